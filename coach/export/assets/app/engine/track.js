/* The coach's own sentences (coach/model/wording.py), and the track on which they are laid one after the other
   (coach/planning/timeline_builder.py). */

const floor = Math.floor;
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
export const filled = (text, fill = {}) => capital(text.replace(/\{(\w+)\}/g, (whole, name) => fill[name] ?? whole));

/** The coach's own sentences, by name. */
export class Words {
  constructor(lines) { this.lines = lines; }

  say(name, fill) { return this.lines[name].map((line) => filled(line, fill)); }

  one(name, fill) { return this.say(name, fill)[0]; }

  number(n) { return n > 0 && n <= this.lines.numbers.length ? this.lines.numbers[n - 1] : String(n); }

  times(n) { return n === 1 || n === 2 ? this.one(n === 1 ? "once" : "twice") : this.one("times", { n: this.number(n) }); }
}

/** Sentences, earcons and silences one after the other. */
export class Track {
  constructor(plan, { now = 0, quick = 100, pace = 100, offerAt = -1 } = {}) {
    Object.assign(this, { plan, now, quick, pace, offerAt, cues: [], stroke: -1, warned: new Map() });
  }

  add(cue) { this.cues.push({ say: "", sound: "", stroke: this.stroke, rep: 0, of: 0, until: 0, gain: 0, pace: 100, ...cue }); }

  sound(name) {
    this.add({ at: this.now, sound: name });
    this.now += this.plan.soundMs[name];
  }

  say(text, rest, gain = 0) {
    this.add({ at: this.now, say: text, gain, pace: this.pace });
    this.now += floor((this.plan.length(text) * this.pace) / 100) + rest;
  }

  /** Sentences with a rest after each; seconds that the author wrote after a sentence are its rest. */
  lines(given, [rest, percent], moves = true) {
    given.forEach((line, n) => {
      if (typeof line !== "string") return;
      const after = given[n + 1], needed = Math.max(moves ? this.plan.movement(line) : 0, rest + floor((this.plan.length(line) * percent) / 100));
      this.say(line, typeof after === "number" ? after : floor((needed * this.quick) / 100));
    });
  }

  timeline(more = {}) { return { cues: this.keptAlive(), length: this.now, turn: 0, lingers: false, ...more }; }

  /** A sign of life in every long silence. */
  keptAlive() {
    const audible = this.cues.filter((cue) => cue.say || cue.sound), signs = [], longest = this.plan.longestSilence;
    audible.forEach((cue, n) => {
      const following = n + 1 < audible.length ? audible[n + 1].at : this.now;
      if (following - cue.at <= longest) return;
      const silent = cue.at + (cue.say ? floor((this.plan.length(cue.say) * cue.pace) / 100) : this.plan.soundMs[cue.sound] ?? 0);
      const count = floor(Math.max(0, following - silent) / longest), step = floor((following - silent) / (count + 1));
      for (let one = 1; one <= count; one += 1) {
        signs.push({ ...cue, at: silent + one * step, say: "", sound: "alive", gain: 0, rep: 0, of: 0, until: 0 });
      }
    });
    return signs.length ? [...this.cues, ...signs].sort((a, b) => a.at - b.at) : this.cues;
  }
}
