// Takes what the loudspeaker played out of what the microphone heard: coach/ears/spotting/echo.py, where it is explained.

import { Fft } from "./fft.js";
import { rules } from "./rules.js";

const energy = (samples) => samples.reduce((sum, x) => sum + x * x, 0);

export class Canceller {
  constructor() {
    const { BLOCK, PARTS, RARELY } = rules.echo, bins = BLOCK + 1;
    this.past = new Float32Array(BLOCK);
    // Of both channels the newest PARTS blocks, newest first; each as real and imaginary part.
    for (const name of ["re", "im", "powers", "pathRe", "pathIm", "doubt"]) this[name] = new Float32Array(2 * PARTS * bins);
    this.turn = 0;
    this.still = PARTS + 1;
    for (let part = 0; part < PARTS; part++) {
      const doubt = Math.fround(0.5 ** part + 0.01);
      this.doubt.fill(doubt, part * bins, (part + 1) * bins);
      this.doubt.fill(doubt * RARELY, (PARTS + part) * bins, (PARTS + part + 1) * bins);
    }
    this.other = new Float32Array(bins).fill(1e-4);
    this.fft = new Fft(2 * BLOCK);
    this.spectrum = [new Float64Array(bins), new Float64Array(bins)];
    this.wave = new Float64Array(2 * BLOCK);
    this.echo = [new Float64Array(bins), new Float64Array(bins)];
    this.within = new Float64Array(bins);
  }

  copy() {
    const made = new Canceller();
    for (const name of ["past", "re", "im", "powers", "pathRe", "pathIm", "doubt", "other"]) made[name].set(this[name]);
    [made.turn, made.still] = [this.turn, this.still];
    return made;
  }

  /** What is left of one block; `played` is aligned with `heard`, LEAD samples early. */
  block(heard, played) {
    const { BLOCK, PARTS, STILL } = rules.echo;
    this.still = energy(played) > STILL * BLOCK ? 0 : this.still + 1;
    if (this.still > PARTS) {
      this.past.set(played);
      return heard;
    }
    this.follow(played);
    this.heardFromPath();
    this.fft.inverse(...this.echo, this.wave);
    const left = Float32Array.from(heard, (x, i) => x - Math.fround(this.wave[BLOCK + i]));
    this.learn(left);
    return left;
  }

  /** The echo's spectrum, as the path has it. */
  heardFromPath() {
    const { re, im, pathRe, pathIm, echo: [a, b] } = this, bins = a.length;
    a.fill(0);
    b.fill(0);
    for (let i = 0; i < re.length; i += bins)
      for (let j = 0; j < bins; j++) {
        a[j] += pathRe[i + j] * re[i + j] - pathIm[i + j] * im[i + j];
        b[j] += pathRe[i + j] * im[i + j] + pathIm[i + j] * re[i + j];
      }
  }

  /** Note a block as played, without learning from it. */
  follow(played) {
    const { BLOCK, PARTS, CUBE, LESS } = rules.echo, bins = BLOCK + 1;
    const both = new Float64Array(2 * BLOCK);
    both.set(this.past);
    both.set(played, BLOCK);
    this.past.set(played);
    for (const kept of [this.re, this.im, this.powers]) kept.copyWithin(bins, 0, kept.length - bins);
    for (const [row, channel] of [[0, both], [PARTS, both.map((x) => (CUBE * x * x - LESS) * x)]]) {
      const [a, b] = this.spectrum;
      this.fft.forward(channel, a, b);
      this.re.set(a, row * bins);
      this.im.set(b, row * bins);
      for (let i = 0; i < bins; i++) this.powers[row * bins + i] = a[i] * a[i] + b[i] * b[i];
    }
  }

  learn(left) {
    const { BLOCK } = rules.echo, { wave, spectrum: [a, b], other, within, doubt, powers } = this, bins = a.length;
    wave.fill(0, 0, BLOCK);
    wave.set(left, BLOCK);
    this.fft.forward(wave, a, b);
    within.fill(0);
    for (let i = 0; i < doubt.length; i += bins)
      for (let j = 0; j < bins; j++) within[j] += doubt[i + j] * powers[i + j];
    for (let j = 0; j < bins; j++) {
      other[j] = 0.5 * (other[j] + a[j] * a[j] + b[j] * b[j] + 2e-9);
      within[j] = 1 / (within[j] + 2 * other[j]);
    }
    this.move(a, b);
    this.shorten();
    this.settle();
  }

  move(errorRe, errorIm) {
    const { KEEP } = rules.echo, { re, im, pathRe, pathIm, doubt, within } = this, bins = errorRe.length;
    for (let i = 0; i < re.length; i += bins)
      for (let j = 0, k = i; j < bins; j++, k++) {
        const by = doubt[k] * within[j] * KEEP;
        pathRe[k] += by * (re[k] * errorRe[j] + im[k] * errorIm[j]);
        pathIm[k] += by * (re[k] * errorIm[j] - im[k] * errorRe[j]);
      }
  }

  /** A part of the path is one block long; what overlap-save smeared beyond it is set to 0, one part a block. */
  shorten() {
    const { BLOCK } = rules.echo, bins = BLOCK + 1, at = this.turn * bins, [a, b] = this.spectrum;
    this.fft.inverse(this.pathRe.subarray(at, at + bins), this.pathIm.subarray(at, at + bins), this.wave);
    this.wave.fill(0, BLOCK);
    this.fft.forward(this.wave, a, b);
    this.pathRe.set(a, at);
    this.pathIm.set(b, at);
    this.turn = (this.turn + 1) % (this.re.length / bins);
  }

  settle() {
    const { KEEP, SURER } = rules.echo, { pathRe, pathIm, doubt, powers, within } = this, bins = within.length;
    const kept = KEEP * KEEP, lost = 1 - kept;
    for (let i = 0; i < doubt.length; i += bins)
      for (let j = 0, k = i; j < bins; j++, k++)
        doubt[k] = doubt[k] * kept * (1 - SURER * doubt[k] * powers[k] * within[j]) + lost * (pathRe[k] ** 2 + pathIm[k] ** 2);
  }
}

