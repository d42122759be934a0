// Makes a microphone with little gain louder, by its own background: coach/ears/spotting/gain.py.

import { energy, louder, peak } from "./correlation.js";
import { rules } from "./rules.js";

const decibels = (amplitude) => 20 * Math.log10(amplitude + 1e-9);

export class Gain {
  constructor() {
    [this.softest, this.peaks] = [[], []];
    [this.soft, this.peak, this.count, this.db] = [Infinity, 0, 0, 0];
  }

  push(samples) {
    const power = energy(samples);
    if (power) {
      this.soft = Math.min(this.soft, Math.sqrt(power / samples.length));
      this.peak = Math.max(this.peak, peak(samples));
    }
    this.count += samples.length;
    const before = this.db, last = samples.length - 1;
    if (this.count >= rules.gain.RATE) this.second();
    if (!before && !this.db) return samples;
    if (before === this.db) return louder(samples, 10 ** (before / 20)); // it rarely changes
    return samples.map((x, i) => x * 10 ** ((before + ((this.db - before) * i) / last) / 20));
  }

  second() {
    const { USUAL, HEADROOM, MOST, NEAR, BACKGROUND, REMEMBERED } = rules.gain;
    if (this.peak) {
      this.softest = [...this.softest, this.soft].slice(-BACKGROUND);
      this.peaks = [...this.peaks, this.peak].slice(-REMEMBERED);
      const wanted = Math.min(
        USUAL - decibels(Math.min(...this.softest)), HEADROOM - decibels(Math.max(...this.peaks)), MOST);
      if (Math.abs(wanted - this.db) > NEAR || wanted <= 0) this.db = Math.max(0, wanted);
    }
    [this.soft, this.peak, this.count] = [Infinity, 0, 0];
  }
}
