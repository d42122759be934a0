// Aligns what was played with what was heard, and cancels it: coach/ears/spotting/echo_alignment.py.

import { correlated, energy, peakOf, rms } from "./correlation.js";
import { Canceller } from "./echo.js";
import { Delay } from "./echo_delay.js";
import { Drift, between } from "./echo_drift.js";
import { Watch, jump } from "./echo_jump.js";
import { rules } from "./rules.js";
import { NONE, Tape, joined } from "./tape.js";

/** The microphone's sound without the coach. */
export class Aligned {
  constructor() {
    [this.heard, this.played] = [new Tape(), new Tape()];
    this.base = null; // number of the played sample that is paired with the microphone's first
    [this.ahead, this.behind] = [[], 0]; // by how many samples the loudspeaker was ahead: since the last look, and now
    [this.until, this.done] = [rules.echo_alignment.EVERY, 0];
    [this.before, this.after] = [0, 0];
    this.canceller = this.proven = null;
    [this.search, this.drift, this.watch] = [new Delay(), new Drift(), new Watch()];
    [this.skipped, this.lessons] = [0, 0];
    // Up to which sample the drift was measured, and from which one on the delay is as it is now.
    [this.noted, this.since] = [0, 0];
    this.took = NONE;
    this.delay = 0;
  }

  /** How many samples later than now the microphone's sound contains what the loudspeaker gets now. */
  get late() {
    return Math.max(0, Math.round(this.behind + this.delay));
  }

  /** The newest samples that the loudspeaker got. */
  sent() {
    const { WINDOW, LATEST } = rules.likeness, { end } = this.played;
    return this.played.part(end - WINDOW - LATEST, end);
  }

  clean(heard, played) {
    this.heard.push(heard);
    this.played.push(played);
    this.base ??= this.played.end - heard.length;
    const late = this.base + this.heard.end - this.played.end;
    if (late > 0) {
      this.base -= late;
      this.delay -= late;
    }
    const now = this.base + this.heard.end;
    this.took = this.played.part(now - heard.length, now);
    this.behind = this.played.end - now;
    this.ahead.push(this.behind);
    this.until -= heard.length;
    if (this.until <= 0) {
      this.until = rules.echo_alignment.EVERY;
      this.measure(this.base);
    }
    if (this.canceller) return this.cancelled(this.canceller);
    this.done = this.heard.end;
    return heard;
  }

  cancelled(canceller) {
    const done = [], { BLOCK } = rules.echo;
    while (this.heard.end - this.done >= BLOCK) {
      const [heard, played] = this.block(this.done), left = canceller.block(heard, played);
      const [before, after] = [energy(heard), energy(left)];
      this.before += before;
      this.after += after;
      this.done += BLOCK;
      this.delay += this.drift.rate * BLOCK;
      this.search.grew(this.drift.rate * BLOCK);
      done.push(left);
      if (this.watch.worse(before, after) && this.proven) this.catchUp(canceller, this.proven);
    }
    return joined(done);
  }

  /** If samples were lost, go on with the canceller that worked, at the delay that they left. */
  catchUp(canceller, proven) {
    const { AUDIBLE, WINDOW } = rules.echo_alignment, { BLOCK, PARTS, LEAD } = rules.echo;
    const { BLOCKS, LOOK, PATH, REACH } = rules.echo_jump, heard = this.heard.part(this.done - LOOK, this.done);
    const first = Math.floor(this.done - LOOK + (this.base ?? 0) - this.delay + LEAD);
    const played = this.played.part(first - PATH - REACH, first + LOOK + REACH);
    if (Math.sqrt(energy(played) / played.length) < AUDIBLE) return;
    const by = jump(proven.response(), heard, played);
    if (!by) return;
    this.delay += by;
    this.search.grew(by);
    this.drift.jumped(by);
    this.noted = this.since = this.done;
    this.before = this.after = 0;
    this.until = Math.max(this.until, WINDOW);
    canceller.become(proven);
    for (let late = -PARTS - BLOCKS; late < 0; late++) canceller.follow(this.block(this.done + late * BLOCK)[1]);
  }

  /** The number of the played sample that belongs to the microphone's sample `first`. */
  paired(first) {
    return first + (this.base ?? 0) - (this.delay + this.drift.rate * (first - this.done)) + rules.echo.LEAD;
  }

  /** The microphone's block from sample `first` on, and the played block that belongs to it. */
  block(first) {
    const { BLOCK } = rules.echo, { TAPS } = rules.echo_drift, at = this.paired(first);
    const whole = Math.floor(at), heard = this.heard.part(first, first + BLOCK);
    if (at === whole) return [heard, this.played.part(whole, whole + BLOCK)];
    return [heard, between(this.played.part(whole + 1 - TAPS, whole + BLOCK + TAPS), at - whole)];
  }

  measure(base) {
    const { CLEAN, SELDOM, LESSONS } = rules.echo_alignment, clean = this.canceller && this.after < CLEAN * this.before;
    this.before = this.after = 0;
    const ahead = this.ahead;
    this.ahead = [];
    this.skipped = clean ? (this.skipped + 1) % SELDOM : 0;
    if (clean) this.prove();
    if (!clean || this.lessons < LESSONS) this.find(base, ahead, !clean);
    if (this.canceller) this.followClocks();
    this.noted = this.done;
  }

  /** Keep a copy of the canceller, which works well. */
  prove() {
    (this.proven ??= new Canceller()).become(this.canceller);
  }

  /** Measure the delay; `move`: and change to it if it can be trusted. */
  find(base, ahead, move) {
    const { WINDOW, AHEAD, AUDIBLE, TRUSTED } = rules.echo_alignment;
    const end = this.heard.end, heard = this.heard.part(end - WINDOW, end);
    for (const other of this.bases(base, ahead)) {
      const played = this.played.part(end - WINDOW + other + AHEAD, end + other + AHEAD);
      if (rms(played) < AUDIBLE) continue;
      const lags = correlated(heard, played, AHEAD + rules.echo.LONGEST);
      const [delay, peak] = other === base ? this.search.note(lags, base) : peakOf(lags);
      if (peak < TRUSTED) continue;
      if (move) this.move(other, delay - AHEAD + this.drift.rate * (WINDOW / 2));
      break;
    }
  }

  /** Measure how far the clocks drift apart, and learn once more where that helps. */
  followClocks() {
    const { AUDIBLE, OTHERWISE, ANEW, LESSONS, AGAIN } = rules.echo_alignment, { SEGMENT } = rules.echo_drift;
    const known = this.drift.rate;
    let talks = false;
    for (let first = this.noted; first <= this.done - SEGMENT; first += SEGMENT) {
      const begin = Math.floor(this.paired(first)), played = this.played.part(begin, begin + SEGMENT);
      if (rms(played) < AUDIBLE || (this.skipped && this.drift.settled)) continue;
      this.drift.note(first, begin - first, this.heard.part(first, first + SEGMENT), played);
      talks = true;
    }
    if (Math.abs(this.drift.rate - known) > OTHERWISE) {
      this.canceller.forget();
      this.proven = null;
      this.learn(ANEW);
    } else if (talks && this.lessons < LESSONS) {
      this.lessons += 1;
      this.learn(AGAIN);
    }
  }

  /** The pairings to try: as before, and as if the samples between the counts were lost. */
  bases(base, ahead) {
    const least = ahead.reduce((a, b) => Math.min(a, b), Infinity);
    return least > rules.echo_alignment.STRAYED ? [base, base + least] : [base];
  }

  /** Go on with another delay, and the known room if there is one. */
  move(base, delay) {
    const { MOVED, MOVED_KNOWN, EVERY, WINDOW } = rules.echo_alignment, { rate } = this.drift;
    const moved = Math.abs(base - delay - ((this.base ?? 0) - this.delay));
    if (this.canceller && moved <= (rate ? MOVED_KNOWN : MOVED)) return;
    [this.base, this.delay] = [base, rate ? delay : Math.round(delay)];
    const length = this.proven ? EVERY : WINDOW;
    if (!this.canceller || moved > rules.echo_drift.NEAR) {
      this.drift.forget();
      this.noted = this.since = Math.max(0, this.done - length);
    }
    this.canceller ??= new Canceller();
    if (this.proven) this.canceller.become(this.proven);
    else this.canceller.forget();
    this.learn(length); // from what was heard already, so that the next word is clean
  }

  /** Learn from the newest samples, again if they were heard before. */
  learn(length) {
    const { BLOCK, PARTS } = rules.echo, count = Math.min(length, this.done - this.since);
    const first = this.done - Math.floor(count / BLOCK) * BLOCK;
    for (let late = -PARTS; late < 0; late++) this.canceller.follow(this.block(first + late * BLOCK)[1]);
    for (let at = first; at < this.done; at += BLOCK) this.canceller.block(...this.block(at));
  }
}
