// How much the last sound was like a call for a stop: coach/ears/spotting/calls.py.

import { rules } from "./rules.js";

/** What a score adds to how well a full phrase fits; never negative. */
export const helpOf = (score) => {
  const { HELP, LEAST, MOST } = rules.calls;
  return HELP * (Math.min(MOST, Math.max(LEAST, score)) - LEAST);
};

/** The scores of the last moments. */
export class Lately {
  constructor() {
    this.scores = [];
  }

  push(steps) {
    const no = rules.steps.COMMANDS.indexOf("no"), { LATELY, SMOOTH } = rules.calls;
    for (const { scores, call } of steps) this.scores.push(Math.max(scores[no], call));
    this.scores = this.scores.slice(1 - LATELY - SMOOTH);
  }

  /** The highest mean over three steps. */
  highest() {
    const { LEAST, SMOOTH } = rules.calls, { scores } = this;
    if (scores.length < SMOOTH) return LEAST;
    let best = -Infinity;
    for (let i = SMOOTH; i <= scores.length; i++)
      best = Math.max(best, scores.slice(i - SMOOTH, i).reduce((sum, score) => sum + score, 0) / SMOOTH);
    return best;
  }
}
