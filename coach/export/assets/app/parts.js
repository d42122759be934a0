/* Small pieces of a page. */

export const byId = (id) => document.getElementById(id);

export const made = (tag, given = {}, ...inside) => {
  const { on = {}, ...rest } = given, one = Object.assign(document.createElement(tag), rest);
  for (const [event, act] of Object.entries(on)) one.addEventListener(event, act);
  one.append(...inside.filter((part) => part !== null));
  return one;
};

export const button = (text, act, className = "") => made("button", { type: "button", textContent: text, className, on: { click: act } });

export const filled = (text, fill) => text.replace(/\{(\w+)\}/g, (_, name) => fill[name]);
