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
    this.sounds = [...sounds.keys()].map((sound) => known(sound.split("|")));
    this.pauses = [index.get("<blank>"), ...known(PAUSES)];
    [this.symbols, this.alone] = [symbols.length, alone];
  }

  /** How well each phrase fits, if it has just ended: 0 fits, -20 does not. */
  fits(steps) {
    const costs = this.costs(steps);
    return this.ways.map((sounds) => path(sounds, costs));
  }

  /** Of each step of 20 ms: what each sound costs, a pause, and to begin there. */
  costs(steps) {
    const said = [], pause = [], { WORST, BEFORE } = rules.alignment;
    for (let at = 0; at < steps.length; at += this.symbols) {
      let most = -Infinity;
      for (let i = 0; i < this.symbols; i++) if (steps[at + i] > most) most = steps[at + i];
      const least = (which) => which.reduce((least, i) => Math.max(least, steps[at + i] - most), WORST);
      said.push(this.sounds.map(least));
      pause.push(least(this.pauses));
    }
    const lack = (t) => pause.slice(Math.max(0, t - BEFORE), t).reduce((a, b) => a + b, 0);
    return { said, pause, begins: pause.map((_, t) => (this.alone ? lack(t) : 0)) };
  }
}

/** The best alignment of one way to say a phrase: anything, its phonemes with optional pauses, a pause or anything. */
function path(sounds, { said, pause, begins }) {
  const { LATEST, STEP_S, PAUSE, HURRY } = rules.alignment, count = sounds.length, end = pause.length;
  const within = new Float64Array(count).fill(-Infinity), after = new Float64Array(count).fill(-Infinity);
  const latest = Math.max(0, end - Math.round(LATEST / STEP_S));
  const silence = new Float64Array(end + 1); // from each step until now
  for (let t = end - 1; t >= 0; t--) silence[t] = silence[t + 1] + pause[t];
  let any = -Infinity, calm = -Infinity;
  for (let t = 0; t < end; t++) {
    let before = begins[t];
    for (let i = 0; i < count; i++) {
      const left = Math.max(within[i], after[i]);
      after[i] = left + pause[t];
      within[i] = Math.max(within[i], before) + said[t][sounds[i]];
      before = left;
    }
    if (t < latest) continue;
    any = Math.max(any, within[count - 1]);
    if (t < end - PAUSE) calm = Math.max(calm, within[count - 1] + silence[t + 1]);
  }
  return Math.max(any - HURRY, calm);
}
