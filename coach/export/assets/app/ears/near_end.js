// Tells whether anybody but the coach speaks: coach/ears/spotting/near_end.py, without WebRTC's canceller.

import { energy } from "./correlation.js";
import { rules } from "./rules.js";

/** RMS of the last second, for sound that arrives in pieces. */
export class Loudness {
  constructor() {
    [this.squares, this.total, this.count] = [[], 0, 0];
  }
  push(samples) {
    this.add(energy(samples), samples.length);
    while (this.count - this.squares[0][1] >= rules.near_end.RATE) {
      const [total, count] = this.squares.shift();
      this.total -= total;
      this.count -= count;
    }
    return this.count ? Math.sqrt(Math.max(0, this.total) / this.count) : 0;
  }
  add(total, count) {
    this.squares.push([total, count]);
    this.total += total;
    this.count += count;
  }
}

/** How much of the coach the canceller leaves, from the better quarter of the seconds in which it talked. */
class Removal {
  constructor() {
    [this.seconds, this.count, this.left] = [[], 0, 1]; // left: the share that is left; 1 while too little is known
  }
  push(count, before, after) {
    const { RATE, REMEMBERED, KNOWN } = rules.near_end;
    this.count += count;
    if (this.count < RATE) return;
    this.count = 0;
    this.seconds = [...this.seconds, after / (before + 1e-9)].slice(-REMEMBERED);
    if (this.seconds.length >= KNOWN) this.left = this.better();
  }
  better() {
    const { NEWEST, TWO } = rules.near_end, half = Math.floor(this.seconds.length / 2);
    const newer = this.seconds.slice(-Math.max(NEWEST, half)).sort((a, b) => a - b);
    return newer[Math.max(TWO - 1, Math.floor(newer.length / 4))];
  }
}

export class Someone {
  constructor() {
    [this.before, this.after, this.removal] = [new Loudness(), new Loudness(), new Removal()];
  }
  /** The share of the coach's RMS that the canceller leaves; 1 while too little is known. */
  get coachLeft() {
    return this.removal.left;
  }
  /** Whether somebody does, from what was heard and what the canceller left. */
  speaks(heard, left, coach) {
    const { FAINTEST, ONLY_COACH } = rules.near_end, before = this.before.push(heard), after = this.after.push(left);
    if (coach) this.removal.push(heard.length, before, after);
    return after >= Math.max(FAINTEST, ONLY_COACH * before);
  }
}
