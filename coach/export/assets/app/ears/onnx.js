// Reads an ONNX file: protocol buffers with the few fields that our graphs use (onnx.proto of onnx 1.x).

const TEXT = new TextDecoder();
const [FLOAT, INT64, HALF] = [1, 7, 10];

/** A stretch of bytes that is read from the front. */
class Reader {
  constructor(bytes) {
    [this.bytes, this.at] = [bytes, 0];
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get more() {
    return this.at < this.bytes.length;
  }
  /** A whole number in as few bytes as it needs; a negative one takes ten. */
  varint() {
    let value = 0n, shift = 0n, byte;
    do {
      byte = this.bytes[this.at++];
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
    } while (byte > 127);
    return Number(BigInt.asIntN(64, value));
  }
  float() {
    return this.view.getFloat32((this.at += 4) - 4, true);
  }
  piece() {
    const length = this.varint();
    return this.bytes.subarray(this.at, (this.at += length));
  }
}

/** The fields of a message as [number, value]; a value is a number or a stretch of bytes. */
function* fields(bytes) {
  const reader = new Reader(bytes);
  while (reader.more) {
    const key = reader.varint(), kind = key & 7;
    if (kind === 0) yield [key >> 3, reader.varint()];
    else if (kind === 5) yield [key >> 3, reader.float()];
    else if (kind === 2) yield [key >> 3, reader.piece()];
    else throw new Error(`onnx: wire type ${kind} is not known; the file is damaged`);
  }
}

/** The values of a repeated number, packed or not. */
function numbers(value) {
  if (typeof value === "number") return [value];
  const reader = new Reader(value), out = [];
  while (reader.more) out.push(reader.varint());
  return out;
}

/** A tensor: its name, dims, and values as float32, or as float64 where they were 64-bit integers. */
function tensor(bytes) {
  const dims = [];
  let kind = FLOAT, name = "", raw = new Uint8Array(0);
  for (const [number, value] of fields(bytes)) {
    if (number === 1) dims.push(...numbers(value));
    else if (number === 2) kind = value;
    else if (number === 8) name = TEXT.decode(value);
    else if (number === 9) raw = value;
  }
  return { name, dims, data: values(raw.slice().buffer, kind) };
}

function values(buffer, kind) {
  if (kind === FLOAT) return new Float32Array(buffer);
  if (kind === HALF) return widened(new Uint16Array(buffer));
  if (kind === INT64) return Float64Array.from(new BigInt64Array(buffer), Number);
  throw new Error(`onnx: tensors of type ${kind} are not known`);
}

/** Finite 16-bit floats as 32-bit ones, whose exponent begins 112 lower; those too small to have one are counted. */
export function widened(halves) {
  const out = new Float32Array(halves.length), bits = new Uint32Array(out.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i], size = half & 0x7fff, sign = half & 0x8000;
    if (size < 0x400) out[i] = (sign ? -size : size) * 2 ** -24;
    else bits[i] = (sign << 16) | ((size << 13) + 0x38000000);
  }
  return out;
}

function attribute(bytes) {
  let name = "", value;
  const list = [];
  for (const [number, field] of fields(bytes)) {
    if (number === 1) name = TEXT.decode(field);
    else if (number === 2 || number === 3) value = field;
    else if (number === 4) value = TEXT.decode(field);
    else if (number === 8) list.push(...numbers(field));
  }
  return [name, list.length ? list : value];
}

function node(bytes) {
  const made = { inputs: [], outputs: [], kind: "", with: {} };
  for (const [number, value] of fields(bytes)) {
    if (number === 1) made.inputs.push(TEXT.decode(value));
    else if (number === 2) made.outputs.push(TEXT.decode(value));
    else if (number === 4) made.kind = TEXT.decode(value);
    else if (number === 5) {
      const [name, what] = attribute(value);
      made.with[name] = what;
    }
  }
  return made;
}

function first(bytes, wanted) {
  for (const [number, value] of fields(bytes)) if (number === wanted) return TEXT.decode(value);
  return "";
}

/** A model: its nodes in order, its constants by name, the names of its outputs, and its notes. */
export function parsed(bytes) {
  const model = { nodes: [], constants: new Map(), outputs: [], notes: {} };
  for (const [number, value] of fields(bytes)) {
    if (number === 14) model.notes[first(value, 1)] = JSON.parse(first(value, 2));
    if (number !== 7) continue;
    for (const [part, inner] of fields(value)) {
      if (part === 1) model.nodes.push(node(inner));
      else if (part === 5) {
        const made = tensor(inner);
        model.constants.set(made.name, made);
      } else if (part === 12) model.outputs.push(first(inner, 1));
    }
  }
  return model;
}
