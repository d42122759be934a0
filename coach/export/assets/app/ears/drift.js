// How far two clocks drift apart, and sound read between its samples: coach/ears/spotting/echo_drift.py.

import { peakOf, powerOver, rms, vertex, work } from "./correlation.js";
import { rules } from "./rules.js";

function median(list) {
  const ordered = Float64Array.from(list).sort(), middle = ordered.length >> 1;
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
}

const wrapped = (i, length) => ((i % length) + length) % length;

/** Lines up the correlations of one second after another. */
export class Drift {
  constructor() {
    [this.seen, this.sum, this.zero, this.rate] = [[], null, 0, 0];
  }

  /** Take one more correlation: the delay at `at` in these lags, and how far its peak stands out. */
  note(at, lags, base) {
    const { ALIKE, FADING, MEASURED } = rules.echo_drift;
    let [moved, sure] = this.moved(lags, base);
    if (sure < ALIKE) {
      const alone = peakOf(lags);
      if (this.sum && alone[1] < peakOf(this.sum)[1]) return alone;
      [this.seen, this.sum, this.zero, moved] = [[], lags, base, 0];
    } else {
      const shift = Math.round(moved), { length } = lags;
      this.sum = this.sum.map((one, i) => FADING * one + lags[wrapped(i + shift, length)]);
    }
    this.seen = [...this.seen, [at, moved - (base - this.zero)]].slice(-MEASURED);
    this.line();
    const [delay, standsOut] = peakOf(this.sum);
    return [delay + moved, standsOut];
  }

  /** The delay has grown by so many samples at once, because samples were lost: the clocks did not do that. */
  jumped(by) {
    this.zero -= by;
  }

  /** By how many samples these lags are later than the sum, and how far that stands out. */
  moved(lags, base) {
    if (!this.sum) return [0, 0];
    const { REACH } = rules.echo_drift, size = powerOver(lags.length + REACH);
    const { fft, wave, spectra: [a, b, c, d] } = work(size);
    wave.fill(0);
    wave.set(lags);
    fft.forward(wave, a, b);
    wave.fill(0);
    wave.set(this.sum);
    fft.forward(wave, c, d);
    for (let i = 0; i < a.length; i++) {
      const re = a[i] * c[i] + b[i] * d[i];
      b[i] = b[i] * c[i] - a[i] * d[i];
      a[i] = re;
    }
    fft.inverse(a, b, wave);
    const middle = base - this.zero;
    const near = Float32Array.from({ length: 2 * REACH + 1 }, (_, i) => wave[wrapped(middle - REACH + i, size)]);
    let best = 0;
    for (let i = 1; i < near.length; i++) if (near[i] > near[best]) best = i;
    return [middle - REACH + vertex(near, best), near[best] / (rms(near) + 1e-12)];
  }

  /** The straight line through the measurements, Theil and Sen's, which outliers do not bend. */
  line() {
    const { ENOUGH, APART, LARGEST, AGREE, LEAST } = rules.echo_drift, slopes = [];
    if (this.seen.length < ENOUGH) return;
    for (const [when, what] of this.seen)
      for (const [later, other] of this.seen)
        if (later - when >= APART) slopes.push((other - what) / (later - when));
    const likely = slopes.filter((one) => Math.abs(one) <= LARGEST);
    if (likely.length < ENOUGH) return;
    const rate = median(likely), off = this.seen.map(([when, what]) => what - rate * when), usual = median(off);
    if (median(off.map((one) => Math.abs(one - usual))) <= AGREE) this.rate = Math.abs(rate) >= LEAST ? rate : 0;
  }
}

/** `samples` read `part` of a sample later, TAPS - 1 shorter at the beginning and TAPS at the end. */
export function between(samples, part) {
  const { TAPS } = rules.echo_drift;
  const weights = Float32Array.from({ length: 2 * TAPS }, (_, i) => {
    const away = 1 - TAPS + i - part, turn = Math.PI * away;
    return (away === 0 ? 1 : Math.sin(turn) / turn) * Math.cos(turn / (2 * TAPS)) ** 2;
  });
  const out = new Float32Array(samples.length - 2 * TAPS + 1);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < 2 * TAPS; k++) sum += samples[i + k] * weights[k];
    out[i] = sum;
  }
  return out;
}
