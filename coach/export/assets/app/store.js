/* What is kept on this device, and nowhere else: choices, the place to go on from, a short history.
   Everything is named after the folder of the app, because two apps on one host share one store.
   What a full or forbidden store doesn't take holds until the page is closed: a leg that had a jab stays left out. */

const PREFIX = `massage ${new URL("./", location.href).pathname} `, MOST = 200;

const held = new Map();

/** What something else wrote, and makes no sense here, counts as nothing. */
const read = (name, otherwise) => {
  if (held.has(name)) return held.get(name) ?? otherwise;
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + name)) ?? otherwise;
    return Array.isArray(found) === Array.isArray(otherwise) ? found : otherwise;
  } catch { return otherwise; }
};
const write = (name, value) => {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    held.delete(name);
  } catch { held.set(name, value); }
};
const forget = (name) => {
  try {
    localStorage.removeItem(PREFIX + name);
    held.delete(name);
  } catch { held.set(name, null); }
};

export const choices = { get: () => read("choices", {}), set: (some) => write("choices", { ...read("choices", {}), ...some }) };
export const place = { get: () => read("place", null), set: (one) => write("place", one), forget: () => forget("place") };

export const history = {
  all: () => read("history", []),
  add: (one) => write("history", [...read("history", []), one].slice(-MOST)),
  before: (routine, day) => read("history", []).some((one) => one.routine === routine && one.day < day && one.strokes > 0),
  forget: () => { forget("history"); place.forget(); },
};

export const today = () => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
};
