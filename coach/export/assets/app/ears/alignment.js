// Aligns phrases, written out as sounds, with what the phoneme recogniser heard: coach/ears/spotting/alignment.py.

import { rules } from "./rules.js";

const PAUSES = ["<wb>", " ", "\u0361", "ː"];

export class Ways {
  /** `alone`: silence must come before them. */
  constructor(symbols, written, alone = false) {
    const index = new Map(symbols.map((symbol, i) => [symbol, i])), sounds = new Map();
    const known = (names) => names.filter((name) => index.has(name)).map((name) => index.get(name));
    this.ways = written.map((way) => way.split(" ").map((sound) => {
      if (!sounds.has(sound)) sounds.set(sound, sounds.size);
      return sounds.get(sound);
    }));
    // The symbols of each sound, and at last those of a pause.
    this.kinds = [...sounds.keys()].map((sound) => known(sound.split("|")));
    this.kinds.push([index.get("<blank>"), ...known(PAUSES)]);
    [this.symbols, this.alone] = [symbols.length, alone];
  }

  /** How well each phrase fits, if it has just ended: 0 fits, -20 does not. */
  fits(steps) {
    const costs = this.costs(steps), pause = this.pausing(costs), silence = untilNow(pause);
    const begins = this.alone ? lacking(pause) : new Float64Array(pause.length);
    return this.ways.map((sounds) => path(sounds, { costs, wide: this.kinds.length, pause, silence, begins }));
  }

  /** Of each step of 20 ms a row: what each sound costs, and at last a pause. */
  costs(steps) {
    const { symbols, kinds } = this, wide = kinds.length, out = new Float64Array((steps.length / symbols) * wide).fill(rules.alignment.WORST);
    for (let at = 0, to = 0; at < steps.length; at += symbols) {
      let most = -Infinity;
      for (let i = 0; i < symbols; i++) if (steps[at + i] > most) most = steps[at + i];
      for (let kind = 0; kind < wide; kind++, to++) {
        const own = kinds[kind];
        for (let i = 0; i < own.length; i++) {
          const cost = steps[at + own[i]] - most;
          if (cost > out[to]) out[to] = cost;
        }
      }
    }
    return out;
  }

  /** The last column. */
  pausing(costs) {
    const wide = this.kinds.length, out = new Float64Array(costs.length / wide);
    for (let t = 0; t < out.length; t++) out[t] = costs[(t + 1) * wide - 1];
    return out;
  }
}

/** What it costs to begin at each step where silence must come before. */
function lacking(pause) {
  const out = new Float64Array(pause.length);
  for (let t = 0; t < out.length; t++) for (let i = Math.max(0, t - rules.alignment.BEFORE); i < t; i++) out[t] += pause[i];
  return out;
}

/** What silence costs from each step until now. */
function untilNow(pause) {
  const out = new Float64Array(pause.length + 1);
  for (let t = pause.length - 1; t >= 0; t--) out[t] = out[t + 1] + pause[t];
  return out;
}

/** The best alignment of one way to say a phrase: anything, its phonemes with optional pauses, a pause or anything. */
function path(sounds, { costs, wide, pause, silence, begins }) {
  const { LATEST, STEP_S, PAUSE, HURRY } = rules.alignment, count = sounds.length, end = pause.length;
  const within = new Float64Array(count).fill(-Infinity), after = new Float64Array(count).fill(-Infinity);
  const latest = Math.max(0, end - Math.round(LATEST / STEP_S));
  let any = -Infinity, calm = -Infinity;
  for (let t = 0, row = 0; t < end; t++, row += wide) {
    let before = begins[t];
    for (let i = 0; i < count; i++) {
      const left = Math.max(within[i], after[i]);
      after[i] = left + pause[t];
      within[i] = Math.max(within[i], before) + costs[row + sounds[i]];
      before = left;
    }
    if (t < latest) continue;
    any = Math.max(any, within[count - 1]);
    if (t < end - PAUSE) calm = Math.max(calm, within[count - 1] + silence[t + 1]);
  }
  return Math.max(any - HURRY, calm);
}
