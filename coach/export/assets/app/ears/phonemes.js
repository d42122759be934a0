// How well the last two seconds fit each phrase, phoneme by phoneme: coach/ears/spotting/phonemes.py.

import { Ways } from "./alignment.js";
import { louder, peak } from "./correlation.js";
import { rules } from "./rules.js";

export class Phonemes {
  constructor(graph) {
    const { SAID, RIVALS, CONSONANTS } = rules.phonemes, symbols = graph.notes.symbols;
    const every = [SAID, RIVALS].flatMap((table) =>
      Object.entries(table).flatMap(([command, ways]) => ways.map((way) => ({ command, way, rival: table === RIVALS }))));
    [this.graph, this.symbols, this.whose] = [graph, symbols.length, every];
    this.ways = new Ways(symbols, every.map((one) => one.way));
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
    if (!peak(samples.subarray(Math.max(0, samples.length - rules.phonemes.SEEN))))
      return Object.fromEntries(rules.steps.COMMANDS.map((command) => [command, -Infinity]));
    return this.fits(this.listened(samples));
  }

  listened(samples) {
    const { SEEN, LOUDEST } = rules.phonemes, recent = samples.subarray(Math.max(0, samples.length - SEEN));
    return this.graph.run({ samples: louder(recent, LOUDEST / (peak(recent) + 1e-9)) }).phonemes.data;
  }

  /** Minus infinity where a rival fits as well. */
  fits(steps) {
    const none = () => Object.fromEntries(rules.steps.COMMANDS.map((command) => [command, -Infinity]));
    const [best, rivals] = [none(), none()];
    this.ways.fits(steps).forEach((fit, i) => {
      const { rival, command } = this.whose[i], table = rival ? rivals : best;
      table[command] = Math.max(table[command], fit);
    });
    for (const command of Object.keys(best))
      if (rivals[command] >= best[command] && best[command] > -Infinity) best[command] = -Infinity;
    return best;
  }
}
