// MatMul and Conv, by the product of matrices in WebAssembly (matrix.wat). A matrix that never changes is laid out once.

import { loops } from "./loops.js";

const PANEL = 8, ROWS = 4;
const up = (n, to) => Math.ceil(n / to) * to;
const size = (dims) => dims.reduce((product, one) => product * one, 1);

/** The memory of the WebAssembly module: constants at the front, the numbers of the moment behind them. */
export class Products {
  constructor() {
    Object.assign(this, loops(), { kept: 0 });
    this.view = new Float32Array(this.memory.buffer);
    this.laid = new Map(); // constants: where each lies, in floats
  }

  /** Make room for so many floats from `at` on. */
  room(at, length) {
    const missing = (at + length) * 4 - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / 65536));
    this.view = new Float32Array(this.memory.buffer);
  }

  /** Where a constant lies; `lay(at)` writes it there the first time. */
  constant(name, length, lay) {
    if (!this.laid.has(name)) {
      this.room(this.kept, length);
      lay(this.kept);
      this.laid.set(name, this.kept);
      this.kept += up(length, 4);
    }
    return this.laid.get(name);
  }

  /** The product of `m` rows at `a` and the panels at `b`, written behind `free`. */
  product(a, b, free, m, n, k) {
    const wide = up(n, PANEL);
    this.room(free, up(m, ROWS) * wide);
    this.multiply(a * 4, b * 4, free * 4, up(m, ROWS), wide, k);
    return [free, wide];
  }
}

/** Writes `k` rows of `n` numbers as panels of eight columns. */
function panels(view, at, from, offset, k, n) {
  for (let column = 0; column < n; column += PANEL) {
    const wide = Math.min(PANEL, n - column);
    for (let row = 0; row < k; row++, at += PANEL)
      for (let i = 0; i < wide; i++) view[at + i] = from[offset + row * n + column + i];
  }
}

/** MatMul, and a bias where fused.js found one; leading axes of the second input, where it has any, are those of the first. */
export function matMul(products, [a, b, bias], node, take, constant) {
  const [m, k] = a.dims.slice(-2), n = b.dims.at(-1), many = size(b.dims.slice(0, -2));
  const rows = many > 1 ? m : size(a.dims.slice(0, -1)), data = take(many * rows * n), length = k * up(n, PANEL);
  const lay = (offset) => (at) => panels(products.view, at, b.data, offset, k, n);
  const fixed = constant && many === 1 ? products.constant(node.inputs[1], length, lay(0)) : -1;
  for (let i = 0; i < many; i++) {
    let free = products.kept, right = fixed;
    const left = free;
    products.room(free, up(rows, ROWS) * k + length);
    products.view.set(a.data.subarray(i * rows * k, (i + 1) * rows * k), left);
    free += up(rows, ROWS) * k;
    if (fixed < 0) {
      lay(i * k * n)((right = free));
      free += length;
    }
    copied(products, products.product(left, right, free, rows, n, k), data, i * rows * n, rows, n);
  }
  if (bias) for (let i = 0; i < data.length; i += n) for (let j = 0; j < n; j++) data[i + j] += bias.data[j];
  return { dims: [...a.dims.slice(0, -1), n], data };
}

function copied({ view }, [from, wide], data, to, rows, n) {
  if (wide === n) data.set(view.subarray(from, from + rows * n), to);
  else for (let r = 0; r < rows; r++) data.set(view.subarray(from + r * wide, from + r * wide + n), to + r * n);
}

/** Conv along one axis or two, of one example. One group, or one for each channel. */
export function conv(products, [x, weight, bias], node, take) {
  if (node.plan?.width !== x.dims.at(-1) || node.plan.height !== x.dims.at(-2)) node.plan = planned(x.dims, node.with);
  const { plan } = node, out = weight.dims[0], data = take(out * plan.rows * plan.columns);
  const dims = plan.flat ? [1, out, plan.columns] : [1, out, plan.rows, plan.columns];
  if (node.with.group > 1) apart(x.data, weight.data, bias.data, plan, data);
  else together(products, x.data, weight, bias, node, data);
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

function together(products, x, weight, bias, node, data) {
  const { plan } = node, out = weight.dims[0], k = weight.data.length / out, n = plan.rows * plan.columns;
  const length = k * up(n, PANEL), [, name] = node.inputs;
  const left = products.constant(name, up(out, ROWS) * k, (at) => products.view.set(weight.data, at));
  const table = products.constant(`${node.outputs[0]} ${plan.height} ${plan.width}`, length, (at) =>
    new Int32Array(products.memory.buffer).set(unfolded(plan, k, n), at));
  const biases = products.constant(`${node.outputs[0]} bias`, out, (at) =>
    bias ? products.view.set(bias.data, at) : products.view.fill(0, at, at + out));
  const from = products.kept, right = from + up(1 + x.length, 4);
  products.room(from, right - from + length);
  products.view[from] = 0;
  products.view.set(x, from + 1);
  products.gather(table * 4, from * 4, right * 4, length);
  const [to, wide] = products.product(left, right, right + length, out, n, k);
  const { slope = 1, least = -Infinity } = node.with;
  products.finish(to * 4, biases * 4, out, wide * 4, slope, least);
  copied(products, [to, wide], data, 0, out, n);
}

/** Where the number lies that each weight meets at each place, in bytes, as panels of eight places; 0 is a 0. */
function unfolded(plan, k, n) {
  const { flat, width, columns, kernel: [high, wide], step: [down, right], apart: [lower, further], pad } = plan;
  const height = flat ? 1 : plan.height;
  const out = new Int32Array(k * up(n, PANEL));
  for (let weight = 0; weight < k; weight++) {
    const j = weight % wide, i = ((weight - j) / wide) % high, channel = Math.floor(weight / (high * wide));
    for (let place = 0, r = 0, c = 0; place < n; place++) {
      const y = r * down + i * lower - pad[0], z = c * right + j * further - pad[1];
      if (y >= 0 && y < height && z >= 0 && z < width)
        out[((place >> 3) * k + weight) * PANEL + (place & 7)] = 4 * (1 + (channel * height + y) * width + z);
      if (++c === columns) [c, r] = [0, r + 1];
    }
  }
  return out;
}

/** Each channel by itself, along one axis in steps of 1. */
function apart(x, weights, bias, { width, kernel: [, wide], pad: [, before], columns }, data) {
  for (let channel = 0; channel < bias.length; channel++)
    for (let place = 0; place < columns; place++) {
      const shift = place - before, first = Math.max(0, -shift), last = Math.min(wide, width - shift);
      let sum = bias[channel];
      for (let tap = first; tap < last; tap++) sum += weights[channel * wide + tap] * x[channel * width + shift + tap];
      data[channel * columns + place] = sum;
    }
}
