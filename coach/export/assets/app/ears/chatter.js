// Knows whether people talk on and on in the room: coach/ears/spotting/chatter.py.

import { rules } from "./rules.js";

/** Takes one step after another. */
export class Chatter {
  constructor() {
    this.talked = new Array(rules.chatter.WINDOW).fill(false);
    [this.going, this.lasted] = [false, 0]; // whether people have been talking on and on; for how many steps in all
  }

  /**
   * Take `steps` new steps, after which somebody other than the coach was talking or not.
   * Gives the name of a sentence to say now, or nothing.
   */
  push(steps, talking) {
    for (let i = 0; i < steps; i++) {
      this.talked.shift();
      this.talked.push(talking);
    }
    if (steps) this.going = this.goes();
    const { TELL, TALK_SAY } = rules.chatter, told = this.lasted >= TELL;
    this.lasted += this.going ? steps : 0;
    return this.lasted >= TELL && !told ? TALK_SAY : "";
  }

  /** How much more scores and phonemes must reach together now. */
  get harder() {
    return this.going ? rules.chatter.HARDER : 0;
  }

  /** How much better a call must fit now; `coach`: the coach is talking. */
  calls(coach) {
    const { CALLS, CALLS_BESIDE } = rules.chatter;
    return this.going ? CALLS : coach ? CALLS_BESIDE : 0;
  }

  /** Whether enough of the steps but the newest hold talk, with pauses. */
  goes() {
    const { WINDOW, NEWEST, SHARE, PAUSES } = rules.chatter, count = WINDOW - NEWEST;
    let [talked, pauses] = [0, 0];
    for (let i = 0; i < count; i++) {
      talked += this.talked[i];
      pauses += i > 0 && this.talked[i - 1] && !this.talked[i];
    }
    return talked >= SHARE * count && pauses >= PAUSES;
  }
}
