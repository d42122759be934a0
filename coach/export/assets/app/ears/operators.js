// Operators of our graphs in JavaScript: those of constants, and what kernels.js leaves over. A tensor is {dims, data}:
// whole numbers in Float64Array, all else in Float32Array. `take(length)` gives an array to write to; its contents are old.

const size = (dims) => dims.reduce((product, one) => product * one, 1);
const axis = (at, dims) => (at < 0 ? at + dims.length : at);
/** Numbers that lie before, along and behind an axis. */
const around = (dims, at) => [size(dims.slice(0, at)), dims[at], size(dims.slice(at + 1))];

function like(x, take, change) {
  const data = x.data instanceof Float64Array ? new Float64Array(x.data.length) : take(x.data.length);
  change(x.data, data);
  return { dims: x.dims, data };
}

const each = (one) => ([x], _, take) =>
  like(x, take, (from, to) => {
    for (let i = 0; i < from.length; i++) to[i] = one(from[i]);
  });

const logarithm = ([x], _, take) =>
  like(x, take, (from, to) => {
    for (let i = 0; i < from.length; i++) to[i] = Math.log(from[i]);
  });

/** How far one step along each axis of `dims` goes in a tensor that is repeated along its axes of 1. */
function strides(own, dims) {
  const out = new Array(dims.length).fill(0);
  for (let i = own.length - 1, step = 1; i >= 0; step *= own[i--])
    if (own[i] > 1) out[i + dims.length - own.length] = step;
  return out;
}

function broadcast(a, b) {
  const length = Math.max(a.length, b.length);
  const of = (dims, i) => dims[i - length + dims.length] ?? 1;
  return Array.from({ length }, (_, i) => Math.max(of(a, i), of(b, i)));
}

// One loop for each operator and shape: a loop that calls a function for each number is ten times as slow.
const LOOPS = {
  Add: {
    one: (x, y, to) => { for (let i = 0; i < to.length; i++) to[i] = x[i] + y; },
    all: (x, y, to) => { for (let i = 0; i < to.length; i++) to[i] = x[i] + y[i]; },
    row: (x, y, to) => { for (let i = 0; i < to.length; i += y.length) for (let j = 0; j < y.length; j++) to[i + j] = x[i + j] + y[j]; },
  },
  Sub: {
    row: (x, y, to) => { for (let i = 0; i < to.length; i += y.length) for (let j = 0; j < y.length; j++) to[i + j] = x[i + j] - y[j]; },
  },
  Mul: {
    one: (x, y, to) => { for (let i = 0; i < to.length; i++) to[i] = x[i] * y; },
    all: (x, y, to) => { for (let i = 0; i < to.length; i++) to[i] = x[i] * y[i]; },
  },
  Div: {
    one: (x, y, to) => { for (let i = 0; i < to.length; i++) to[i] = x[i] / y; },
    row: (x, y, to) => { for (let i = 0; i < to.length; i += y.length) for (let j = 0; j < y.length; j++) to[i + j] = x[i + j] / y[j]; },
  },
};

const between = (kind, one) => (inputs, _, take) => inputs.reduce((a, b) => paired(kind, one, a, b, take));

function paired(kind, one, a, b, take) {
  if (a.data.length === 1 && b.data.length > 1 && (kind === "Mul" || kind === "Add")) [a, b] = [b, a];
  const dims = broadcast(a.dims, b.dims), length = size(dims), [x, y] = [a.data, b.data];
  if (x instanceof Float64Array || y instanceof Float64Array) return general(one, a, b, dims, new Float64Array(length));
  const data = take(length), loops = LOOPS[kind] ?? {};
  const how = y.length === 1 ? "one" : y.length === length ? "all" : dims.at(-1) === y.length ? "row" : "";
  if (x.length !== length || !loops[how]) return general(one, a, b, dims, data);
  loops[how](x, how === "one" ? y[0] : y, data);
  return { dims, data };
}

function general(one, a, b, dims, data) {
  const [p, q] = [strides(a.dims, dims), strides(b.dims, dims)];
  for (let i = 0; i < data.length; i++) {
    let rest = i, at = 0, other = 0;
    for (let d = dims.length - 1; d >= 0; d--) {
      const index = rest % dims[d];
      rest = (rest - index) / dims[d];
      at += index * p[d];
      other += index * q[d];
    }
    data[i] = one(a.data[at], b.data[other]);
  }
  return { dims, data };
}

const reshaped = (x, dims) => ({ dims, data: x.data });

function reshape([x, wanted]) {
  const dims = [...wanted.data], open = dims.indexOf(-1);
  if (open >= 0) dims[open] = x.data.length / -size(dims);
  return reshaped(x, dims);
}

function unsqueeze([x, axes]) {
  const dims = [...x.dims];
  for (const at of axes.data) dims.splice(at, 0, 1);
  return reshaped(x, dims);
}

function squeeze([x, axes]) {
  const gone = new Set([...axes.data].map((at) => axis(at, x.dims)));
  return reshaped(x, x.dims.filter((_, at) => !gone.has(at)));
}

function transpose([x], { perm }, take) {
  const dims = perm.map((at) => x.dims[at]), from = strides(x.dims, x.dims), data = take(x.data.length);
  const steps = perm.map((at) => from[at]), last = dims.length - 1, [inner, step] = [dims[last], steps[last]];
  for (let i = 0; i < data.length; i += inner) {
    let rest = i / inner, at = 0;
    for (let d = last - 1; d >= 0; d--) {
      const index = rest % dims[d];
      rest = (rest - index) / dims[d];
      at += index * steps[d];
    }
    for (let j = 0; j < inner; j++, at += step) data[i + j] = x.data[at];
  }
  return { dims, data };
}

function concat(inputs, options, take) {
  const at = axis(options.axis, inputs[0].dims), dims = [...inputs[0].dims];
  dims[at] = inputs.reduce((sum, one) => sum + one.dims[at], 0);
  const data = take(size(dims)), [before, along, behind] = around(dims, at);
  let offset = 0;
  for (const { dims: own, data: from } of inputs) {
    const piece = own[at] * behind;
    for (let i = 0; i < before; i++) data.set(from.subarray(i * piece, (i + 1) * piece), i * along * behind + offset);
    offset += piece;
  }
  return { dims, data };
}

/** One axis, in steps of 1. */
function slice([x, starts, ends, axes], _, take) {
  const at = axis(axes.data[0], x.dims), [before, along, behind] = around(x.dims, at);
  const inside = (i) => Math.min(Math.max(i < 0 ? i + along : i, 0), along);
  const first = inside(starts.data[0]), last = inside(ends.data[0]), dims = [...x.dims];
  dims[at] = last - first;
  const data = take(size(dims)), piece = dims[at] * behind;
  for (let i = 0; i < before; i++) {
    const from = (i * along + first) * behind;
    data.set(x.data.subarray(from, from + piece), i * piece);
  }
  return { dims, data };
}

function gather([x, indices], options, take) {
  const at = axis(options.axis ?? 0, x.dims), [before, along, behind] = around(x.dims, at);
  const many = indices.data.length, data = take(before * many * behind);
  for (let i = 0; i < before; i++)
    for (let j = 0; j < many; j++) {
      const from = (i * along + axis(indices.data[j], [...Array(along)])) * behind;
      data.set(x.data.subarray(from, from + behind), (i * many + j) * behind);
    }
  return { dims: [...x.dims.slice(0, at), ...indices.dims, ...x.dims.slice(at + 1)], data };
}

/** The ends of a row of samples, mirrored. */
function pad([x, pads], _, take) {
  const [before, after] = pads.data, length = x.data.length, data = take(before + length + after);
  data.set(x.data, before);
  for (let i = 1; i <= before; i++) data[before - i] = x.data[i];
  for (let i = 1; i <= after; i++) data[before + length - 1 + i] = x.data[length - 1 - i];
  return { dims: [data.length], data };
}

/** Calls `change(from, to, begin, end)` for each stretch along the last axis. */
const rows = (change) => ([x, ...more], options, take) =>
  like(x, take, (from, to) => {
    const length = x.dims.at(-1);
    for (let i = 0; i < from.length; i += length) change(from, to, i, i + length, options, more);
  });

const logSoftmax = rows((from, to, begin, end) => {
  let most = -Infinity, sum = 0;
  for (let i = begin; i < end; i++) if (from[i] > most) most = from[i];
  for (let i = begin; i < end; i++) sum += Math.exp(from[i] - most);
  const lost = most + Math.log(sum);
  for (let i = begin; i < end; i++) to[i] = from[i] - lost;
});

const half = new Float32Array(1), bits = new Uint32Array(half.buffer);

/** Rounded to the 11 bits of a 16-bit float, ties to even. */
function asHalf(x) {
  const step = Math.abs(x) < 2 ** -14 ? 2 ** -24 : 0;
  if (step) return Math.round(x / step) * step;
  half[0] = x;
  bits[0] += 0xfff + ((bits[0] >> 13) & 1);
  bits[0] &= ~0x1fff;
  return half[0];
}

/** Only the way to 16 bits changes a number here; wider than that all are float32 already. */
function cast([x], { to }, take) {
  const data = take(x.data.length), narrow = to === 10;
  if (narrow) for (let i = 0; i < data.length; i++) data[i] = asHalf(x.data[i]);
  else data.set(x.data);
  return { dims: x.dims, data };
}

export const OPERATORS = {
  Add: between("Add", (a, b) => a + b),
  Cast: cast,
  Concat: concat,
  Cos: each(Math.cos),
  Div: between("Div", (a, b) => a / b),
  Gather: gather,
  Identity: ([x]) => x,
  Log: logarithm,
  LogSoftmax: logSoftmax,
  Max: between("Max", (a, b) => (a > b ? a : b)),
  Mod: between("Mod", (a, b) => a % b),
  Mul: between("Mul", (a, b) => a * b),
  Pad: pad,
  Reshape: reshape,
  Sin: each(Math.sin),
  Slice: slice,
  Squeeze: squeeze,
  Sub: between("Sub", (a, b) => a - b),
  Sum: between("Add", (a, b) => a + b),
  Transpose: transpose,
  Unsqueeze: unsqueeze,
};
/** These give a new shape to the numbers of their first input. */
export const VIEWS = new Set(["Identity", "Reshape", "Squeeze", "Unsqueeze"]);
