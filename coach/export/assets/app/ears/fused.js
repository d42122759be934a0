// Joins nodes of a graph that one loop can do: what follows a product is done where its numbers are at hand.

/** `nodes` with their followers taken in; `constant(name)` is the tensor of a constant, if it is one. */
export function fused(nodes, constant, outputs) {
  const uses = new Map();
  nodes = once(nodes, outputs);
  for (const name of [...nodes.flatMap((node) => node.inputs), ...outputs]) uses.set(name, (uses.get(name) ?? 0) + 1);
  const maker = new Map(), kept = [];
  for (const node of nodes) {
    const before = node.inputs.map((name) => maker.get(name)).find((one) => one && joined(one, node, constant, uses));
    if (before) before.outputs = node.outputs;
    else kept.push(node);
    for (const name of node.outputs) maker.set(name, before ?? node);
  }
  return kept;
}

/** Without the nodes that compute what another one computes. */
function once(nodes, outputs) {
  const known = new Map(), other = new Map(), kept = [];
  for (const node of nodes) {
    node.inputs = node.inputs.map((name) => other.get(name) ?? name);
    const what = JSON.stringify([node.kind, node.inputs, node.with]), before = known.get(what);
    if (before && !outputs.includes(node.outputs[0])) {
      other.set(node.outputs[0], before);
      continue;
    }
    known.set(what, node.outputs[0]);
    kept.push(node);
  }
  return kept;
}

const single = (name, constant) => {
  const data = constant(name)?.data;
  return data?.length === 1 ? data[0] : undefined;
};

/** Whether `node`, which follows `before`, could be taken into it. */
function joined(before, node, constant, uses) {
  const [made] = before.outputs, other = node.inputs.find((name) => name !== made);
  if (before.kind === "Sigmoid" && node.kind === "Mul" && other === before.inputs[0]) {
    if (uses.get(made) > 1) return false;
    before.kind = "Swish";
    return true;
  }
  if (uses.get(made) > 1) return false;
  if (before.kind === "MatMul" && node.kind === "Add" && before.inputs.length === 2 && constant(other)?.dims.length === 1) {
    before.inputs.push(other);
    return true;
  }
  if (before.kind !== "Conv" || "least" in before.with) return false;
  if (node.kind === "Relu") before.with.least = 0;
  else if (node.kind === "LeakyRelu") before.with.slope = node.with.alpha;
  else if (node.kind === "Max" && single(other, constant) !== undefined) before.with.least = single(other, constant);
  else return false;
  return true;
}
