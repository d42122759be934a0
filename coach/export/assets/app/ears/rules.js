// The numbers and tables of coach/ears/spotting, by module and name, as page_ears.py wrote them into rules.json. A name
// that is not there is an error at once, not a silent NaN.

const strict = (table, place) =>
  new Proxy(table, {
    get(target, name) {
      if (typeof name === "string" && !(name in target)) throw new Error(`rules.json: ${place}.${name} is missing`);
      return target[name];
    },
  });

/** A table of float32 from its base64. */
const unpacked = ({ shape, base64 }) => {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  return { shape, data: new Float32Array(bytes.buffer) };
};

/** Filled by `follow`. */
export const rules = {};

/** Take over what rules.json says. */
export function follow(read) {
  for (const [name, table] of Object.entries(read)) rules[name] = strict(table, name);
  for (const [name, value] of Object.entries(read.cry)) if (value.base64) read.cry[name] = unpacked(value);
}
