// MatMul and Conv, by the product of matrices in WebAssembly (matrix.wat). A matrix that never changes is laid out once.

const PANEL = 8;
/** Places of a convolution; so few would leave half of a panel empty. */
const FEW = 4;
const up = (n) => Math.ceil(n / PANEL) * PANEL;
const size = (dims) => dims.reduce((product, one) => product * one, 1);

/** Writes `k` rows of `n` numbers, which lie `row` and `column` apart, as panels of eight columns. */
function panels(view, at, from, k, n, row = n, column = 1) {
  for (let first = 0; first < n; first += PANEL) {
    const wide = Math.min(PANEL, n - first);
    for (let r = 0; r < k; r++, at += PANEL) for (let i = 0; i < wide; i++) view[at + i] = from[r * row + (first + i) * column];
  }
}

/** The product of `m` rows at `a` and the panels at `b`, as rows of `n` numbers at `to`. */
function product(memory, a, b, to, m, n, k, bias = 0) {
  const { loops } = memory, wide = up(n);
  if (wide === n) return loops.multiply(a, b, to, m, n, k, bias);
  const rows = memory.take(m * wide);
  loops.multiply(a, b, rows.byteOffset, m, wide, k, bias);
  loops.order(rows.byteOffset, to, 1, m, n, 0, wide * 4, 4);
  memory.give(rows);
}

/** MatMul, and a bias where fused.js found one; leading axes of the second input, where it has any, are those of the first. */
export function matMul(memory, [a, b, bias], node) {
  const [m, k] = a.dims.slice(-2), n = b.dims.at(-1), many = size(b.dims.slice(0, -2)), [, right, added] = node.inputs;
  const rows = many > 1 ? m : size(a.dims.slice(0, -1)), length = k * up(n), left = memory.at(a, node.inputs[0]);
  const bias4 = bias ? memory.constant(`${added} wide`, up(n), (view, at) => view.set(bias.data, at)) : 0;
  const fixed = node.constant[1] ? memory.constant(`${right} panels`, length, (view, at) => panels(view, at, b.data, k, n)) : 0;
  const data = memory.take(many * rows * n), laid = fixed ? null : memory.take(length);
  for (let i = 0; i < many; i++) {
    if (laid) memory.loops.panels(b.data.byteOffset + 4 * i * k * n, laid.byteOffset, k, n);
    const [from, to] = [left + 4 * i * rows * k, data.byteOffset + 4 * i * rows * n];
    product(memory, from, fixed || laid.byteOffset, to, rows, n, k, bias4);
  }
  if (laid) memory.give(laid);
  return { dims: [...a.dims.slice(0, -1), n], data };
}

/** Conv along one axis or two, of one example. One group, or one for each channel. */
export function conv(memory, [x, weight, bias], node) {
  if (node.plan?.width !== x.dims.at(-1) || node.plan.height !== x.dims.at(-2)) node.plan = planned(x.dims, node.with);
  const { plan } = node, out = weight.dims[0], from = memory.at(x, node.inputs[0]);
  const data = memory.take(out * plan.rows * plan.columns);
  const dims = plan.flat ? [1, out, plan.columns] : [1, out, plan.rows, plan.columns];
  node.inJavaScript = node.with.group > 1;
  const how = node.inJavaScript ? apart : data.length <= FEW * out ? few : together;
  how(memory, from, weight, bias, node, data);
  return { dims, data };
}

/** What follows from the shape of the input. */
function planned(dims, { kernel_shape: kernel, pads, strides = [1, 1], dilations = [1, 1] }) {
  const flat = dims.length === 3, two = (pair, otherwise) => (flat ? [otherwise, pair[0]] : pair);
  const padded = flat ? [0, pads?.[0] ?? 0, 0, pads?.[1] ?? 0] : (pads ?? [0, 0, 0, 0]);
  const made = { flat, height: dims.at(-2), width: dims.at(-1), pad: padded, kernel: two(kernel, 1) };
  Object.assign(made, { step: two(strides, 1), apart: two(dilations, 1) });
  const [rows, columns] = [flat ? 1 : made.height, made.width].map((length, i) => {
    const room = length + padded[i] + padded[i + 2] - made.apart[i] * (made.kernel[i] - 1) - 1;
    return Math.floor(room / made.step[i]) + 1;
  });
  return Object.assign(made, { rows, columns });
}

/** The numbers that the weights meet, as panels of eight places, or of one. */
function unfold(memory, from, node, k, n, panel) {
  const { plan } = node, length = k * Math.ceil(n / panel) * panel;
  const table = memory.table(node.outputs[0], `${plan.height} ${plan.width}`, length, (view, at) =>
    new Int32Array(view.buffer).set(unfolded(plan, k, n, panel, length), at));
  const met = memory.take(length);
  memory.loops.gather(table, from, met.byteOffset, length);
  return met;
}

function finish(memory, bias, node, to, rows, wide) {
  const { slope = 1, least = -Infinity } = node.with;
  const at = memory.constant(bias ? `${node.outputs[0]} bias` : `no bias for ${rows}`, rows, (view, begin) =>
    bias ? view.set(bias.data, begin) : view.fill(0, begin, begin + rows));
  memory.loops.finish(to, at, rows, wide * 4, slope, least);
}

function together(memory, from, weight, bias, node, data) {
  const out = weight.dims[0], k = weight.data.length / out, n = node.plan.rows * node.plan.columns, wide = up(n);
  const left = memory.at(weight, node.inputs[1]), met = unfold(memory, from, node, k, n, PANEL);
  const made = wide === n ? data : memory.take(out * wide);
  memory.loops.multiply(left, met.byteOffset, made.byteOffset, out, wide, k, 0);
  memory.give(met);
  finish(memory, bias, node, made.byteOffset, out, wide);
  if (made === data) return;
  memory.loops.order(made.byteOffset, data.byteOffset, 1, out, n, 0, wide * 4, 4);
  memory.give(made);
}

/** Where there are few places, what the weights meet are the rows, and they are the panels. */
function few(memory, from, weight, bias, node, data) {
  const out = weight.dims[0], k = weight.data.length / out, n = node.plan.rows * node.plan.columns, name = `${node.inputs[1]} panels`;
  const met = unfold(memory, from, node, k, n, 1), made = n === 1 ? data : memory.take(n * out);
  const right = memory.constant(name, k * up(out), (view, at) => panels(view, at, weight.data, k, out, 1, k));
  const added = bias ? memory.constant(`${node.inputs[2]} wide`, up(out), (view, at) => view.set(bias.data, at)) : 0;
  product(memory, met.byteOffset, right, made.byteOffset, n, out, k, added);
  memory.give(met);
  finish(memory, null, node, made.byteOffset, 1, n * out);
  if (made === data) return;
  memory.loops.order(made.byteOffset, data.byteOffset, 1, out, n, 0, 4, out * 4);
  memory.give(made);
}

/** Where the number lies that each weight meets at each place, in bytes; before the first of them lies a 0. */
function unfolded(plan, k, n, panel, length) {
  const { flat, width, columns, kernel: [high, wide], step: [down, right], apart: [lower, further], pad } = plan;
  const height = flat ? 1 : plan.height, out = new Int32Array(length).fill(-4);
  for (let weight = 0; weight < k; weight++) {
    const j = weight % wide, i = ((weight - j) / wide) % high, channel = Math.floor(weight / (high * wide));
    for (let place = 0, r = 0, c = 0; place < n; place++) {
      const y = r * down + i * lower - pad[0], z = c * right + j * further - pad[1];
      if (y >= 0 && y < height && z >= 0 && z < width)
        out[(Math.floor(place / panel) * k + weight) * panel + (place % panel)] = 4 * ((channel * height + y) * width + z);
      if (++c === columns) [c, r] = [0, r + 1];
    }
  }
  return out;
}

/** Each channel by itself, along one axis in steps of 1. */
function apart(memory, from, weight, bias, node, data) {
  const { width, kernel: [, wide], pad: [, before], columns } = node.plan, row = memory.take(up(columns) + wide);
  const taps = memory.at(weight, node.inputs[1]), { view, loops } = memory, begin = row.byteOffset / 4 + before;
  row.fill(0);
  for (let channel = 0; channel < bias.data.length; channel++) {
    const at = from / 4 + channel * width;
    view.copyWithin(begin, at, at + width);
    loops.slide(row.byteOffset, taps + 4 * channel * wide, data.byteOffset + 4 * channel * columns, columns, wide, bias.data[channel]);
  }
  memory.give(row);
}
