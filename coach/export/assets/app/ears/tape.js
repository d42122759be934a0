// Sound that arrives in pieces, of which the newest part is kept: coach/ears/spotting/tape.py.

import { rules } from "./rules.js";

export const NONE = new Float32Array(0);

/** Pieces one behind the other; a single one that is not empty is not copied. */
export function joined(pieces) {
  pieces = pieces.filter((one) => one.length);
  if (pieces.length < 2) return pieces[0] ?? NONE;
  const out = new Float32Array(pieces.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of pieces) {
    out.set(one, at);
    at += one.length;
  }
  return out;
}

/** The newest whole pieces of sound: as few as hold `size` samples. */
export class Last {
  constructor(size) {
    [this.size, this.lengths, this.count] = [size, [0], 0];
    [this.held, this.filled] = [new Float32Array(3 * size), 0];
  }
  push(samples) {
    while (this.count - this.lengths[0] >= this.size) this.count -= this.lengths.shift();
    this.lengths.push(samples.length);
    if (this.filled + samples.length > this.held.length) this.move(samples.length);
    this.held.set(samples, this.filled);
    this.filled += samples.length;
    this.count += samples.length;
  }
  /** Move what still counts to the front, so that there's room for so many more. */
  move(more) {
    const newest = this.joined();
    if (this.count + more > this.held.length) this.held = new Float32Array(3 * (this.count + more));
    this.held.set(newest);
    this.filled = this.count;
  }
  /** One array of them all. It's valid until the next piece comes. */
  joined() {
    return this.held.subarray(this.filled - this.count, this.filled);
  }
}

/** The newest part of a sound, addressed by sample number; what is not there is silence. */
export class Tape {
  constructor() {
    const { KEPT } = rules.tape;
    [this.held, this.filled, this.end] = [new Float32Array(2 * KEPT), KEPT, 0];
  }
  push(samples) {
    const { KEPT } = rules.tape, fresh = samples.subarray(Math.max(0, samples.length - KEPT));
    if (this.filled + fresh.length > this.held.length) {
      this.held.copyWithin(0, this.filled - KEPT, this.filled);
      this.filled = KEPT;
    }
    this.held.set(fresh, this.filled);
    this.filled += fresh.length;
    this.end += samples.length;
  }
  part(first, last) {
    const shift = this.filled - this.end, out = new Float32Array(last - first);
    const begin = Math.max(first + shift, 0), stop = Math.min(last + shift, this.filled);
    if (begin < stop) out.set(this.held.subarray(begin, stop), begin - first - shift);
    return out;
  }
}
