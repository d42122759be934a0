/* Puts the parts together: the start screen, one massage at a time, the ears where there are some, the copy for offline use. */
import { button, byId } from "./parts.js";
import { Lead } from "./lead.js";
import { Player } from "./player.js";
import { Remote } from "./remote.js";
import { Screen } from "./screen.js";
import { Start } from "./start.js";
import * as store from "./store.js";

const BEDTIME_SPEED = 118;

const app = await (await fetch("app.json")).json();
const routines = new Map();
let lead = null, ears = null;

const silence = new Audio("silence.wav");
const player = new Player({ silence, onOutside: () => outside(), onCaption: (text) => screen.caption(text), onTrouble: () => screen.news(app.written["sound-missing"]) });
const clock = new Worker("clock.js");
const obey = (command, gently = false) => {
  if (!lead || lead.phase === "ended" || (gently && !lead.leads)) return;
  player.wake().catch?.(() => {});
  lead.obey(command);
};
const screen = new Screen({ app, obey, leave });
const remote = new Remote({ obey, title: app.written["app-title"] });
const start = new Start({ app, begin });

/** A call, another app, a pulled headphone: it rests, and says so once it can be heard. */
function outside() {
  if (!lead || !["leading", "asking"].includes(screen.phase)) return;
  if (screen.phase === "leading") lead.obey("no");
  screen.caption(app.written.paused);
  screen.news(app.written.paused);
}

async function begin(listed, from = null) {
  const { chosen } = start, key = start.choiceOf(Object.keys(listed.minutes));
  const woken = player.wake(); // within the touch
  screen.news(app.written.loading);
  try {
    const routine = await opened(listed);
    const choice = routine.choices[key], speed = Number(chosen.speed) * (chosen.bedtime ? BEDTIME_SPEED / 100 : 1);
    player.speed = Math.round(speed);
    player.hasBed = app.bed;
    await player.load([app.short, ...needed(routine, choice[5])]);
    await woken;
    screen.news("");
    const short = store.history.before(listed.name, store.today());
    const settings = { hands: chosen.hands, key, options: { shortOpening: short, bedAfter: app.bed ? Number(chosen.timer) : 0 } };
    lead = new Lead({ app, routine: { ...routine, name: listed.name, title: listed.title }, choice, settings, player, clock, show });
    remote.hold();
    lead.start(from);
    await hear(chosen.listens);
  } catch (error) {
    screen.news(`${app.written["not-loaded"]} (${error.message})`);
  }
}

async function opened(listed) {
  if (!routines.has(listed.name)) routines.set(listed.name, await (await fetch(`routines/${listed.name}.json`)).json());
  return routines.get(listed.name);
}

/** The usual words are needed in any case: what other hands say is only what differs. */
const needed = ({ packs }, group) => [...new Set(["usual", "leg", group])].filter((name) => packs[name]).map((name) => packs[name]);

function show(one) {
  screen.show(one);
  remote.show(screen.phase, one.progress());
  if (one.session.s.over) rest();
}

function rest() {
  ears?.stop();
  ears = null;
  screen.ear("");
  remote.release();
  player.rest();
}

function leave() {
  lead = null;
  player.hush();
  rest();
  screen.toStart();
  start.show();
  offerUpdate();
}

/* --- ears --- */

async function hear(wanted) {
  if (!app.ears || !wanted) return;
  try {
    const { startEars } = await import(`./${app.ears}`);
    ears = await startEars({ context: player.context, tapNode: player.master, commandPhrases: app.phrases, onHeard: heard });
    screen.ear("on");
  } catch {
    screen.ear("off");
    lead?.news(lead.session.words.one("ears-lost"), "ears");
  }
}

function heard({ kind, command, state }) {
  if (!lead) return;
  if (kind === "no") lead.obey("no", "microphone");
  else if (kind === "crying" || kind === "fussing") lead.obey("no", kind);
  else if (kind === "suspect") player.duck(player.now, 400);
  else if (kind === "command" || app.phrases[kind]) lead.obey(command ?? kind, "microphone");
  else if (kind === "health") health(state);
}

function health(state) {
  const well = state === "ok" || state === "back";
  screen.ear(well ? "on" : "off");
  lead.news(lead.session.words.one(well ? "ears-back" : "ears-lost"), "ears", well);
}

/* --- the copy for offline use --- */

async function offerUpdate() {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration?.waiting || screen.phase !== "start" || byId("update")) return;
  const ask = button(app.written["update-yes"], () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("replace");
  });
  const panel = Object.assign(document.createElement("section"), { id: "update", className: "panel" });
  panel.append(app.written.update, ask);
  byId("start").prepend(panel);
}

async function keep() {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register("sw.js", { updateViaCache: "none" }).catch(() => null);
  registration?.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offerUpdate));
  offerUpdate();
}

start.show();
document.body.dataset.ready = "yes";
await keep();
