// Tells whether anybody but the coach speaks: coach/ears/spotting/near_end.py, without WebRTC's canceller.

import { energy } from "./alignment.js";
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

export class Someone {
  constructor() {
    [this.before, this.after] = [new Loudness(), new Loudness()];
  }
  /** Whether somebody does, from what was heard and what the canceller left. */
  speaks(heard, left) {
    const { FAINTEST, ONLY_COACH } = rules.near_end, before = this.before.push(heard), after = this.after.push(left);
    return after >= Math.max(FAINTEST, ONLY_COACH * before);
  }
}
