// What a graph did once, for inputs of one shape: done again, nothing has to be looked up and no array to be found.

export class Record {
  constructor(memory) {
    [this.memory, this.version, this.acts, this.whole] = [memory, memory.version, [], true];
    [this.given, this.made] = [new Map(), new Map()]; // arrays of the inputs, tensors of the outputs, by name
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
    this.memory.ready = [...taken];
    work();
    this.memory.ready = null;
  }

  /** The outputs for other inputs of the same shape. */
  again(given, to) {
    for (const [name, x] of Object.entries(given)) this.given.get(name).set(x.data ?? x);
    for (const act of this.acts) act();
    return this.outputs(to);
  }

  /** Copies; into those of `to`, by name, where it has them. */
  outputs(to) {
    const out = {};
    for (const [name, { dims, data }] of this.made) {
      out[name] = to[name] ?? { dims, data: data.slice() };
      if (to[name]) to[name].data.set(data);
    }
    return out;
  }
}
