// The operators that WebAssembly does, for numbers that lie in its memory. Where one cannot, it gives nothing, and the
// one in JavaScript takes its place.

import { conv, matMul } from "./products.js";

const HOW = { Add: 0, Sub: 1, Mul: 2, Div: 3, Max: 4 };
const size = (dims) => dims.reduce((product, one) => product * one, 1);

/** One loop over all numbers. */
const all = (run) => (memory, [x], node) => {
  const data = memory.take(x.data.length);
  run(memory.loops, memory.at(x, node.inputs[0]), data.byteOffset, x.data.length);
  return { dims: x.dims, data };
};

/** Two tensors of one shape, or one and a row of constants that fits its last axis, or a single constant. */
function pairs(memory, inputs, node) {
  if (inputs.length !== 2 || !inputs.every(({ data }) => data instanceof Float32Array)) return null;
  const swap = node.constant[0] && (node.kind === "Add" || node.kind === "Mul") ? 1 : 0;
  const [x, y] = [inputs[swap], inputs[1 - swap]], length = x.data.length, many = y.data.length;
  const row = many === length && x.dims.length >= y.dims.length ? many : many === 1 ? 4 : many % 4 ? 0 : many;
  if (!memory.holds(x.data) || !row || (row !== length && !node.constant[1 - swap]) || (many > 1 && row !== length && x.dims.at(-1) !== many)) return null;
  const name = node.inputs[1 - swap], data = memory.take(length);
  const other = many === 1 && length > 1 ? memory.constant(`${name} four`, 4, (view, at) => view.fill(y.data[0], at, at + 4)) : memory.at(y, name);
  memory.loops.pairs(x.data.byteOffset, other, data.byteOffset, length, row, HOW[node.kind]);
  return { dims: x.dims, data };
}

/** Copies in another order of the axes; the first of more than three is a loop here. */
function transpose(memory, [x], { with: { perm } }) {
  if (!memory.holds(x.data) || perm.length > 4) return null;
  const own = x.dims.map((_, i) => 4 * size(x.dims.slice(i + 1))), dims = perm.map((at) => x.dims[at]);
  const fill = 4 - perm.length, [a, m, n, many] = [...Array(fill).fill(1), ...dims];
  const [o, p, q, r] = [...Array(fill).fill(0), ...perm.map((at) => own[at])], data = memory.take(x.data.length);
  for (let i = 0, piece = 4 * m * n * many; i < a; i++)
    memory.loops.order(x.data.byteOffset + i * o, data.byteOffset + i * piece, m, n, many, p, q, r);
  return { dims, data };
}

function softmax(memory, [x], node) {
  const many = x.dims.at(-1), data = memory.take(x.data.length);
  memory.loops.softmax(memory.at(x, node.inputs[0]), data.byteOffset, data.length / many, many);
  return { dims: x.dims, data };
}

function layerNormalization(memory, [x, scale, bias], node) {
  const many = x.dims.at(-1), data = memory.take(x.data.length), [a, b, c] = node.inputs;
  if (many % 4) throw new Error("the ears' networks: rows to normalise must be a multiple of 4");
  const places = [memory.at(x, a), data.byteOffset], [by, plus] = [memory.at(scale, b), memory.at(bias, c)];
  memory.loops.normalise(...places, data.length / many, many, by, plus, node.with.epsilon);
  return { dims: x.dims, data };
}

/** Numbers that lie before an axis, and along and behind it. */
const around = (dims, at) => [size(dims.slice(0, at)), size(dims.slice(at))];

/** Two tensors one behind the other along an axis. */
function concat(memory, inputs, { inputs: names, with: { axis } }) {
  const dims = [...inputs[0].dims];
  if (axis < 0 || inputs.some(({ data }) => !(data instanceof Float32Array))) return null;
  dims[axis] = inputs.reduce((sum, one) => sum + one.dims[axis], 0);
  const data = memory.take(size(dims)), [before, along] = around(dims, axis);
  let to = data.byteOffset;
  inputs.forEach((one, i) => {
    const piece = 4 * around(one.dims, axis)[1];
    memory.loops.pieces(memory.at(one, names[i]), to, before, piece, piece, 4 * along);
    to += piece;
  });
  return { dims, data };
}

/** A part of one axis. */
function slice(memory, [x, { data: [start] }, { data: [end] }, { data: [axis] }]) {
  if (!memory.holds(x.data) || axis < 0) return null;
  const along = x.dims[axis], inside = (i) => Math.min(Math.max(i < 0 ? i + along : i, 0), along);
  const first = inside(start), dims = x.dims.with(axis, inside(end) - first), data = memory.take(size(dims));
  const [before, piece] = around(dims, axis), [, whole] = around(x.dims, axis);
  memory.loops.pieces(x.data.byteOffset + (4 * first * whole) / along, data.byteOffset, before, 4 * piece, 4 * whole, 4 * piece);
  return { dims, data };
}

function maxPool(memory, [x], node) {
  const { kernel_shape: [high, wide], strides: [down, right] } = node.with, [n, channels, height, width] = x.dims;
  const rows = Math.floor((height - high) / down) + 1, columns = Math.floor((width - wide) / right) + 1;
  const data = memory.take(n * channels * rows * columns), from = memory.at(x, node.inputs[0]), row = 4 * width;
  if (height === rows * down)
    memory.loops.greatest(from, data.byteOffset, n * channels * rows, columns, high, wide, row * down, 4 * right, row);
  else
    for (let c = 0; c < n * channels; c++)
      memory.loops.greatest(from + c * height * row, data.byteOffset + 4 * c * rows * columns, rows, columns, high, wide, row * down, 4 * right, row);
  return { dims: [n, channels, rows, columns], data };
}

export const KERNELS = {
  Add: pairs,
  Concat: concat,
  Conv: conv,
  Div: pairs,
  Erf: all((loops, ...where) => loops.erf(...where)),
  LayerNormalization: layerNormalization,
  MatMul: matMul,
  Max: pairs,
  MaxPool: maxPool,
  Mul: pairs,
  Sigmoid: all((loops, ...where) => loops.sigmoid(...where, 0)),
  Slice: slice,
  Softmax: softmax,
  Sub: pairs,
  /** Ours: x times its sigmoid (fused.js). */
  Swish: all((loops, ...where) => loops.sigmoid(...where, 1)),
  Transpose: transpose,
};
