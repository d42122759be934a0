// What happens to each piece of sound: cancel, check the microphone, spot. As coach/ears/spotting/pipeline.py does it.

import { Lately } from "./calls.js";
import { Chatter } from "./chatter.js";
import { Crying } from "./crying.js";
import { Aligned } from "./echo_alignment.js";
import { Gain } from "./gain.js";
import { Guard } from "./guard.js";
import { Health } from "./health.js";
import { Loudness, Someone } from "./near_end.js";
import { Needs } from "./needs.js";
import { OwnVoice } from "./own_voice.js";
import { Phonemes } from "./phonemes.js";
import { rules } from "./rules.js";
import { decibels } from "./self_check.js";
import { Spotter } from "./spotter.js";
import { Stream, stepEnd } from "./steps.js";
import { Last } from "./tape.js";
import { Ends } from "./utterances.js";

/** The last seconds of sound, and what the phonemes say about them. */
class Recent {
  constructor(phonemes, own, named) {
    [this.own, this.phonemes, this.last, this.count] = [own, phonemes, new Last(rules.needs.SEEN), 0];
    [this.needs, this.ends, this.lately] = [new Needs(phonemes.graph, named), new Ends(), new Lately()];
  }
  push(samples) {
    this.last.push(samples);
    this.count += samples.length;
  }
  opinion(at) {
    const samples = this.last.joined(), newer = this.count - Math.round(at * rules.steps.RATE);
    const until = samples.subarray(0, samples.length - newer), found = this.phonemes.evidence(until);
    for (const command of this.own.until.keys()) {
      const fresh = at - this.own.over(command);
      if (fresh < rules.phonemes.SEEN / rules.steps.RATE) found[command] = this.since(command, until, fresh);
    }
    return found;
  }
  /** The evidence in the sound since the coach's own phrase alone. */
  since(command, samples, seconds) {
    const count = Math.max(0, Math.round(seconds * rules.steps.RATE));
    if (count < rules.pipeline.SHORTEST) return -Infinity;
    return this.phonemes.evidence(samples.subarray(Math.max(0, samples.length - count)))[command];
  }
  /**
   * Whether words of need ended within the newest samples. `words`: single ones and "no no no" too; `since`: what was said
   * before this is not looked at again; `someone`: whether anybody speaks, otherwise it needn't be known.
   */
  need(samples, steps, words, since, someone) {
    this.lately.push(steps);
    const newer = this.count - Math.round(Math.max(since, 0) * rules.steps.RATE);
    if (!this.ends.push(samples) || !someone || newer <= 0) return { level: "", over: 0, command: "no", single: false };
    return this.needs.look(this.last.joined().slice(-newer), this.lately.highest(), words);
  }
  consonants() {
    return this.phonemes.consonants(this.last.joined());
  }
}

export class Chain {
  /** `step`, `look`: the graphs. `easier`: log-odds that this caregiver's "no" is given. `named`: see `Needs`. */
  constructor(step, look, { crying = true, easier = 0, named = [] } = {}) {
    [this.own, this.voice, this.heard] = [new Set(), new OwnVoice(), 0]; // own: commands whose phrases the coach says now
    this.recent = new Recent(new Phonemes(look), this.voice, named);
    this.aligned = new Aligned();
    this.spotter = new Spotter((at) => this.recent.opinion(at), () => [this.recent.last.joined(), this.aligned.sent()], easier);
    [this.stream, this.steps] = [new Stream(step), 0];
    this.cries = crying ? new Crying(() => this.recent.consonants()) : null;
    [this.someone, this.played, this.loud] = [new Someone(), new Loudness(), new Loudness()];
    [this.health, this.gain, this.guard, this.chatter] = [new Health(), new Gain(), new Guard(), new Chatter()];
    this.ducked = false; // the coach has been soft for a moment, for a suspicion
    this.complaint = ""; // the name of the sentence about the microphone that the last piece gave reason to say
    this.news = ""; // the same about how it listens
    this.left = null;
  }

  /** Take what was heard and what was played meanwhile, both at 16 kHz; each detection comes as soon as it is known. */
  *hear(heard, played) {
    const talking = this.played.push(played) >= rules.echo_alignment.AUDIBLE;
    this.complaint = this.health.hear(heard, talking);
    const louder = this.gain.push(heard), left = (this.left = this.aligned.clean(louder, played));
    this.guard.check.driftPpm = 1e6 * this.aligned.drift.rate;
    this.news = this.guard.push(louder, this.aligned.took, left);
    this.recent.push(left);
    const steps = this.stream.push(left);
    this.steps += steps.length;
    const around = this.around(talking, this.sounding(heard.length));
    // Nothing that is said later may go on from the coach's own "baby says".
    if (around.own.has("no")) this.spotter.judge.acted = this.at;
    const someone = this.someone.speaks(louder, left, talking);
    for (const found of this.phrases(steps, left, someone, around, talking)) if (this.guard.lets(found)) yield found;
    const cry = this.cry(steps, left, someone), levelDb = decibels(this.loud.push(left) ** 2);
    this.guard.notice(talking, this.ducked);
    yield* this.guard.cries(cry, this.at, this.cries?.going ?? false, levelDb);
  }

  /** Seconds of sound heard so far. */
  get at() {
    return stepEnd(this.steps - 1);
  }

  /** The commands whose phrases are the coach's own in the next samples. */
  sounding(count) {
    this.heard += count;
    this.voice.note(this.own, this.heard, this.aligned.late);
    return this.voice.sounding(this.heard);
  }

  /** What else sounds. */
  around(talking, own) {
    const well = this.someone.coachLeft <= rules.near_end.WELL || this.guard.unheard;
    const coach = talking && !this.ducked, baby = this.cries?.baby ?? false;
    const { harder } = this.chatter, calls = this.chatter.calls(talking), { everything, twice: again } = this.guard;
    const apart = again && !(well && everything);
    return { coach, well: well && everything, again, apart, baby, more: this.guard.more(coach), own, harder, calls };
  }

  *phrases(steps, left, someone, around, talking) {
    yield* this.spotter.follow(steps, someone, around);
    // Where most of the coach is left, only what was said in its pauses, or beside a soft coach, is looked at.
    const { acted } = this.spotter.judge, since = around.well || around.apart ? acted : Math.max(acted, this.guard.loudUntil);
    const words = !this.cries?.maybeBaby && (around.well || !around.coach);
    const call = this.recent.need(left, steps, words, since, someone), { judge } = this.spotter;
    // What is left of the coach isn't somebody who talks on.
    const on = this.recent.ends.talking && !talking;
    this.news ||= this.chatter.push(steps.length, on);
    const found = judge.uttered(this.at, call, around) || judge.settled(this.at, on);
    if (found) yield found;
  }

  cry(steps, left, someone) {
    const by = this.cries?.hear(steps, left, someone);
    if (!by) return null;
    const found = { at: this.at, command: "no", level: "sure", score: this.cries.score, by };
    if (by === "fussing") return { ...found, command: "not sure" };
    return by === "perhaps" ? { ...found, level: "suspect", by: "crying" } : found;
  }
}
