// Measures, while the coach talks, how well it can listen with the room, loudspeaker and microphone. Keeps no sound.
// As coach/ears/spotting/self_check.py does it.

import { energy, peak } from "./correlation.js";
import { Fft } from "./fft.js";
import { Held } from "./held.js";
import { rules } from "./rules.js";

/** Of a mean square, never less than SILENT_DB. */
export const decibels = (meanSquare) => Math.max(rules.self_check.SILENT_DB, 10 * Math.log10(Math.max(meanSquare, 1e-12)));

/** Below it lie so many per cent of the numbers; between two of them it is interpolated. */
export function percentile(list, percent) {
  const ordered = Float64Array.from(list).sort(), at = ((ordered.length - 1) * percent) / 100, below = Math.floor(at);
  return ordered[below] + (at - below) * ((ordered[below + 1] ?? ordered[below]) - ordered[below]);
}

const median = (list) => percentile(list, 50);
const greatest = (list) => list.reduce((best, one, i) => (one > list[best] ? i : best), 0);

/** By how much the straight line through values at equal steps rises in one step. */
function slope(values) {
  const middle = (values.length - 1) / 2, mean = values.reduce((a, b) => a + b, 0) / values.length;
  const [up, wide] = [0, 1].map((which) => values.reduce((sum, y, x) => sum + (x - middle) * (which ? x - middle : y - mean), 0));
  return up / wide;
}

/** What is known so far; null where it cannot be told yet. */
export const UNKNOWN = {
  erleDb: null, heardS: 0, echoDb: null, leftDb: null, driftPpm: null, ringMs: null,
  unheard: false, backgroundDb: null, peakDb: null, narrow: false,
};

/** How loud what is left of the coach may be; null where it is not known. */
export const residueDb = ({ unheard, leftDb }) => (unheard ? rules.self_check.SILENT_DB : leftDb);

/** Takes what was heard, what was played, and what the canceller left, in pieces of any length. */
export class SelfCheck {
  constructor() {
    const { FRAME, WINDOW } = rules.self_check;
    this.waiting = [0, 1, 2].map(() => new Held());
    [this.rows, this.peaks, this.falls] = [[], [], []]; // rows: decibels of a frame, heard, played and left
    [this.since, this.talked, this.frames, this.driftPpm] = [0, 0, 0, null];
    this.fft = new Fft(WINDOW);
    [this.power, this.re, this.im] = [0, 0, 0].map(() => new Float64Array(WINDOW / 2 + 1));
    this.wave = new Float64Array(WINDOW);
    this.fade = Float64Array.from({ length: FRAME }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (FRAME - 1)));
  }

  /** How many seconds it has listened. */
  get seconds() {
    return (this.frames * rules.self_check.FRAME) / rules.self_check.RATE;
  }

  /** The next pieces at 16 kHz; `left` may lag behind by less than a frame. */
  push(...pieces) {
    const { FRAME } = rules.self_check;
    pieces.forEach((piece, i) => this.waiting[i].push(piece));
    while (this.waiting.every((one) => one.length >= FRAME)) this.frame(this.waiting.map((one) => one.taken(FRAME)));
  }

  frame(sounds) {
    const { FRAME, KEPT, AUDIBLE_DB, BEFORE, AFTER } = rules.self_check;
    const row = sounds.map((one) => decibels(energy(one) / FRAME)), [heard] = sounds;
    this.frames++;
    keep(this.rows, row, KEPT);
    keep(this.peaks, peak(heard), Math.floor(KEPT / 3));
    if (this.frames % 5 === 0) this.spectrum(heard); // enough for a mean over seconds
    if (row[1] >= AUDIBLE_DB) {
      this.talked = (this.since < BEFORE ? this.talked : 0) + 1;
      this.since = 0;
      return;
    }
    this.since++;
    if (this.since === AFTER && this.talked >= BEFORE && this.rows.length >= AFTER + BEFORE) this.fell();
  }

  spectrum(heard) {
    this.wave.fill(0);
    for (let i = 0; i < heard.length; i++) this.wave[i] = heard[i] * this.fade[i];
    this.fft.forward(this.wave, this.re, this.im);
    for (let i = 0; i < this.power.length; i++) this.power[i] = 0.995 * this.power[i] + this.re[i] ** 2 + this.im[i] ** 2;
  }

  /** How fast the echo went after the coach stopped. */
  fell() {
    const { RATE, FRAME, BEFORE, AFTER, FALL } = rules.self_check;
    const heard = this.rows.slice(-AFTER - Math.floor(BEFORE / 2)).map(([one]) => one), loudest = greatest(heard);
    const falling = heard.slice(loudest < BEFORE ? loudest : 0), floor = median(heard.slice(-10)) + 3;
    const quiet = falling.findIndex((one) => one <= floor), end = quiet < 0 ? falling.length : quiet;
    if (end < 3 || falling[0] - falling[end - 1] < FALL) return;
    const fall = (slope(falling.slice(0, end)) * RATE) / FRAME;
    if (fall < 0) keep(this.falls, -60_000 / fall, 9);
  }

  /** All that is known now. */
  measured() {
    const { LEAST, RECENT, AUDIBLE_DB, ABOVE, FRAME, RATE, PAUSES } = rules.self_check;
    if (!this.rows.length) return UNKNOWN;
    const quiet = this.rows.filter(([, played]) => played < AUDIBLE_DB), talking = this.rows.length - quiet.length;
    const background = percentile((quiet.length >= LEAST ? quiet : this.rows).map(([heard]) => heard), 10);
    const coach = this.rows.filter(([heard, played]) => played >= AUDIBLE_DB && heard >= background + ABOVE);
    const known = coach.length >= LEAST;
    return {
      erleDb: known ? median(coach.slice(-RECENT).map(([heard, , left]) => heard - left)) : null,
      heardS: (coach.length * FRAME) / RATE,
      echoDb: known ? median(coach.map(([heard]) => heard)) : null,
      leftDb: known ? percentile(coach.slice(-2 * RECENT).map(([, , left]) => left), 90) : null,
      driftPpm: this.driftPpm,
      ringMs: this.falls.length >= PAUSES ? Math.round(median(this.falls)) : null,
      unheard: !known && talking >= 2 * LEAST,
      backgroundDb: background,
      peakDb: 2 * decibels(Math.max(...this.peaks)),
      narrow: this.narrow(),
    };
  }

  /** Whether there is nothing above the band of a telephone, not even the hiss of a microphone. */
  narrow() {
    const { LOW, HIGH, RATE, FRAME, WINDOW, LOUD_ENOUGH, NOTHING } = rules.self_check;
    const [low, high] = [LOW, HIGH].map(([from, to]) => {
      const inside = this.power.filter((_, i) => (i * RATE) / WINDOW > from && (i * RATE) / WINDOW < to);
      return inside.reduce((a, b) => a + b, 0) / inside.length;
    });
    return this.frames >= Math.floor((5 * RATE) / FRAME) && low > LOUD_ENOUGH && high < low * NOTHING;
  }
}

/** Add to a list that keeps so many. */
function keep(list, one, most) {
  list.push(one);
  if (list.length > most) list.shift();
}
