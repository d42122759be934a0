// Sound at another rate, in pieces of any length: coach/sound/resampling.py, where REACH and CUT are explained.

import { loops } from "./loops.js";

const REACH = 20, CUT = 0.925, MOST = 16384;
const divisor = (a, b) => (b ? divisor(b, a % b) : a);
const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

export class Resampler {
  constructor(rate, to) {
    const common = divisor(rate, to), lower = Math.min(rate, to);
    this.up = to / common;
    this.down = rate / common;
    const ahead = Math.ceil((REACH * rate) / lower);
    this.length = this.down + 2 * ahead;
    // Of every `down` samples that come in, `up` go out: where the first that counts in each lies, and their weights.
    const taps = Array.from({ length: this.up }, (_, i) => {
      const near = (k) => ((k - ahead - (i * this.down) / this.up) * lower) / rate;
      const inside = Array.from({ length: this.length }, (_, k) => k).filter((k) => Math.abs(near(k)) < REACH);
      const weights = inside.map((k) => {
        const turn = (Math.PI * near(k)) / REACH;
        return sinc(near(k) * CUT) * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
      });
      const sum = weights.reduce((a, b) => a + b, 0);
      return [inside[0], Float32Array.from(weights, (one) => one / sum)];
    });
    this.lay(taps, ahead);
  }

  /** All weights one after another, in rows of one length; where each begins; the sound, and what is made of it. */
  lay(taps, ahead) {
    this.wide = 8 * Math.ceil(Math.max(...taps.map(([, weights]) => weights.length)) / 8);
    const firsts = this.up * this.wide, begin = 4 * Math.ceil((firsts + this.up) / 4), made = begin + MOST + this.wide;
    this.loops = loops(4 * (made + MOST));
    const { buffer } = this.loops.memory, view = new Float32Array(buffer);
    new Int32Array(buffer).set(taps.map(([first]) => 4 * first), firsts);
    taps.forEach(([, one], i) => view.set(one, i * this.wide));
    [this.held, this.made, this.filled] = [view.subarray(begin, made), view.subarray(made), ahead];
    this.places = [0, firsts, begin, made].map((at) => 4 * at);
  }

  /** What at most MOST / 2 samples complete. */
  push(samples) {
    this.held.set(samples, this.filled);
    this.filled += samples.length;
    const whole = Math.max(0, Math.floor((this.filled - this.length) / this.down) + 1);
    this.loops.resample(...this.places, whole, this.up, 4 * this.down, this.wide);
    this.held.copyWithin(0, whole * this.down, this.filled);
    this.filled -= whole * this.down;
    return this.made.slice(0, whole * this.up);
  }
}
