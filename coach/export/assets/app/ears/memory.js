// The memory of a graph's WebAssembly module: constants, and arrays that are used again as soon as nobody needs them.

import { loops } from "./loops.js";

/** Floats before an array, which are 0 for ever (the edges of convolutions), and behind it, which loops may write to. */
const BEFORE = 4, BEHIND = 12;
/** Tables of one node that are kept: for the two usual lengths of sound, and one more. */
const TABLES = 3;

/** Thrown when the memory had to grow: all arrays are void, and the graph must be run again. */
export const GROWN = new Error("the ears' networks: their memory grew");

/** Room for so many numbers, at most a quarter too large: sounds of every length share a few sizes. */
function roomy(length) {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(length)) - 2);
  return Math.ceil(length / step) * step;
}

export class Memory {
  constructor() {
    const { memory, ...functions } = loops();
    this.loops = { memory };
    for (const [name, run] of Object.entries(functions))
      this.loops[name] = (...args) => {
        this.record?.called(run, args);
        run(...args);
      };
    [this.used, this.spare, this.laid, this.tables, this.slots] = [0, new Map(), new Map(), new Map(), new Map()];
    [this.record, this.ready, this.next] = [null, null, 0]; // who notes what is done; the arrays to take when it's done again
    this.version = 0; // another one: what was noted before is void
    this.view = new Float32Array(memory.buffer);
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
    for (const slot of this.slots.values()) this.free(slot);
    this.version++;
    this.grown = true;
    return at;
  }

  free(slot) {
    const list = this.spare.get(slot.room);
    if (list) list.push(slot);
    else this.spare.set(slot.room, [slot]);
  }

  /** An array of so many numbers, whose contents are old. */
  take(length) {
    if (this.ready) return this.ready[this.next++];
    const room = roomy(length), list = this.spare.get(room);
    if (!list?.length) {
      const at = this.claim(room), slot = { at, room, array: null };
      this.slots.set(at * 4, slot);
      this.free(slot);
      if (this.grown) throw GROWN;
    }
    const slot = this.spare.get(room).pop();
    if (slot.array?.length !== length || !this.holds(slot.array)) slot.array = new Float32Array(this.view.buffer, slot.at * 4, length);
    this.record?.took(slot.array);
    return slot.array;
  }

  /** Take back an array; one that lies elsewhere is left alone. */
  give(array) {
    if (!this.ready && this.holds(array)) this.free(this.slots.get(array.byteOffset));
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

  /** The same for one of the tables that a node has for inputs of several shapes; the one that was not used for longest makes room. */
  table(name, shape, length, lay) {
    const kept = this.tables.get(name) ?? [], found = kept.findIndex((one) => one.shape === shape);
    let [one] = found < 0 ? kept.splice(TABLES - 1) : kept.splice(found, 1);
    if (one?.shape !== shape) {
      if (one) this.version++;
      if (!one || one.room < length) one = { at: this.claim(roomy(length)), room: roomy(length) };
      one.shape = shape;
      lay(this.view, one.at);
    }
    kept.unshift(one);
    this.tables.set(name, kept);
    if (this.grown) throw GROWN;
    return one.at * 4;
  }

  /** Where the numbers of an input lie, in bytes; those of a constant are copied here. */
  at({ data }, name) {
    if (this.holds(data)) return data.byteOffset;
    return this.constant(name, data.length, (view, at) => view.set(data, at));
  }
}
