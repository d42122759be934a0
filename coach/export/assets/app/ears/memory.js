// The memory of a graph's WebAssembly module: constants, and arrays that are used again as soon as nobody needs them.

import { loops } from "./loops.js";

/** Floats before an array, which are 0 for ever (the edges of convolutions), and behind it, which loops may write to. */
const BEFORE = 4, BEHIND = 12;

/** Thrown when the memory had to grow: all arrays are void, and the graph must be run again. */
export const GROWN = new Error("the ears' networks: their memory grew");

export class Memory {
  constructor() {
    this.loops = loops();
    [this.used, this.spare, this.laid, this.places] = [0, new Map(), new Map(), []];
    this.view = new Float32Array(this.loops.memory.buffer);
  }

  /** Room for so many floats; its number in floats. */
  claim(length) {
    const at = this.used + BEFORE, end = (at + length + BEHIND + 3) & ~3, { memory } = this.loops;
    const missing = end * 4 - memory.buffer.byteLength;
    this.used = end;
    if (missing <= 0) return at;
    memory.grow(Math.ceil(Math.max(missing, 2 ** 20) / 65536));
    this.view = new Float32Array(memory.buffer);
    this.spare.clear();
    for (const [place, length] of this.places) this.give(this.array(place, length));
    this.grown = true;
    return at;
  }

  array(at, length) {
    return new Float32Array(this.loops.memory.buffer, at * 4, length);
  }

  /** An array of so many numbers, whose contents are old. */
  take(length) {
    const list = this.spare.get(length);
    if (list?.length) return list.pop();
    const at = this.claim(length);
    this.places.push([at, length]);
    if (!this.grown) return this.array(at, length);
    this.give(this.array(at, length));
    throw GROWN;
  }

  /** Take back an array; one that lies elsewhere is left alone. */
  give(array) {
    if (!this.holds(array)) return;
    const list = this.spare.get(array.length);
    if (list) list.push(array);
    else this.spare.set(array.length, [array]);
  }

  /** Whether an array lies here. */
  holds(array) {
    return array.buffer === this.view.buffer;
  }

  /** Where a constant lies, in bytes; `lay(view, at)` writes it there the first time. */
  constant(name, length, lay) {
    if (!this.laid.has(name)) {
      const at = this.claim(length);
      lay(this.view, at);
      this.laid.set(name, at * 4);
      if (this.grown) throw GROWN;
    }
    return this.laid.get(name);
  }

  /** Where the numbers of an input lie, in bytes; those of a constant are copied here. */
  at({ data }, name) {
    if (this.holds(data)) return data.byteOffset;
    return this.constant(name, data.length, (view, at) => view.set(data, at));
  }
}
