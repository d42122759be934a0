/* What each step of a recipe does. The recipes come with the table from coach/export/app/recipes.py; a step gets the
   session `it` with its state `s`, the moment `at`, and `here`, the place under the hands before the recipe began. */
import { PLACE, repetitions } from "./plan.js";
import { capital, filled } from "./track.js";

const floor = Math.floor;
const bounded = (n, least, most) => Math.min(most, Math.max(least, n));

const CONDITIONS = {
  led: (it) => ["playing", "lingering"].includes(it.s.phase),
  rests: (it) => it.traits.rests,
  before: (it) => it.traits.before,
  "before-question": (it, at) => at < it.s.question,
};

/** Acknowledge a change, and go on where it was asked for. */
const adjusted = (it, at, lines) => {
  if (it.s.phase === "playing") {
    it.tell("hush", at);
    it.play(at + it.n.afterHush, { ...it.here, lead: lines });
  } else if (it.s.phase === "lingering") lines.forEach((line) => it.tell("say", at, line, 0, 100));
  else {
    it.aside(at, lines);
    it.tell("hush", at);
  }
};

const restLine = (it, kind) => {
  if (kind !== "hands") return it.words.say(kind);
  return [it.traits.before ? it.words.one("resting-asked") : it.strokeAt(it.here).rest || it.words.one("resting")];
};

/** The place in the middle of an area becomes the place to go on from. */
const laidAside = (it) => it.change({ start: it.here, phase: it.traits.before ? "declined" : "resting" });

export const STEPS = {
  hush: (it, at) => it.tell("hush", at),
  "bed-on": (it, at) => it.tell("bed-on", at, 500),
  "bed-off": (it, at) => it.tell("bed-off", at),
  sound: (it, at, name) => it.tell("sound", at, name, 0),
  mark: (it, at, what) => it.tell("mark", at, what),
  if: (it, at, condition, then, otherwise) => it.follow(CONDITIONS[condition](it, at) ? then : otherwise, at),

  pace: (it, at, step) => it.change({ options: { ...it.s.options, pace: bounded(it.s.options.pace + step, it.n.fastest, it.n.slowest) } }),
  level: (it, at, step) => it.change({ level: bounded(it.s.level + step, it.n.softest, it.n.loudest) }),
  "send-level": (it) => it.tell("level", it.s.level),
  adjusted: (it, at, name) => adjusted(it, at, it.words.say(name)),
  teach: (it) => it.change({ options: { ...it.s.options, detail: "teach", known: null, taught: true } }),

  remember: (it, at) => {
    const { here, area } = it, index = Math.min(here.stroke, area.strokes.length - 1);
    const whole = it.traits.before && here.stroke === 0 && !here.done && !here.sound && !here.paused;
    it.change({ bookmark: { area: it.s.area, stroke: index } });
    adjusted(it, at, it.words.say(whole ? "remembered-part" : "remembered", { stroke: area.strokes[index].name, title: area.called }));
  },

  recall: (it, at) => {
    const kept = it.s.bookmark;
    if (!kept) return adjusted(it, at, it.words.say("nothing-remembered"));
    const area = it.book.areas[kept.area];
    const lead = it.words.say("back-to", { stroke: area.strokes[kept.stroke].name, title: area.called });
    const start = { ...PLACE, stroke: kept.stroke, lead };
    it.tell("hush", at);
    it.tell("mark", at, "moved");
    if (kept.area === it.s.area && !it.traits.before) it.play(at, { ...start, sound: "go_on" });
    else it.ask(at, kept.area, start);
  },

  where: (it, at, after) => {
    const lines = it.whereLines();
    if (it.s.phase === "playing") {
      it.tell("hush", at);
      it.play(at + after, { ...it.here, lead: lines });
    } else {
      it.aside(at, lines);
      it.tell("hush", at);
    }
  },

  aside: (it, at, names) => it.aside(at, it.lines(names)),
  "aside-keys": (it, at) => it.aside(at, it.words.say(it.traits.keys)),

  /** A yes before the question was heard only brings the question nearer. */
  sooner: (it, at, after) => {
    const { cues, turn, length } = it.s.timeline;
    const first = at < it.s.zero + turn ? cues.findIndex((cue) => cue.at >= turn) : cues.length - 1, by = after - cues[first].at;
    const later = cues.slice(first).map((cue) => ({ ...cue, at: cue.at + by }));
    it.saying(at, { cues: later, length: length + by, turn: 0, lingers: false }, { question: at + later.at(-1).at });
  },

  "ask-again": (it, at) => {
    const laid = it.plan.spoken(it.s.options, [it.area.rest, it.area.ask], "", it.n.answerAfter);
    it.saying(at, laid, { phase: "asking", question: at + laid.cues.at(-1).at });
  },

  "ask-later": (it, at, wait, softer) => {
    const track = it.plan.track({}, { now: it.n.answerAfter });
    track.lines(it.words.say("ask-not-sure"), it.plan.rests.remind);
    track.now = Math.max(track.now, wait);
    track.say(it.area.ask, 0, softer);
    const laid = track.timeline();
    it.saying(at, laid, { phase: "asking", question: it.s.question <= at ? it.s.question : at + laid.cues.at(-1).at });
  },

  ask: (it, at, by) => it.ask(at, Math.max(0, it.s.area + by), by ? PLACE : it.s.start),
  onward: (it, at) => it.onward(at),

  play: (it, at, how) => {
    const from = how.from === "here" ? { ...PLACE, stroke: Math.max(0, it.here.stroke + (how.by ?? 0)) }
      : { ...it.s.start, stroke: it.s.start.stroke + (how.by ?? 0), ...(how.whole ? { ...PLACE, stroke: it.s.start.stroke + how.by } : {}) };
    if (how.paused) Object.assign(from, { lead: [], paused: true });
    it.play(at + (how.after ?? 0), { ...from, ...(how.sound ? { sound: how.sound } : {}), ...(how.lead ? { lead: it.lines(how.lead) } : {}) });
  },

  /** Half of what is left, rounded up. */
  halve: (it, at, lead, after) => {
    const left = repetitions(it.strokeAt(it.here)) - it.here.done;
    it.play(at + after, { ...it.here, done: it.here.done + floor(left / 2), lead: it.lines(lead) });
  },

  lower: (it, at) => {
    if (it.s.fussed === it.s.area) return;
    it.change({ lowered: true, fussed: it.s.area });
    it.tell("mark", at, "fussing");
  },

  rest: (it, at, kind) => {
    const enough = it.s.nos + 1 >= it.n.enough ? it.words.say("third-no") : [];
    const laid = it.plan.spoken(it.s.options, [...restLine(it, kind), ...enough], "paused", it.n.afterHush);
    it.saying(at, laid, { phase: it.traits.before ? "declined" : "resting", start: it.here, nos: it.s.nos + 1 });
  },
  stopped: (it) => it.change({ stopped: true }),
  "only-sound": (it, at, name, after) => it.saying(at, it.plan.spoken(it.s.options, [], name, after)),

  "foot-help": (it, at) => {
    laidAside(it);
    if (!(it.strokeAt(it.s.start).foot && it.area.help.length)) return it.aside(at, it.words.say("no-foot-help"));
    const track = it.plan.track({}, { now: it.n.answerAfter });
    track.lines(it.area.help, it.plan.rests.teach);
    track.lines(it.words.say("foot-help-after"), it.plan.rests.remind);
    it.saying(at, track.timeline());
  },

  /** Say this while the massage rests. */
  "lay-aside": (it, at, names) => {
    laidAside(it);
    const track = it.plan.track({}, { now: it.n.answerAfter });
    track.lines(it.lines(names), it.plan.rests.teach);
    it.saying(at, track.timeline());
  },

  repeat: (it, at, pace) => {
    laidAside(it);
    const track = it.plan.track({}, { now: it.n.answerAfter, pace }), stroke = it.strokeAt(it.s.start), { words } = it;
    const said = stroke.stages ? stroke.stages.flatMap((stage) => [...stage.teach, words.times(stage.times)])
      : [stroke.total || words.times(repetitions(stroke))];
    track.lines([`${capital(stroke.name)}.`, ...stroke.caution, ...stroke.teach, ...said], it.plan.rests.teach);
    it.saying(at, track.timeline());
  },

  "confirm-end": (it, at) => {
    const laid = it.plan.spoken(it.s.options, it.words.say("end-sure"), "paused", it.n.afterHush);
    it.saying(at, laid, { phase: it.traits.before ? "end in doubt, not begun" : "end in doubt", start: it.here });
  },
  "no-longer-in-doubt": (it) => it.change({ phase: it.traits.before ? "declined" : "resting" }),

  begin: (it, at) => {
    it.tell("mark", at, "begun");
    it.tell("bed-on", at, 500);
    const { options } = it.s;
    if (!options.care) return it.ask(at, it.s.area, it.s.start);
    const lines = it.lines([options.detail === "teach" && !options.shortOpening ? "care" : "care-short", "care-choices"]);
    it.saying(at, it.plan.spoken(options, lines), { phase: "care" });
  },
  "care-lines": (it, at, names) => it.saying(at, it.plan.spoken(it.s.options, it.lines(names), "", it.n.afterHush)),

  end: (it, at, why, names) => it.end(at, why, it.plan.spoken(it.s.options, it.lines(names), "", it.n.answerAfter)),
  over: (it) => it.change({ over: true }),
  "end-at-once": (it, at, why) => it.change({ phase: "ended", why, over: true }),

  /** What is being said fades away, nothing more is said, and the sound under it stays a while. */
  asleep: (it, at, fades, rises) => {
    const cues = it.s.timeline.cues.slice(it.s.cue).filter((cue) => it.s.zero + cue.at < at + fades);
    it.tell("fade", at, fades, false);
    it.tell("bed-on", at, rises);
    it.tell("mark", at, "ended");
    const length = it.bedAfter(at, 0);
    it.saying(it.s.zero, { cues, length: at - it.s.zero + Math.max(length, fades), turn: 0, lingers: false }, { phase: "ended", why: "asleep" });
  },
};

export { filled };
