/* The session on the page: it walks the table that Python exports, and is pure but for its own state.
   `heard` and `tick` give what is to be done, as lists: ["say", at, text, gain, pace], ["hush", at], ["mark", at, what] ... */
import { keptNews, tellNews, toldAtLast } from "./news.js";
import { PLACE, Plan, repetitions } from "./plan.js";
import { sayBack, takenBack, undoes } from "./said_back.js";
import { STEPS } from "./steps.js";
import { Words } from "./track.js";

const BABY = ["crying", "fussing"];
const FRESH = { cue: 0, reminders: 0, beats: 0, lowered: false };
const EMPTY = { cues: [], length: 0, turn: 0, lingers: false };

export class Session {
  constructor(machine, book, lines, lengths, options, begin = {}) {
    Object.assign(this, { machine, book, n: machine.numbers, words: new Words(lines), out: [] });
    this.plan = new Plan(machine, this.words, lengths);
    this.rules = new Map(machine.transitions.map((row) => [`${row.phase}/${row.told}`, row]));
    this.s = { phase: "ready", area: 0, timeline: EMPTY, zero: 0, start: PLACE, stroke: -1, bookmark: null, nos: 0, stopped: false, fussed: -1,
      question: 0, level: 0, options, softness: this.n.startDb, offered: false, unsaid: [], why: "", over: false, kept: null, undoTold: false, ...FRESH, ...begin };
  }

  get area() { return this.book.areas[this.s.area]; }

  get traits() { return this.machine.traits[this.s.phase]; }

  get saidAt() { return this.s.zero + this.s.timeline.length; }

  change(more) { this.s = { ...this.s, ...more }; }

  /** All that is still to be said comes so many milliseconds later. */
  delay(by) { this.change({ zero: this.s.zero + by, question: this.s.question + by }); }

  tell(...effect) { this.out.push(effect); }

  lines(names) {
    return names.flatMap((name) => {
      if (typeof name === "number") return [name];
      const [plain, last] = name.split("/");
      return last ? this.words.say(plain).slice(-1) : this.words.say(plain);
    });
  }

  follow(recipe, at) { for (const [name, ...given] of recipe) STEPS[name](this, at, ...given); }

  /* --- what can happen --- */

  /** A command, and who brought it: "key", "microphone", "crying", "fussing". */
  heard(at, command, by) { return this.done(at, () => this.obey(at, command, by)); }

  /** The clock reached the moment at which the session asked to be woken, or it slept for so many milliseconds. */
  tick(at, slept = 0) {
    return this.done(at, () => (slept && ["playing", "lingering"].includes(this.s.phase) ? this.wakeUp(at, slept) : this.due(at)));
  }

  /** Something broke, or is whole again: said aloud, but into a rest only sounded; there the next reminder says it. */
  notice(at, text, about = "", good = false) {
    return this.done(at, () => {
      const rests = this.traits.rests || this.s.phase === "ended";
      if (rests) {
        this.change({ unsaid: this.traits.rests ? keptNews(this.s.unsaid, { at, text, about, good }) : [] });
        this.tell("show", at, text);
      }
      this.tell("sound", at, "trouble", 0);
      if (!rests) this.tell("say", at + this.plan.soundMs.trouble, text, 0, 100);
      this.tell("mark", at, "fault");
    });
  }

  /** Session milliseconds at which it next acts on its own; null when it never will. */
  get wakeAt() {
    const { s } = this, { cues } = s.timeline;
    if (s.over || s.phase === "ready") return null;
    if (s.cue < cues.length) return s.zero + cues[s.cue].at;
    if (this.traits.waits) return s.unsaid.length ? this.newsAt : this.reminderAt;
    if (s.phase === "lingering") return this.saidAt + s.beats * this.plan.tickMs(this.area.strokes[s.start.stroke], s.options);
    return this.saidAt;
  }

  get reminderAt() {
    const { reminders, signOfLife } = this.n, n = this.s.reminders;
    return this.saidAt + (n < reminders.length ? reminders[n] : reminders.at(-1) + (n - reminders.length + 1) * signOfLife);
  }

  get newsAt() {
    const due = this.reminderAt, soon = Math.max(this.saidAt, this.s.unsaid[0].at + this.n.newsAfter);
    return due - soon < this.n.newsNear ? due : soon;
  }

  /** Which stroke is under the hands at a moment, and how many of its repetitions are done. */
  placeAt(at, s = this.s) {
    const { strokes } = this.book.areas[s.area];
    if (s.phase !== "playing") return s.start;
    const now = at - s.zero, begun = s.timeline.cues.filter((cue) => cue.at <= now && cue.stroke >= 0);
    const index = begun.length ? begun.at(-1).stroke : s.start.stroke;
    let done = index === s.start.stroke ? s.start.done : 0;
    for (const cue of begun) if (cue.stroke === index && cue.rep && cue.until <= now) done = Math.max(done, cue.rep);
    if (index >= strokes.length || done >= repetitions(strokes[index])) return { ...PLACE, stroke: index + 1 };
    return { ...PLACE, stroke: index, done };
  }

  strokeAt(place) { return this.area.strokes[Math.min(place.stroke, this.area.strokes.length - 1)]; }

  /* --- how it happens --- */

  done(at, act) {
    this.out = [];
    this.here = this.placeAt(at);
    const wasLowered = this.s.lowered;
    act();
    if (this.s.unsaid.length && !this.traits.rests) toldAtLast(this, at);
    if (wasLowered) this.out = this.out.map((one) => (one[0] === "say" ? [one[0], one[1], one[2], one[3] + this.n.fussingDb, one[4]] : one));
    return this.s.options.bedtime ? this.softened(this.out) : this.out;
  }

  told(command, by) {
    if (BABY.includes(by)) return by;
    if (by === "key" && command === "no" && this.rules.has(`${this.s.phase}/any key`)) return "any key";
    return command === "all done" && by === "microphone" ? "all done, spoken" : command;
  }

  obey(at, command, by) {
    const told = this.told(command, by), rule = this.rules.get(`${this.s.phase}/${told}`), before = this.s;
    if (before.over || !rule || (BABY.includes(told) && !before.options.crying)) return;
    if (undoes(this, at, command, by)) return takenBack(this, at);
    this.follow(rule.does, at);
    sayBack(this, before, at, command, by);
    if (!before.stopped || (this.traits.rests && told !== "no")) return;
    const over = this.s.phase === "ended" && told !== "asleep";
    if (this.machine.leftOut.includes(told) || over) this.out.splice(1, 0, ["mark", at, "no"]);
    this.change({ stopped: false });
  }

  due(at) {
    const due = this.wakeAt, led = ["playing", "lingering"].includes(this.s.phase);
    if (due === null || at < due) return;
    const late = at - due;
    if (late > this.n.slept && led) return this.wakeUp(at, late);
    if (late > this.n.late) this.delay(late);
    if (this.s.cue < this.s.timeline.cues.length) this.cue(at); else this.quiet(at);
  }

  cue(at) {
    const { s } = this, cue = s.timeline.cues[s.cue];
    if (cue.stroke >= 0 && cue.stroke !== s.stroke && s.phase === "playing") {
      if (s.lowered && s.stroke >= 0 && !s.options.bedtime) return this.askAboutFussing(at);
      if (s.stroke >= 0) this.tell("mark", at, "stroke done");
      this.tell("mark", at, "stroke");
      this.change({ stroke: cue.stroke });
    } else if (cue.say && this.book.opening.some((one) => one.lesson && one.teach.at(-1) === cue.say)) this.tell("mark", at, "lesson");
    if (cue.say) this.tell("say", s.zero + cue.at, cue.say, cue.gain, cue.pace);
    else if (cue.sound) this.tell("sound", s.zero + cue.at, cue.sound, cue.gain);
    this.change({ cue: s.cue + 1 });
  }

  /** All is said: what comes next, by phase. */
  quiet(at) {
    const { s } = this;
    if (s.phase === "playing" && s.timeline.lingers) return this.linger(at);
    if (s.phase === "playing") {
      if (s.stroke >= 0) this.tell("mark", at, "stroke done");
      this.tell("mark", at, "area done");
      this.change({ options: this.plan.after(this.area, s.options, s.start) });
      return this.onward(at);
    }
    if (s.phase === "lingering") {
      this.change({ beats: s.beats + 1 });
      return this.tell("sound", at, "tick", 0);
    }
    if (s.phase === "ended") return this.change({ over: true });
    if (!s.unsaid.length) return this.remind(at);
    this.change({ unsaid: [] });
    if (at >= this.reminderAt) this.remind(at);
    let later = at;
    for (const [kind, , text] of this.out) if (kind === "say") later += this.plan.length(text) + this.plan.rests.remind[0];
    tellNews(this, s.unsaid, later);
  }

  remind(at) {
    const n = this.s.reminders;
    this.change({ reminders: n + 1 });
    if (n >= this.n.reminders.length) return this.tell("sound", at, "alive", 0);
    if (this.s.phase !== "care") return this.tell("say", at, this.words.say(this.traits.reminder)[n], 0, 100);
    this.follow([["care-lines", ["care-choices"]]], at);
    this.change({ reminders: n + 1 });
  }

  /** At bedtime every sentence is as soft as its place in the session, or a step nearer to that. */
  softened(effects) {
    const { areas } = this.book, count = (some) => some.reduce((sum, area) => sum + area.strokes.length, 0), total = count(areas);
    const stroke = Math.max(this.s.stroke, this.s.start.stroke, 0);
    const done = this.s.why === "finished" ? total : count(areas.slice(0, this.s.area)) + stroke;
    const { startDb, whisperDb, stepDb } = this.n, target = startDb + Math.floor(((whisperDb - startDb) * Math.min(done, total)) / total);
    return effects.map(([kind, at, text, gain, ...more]) => {
      if (kind === "say" && !gain) this.change({ softness: this.s.softness + Math.max(-stepDb, Math.min(stepDb, target - this.s.softness)) });
      return kind === "say" || kind === "sound" ? [kind, at, text, gain + this.s.softness, ...more] : [kind, at, text, gain, ...more].filter((one) => one !== undefined);
    });
  }

  /* --- the steps that several phases share --- */

  saying(at, laid, more = {}) { this.change({ timeline: laid, zero: at, ...FRESH, ...more }); }

  ask(at, area, start) {
    const begins = ["ready", "care"].includes(this.s.phase), opening = begins && !start.sound ? this.book.opening : null;
    const here = this.laidAgain(area, begins ? "on the back" : this.area.position);
    const laid = this.plan.asking(here, opening, this.s.options, start.lead);
    this.saying(at, laid, { area, phase: "asking", start: { ...start, lead: [] }, stroke: -1, question: at + laid.cues.at(-1).at });
    this.tell("bed-on", at, 500);
    this.tell("mark", at, "asked");
  }

  /** An area, with how to lay a baby who `lies` another way, unless the area says that by itself. */
  laidAgain(there, lies) {
    const { areas } = this.book, area = areas[there], before = areas[there - 1]?.position ?? "on the back";
    if (area.position === lies || area.position !== before) return area;
    const said = this.words.say(`position-${area.position.replaceAll(" ", "-")}-short`);
    return { ...area, before: [{ teach: said, remind: said }, ...area.before] };
  }

  play(at, start) {
    if (start.stroke >= this.area.strokes.length) return this.onward(at);
    const first = this.plan.firstFoot(this.area), offered = this.s.offered || (first >= 0 && first <= this.s.stroke);
    const laid = this.plan.area(offered ? { ...this.area, offer: [] } : this.area, this.s.options, start);
    this.saying(at, laid, { phase: "playing", start: { ...start, sound: "", lead: [], paused: false }, stroke: -1, offered });
    this.tell("bed-on", at, 500);
  }

  onward(at) {
    if (this.s.area + 1 < this.book.areas.length) return this.ask(at, this.s.area + 1, PLACE);
    const track = this.plan.track(this.s.options);
    this.plan.closing(this.book, this.s.options, track);
    this.end(at, "finished", track.timeline());
  }

  end(at, why, laid) {
    let { cues, length } = laid;
    this.tell("mark", at, "ended");
    if (!this.s.options.bedtime) {
      cues = [...cues, { at: length, say: "", sound: "finished", stroke: -1, rep: 0, of: 0, until: 0, gain: 0, pace: 100 }];
      length += this.plan.soundMs.finished;
    } else if (why === "finished") length = this.bedAfter(at, length);
    this.saying(at, { cues, length, turn: 0, lingers: false }, { phase: "ended", why });
  }

  bedAfter(zero, length) {
    const after = this.s.options.bedAfter ?? 0, fade = Math.min(this.n.bedFadesMs, after);
    if (after) this.tell("fade", zero + length + after - fade, fade, true);
    return length + after;
  }

  /** Answer in a few sentences, then go on with the question, its interrupted sentence first. */
  aside(at, lines) {
    const { s } = this, { cues, length, turn } = s.timeline;
    const answer = this.plan.spoken(s.options, lines, "", this.n.answerAfter), asks = this.traits.waits && !this.traits.rests;
    const rest = asks && at < this.saidAt ? cues.slice(Math.max(0, s.cue - 1)) : [], first = rest[0]?.at ?? 0;
    const later = rest.map((cue) => ({ ...cue, at: cue.at - first + answer.length }));
    const question = later.length && s.phase === "asking" ? at + later.at(-1).at : s.question;
    this.saying(at, { cues: [...answer.cues, ...later], length: answer.length + (rest.length ? length - first : 0),
      turn: rest.length && turn >= first ? answer.length + turn - first : 0, lingers: false }, { question });
  }

  whereLines() {
    const { words, here, area, s } = this;
    if (s.phase === "care") return words.say("where-care");
    const strokes = Math.max(1, area.strokes.length - here.stroke), title = area.called;
    const minutes = Math.ceil(this.plan.totalMs(this.book.areas.slice(s.area), s.options, { ...PLACE, stroke: here.stroke }) / 60_000);
    const how = minutes <= 1 ? words.one("minute") : words.one("minutes", { n: words.number(minutes).toLowerCase() });
    return [
      this.traits.before ? words.one("where-asking", { title }) : words.one("where", { stroke: this.strokeAt(here).name, title }),
      words.say("where-left", { n: words.number(strokes) })[strokes === 1 ? 0 : 1],
      words.one("where-minutes", { minutes: how.slice(0, 1).toLowerCase() + how.slice(1) }),
    ];
  }

  wakeUp(at, slept) {
    const here = this.placeAt(at - slept);
    const lead = this.words.say("we-were", { stroke: this.strokeAt(here).name, title: this.area.called });
    this.tell("mark", at, "slept");
    this.play(at, { ...here, lead, sound: "go_on" });
  }

  linger(at) {
    const text = this.words.one("linger");
    this.tell("say", at, text, 0, 100);
    const begun = this.plan.length(text) + this.plan.rests.remind[0];
    this.change({ phase: "lingering", start: { ...PLACE, stroke: this.s.stroke }, beats: 1, zero: this.s.zero + begun });
  }

  askAboutFussing(at) {
    const lines = this.words.say("fussing"), later = lines.reduce((sum, line) => sum + this.plan.length(line), 0) + this.n.fussingWait;
    lines.forEach((line) => this.tell("say", at, line, 0, 100));
    this.change({ lowered: false, zero: this.s.zero + later });
  }
}
