// The inner loops in WebAssembly (matrix.wat): each part that calls them has its own memory.

let module;

/** Take the compiled module; before anything else. */
export function useLoops(compiled) {
  module = compiled;
}

/** The functions, and a memory of at least so many bytes. */
export function loops(bytes = 0) {
  const { exports } = new WebAssembly.Instance(module);
  const missing = bytes - exports.memory.buffer.byteLength;
  if (missing > 0) exports.memory.grow(Math.ceil(missing / 65536));
  return exports;
}
