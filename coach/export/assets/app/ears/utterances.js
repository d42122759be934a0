// Tells when somebody stops talking: coach/ears/spotting/utterances.py.

import { joined } from "./alignment.js";
import { energy } from "./correlation.js";
import { rules } from "./rules.js";

export class Ends {
  constructor() {
    const { FAINTEST } = rules.utterances;
    this.waiting = new Float32Array(0);
    [this.loudest, this.background, this.talking, this.quiet] = [FAINTEST, FAINTEST, false, 0];
  }

  /** Whether somebody stopped talking within these samples. */
  push(samples) {
    const { STEP } = rules.steps;
    this.waiting = joined([this.waiting, samples]);
    let at = 0, told = false;
    for (; at + STEP <= this.waiting.length; at += STEP) {
      const step = this.waiting.subarray(at, at + STEP);
      told = this.ended(10 * Math.log10(energy(step) / STEP + 1e-10)) || told;
    }
    this.waiting = this.waiting.slice(at);
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
