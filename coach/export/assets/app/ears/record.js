// What a graph did once, for inputs of one shape: done again, nothing has to be looked up and no array to be found.

export class Record {
  constructor(memory) {
    [this.memory, this.version, this.acts, this.whole] = [memory, memory.version, [], true];
    [this.given, this.made] = [[], []]; // inputs and outputs: {name, dims, data}
    [this.calls, this.taken] = [[], []];
    memory.record = this;
  }

  /** By the memory: a loop in WebAssembly was called, and an array was taken. */
  called(run, args) {
    this.calls.push(() => run(...args));
  }
  took(array) {
    this.taken.push(array);
  }

  /** Do a node's work and note it: the calls that it made, or, where JavaScript worked, all of it. */
  note(work) {
    [this.calls, this.taken] = [[], []];
    const { taken } = this, { made, called } = work();
    if (called) this.acts.push(...this.calls);
    else this.acts.push(() => this.repeat(work, taken));
    this.whole &&= this.memory.holds(made.data);
    return made;
  }

  /** Do it as it was done, into the same arrays. */
  repeat(work, taken) {
    [this.memory.ready, this.memory.next] = [taken, 0];
    work();
    this.memory.ready = null;
  }

  /** Whether these inputs, tensors or arrays, have the shapes of those that it was done with. */
  fits(given) {
    for (const { name, dims } of this.given) if (!given[name] || !alike(dims, given[name])) return false;
    return Object.keys(given).length === this.given.length;
  }

  /** The outputs for other inputs of the same shapes. */
  again(given, to) {
    for (const { name, data } of this.given) data.set(given[name].data ?? given[name]);
    for (const act of this.acts) act();
    return this.outputs(to);
  }

  /** Copies; into those of `to`, by name, where it has them. */
  outputs(to) {
    const out = {};
    for (const { name, dims, data } of this.made) {
      out[name] = to[name] ?? { dims, data: data.slice() };
      if (to[name]) to[name].data.set(data);
    }
    return out;
  }
}

/** Whether a tensor, or an array of one axis, has these dimensions. */
function alike(dims, x) {
  if (!x.dims) return dims.length === 1 && dims[0] === x.length;
  for (let i = 0; i < dims.length; i++) if (dims[i] !== x.dims[i]) return false;
  return dims.length === x.dims.length;
}
