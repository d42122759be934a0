// The numbers and tables of coach/ears/spotting, by module and name, as page_ears.py wrote them into rules.json. A name
// that is not there is an error at once, not a silent NaN.

/** The table; a name of its own is found as in any object, and only one that it lacks meets the proxy behind it. */
const strict = (table, place) => {
  const missing = (_, name) => {
    if (typeof name === "string") throw new Error(`rules.json: ${place}.${name} is missing`);
  };
  return Object.assign(Object.create(new Proxy({}, { get: missing })), table);
};

/** A table of float32 from its base64. */
const unpacked = ({ shape, base64 }) => {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  return { shape, data: new Float32Array(bytes.buffer) };
};

/** Filled by `follow`. */
export const rules = {};

/** Take over what rules.json says. */
export function follow(read) {
  for (const [name, value] of Object.entries(read.cry)) if (value.base64) read.cry[name] = unpacked(value);
  for (const [name, table] of Object.entries(read)) rules[name] = strict(table, name);
}
