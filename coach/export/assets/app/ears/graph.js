// Runs an ONNX graph. What depends on constants alone is computed once; arrays that nothing needs any more are used again.

import { parsed } from "./onnx.js";
import { fused } from "./fused.js";
import { OPERATORS, VIEWS } from "./operators.js";
import { Products, conv, matMul } from "./products.js";

export class Graph {
  /** `bytes` of the file. */
  constructor(bytes) {
    const model = parsed(bytes);
    [this.notes, this.outputs, this.products] = [model.notes, model.outputs, new Products()];
    this.constants = model.constants;
    this.spare = new Map();
    const nodes = [];
    for (const node of model.nodes)
      if (node.inputs.every((name) => this.constants.has(name)))
        this.constants.set(node.outputs[0], this.made(node, (name) => this.constants.get(name), (n) => new Float32Array(n)));
      else nodes.push(node);
    this.nodes = fused(nodes, (name) => this.constants.get(name), this.outputs);
    const needed = new Set(this.nodes.flatMap((node) => node.inputs));
    for (const name of this.constants.keys()) if (!needed.has(name)) this.constants.delete(name);
  }

  /** The outputs by name. `given`: a Float32Array, or a tensor {dims, data}, by the name of the input. */
  run(given) {
    const values = new Map(Object.entries(given).map(([name, x]) => [name, x.dims ? x : { dims: [x.length], data: x }]));
    const of = (name) => values.get(name) ?? this.constants.get(name);
    const { left, taken } = this.demand(values);
    const take = (length) => this.array(length, taken);
    for (const node of this.nodes) {
      const made = this.made(node, of, take);
      values.set(node.outputs[0], made);
      if (VIEWS.has(node.kind)) left.set(made.data, left.get(made.data) + this.uses.get(node.outputs[0]));
      else left.set(made.data, this.uses.get(node.outputs[0]));
      for (const name of node.inputs) if (values.has(name)) this.release(values.get(name).data, left, taken);
    }
    return Object.fromEntries(this.outputs.map((name) => [name, of(name)]));
  }

  /** How often each array will still be read; an output is never given back. */
  demand(values) {
    if (!this.uses) {
      this.uses = new Map();
      for (const name of this.nodes.flatMap((node) => node.inputs)) this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
      for (const name of this.outputs) this.uses.set(name, Infinity);
    }
    return { left: new Map([...values.values()].map(({ data }) => [data, Infinity])), taken: new Set() };
  }

  array(length, taken) {
    const data = this.spare.get(length)?.pop() ?? new Float32Array(length);
    taken.add(data);
    return data;
  }

  release(data, left, taken) {
    const more = left.get(data) - 1;
    left.set(data, more);
    if (more > 0 || !taken.delete(data)) return;
    if (!this.spare.has(data.length)) this.spare.set(data.length, []);
    this.spare.get(data.length).push(data);
  }

  made(node, of, take) {
    const inputs = node.inputs.map(of);
    if (node.kind === "Conv") return conv(this.products, inputs, node, take);
    if (node.kind === "MatMul") return matMul(this.products, inputs, node, take, this.constants.has(node.inputs[1]));
    const operator = OPERATORS[node.kind];
    if (!operator) throw new Error(`the ears' networks: operator ${node.kind} is not known`);
    return operator(inputs, node.with, take);
  }
}
