// From sound to scores, every 80 ms one for each command, and an embedding: coach/ears/spotting/steps.py.

import { Held } from "./held.js";
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

/** The same tensors as outputs. */
const becoming = (past) => Object.fromEntries(Object.entries(past).map(([name, x]) => [`next_${name.slice(5)}`, x]));

export class Stream {
  constructor(graph) {
    [this.graph, this.waiting, this.past] = [graph, new Held(), null];
  }

  /** The steps that `samples` (16 kHz) completed, as rows {scores, call, embedding}. */
  push(samples) {
    const { OVERLAP, STEP } = rules.steps, rows = [];
    this.waiting.push(samples);
    if (!this.past && this.waiting.length >= OVERLAP) this.begin(this.waiting.taken(OVERLAP));
    while (this.past && this.waiting.length >= STEP) {
      this.past.samples = this.waiting.taken(STEP);
      const made = this.graph.run(this.past, this.next);
      rows.push({ scores: made.scores.data, call: made.calls.data[0], embedding: made.embeddings.data });
    }
    return rows;
  }

  /** What the next step needs is written over what this one needed. */
  begin(samples) {
    this.past = { ...silence(this.graph), past_samples: { dims: [samples.length], data: samples } };
    this.next = becoming(this.past);
  }
}
