/* Leads one massage: the session decides, the player sounds, the screen is told what there is to show. */
import { PLACE, repetitions } from "./engine/plan.js";
import { Session } from "./engine/session.js";
import * as store from "./store.js";

const AHEAD_MS = 300, AFTER_NEWS_MS = 700, KNOWN = "known-jab-";

/** The sentences while a leg rests after a jab: only a new one is asked about. */
const knowing = (lines) => Object.fromEntries(Object.entries(lines).map(([name, said]) => [name, lines[KNOWN + name] ?? said]));

export class Lead {
  constructor({ app, routine, choice, settings, player, clock, show }) {
    Object.assign(this, { app, routine, settings, player, clock, show });
    const [opening, closing, options, areas, , , afterJab] = choice.map((one) => (typeof one === "number" ? routine.pool[one] : one));
    this.book = { title: routine.title, opening: (settings.jab && afterJab) || opening, closing, areas: areas.map((n) => routine.pool[n]) };
    this.options = { ...options, ...settings.options };
    this.done = { strokes: 0, nos: 0, lessons: 0, areas: [] };
    const lines = app.lines[settings.hands === "one" ? "one" : "right"];
    this.lines = settings.jab ? knowing(lines) : lines;
  }

  /** One of the coach's own sentences. */
  line(name, otherwise) { return (this.lines[name] ?? this.lines[otherwise])[0]; }

  /** Begin, at a place where it stopped once, or at the beginning. */
  start(from) {
    const { app, book, options, player, lines } = this;
    this.session = new Session(app.machine, book, lines, player.lengths(), options, this.startAt(from, lines));
    player.begin();
    this.begun = Date.now();
    this.clock.onmessage = () => this.tick();
    if (!this.first) return this.after(this.session.heard(player.now, "begin", "key"));
    player.say(player.now + 50, this.first, 0, 100);
    const wait = (player.lengths()[this.first] ?? 0) + AFTER_NEWS_MS;
    setTimeout(() => this.after(this.session.heard(player.now, "begin", "key")), wait);
  }

  startAt(from, lines) {
    const area = from ? this.book.areas.findIndex((one) => one.title === from.area) : -1;
    if (area < 0) return {};
    const stroke = Math.max(0, this.book.areas[area].strokes.findIndex((one) => one.name === from.stroke));
    const { name } = this.book.areas[area].strokes[stroke], called = this.book.areas[area].called;
    const lead = lines["back-to"].map((line) => line.replace("{stroke}", name).replace("{title}", called)).map((line) => line[0].toUpperCase() + line.slice(1));
    return { area, start: { ...PLACE, stroke, lead } };
  }

  get phase() { return this.session?.s.phase ?? "ready"; }

  get leads() { return ["playing", "lingering"].includes(this.phase); }

  /** Whether a command means something now: the goodbye takes only a no. */
  takes(command) { return this.phase === "ended" ? command === "no" && !this.session.s.over : this.phase !== "ready"; }

  /** Whether something is being said, or still to be said before it waits or ends. */
  get speaks() { return this.session.s.cue < this.session.s.timeline.cues.length || this.player.saying().length > 0; }

  get waits() { return this.session.traits.waits; }

  get rests() { return this.session.traits.rests; }

  /** A command, by "key" for touches and keys, "microphone", "crying" or "fussing". */
  obey(command, by = "key") {
    if (this.session.s.over) return;
    this.after(this.session.heard(this.player.now, command, by));
  }

  news(text, about, good = false) {
    if (!this.session) this.first = text; // it is said before everything else
    else if (!this.session.s.over) this.after(this.session.notice(this.player.now, text, about, good));
  }

  tick() {
    const due = this.session.wakeAt;
    if (due === null) return;
    const { now } = this.player;
    if (now >= due - this.ahead) return this.after(this.session.tick(Math.max(now, due)));
    this.await();
  }

  get ahead() { return this.session.s.cue < this.session.s.timeline.cues.length ? AHEAD_MS : 0; }

  await() {
    const due = this.session.wakeAt;
    this.clock.postMessage(due === null ? null : Math.max(0, due - this.ahead - this.player.now));
  }

  after(effects) {
    this.player.perform(effects);
    for (const [kind, , what] of effects) if (kind === "mark") this.note(what);
    if (this.session.s.over) this.finish();
    else this.await();
    this.show(this);
  }

  note(what) {
    if (what === "stroke done") this.done.strokes += 1;
    if (what === "no") this.done.nos += 1;
    if (what === "lesson") this.done.lessons += 1;
    if (what === "area done") this.done.areas.push(this.book.areas[this.session.s.area - (this.phase === "ended" ? 0 : 1)].title);
    if (["stroke", "asked", "no", "stopped"].includes(what) && this.phase !== "ended") store.place.set(this.whereabouts());
    if (what === "ended") this.keep();
  }

  /** The place in words, as it is kept on the device. */
  whereabouts() {
    const { s } = this.session, area = this.session.area;
    const stroke = area.strokes[Math.min(Math.max(s.stroke, s.start.stroke), area.strokes.length - 1)];
    return { routine: this.routine.name, area: area.title, stroke: stroke.name, day: store.today(), key: this.settings.key };
  }

  keep() {
    const minutes = Math.round((Date.now() - this.begun) / 60_000), why = this.session.s.why || "done";
    store.history.add({ day: store.today(), routine: this.routine.name, title: this.routine.title, minutes, ...this.done, why });
    if (this.session.s.why === "finished") store.place.forget();
  }

  finish() {
    this.clock.onmessage = null;
    this.clock.postMessage(null);
  }

  /** Which stroke of how many, and how many milliseconds are left, for the screen and the lock screen. */
  progress() {
    const { session, book } = this, { s } = session, counts = book.areas.map((area) => area.strokes.length);
    const before = counts.slice(0, s.area).reduce((sum, n) => sum + n, 0), total = counts.reduce((sum, n) => sum + n, 0);
    const here = session.placeAt(this.player.now), stroke = Math.min(here.stroke, counts[s.area] - 1);
    const left = session.plan.totalMs(book.areas.slice(s.area), s.options, { ...PLACE, stroke });
    this.whole ??= session.plan.totalMs(book.areas, s.options, PLACE);
    return { n: before + stroke + 1, of: total, left, whole: Math.max(this.whole, left), area: session.area, stroke: session.area.strokes[stroke] };
  }
}

export { repetitions };
