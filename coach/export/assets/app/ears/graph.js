// Runs an ONNX graph. What depends on constants alone is computed once; all else lies in the memory of WebAssembly.

import { fused } from "./fused.js";
import { KERNELS } from "./kernels.js";
import { GROWN, Memory } from "./memory.js";
import { parsed } from "./onnx.js";
import { OPERATORS, VIEWS } from "./operators.js";
import { Record } from "./record.js";

/** Shapes of the inputs for which it is remembered how it was done. */
const RECORDS = 3;

export class Graph {
  /** `bytes` of the file. */
  constructor(bytes) {
    const model = parsed(bytes), { constants } = model, nodes = [];
    [this.notes, this.outputs, this.memory] = [model.notes, model.outputs, new Memory()];
    this.records = [];
    for (const node of model.nodes)
      if (node.inputs.every((name) => constants.has(name)))
        constants.set(node.outputs[0], plain(node, node.inputs.map((name) => constants.get(name)), (n) => new Float32Array(n)));
      else nodes.push(node);
    this.nodes = fused(nodes, (name) => constants.get(name), this.outputs);
    this.number(constants);
    this.plan();
  }

  /** Give each tensor a place in `values`; the constants that are needed stand there for ever. */
  number(constants) {
    [this.places, this.values] = [new Map(), []];
    const place = (name) => {
      if (!this.places.has(name)) this.places.set(name, this.values.push(constants.get(name)) - 1);
      return this.places.get(name);
    };
    for (const node of this.nodes) {
      node.from = node.inputs.map(place);
      node.to = place(node.outputs[0]);
      node.constant = node.inputs.map((name) => constants.has(name));
    }
    for (const name of this.outputs) place(name);
    this.without = [...this.values]; // what an input is if it is not given
  }

  /** Note after which node each array is free: when all that is seen of it has been read for the last time. */
  plan() {
    const owner = new Map(), last = new Map(), made = new Set(this.nodes.map((node) => node.to));
    const whose = (at) => owner.get(at) ?? at;
    this.nodes.forEach((node, i) => {
      for (const at of node.from) last.set(whose(at), i);
      if (VIEWS.has(node.kind)) owner.set(node.to, whose(node.from[0]));
      else last.set(node.to, i);
      node.free = [];
    });
    for (const name of this.outputs) last.delete(whose(this.places.get(name)));
    for (const [at, i] of last) if (made.has(at)) this.nodes[i].free.push(at);
    this.kept = [...new Set(this.outputs.map((name) => whose(this.places.get(name))))].filter((at) => made.has(at));
  }

  /**
   * The outputs by name. `given`: a Float32Array, or a tensor {dims, data}, by the name of the input. `to`: tensors of the
   * right shape for some of the outputs; they may be inputs, too.
   */
  run(given, to = {}) {
    for (const known of this.records) if (known.version === this.memory.version && known.fits(given)) return known.again(given, to);
    for (;;)
      try {
        return this.once(given, to);
      } catch (error) {
        if (error !== GROWN) throw error;
        this.memory.grown = false;
      }
  }

  once(given, to) {
    const { memory, values } = this, record = new Record(memory);
    for (const [name, x] of Object.entries(given)) {
      const one = { dims: x.dims ?? [x.length], data: memory.take((x.data ?? x).length) };
      one.data.set(x.data ?? x);
      record.given.push({ name, ...one });
      values[this.places.get(name)] = one;
    }
    for (const node of this.nodes) {
      values[node.to] = this.made(node, node.from.map((at) => values[at]), record);
      for (const at of node.free) memory.give(values[at].data);
    }
    for (const name of this.outputs) record.made.push({ name, ...values[this.places.get(name)] });
    const out = record.outputs(to);
    for (const at of this.kept) memory.give(values[at].data);
    for (const { name, data } of record.given) {
      memory.give(data);
      values[this.places.get(name)] = this.without[this.places.get(name)];
    }
    this.keep(record);
    return out;
  }

  /** Remember how it was done for inputs of these shapes. */
  keep(record) {
    this.memory.record = null;
    this.records = [...this.records, record].filter(({ whole, version }) => whole && version === this.memory.version).slice(-RECORDS);
  }

  made(node, inputs, record) {
    if (VIEWS.has(node.kind)) return plain(node, inputs);
    const take = (length) => this.memory.take(length), kernel = KERNELS[node.kind];
    return record.note(() => {
      const made = kernel?.(this.memory, inputs, node);
      return { made: made ?? plain(node, inputs, take), called: made && !node.inJavaScript };
    });
  }
}

/** By the operators in JavaScript. */
function plain(node, inputs, take) {
  const operator = OPERATORS[node.kind];
  if (!operator) throw new Error(`the ears' networks: operator ${node.kind} is not known`);
  return operator(inputs, node.with, take);
}
