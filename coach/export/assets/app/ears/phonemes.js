// How well the last two seconds fit each phrase, phoneme by phoneme: coach/ears/spotting/phonemes.py.

import { rules } from "./rules.js";

const PAUSES = ["<wb>", " ", "\u0361", "ː"];

function loudest(samples) {
  let most = 0;
  for (let i = 0; i < samples.length; i++) most = Math.max(most, Math.abs(samples[i]));
  return most;
}

export class Phonemes {
  constructor(graph) {
    const { SAID, RIVALS, CONSONANTS } = rules.phonemes, symbols = graph.notes.symbols;
    const index = new Map(symbols.map((symbol, i) => [symbol, i]));
    const known = (names) => names.filter((name) => index.has(name)).map((name) => index.get(name));
    this.graph = graph;
    this.symbols = symbols.length;
    const sounds = new Map();
    this.ways = [SAID, RIVALS].flatMap((table) =>
      Object.entries(table).flatMap(([command, ways]) =>
        ways.map((way) => ({
          command,
          rival: table === RIVALS,
          sounds: way.split(" ").map((sound) => {
            if (!sounds.has(sound)) sounds.set(sound, sounds.size);
            return sounds.get(sound);
          }),
        }))));
    this.sounds = [...sounds.keys()].map((sound) => known(sound.split("|")));
    this.pauses = [index.get("<blank>"), ...known(PAUSES)];
    this.consonant = symbols.map((symbol) => CONSONANTS.includes([...symbol][0]));
  }

  /** The evidence that each command's phrase has just ended, in log-odds, by command. */
  evidence(samples) {
    const fits = this.look(samples);
    return Object.fromEntries(Object.entries(fits).map(([command, fit]) => [command, rules.phonemes.FIT * fit]));
  }

  /** How many consonants are heard in the last two seconds. */
  consonants(samples) {
    const steps = this.listened(samples);
    let count = 0, before = -1;
    for (let at = 0; at < steps.length; at += this.symbols) {
      let best = 0;
      for (let i = 1; i < this.symbols; i++) if (steps[at + i] > steps[at + best]) best = i;
      if (best !== before && this.consonant[best]) count++;
      before = best;
    }
    return count;
  }

  /** How well each phrase fits the last two seconds: 0 fits, -20 does not. */
  look(samples) {
    if (!loudest(samples.subarray(Math.max(0, samples.length - rules.phonemes.SEEN))))
      return Object.fromEntries(rules.steps.COMMANDS.map((command) => [command, -Infinity]));
    return this.fits(this.listened(samples));
  }

  listened(samples) {
    const { SEEN, LOUDEST } = rules.phonemes, recent = samples.subarray(Math.max(0, samples.length - SEEN));
    const by = LOUDEST / (loudest(recent) + 1e-9);
    return this.graph.run({ samples: recent.map((x) => x * by) }).phonemes.data;
  }

  /** Minus infinity where a rival fits as well. */
  fits(steps) {
    const none = () => Object.fromEntries(rules.steps.COMMANDS.map((command) => [command, -Infinity]));
    const [best, rivals] = [none(), none()], costs = this.costs(steps);
    for (const way of this.ways) {
      const table = way.rival ? rivals : best;
      table[way.command] = Math.max(table[way.command], path(way.sounds, costs));
    }
    for (const command of Object.keys(best))
      if (rivals[command] >= best[command] && best[command] > -Infinity) best[command] = -Infinity;
    return best;
  }

  /** Of each step of 20 ms: what each sound costs, and a pause. */
  costs(steps) {
    const said = [], pause = [], { WORST } = rules.phonemes;
    for (let at = 0; at < steps.length; at += this.symbols) {
      let most = -Infinity;
      for (let i = 0; i < this.symbols; i++) if (steps[at + i] > most) most = steps[at + i];
      const least = (which) => which.reduce((least, i) => Math.max(least, steps[at + i] - most), WORST);
      said.push(this.sounds.map(least));
      pause.push(least(this.pauses));
    }
    return { said, pause };
  }
}

/** The best alignment of one way to say a phrase: anything, its phonemes with optional pauses, a pause or anything. */
function path(sounds, { said, pause }) {
  const { LATEST, STEP_S, PAUSE, HURRY } = rules.phonemes, count = sounds.length, end = pause.length;
  const within = new Float64Array(count).fill(-Infinity), after = new Float64Array(count).fill(-Infinity);
  const latest = Math.max(0, end - Math.round(LATEST / STEP_S));
  const silence = new Float64Array(end + 1); // from each step until now
  for (let t = end - 1; t >= 0; t--) silence[t] = silence[t + 1] + pause[t];
  let any = -Infinity, calm = -Infinity;
  for (let t = 0; t < end; t++) {
    let before = 0;
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
