// Takes what the loudspeaker played out of what the microphone heard: coach/ears/spotting/echo.py, where it is explained.

import { energy } from "./correlation.js";
import { Fft } from "./fft.js";
import { loops } from "./loops.js";
import { rules } from "./rules.js";

/** Of both channels the newest PARTS blocks, newest first, in the order of the memory. */
const TABLES = ["re", "im", "powers", "pathRe", "pathIm", "doubt"];
/** One row each. */
const ROWS = ["echoRe", "echoIm", "errorRe", "errorIm", "within"];

/** How much each frequency may learn, written to `within`: the more there is besides the echo (`other`), the less. */
function weigh(other, within, re, im) {
  for (let i = 0; i < other.length; i++) {
    other[i] = 0.5 * (other[i] + re[i] * re[i] + im[i] * im[i] + 2e-9);
    within[i] = 1 / (within[i] + 2 * other[i]);
  }
}

export class Canceller {
  constructor() {
    const { BLOCK, PARTS } = rules.echo, bins = BLOCK + 1;
    this.wide = Math.ceil(bins / 4) * 4; // numbers of a row
    this.loops = loops(4 * this.wide * (TABLES.length * 2 * PARTS + ROWS.length));
    let at = 0;
    const laid = (count) => new Float32Array(this.loops.memory.buffer, (at += 4 * count) - 4 * count, count);
    for (const name of TABLES) this[name] = laid(2 * PARTS * this.wide);
    for (const name of ROWS) this[name] = laid(this.wide);
    this.past = new Float32Array(BLOCK);
    this.other = new Float32Array(bins);
    this.fft = new Fft(2 * BLOCK);
    this.spectrum = [new Float64Array(bins), new Float64Array(bins)];
    this.wave = new Float64Array(2 * BLOCK);
    this.both = new Float64Array(2 * BLOCK); // the block before and this one
    this.forget();
  }

  /** Begin as new. */
  forget() {
    const { PARTS, RARELY } = rules.echo, { wide } = this;
    for (const name of [...TABLES, "past"]) this[name].fill(0);
    for (let part = 0; part < PARTS; part++) {
      const doubt = Math.fround(0.5 ** part + 0.01);
      this.doubt.fill(doubt, part * wide, (part + 1) * wide);
      this.doubt.fill(doubt * RARELY, (PARTS + part) * wide, (PARTS + part + 1) * wide);
    }
    this.other.fill(1e-4);
    [this.turn, this.still] = [0, PARTS + 1];
  }

  /** Know what another one knows. */
  become(other) {
    for (const name of [...TABLES, "past", "other"]) this[name].set(other[name]);
    [this.turn, this.still] = [other.turn, other.still];
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
    this.echo();
    const left = Float32Array.from(heard);
    for (let i = 0; i < BLOCK; i++) left[i] -= Math.fround(this.wave[BLOCK + i]);
    this.learn(left);
    return left;
  }

  /** Bytes: where a table or row begins, and where the first table that is named ends. */
  at(...names) {
    return names.map((name) => this[name].byteOffset);
  }
  end(name) {
    return this[name].byteOffset + this[name].byteLength;
  }

  /** The echo as the path has it, in `wave`. */
  echo() {
    this.echoRe.fill(0);
    this.echoIm.fill(0);
    const tables = this.at("pathRe", "pathIm", "re", "im");
    this.loops.echo(...tables, this.end("pathRe"), ...this.at("echoRe", "echoIm"), 4 * this.wide);
    this.fft.inverse(this.echoRe, this.echoIm, this.wave);
  }

  /** Note a block as played, without learning from it. */
  follow(played) {
    const { BLOCK, PARTS, CUBE, LESS } = rules.echo, { wide, both } = this;
    both.set(this.past);
    both.set(played, BLOCK);
    this.past.set(played);
    for (const kept of [this.re, this.im, this.powers]) kept.copyWithin(wide, 0, kept.length - wide);
    this.note(0);
    for (let i = 0; i < both.length; i++) both[i] *= CUBE * both[i] * both[i] - LESS;
    this.note(PARTS * wide);
  }

  /** Write the spectrum of `both`, and its power, to the row at `at`. */
  note(at) {
    const { re, im, powers, spectrum: [a, b] } = this;
    this.fft.forward(this.both, a, b);
    re.set(a, at);
    im.set(b, at);
    for (let i = 0; i < a.length; i++) powers[at + i] = a[i] * a[i] + b[i] * b[i];
  }

  /** The room's impulse response as far as it is known, without the loudspeaker's distortion. */
  response() {
    const { BLOCK, PARTS } = rules.echo, out = new Float32Array(PARTS * BLOCK);
    for (let part = 0; part < PARTS; part++) {
      const at = part * this.wide, [re, im] = [this.pathRe, this.pathIm].map((path) => path.subarray(at, at + BLOCK + 1));
      this.fft.inverse(re, im, this.wave);
      out.set(this.wave.subarray(0, BLOCK), part * BLOCK);
    }
    return out;
  }

  learn(left) {
    const { BLOCK, KEEP } = rules.echo, { wave, other, within, errorRe, errorIm } = this, row = 4 * this.wide;
    wave.fill(0, 0, BLOCK);
    wave.set(left, BLOCK);
    this.fft.forward(wave, errorRe, errorIm);
    within.fill(0);
    this.loops.likely(...this.at("doubt", "powers"), this.end("doubt"), ...this.at("within"), row);
    weigh(other, within, errorRe, errorIm);
    const tables = this.at("pathRe", "pathIm", "re", "im", "doubt");
    this.loops.move(...tables, this.end("doubt"), ...this.at("within", "errorRe", "errorIm"), row, KEEP);
    this.shorten();
    this.settle(row);
  }

  /** A part of the path is one block long; what overlap-save smeared beyond it is set to 0, one part a block. */
  shorten() {
    const { BLOCK, PARTS } = rules.echo, at = this.turn * this.wide, [a, b] = this.spectrum;
    const [re, im] = [this.pathRe, this.pathIm].map((path) => path.subarray(at, at + BLOCK + 1));
    this.fft.inverse(re, im, this.wave);
    this.wave.fill(0, BLOCK);
    this.fft.forward(this.wave, a, b);
    re.set(a);
    im.set(b);
    this.turn = (this.turn + 1) % (2 * PARTS);
  }

  settle(row) {
    const { KEEP, SURER } = rules.echo, kept = KEEP * KEEP, tables = this.at("powers", "pathRe", "pathIm", "within");
    this.loops.settle(...this.at("doubt"), this.end("doubt"), ...tables, row, kept, SURER, 1 - kept);
  }
}
