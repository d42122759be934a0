// Keeps the coach from hearing its own phrases: coach/ears/spotting/own_voice.py, where it is explained.

import { rules } from "./rules.js";

export class OwnVoice {
  constructor() {
    this.until = new Map();
  }

  /** The coach is saying the phrases of these commands; after so many samples, which it hears so many later. */
  note(own, heard, late) {
    for (const command of own) this.until.set(command, heard + late);
  }

  /** The commands to ignore after so many samples. */
  sounding(heard) {
    return new Set([...this.until].filter(([, until]) => heard <= until).map(([command]) => command));
  }

  /** Seconds of sound up to which there may be the coach's own phrase for a command. */
  over(command) {
    const until = this.until.get(command);
    return until === undefined ? -Infinity : until / rules.steps.RATE - rules.own_voice.DEAF_AFTER_MS / 1000;
  }
}
