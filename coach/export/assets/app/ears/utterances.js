// Tells when somebody stops talking: coach/ears/spotting/utterances.py.

import { energy } from "./correlation.js";
import { Held } from "./held.js";
import { rules } from "./rules.js";

export class Ends {
  constructor() {
    const { FAINTEST } = rules.utterances;
    this.waiting = new Held();
    [this.loudest, this.background, this.talking, this.quiet] = [FAINTEST, FAINTEST, false, 0];
  }

  /** Whether somebody stopped talking within these samples. */
  push(samples) {
    const { STEP } = rules.steps;
    this.waiting.push(samples);
    let told = false;
    while (this.waiting.length >= STEP)
      told = this.ended(10 * Math.log10(energy(this.waiting.taken(STEP)) / STEP + 1e-10)) || told;
    return told;
  }

  ended(level) {
    const { FAINTEST, CREEP, FADE, RISE, CLEAR, DROP, QUIET } = rules.utterances;
    this.background = Math.max(FAINTEST, Math.min(level, this.background + CREEP));
    this.loudest = Math.max(level, this.loudest - FADE);
    if (level > this.loudest - RISE && level > this.background + CLEAR) this.talking = true;
    this.quiet = level < this.loudest - DROP ? this.quiet + 1 : 0;
    if (!this.talking || this.quiet < QUIET) return false;
    this.talking = false;
    return true;
  }
}
