// Tells when the microphone cannot hear: coach/ears/spotting/health.py.

import { energy, peak } from "./correlation.js";
import { Held } from "./held.js";
import { rules } from "./rules.js";
import { Last, joined } from "./tape.js";

export class Health {
  constructor() {
    const { WAKING, MUTED, TRICKLE } = rules.health;
    [this.zeros, this.enough, this.muted] = [-WAKING, MUTED, false];
    this.trickle = new Last(TRICKLE); // the last sound before the present silence
    this.trickle.push(new Float32Array(TRICKLE).fill(1));
    [this.sounded, this.silences, this.echoed, this.missing] = [false, 0, 0, 0];
    [this.loudest, this.patience] = [[], MUTED];
    [this.half, this.halves] = [new Held(), 0];
    this.said = "";
    this.quiet = []; // RMS of the last seconds in which the coach was silent: its own voice is no noise of the room
    this.forget();
  }

  forget() {
    [this.held, this.withCoach, this.count] = [[], [], 0];
  }

  /** The name of a sentence to say now, or nothing; `coach`: the coach is being played meanwhile. */
  hear(samples, coach) {
    const { LOOK, CLIPPED_SAY } = rules.health, say = this.mute(samples, coach);
    if (say) return say;
    if (this.muted || (this.sounded && samples.every((x) => x === 0) && this.byItself)) return "";
    if (this.overloaded(samples)) return (this.said = CLIPPED_SAY);
    this.held.push(samples);
    if (coach) this.withCoach.push([this.count, this.count + samples.length]);
    this.count += samples.length;
    return this.count < LOOK ? "" : this.looked();
  }

  /** The name of a sentence about the last ten seconds, or nothing. */
  looked() {
    const { KNOWN, FAINT, FAINT_SAY, BACK_SAY, LOUD, LOUD_SAY, MANY } = rules.health;
    const held = joined(this.held), before = this.said, { RATE } = rules.health;
    const talked = (i) => this.withCoach.some(([begin, end]) => begin < (i + 1) * RATE && end > i * RATE);
    const alone = loudness(held).filter((_, i) => !talked(i));
    this.quiet = [...this.quiet, ...alone].slice(-MANY);
    let complaint = judged(held) || (this.quiet.length === MANY && Math.min(...this.quiet) > LOUD ? LOUD_SAY : "");
    this.forget();
    if (complaint === FAINT_SAY && this.loudest.some((one) => one >= FAINT)) complaint = "";
    this.loudest = [...this.loudest, peak(held)].slice(-KNOWN);
    this.said = complaint;
    return complaint === before ? "" : complaint || BACK_SAY;
  }

  /** Whether the last second was overloaded, and nobody has been told yet. */
  overloaded(samples) {
    const { HALF, CLIPPED, ROARING, CLIPPED_SAY } = rules.health;
    this.half.push(samples);
    if (this.half.length < HALF) return false;
    const half = this.half.taken(this.half.length);
    const roars = full(half) > CLIPPED && Math.sqrt(energy(half) / half.length) > ROARING;
    this.halves = roars ? this.halves + 1 : 0;
    if (roars) this.forget();
    return this.halves > 1 && this.said !== CLIPPED_SAY;
  }

  /** Whether silence is nothing new here: this one faded in, or there were several already. */
  get byItself() {
    return this.silences >= rules.health.DIGITAL || peak(this.trickle.joined().slice(-rules.health.TRICKLE)) <= rules.health.FADED;
  }

  /** The sentence about digital silence or its end, if there is one to say. */
  mute(samples, coach) {
    const { MUTED, GATED, TRICKLE, BACK_SAY, SILENT_SAY } = rules.health, lasted = this.zeros;
    const last = samples.findLastIndex((x) => x !== 0), meanwhile = coach ? samples.length : 0;
    this.zeros = last < 0 ? lasted + samples.length : samples.length - 1 - last;
    if (last < 0) this.missing += meanwhile;
    else {
      this.silences += this.sounded && lasted >= TRICKLE ? 1 : 0;
      [this.sounded, this.missing] = [true, 0];
      this.trickle.push(samples.subarray(0, last + 1));
      this.echoed += meanwhile;
    }
    if (this.muted && last >= 0) {
      [this.muted, this.enough] = [false, lasted > GATED ? MUTED : 2 * this.enough];
      this.patience *= 2;
      return BACK_SAY;
    }
    if (this.muted || !this.silent()) return "";
    [this.muted, this.said] = [true, ""];
    this.forget();
    return SILENT_SAY;
  }

  /** Whether the present silence is a fault. */
  silent() {
    const { MUTED, LOOK, WAKING } = rules.health, unheard = this.missing >= this.patience;
    if (!this.sounded) return unheard || this.zeros >= LOOK - WAKING;
    if (!unheard && this.zeros < this.enough) return false;
    // Where silence is nothing new there may be nothing to hear, but the coach, if it was heard before.
    return this.byItself ? unheard && this.echoed >= MUTED : this.zeros >= this.enough;
  }
}

/** The share of samples at full scale. */
function full(samples) {
  const { FULL } = rules.health;
  let many = 0;
  for (let i = 0; i < samples.length; i++) if (Math.abs(samples[i]) > FULL) many++;
  return many / samples.length;
}

/** RMS of each whole second. */
function loudness(samples) {
  const { RATE } = rules.health;
  return Array.from({ length: Math.floor(samples.length / RATE) }, (_, i) =>
    Math.sqrt(energy(samples.subarray(i * RATE, (i + 1) * RATE)) / RATE));
}

/** What is wrong with these ten seconds, whoever makes the sound; or nothing. */
function judged(samples) {
  const { CLIPPED, DEAD, FAINT, CLIPPED_SAY, SILENT_SAY, FAINT_SAY } = rules.health;
  if (full(samples) > CLIPPED) return CLIPPED_SAY;
  if (Math.max(...loudness(samples)) < DEAD) return SILENT_SAY;
  return peak(samples) < FAINT ? FAINT_SAY : "";
}
