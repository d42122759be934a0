/* When each word is heard: an area, a question or a goodbye, laid out on a timeline of cues in whole milliseconds.
   It is the arithmetic of coach/planning, and the two are held together by recorded sessions that both must tell alike. */

import { Track, capital } from "./track.js";

const floor = Math.floor;
const even = (n) => { const low = floor(n), rest = n - low; return rest > 0.5 || (rest === 0.5 && low % 2) ? low + 1 : low; };

export const repetitions = (stroke) =>
  stroke.times ?? stroke.each?.length ?? stroke.stages?.reduce((sum, stage) => sum + stage.times, 0) ?? 1;

export const PLACE = { stroke: 0, done: 0, lead: [], sound: "", paused: false };

/** Lays timelines for one book, in one voice. */
export class Plan {
  constructor(machine, words, lengths) {
    Object.assign(this, machine.planning);
    this.unhurriedly = new RegExp(this.takesTime);
    this.words = words;
    this.lengths = lengths;
  }

  length(text) { return this.lengths[text] || 200 + 80 * [...text].length; }

  movement(text) {
    if (this.unhurriedly.test(text.toLowerCase())) return this.unhurried;
    for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
      for (const verb of [word, word.replace(/s$/, ""), word.replace(/es$/, "")]) if (verb in this.movements) return this.movements[verb];
    }
    return 0;
  }

  quick(options) { return options.bedtime ? this.bedtimeRests : 100; }

  track(options, more = {}) { return new Track(this, { quick: this.quick(options), ...more }); }

  /** A short timeline: perhaps an earcon, then sentences. */
  spoken(options, lines, sound = "", wait = 0) {
    const track = this.track(options, { now: wait });
    if (sound) track.sound(sound);
    track.lines(lines, this.rests.remind);
    return track.timeline();
  }

  passages(said, options, track, { taught = false, early = options.lesson } = {}) {
    for (const passage of said) {
      if (passage.sound) track.sound(passage.sound);
      else if (taught || options.detail === "teach" || (passage.lesson && options.lesson) || (passage.early && early)) track.lines(passage.teach, this.rests.tell);
      else track.lines(passage.remind, this.rests.remind);
    }
  }

  closing(book, options, track) { this.passages(book.closing, this.around(book.areas[0], options), track); }

  /** The options for what is said around the strokes: short words where they were learned on another evening. */
  around(first, options) { return first.again && !options.taught ? { ...options, detail: "remind" } : options; }

  /** What is said until the baby is asked, the question last; `opening` is null for all areas but the first. */
  asking(area, opening, options, lead) {
    const track = this.track(options), said = opening ?? [], { words } = this;
    const short = options.shortOpening ? { ...options, detail: "remind" } : this.around(area, options);
    const at = said.findIndex((passage) => passage.sound), chime = at < 0 ? said.length : at;
    const along = at < 0 ? chime : Math.max(0, at - 1);
    if (!opening) track.sound("go_on");
    const early = area.strokes.some((stroke) => !options.warned.includes(stroke.name));
    this.passages(said.slice(0, along), short, track, { early });
    if (options.beat && options.count !== "silent" && opening) track.lines(words.say(`pace-${options.beat}`), this.rests.teach);
    track.lines(lead, this.rests.remind);
    const lifted = area.position !== "on the back";
    if (!lifted) this.before(area, options, track, early);
    this.passages(said.slice(along, chime), short, track, { early });
    let turn = track.now;
    this.passages(said.slice(chime), short, track, { early });
    if (lifted) this.before(area, options, track, early);
    track.lines([area.rest], [this.rests.tell[0], 0]);
    if (chime === said.length) turn = track.now;
    track.say(area.ask, 0);
    return track.timeline({ turn });
  }

  before(area, options, track, early) {
    if (area.again && !options.taught) return this.passages(area.before, { ...options, detail: "remind" }, track, { early });
    this.passages(area.before, options, track, { taught: this.isNew(area, options), early });
  }

  isNew(area, options) { return Boolean(options.known) && area.strokes.every((stroke) => this.detailOf(options, stroke) === "teach"); }

  detailOf(options, stroke) { return options.known ? options.known[stroke.name] ?? "teach" : options.detail; }

  detailHere(area, options, stroke) {
    const detail = this.detailOf(options, stroke);
    return detail === "teach" && area.again && !stroke.lastSide && !options.taught ? "remind" : detail;
  }

  firstFoot(area) { return area.offer.length ? area.strokes.findIndex((stroke) => stroke.foot) : -1; }

  /** When each word of an area is heard, from a place in it to its end or to the first open-ended stroke. */
  area(area, options, start) {
    const track = this.track(options, { offerAt: this.firstFoot(area) }), lay = { track, area, options };
    if (start.sound) track.sound(start.sound);
    track.lines(start.lead, this.rests.remind);
    if (!start.stroke && !start.done && !start.paused) { // said before the question, a moment ago
      for (const { early, teach = [], remind } of area.before) for (const line of teach) if (early || remind.includes(line)) track.warned.set(line, -1);
    }
    for (let index = start.stroke; index < area.strokes.length; index += 1) {
      this.stroke(lay, index, index === start.stroke ? start : PLACE);
      if (area.strokes[index].about) return track.timeline({ lingers: true });
    }
    return track.timeline();
  }

  /** The options once an area was led from a place to its end: its cautions were heard in this session. */
  after(area, options, start) {
    const begun = area.strokes.slice(start.stroke + (start.done ? 1 : 0)), words = area.before.filter((one) => one.teach);
    const always = words.flatMap(({ teach, remind }) => teach.filter((line) => remind.includes(line)));
    return { ...options, heard: [...new Set([...(options.heard ?? []), ...always, ...begun.flatMap((stroke) => stroke.caution)])] };
  }

  /** Milliseconds of areas from a place in the first of them; open-ended strokes as written. */
  totalMs(areas, options, start) {
    let total = 0, begin = start;
    for (const area of areas) {
      const from = begin;
      while (begin.stroke < area.strokes.length) {
        const laid = this.area(area, options, begin);
        const last = laid.cues.reduce((most, cue) => Math.max(most, cue.stroke), laid.cues.length ? -1 : area.strokes.length);
        total += laid.length + (area.strokes.at(last).about ?? 0);
        begin = { ...PLACE, stroke: last + 1 };
      }
      [options, begin] = [this.after(area, options, from), PLACE];
    }
    return total;
  }

  stroke(lay, index, start) {
    const { track, area, options } = lay, stroke = area.strokes[index], { words, rests } = this;
    track.stroke = index;
    if (index === track.offerAt && !start.done) track.lines(area.offer, rests.teach);
    track.say(`${capital(stroke.name)}.`, rests.name);
    const detail = this.detailHere(area, options, stroke);
    if (start.done) {
      if (!stroke.stages) track.say(this.left(area, repetitions(stroke) - start.done), rests.name); // stages count on their own
      track.lines(stroke.remind, rests.remind);
    } else if (detail === "teach") {
      track.lines(this.unsaid(track, stroke, index - 1), rests.teach, false);
      track.lines(stroke.teach, rests.teach);
    } else {
      if (!options.warned.includes(stroke.name)) {
        const heard = options.heard ?? [];
        track.lines(this.unsaid(track, stroke).filter((line) => !heard.includes(line)), rests.remind, false);
      }
      if (detail === "remind" || start.paused) track.lines(stroke.remind, rests.remind);
    }
    if (stroke.stages) return this.stages(lay, index, start.done);
    if (!start.done) track.say(stroke.total || words.times(repetitions(stroke)), rests.total);
    if (stroke.hold) return this.hold(lay, index, stroke);
    if (!stroke.about) this.beats(lay, index, start.done, repetitions(stroke));
  }

  left(area, n) { return this.words.one("left-here", { n: this.words.number(n), title: area.called }); }

  /** The cautions of a stroke that no stroke since `from` had. */
  unsaid(track, stroke, from = -1) {
    const unsaid = stroke.caution.filter((line) => (track.warned.get(line) ?? from - 1) < from);
    for (const line of stroke.caution) track.warned.set(line, track.stroke);
    return unsaid;
  }

  hold({ track, area, options }, index, stroke) {
    const until = track.now + floor((stroke.hold * options.pace) / 100), next = this.nextName(area, index);
    track.add({ at: track.now, sound: "tick", rep: 1, of: 1, until });
    const [first, later] = this.words.say("heads-up-hold", { next });
    const at = until - Math.max(this.holdHeadsUp, this.length(later) + this.afterWord);
    if (next && at > track.now + this.afterWord) track.add({ at, say: at >= track.now + this.breath ? later : first });
    track.now = until;
  }

  stages(lay, index, done) {
    const { track, area, options } = lay, stroke = area.strokes[index];
    let begin = 0;
    for (const stage of stroke.stages) {
      const end = begin + stage.times;
      if (done < end) {
        const teaches = this.detailHere(area, options, stroke) === "teach" && !done;
        track.lines(teaches ? stage.teach : stage.remind, this.rests.teach);
        track.say(done > begin ? this.left(area, end - done) : this.words.times(stage.times), this.rests.total);
        this.beats(lay, index, Math.max(begin, done), end);
      }
      begin = end;
    }
  }

  /** Repetitions `done`+1 to `end`, evenly: no beat moves because a number is a long word. */
  beats(lay, index, done, end) {
    const { track, options } = lay, stroke = lay.area.strokes[index], of = repetitions(stroke);
    const [said, interval] = this.beatTexts(lay, index, done, end), offset = this.offset(stroke, options);
    const count = options.count || stroke.count;
    let silent = 0;
    said.forEach((text, n) => {
      const rep = done + 1 + n, until = track.now + interval, at = track.now + offset;
      const tick = count === "ticked" && !text && at >= silent ? "tick" : "";
      track.add({ at, say: text, sound: tick, stroke: index, rep, of, until });
      silent = Math.max(silent, at + (text ? this.length(text) : 0));
      if (count !== "silent") this.pulses(track, index, at, options, silent, rep === end ? until : at + interval);
      track.now = until;
    });
  }

  pulses(track, index, from, options, silent, end) {
    const step = floor(((this.ticksMs[options.beat] ?? 0) * options.pace) / 100);
    if (!step) return;
    for (let at = from + step; at < end - this.soundMs.tick; at += step) {
      if (at >= silent) track.add({ at, sound: "tick", stroke: index, gain: this.tickDb });
    }
  }

  beatTexts(lay, index, done, end) {
    const { options } = lay, stroke = lay.area.strokes[index], interval = this.repMs(stroke, options), pulse = this.pulseMs(options);
    const said = Array.from({ length: end - done }, (_, n) => this.beatText(lay, index, done + 1 + n));
    const [n, headsUp] = this.headsUp(lay, index, done, end), rounded = (ms) => (pulse ? Math.ceil(ms / pulse) * pulse : ms);
    if (headsUp && !said[n]) {
      const needed = Math.ceil((this.length(headsUp) + this.afterWord + this.offset(stroke, options)) / (said.length - n));
      said[n] = headsUp;
      return [said, rounded(Math.max(interval, needed))];
    }
    said[n] = `${said[n]} ${headsUp}`.trim();
    const lasts = (text) => (text ? this.length(text) + this.afterWord : 0), last = said[said.length - 1];
    return [said, rounded(Math.max(interval, ...said.map(lasts), last ? lasts(last) + this.offset(stroke, options) : 0))];
  }

  headsUp({ area, options }, index, done, end) {
    const stroke = area.strokes[index];
    if (options.bedtime && (options.count || stroke.count) !== "spoken") return [0, ""];
    let before = 0, name = "";
    (stroke.stages ?? []).slice(0, -1).forEach((stage, n) => {
      before += stage.times;
      if (before === end) name = `the ${stroke.stages[n + 1].name}`;
    });
    name ||= this.nextName(area, index);
    const rep = Math.max(end - 2, done + 1);
    return [rep - done - 1, this.words.say(name ? "heads-up" : "heads-up-last", { next: name })[end - rep]];
  }

  beatText({ area, options }, index, rep) {
    const stroke = area.strokes[index], { words } = this;
    if ((options.count || stroke.count) !== "spoken") return "";
    let first = rep - 1;
    for (const stage of stroke.stages ?? []) {
      if (first < stage.times) break;
      first -= stage.times;
    }
    if (stroke.each) return stroke.label.replaceAll("{item}", stroke.each[rep - 1]);
    if (stroke.alternate.length) return capital(`${stroke.alternate[(rep - 1) % stroke.alternate.length]}, ${words.number(first + 1).toLowerCase()}.`);
    return `${words.number(first + 1)}.`;
  }

  offset(stroke, options) {
    return stroke.each || stroke.alternate.length ? 0 : floor((this.repMs(stroke, options) * this.beatPercent) / 100);
  }

  repMs(stroke, options) {
    if (options.beat) return Math.max(1, even(stroke.pace / this.pulse[options.beat])) * this.pulseMs(options);
    return floor((stroke.pace * options.pace) / 100);
  }

  pulseMs(options) { return floor(((this.pulse[options.beat] ?? 0) * options.pace) / 100); }

  tickMs(stroke, options) { return Math.min(floor(((this.ticksMs[options.beat] ?? stroke.pace) * options.pace) / 100), this.longestSilence); }

  nextName(area, index) { return index + 1 < area.strokes.length ? area.strokes[index + 1].name : area.then; }
}
