/* What is kept on this device, and nowhere else: choices, the place to go on from, a short history.
   Everything is named after the folder of the app, because two apps on one host share one store. */

const PREFIX = `massage ${new URL("./", location.href).pathname} `, MOST = 200;

const read = (name, otherwise) => {
  try { return JSON.parse(localStorage.getItem(PREFIX + name)) ?? otherwise; } catch { return otherwise; }
};
const write = (name, value) => {
  try { localStorage.setItem(PREFIX + name, JSON.stringify(value)); return true; } catch { return false; }
};

export const choices = { get: () => read("choices", {}), set: (some) => write("choices", { ...read("choices", {}), ...some }) };
export const place = { get: () => read("place", null), set: (one) => write("place", one), forget: () => localStorage.removeItem(PREFIX + "place") };

export const history = {
  all: () => read("history", []),
  add: (one) => write("history", [...read("history", []), one].slice(-MOST)),
  before: (routine, day) => read("history", []).some((one) => one.routine === routine && one.day < day && one.strokes > 0),
  forget: () => { localStorage.removeItem(PREFIX + "history"); place.forget(); },
};

export const today = () => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
};
