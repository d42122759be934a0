/* Puts the parts together: the start screen, one massage at a time, the ears where there are some, the copy for offline use. */
import { button, byId } from "./parts.js";
import { Lead } from "./lead.js";
import { Player } from "./player.js";
import { Remote } from "./remote.js";
import { Screen } from "./screen.js";
import { Start } from "./start.js";
import * as store from "./store.js";

const BEDTIME_SPEED = 118, EARS_WAIT_MS = 4000, SOUND_WAIT_MS = 4000, WORDS_WAIT_MS = 10_000, ROOM = "aloud-keys-nearer", PLAIN = /[^\p{L}\p{N}]+/gu;

const app = await (await fetch("app.json")).json();
const routines = new Map();
let lead = null, coming = null, kept = true, ears = null, wish = null, hearing = { well: true, mode: "full" };

const silence = new Audio("silence.wav");
const player = new Player({ silence, onOutside: () => outside(), onCaption: (text) => screen.caption(text), onTrouble: () => screen.news(app.written["sound-missing"]) });
const clock = new Worker("clock.js");
const obey = (command, gently = false) => {
  if (!lead?.session || !lead.takes(command) || (gently && !lead.leads)) return;
  sounding();
  lead.obey(command);
};
const screen = new Screen({ app, obey, leave, listen, speaks: () => lead.speaks });
const remote = new Remote({ obey, title: app.written["app-title"] });
const start = new Start({ app, begin });

/** A call, another app, a pulled headphone: it rests, and says so once it can be heard. */
function outside() {
  if (screen.phase === "ended") return void lead.obey("no");
  if (!lead || !["leading", "asking"].includes(screen.phase)) return;
  if (screen.phase === "leading") lead.obey("no");
  screen.caption(app.written.stopped);
  screen.news(app.written.stopped);
}

/** Ask for sound; if none comes, as in a call, it rests and says so. */
function sounding() { patient(player.wake(), SOUND_WAIT_MS, outside); }

/** Until a massage begins, the routine that was touched last counts: the words of an earlier one may come later. */
async function begin(listed, from = null) {
  if (lead) return;
  const key = start.choiceOf(listed, from), mine = (coming = key ? {} : null);
  screen.news("");
  if (!key) return start.afresh(); // a leg had a jab: that was said in another tab, or while the words came
  if (!woke()) return screen.news(app.written["no-sound"]);
  const tell = (name) => () => { if (coming === mine) screen.news(app.written[name]); };
  tell("loading")();
  try {
    const { routine, choice, packs } = await patient(wordsOf(listed, key), WORDS_WAIT_MS, tell("words-late"));
    await patient(player.wake(), SOUND_WAIT_MS, tell("sound-late")); // a call may have come since the touch
    if (coming !== mine) return;
    if (start.choiceOf(listed, from) !== key) return begin(listed, from); // the choices changed meanwhile
    const { chosen } = start, settings = start.settings(listed, key);
    const speed = Number(chosen.speed) * (chosen.bedtime ? BEDTIME_SPEED / 100 : 1);
    player.take(packs, Math.round(speed), app.bed);
    screen.news("");
    lead = new Lead({ app, routine: { ...routine, name: listed.name, title: listed.title }, choice, settings, player, clock, show });
    remote.hold();
    await hear(chosen.listens);
    lead.start(from);
    sounding(); // the question about the microphone may have taken it
  } catch (error) {
    if (coming !== mine) return;
    lead = coming = null;
    screen.news(`${app.written["not-loaded"]} (${error.message})`);
  }
}

/** Sound, asked for within the touch; null where the browser can make none. */
function woke() {
  try { return player.wake(); } catch { return null; }
}

/** Wait for something; if it hasn't come in time, do something else meanwhile. */
function patient(coming, ms, meanwhile) {
  const timer = setTimeout(meanwhile, ms);
  return coming.finally(() => clearTimeout(timer));
}

async function wordsOf(listed, key) {
  if (!routines.has(listed.name)) routines.set(listed.name, await (await fetch(`routines/${listed.name}.json`)).json());
  const routine = routines.get(listed.name), choice = routine.choices[key];
  return { routine, choice, packs: await player.fetched([app.short, ...needed(routine, choice[5])]) };
}

/** The usual words are needed in any case: what other hands say is only what differs. */
const needed = ({ packs }, group) => [...new Set(["usual", "leg", group])].filter((name) => packs[name]).map((name) => packs[name]);

function show(one) {
  screen.show(one);
  remote.show(screen.phase, one.progress());
  if (one.session.s.over) rest();
  if (one.session.s.why === app.jabbed) {
    start.asksLeg = true;
    leave();
    byId("jab").querySelector("button").focus();
  }
}

function rest() {
  deaf();
  screen.ear("");
  remote.release();
  player.rest();
}

function leave() {
  lead.finish(); // else its goodbye would bring the end back
  lead = coming = null;
  player.hush();
  rest();
  screen.toStart();
  start.back();
  offerUpdate();
  if (!kept) unkept();
}

/* --- ears --- */

const plain = (text) => ` ${text.toLowerCase().replace(/['\u2019]/g, "").replace(PLAIN, " ").trim()} `;

/** The commands whose phrase the coach itself is saying: nobody else said them. */
const saying = () => {
  const said = player.saying().map(plain);
  return new Set(Object.keys(app.phrases).filter((command) => app.phrases[command].some((phrase) => said.some((one) => one.includes(plain(phrase))))));
};

/** Listen, if that is wanted and the browser can; the first sentence waits for the answer, but not for long. */
async function hear(wanted) {
  if (!wanted) return screen.ear("off");
  const coming = opening();
  await Promise.race([coming, new Promise((done) => { setTimeout(done, EARS_WAIT_MS); })]);
  if (wish && !ears) screen.ear("unsure"); // they are still coming
}

/** No ears any more, and none of those that may still come. */
function deaf() {
  ears?.stop();
  ears = wish = null;
}

/** Listen, or stop listening, from the next moment on and the next evening too. */
async function listen(wanted) {
  store.choices.set({ listens: wanted });
  if (wanted) return opening();
  deaf();
  screen.ear("off");
}

async function opening() {
  const mine = (wish = {});
  try {
    const { startEars, whyNoEars } = await import("./ears/ears.js");
    if (whyNoEars()) throw new Error(whyNoEars());
    const found = await startEars({ context: player.context, tapNode: player.master, phrases: saying, onHeard: heard, named: app.named });
    if (wish !== mine) return found.stop();
    ears = found;
    sign({ well: true, mode: "full" });
  } catch (error) {
    console.info(`ears: ${error.message}`);
    if (wish === mine) unheard();
  }
}

function unheard() {
  deaf();
  screen.ear("off");
  lead.news(lead.line("ears-lost"), "ears");
}

function heard({ kind, command, by, say, mode }) {
  if (!lead?.session || (screen.phase === "ended" && kind !== "no")) return;
  if (kind === "gone") return unheard();
  if (kind === "measured") return sign({ ...hearing, mode });
  if (kind === "health") return health(say);
  if (kind === "suspect") return player.lower(app.machine.numbers.suspectDb, app.machine.numbers.suspectMs);
  if (kind === "crying") return lead.obey("no", by);
  lead.obey(command ?? "no", "microphone");
}

/** Show how it listens: whether the microphone is well, and how far the room lets the ears be trusted. */
function sign(found) {
  hearing = found;
  screen.ear(!found.well || found.mode === "keys" ? "unsure" : found.mode === "pauses" ? "pauses" : "on");
}

function health(say) {
  const well = app.hears.includes(say);
  sign({ ...hearing, well: well || say === ROOM });
  lead.news(lead.line(say, "ears-lost"), "ears", well);
}

/* --- the copy for offline use --- */

async function offerUpdate() {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration?.waiting || screen.phase !== "start" || byId("update")) return;
  const ask = button(app.written["update-yes"], () => {
    if (!registration.waiting) return location.reload(); // it was agreed to in another tab
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("replace");
  });
  const panel = Object.assign(document.createElement("section"), { id: "update", className: "panel" });
  panel.append(app.written.update, ask);
  byId("start").prepend(panel);
}

async function keep() {
  const { serviceWorker } = navigator, registration = await serviceWorker?.register("sw.js", { updateViaCache: "none" }).catch(() => null);
  if (!registration) return unkept();
  const settled = ({ target }) => (target.state === "redundant" && !registration.active ? unkept() : offerUpdate());
  registration.installing?.addEventListener("statechange", settled);
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", settled));
  serviceWorker.addEventListener("message", unkept);
  offerUpdate();
}

/** Say once that nothing works without a network; not while words are coming, nor in a massage. */
function unkept() {
  kept = false;
  if (start.chosen.unkept || coming || screen.phase !== "start") return;
  store.choices.set({ unkept: true });
  screen.news(app.written.unkept);
}

/** The networks of the ears come while the parent chooses, unless data is dear: listening waits for nothing longer. */
async function fetchAhead() {
  const { serviceWorker, mediaDevices, connection } = navigator;
  if (!start.chosen.listens || !mediaDevices || !serviceWorker || connection?.saveData) return;
  if (!serviceWorker.controller) await new Promise((done) => { serviceWorker.addEventListener("controllerchange", done, { once: true }); });
  for (const name of ["step", "look"]) await fetch(`ears/${name}.split.gz`, { priority: "low" }).then((one) => one.arrayBuffer());
}

start.show();
document.body.dataset.ready = "yes";
await keep();
fetchAhead().catch(() => {}); // then they come when they are needed
