// What happens to each piece of sound: cancel, check the microphone, spot. As coach/ears/spotting/pipeline.py does it.

import { Aligned, Last } from "./alignment.js";
import { Crying } from "./crying.js";
import { Gain } from "./gain.js";
import { Health, Narrow } from "./health.js";
import { Spotter } from "./judge.js";
import { Loudness, Someone } from "./near_end.js";
import { Needs } from "./needs.js";
import { Phonemes } from "./phonemes.js";
import { rules } from "./rules.js";
import { Stream, stepEnd } from "./steps.js";
import { Ends } from "./utterances.js";

/** The last seconds of sound, and what the phonemes say about them. */
class Recent {
  constructor(phonemes) {
    [this.phonemes, this.last, this.count] = [phonemes, new Last(rules.needs.SEEN), 0];
    [this.needs, this.ends] = [new Needs(phonemes.graph), new Ends()];
  }
  push(samples) {
    this.last.push(samples);
    this.count += samples.length;
  }
  opinion(at) {
    const samples = this.last.joined(), newer = this.count - Math.round(at * rules.steps.RATE);
    return this.phonemes.evidence(samples.subarray(0, samples.length - newer));
  }
  /** Whether words of need ended within the newest samples; `words`: single ones and "no no no" too. */
  need(samples, words) {
    return this.ends.push(samples) ? this.needs.look(this.last.joined(), words) : { level: "", over: 0 };
  }
  consonants() {
    return this.phonemes.consonants(this.last.joined());
  }
}

export class Chain {
  /** `step` and `look`: the graphs. `easier`: log-odds that this caregiver's "no" is given. */
  constructor(step, look, { crying = true, easier = 0 } = {}) {
    this.recent = new Recent(new Phonemes(look));
    this.aligned = new Aligned();
    this.spotter = new Spotter((at) => this.recent.opinion(at), easier);
    [this.stream, this.steps] = [new Stream(step), 0];
    this.cries = crying ? new Crying(() => this.recent.consonants()) : null;
    [this.someone, this.played] = [new Someone(), new Loudness()];
    [this.health, this.narrow] = [new Health(), new Narrow()];
    this.gain = new Gain();
    this.complaint = "";
    this.left = null;
  }

  /** Take what was heard and what was played meanwhile, both at 16 kHz; each detection comes as soon as it is known. */
  *hear(heard, played) {
    const coach = this.played.push(played) >= rules.echo_alignment.AUDIBLE;
    this.complaint = this.health.hear(heard, coach) || this.narrow.hear(heard);
    const louder = this.gain.push(heard);
    this.left = this.aligned.clean(louder, played);
    this.recent.push(this.left);
    const steps = this.stream.push(this.left);
    this.steps += steps.length;
    const someone = this.someone.speaks(louder, this.left, coach);
    const well = this.someone.coachLeft <= rules.near_end.WELL, baby = this.cries?.baby ?? false;
    const around = { coach, well, baby };
    yield* this.spotter.follow(steps, someone, around);
    const need = this.recent.need(this.left, !baby && (well || !coach));
    const found = someone ? this.spotter.judge.uttered(stepEnd(this.steps - 1), need, around) : null;
    if (found) yield found;
    const by = this.cries?.hear(steps, this.left, someone);
    if (!by) return;
    const command = by === "crying" ? "no" : "not sure";
    yield { at: stepEnd(this.steps - 1), command, level: "sure", score: this.cries.score, by };
  }
}
