// From sound to scores, every 80 ms one for each command, and an embedding: coach/ears/spotting/steps.py.

import { joined } from "./alignment.js";
import { rules } from "./rules.js";

/** Seconds of sound that had come when step number `step` was made. */
export const stepEnd = (step) => (rules.steps.OVERLAP + (step + 1) * rules.steps.STEP) / rules.steps.RATE;

/** What the next step needs of these outputs. */
function carried(made) {
  const past = {};
  for (const [name, array] of Object.entries(made)) if (name.startsWith("next_")) past[`past_${name.slice(5)}`] = array;
  return past;
}

/** What a stream begins with: the past after more silence than a score looks back at. */
function silence(graph) {
  const { SILENCE, STEP } = rules.steps, samples = new Float32Array(STEP);
  let past = {};
  for (let i = 0; i < SILENCE; i++) past = carried(graph.run({ samples, ...past }));
  return past;
}

export class Stream {
  constructor(graph) {
    [this.graph, this.waiting, this.past] = [graph, new Float32Array(0), null];
  }

  /** The steps that `samples` (16 kHz) completed, as rows {scores, call, embedding}. */
  push(samples) {
    const { OVERLAP, STEP } = rules.steps, rows = [];
    this.waiting = joined([this.waiting, samples]);
    if (!this.past && this.waiting.length >= OVERLAP) this.past = { ...silence(this.graph), past_samples: this.taken(OVERLAP) };
    while (this.past && this.waiting.length >= STEP) {
      const made = this.graph.run({ samples: this.taken(STEP), ...this.past });
      this.past = carried(made);
      rows.push({ scores: made.scores.data, call: made.calls.data[0], embedding: made.embeddings.data });
    }
    return rows;
  }

  taken(count) {
    const out = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    return out;
  }
}
