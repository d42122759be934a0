// How far two clocks drift apart, and sound read between its samples: coach/ears/spotting/echo_drift.py.

import { rms, vertex, work } from "./correlation.js";
import { rules } from "./rules.js";

function median(list) {
  const ordered = Float64Array.from(list).sort(), middle = ordered.length >> 1;
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
}

/** Compares the echoes of one half second after another. */
export class Drift {
  constructor() {
    [this.seen, this.sum, this.zero, this.lost, this.rate] = [[], null, 0, 0, 0];
  }

  /** Whether so much was measured that one more measurement matters little. */
  get settled() {
    return this.seen.length === rules.echo_drift.MEASURED;
  }

  /** Measure the delay once more. `first`: the microphone's number of `heard`; that of `played` is `base` higher. */
  note(first, base, heard, played) {
    const { ALIKE, LOST, MEASURED } = rules.echo_drift, cross = correlation(heard, played);
    if (!this.sum) [this.sum, this.zero] = [cross.map((one) => one.slice()), base];
    const [moved, sure] = movedBy(cross, this.sum);
    if (sure < ALIKE) {
      this.lost += 1;
      if (this.lost > Math.min(LOST, this.seen.length)) this.forget();
      return;
    }
    this.lost = 0;
    add(this.sum, cross, moved);
    this.seen = [...this.seen, [first + middle(heard), moved - (base - this.zero)]].slice(-MEASURED);
    this.line();
  }

  /** Begin anew, because the delay has jumped by an unknown number of samples; the rate stays. */
  forget() {
    [this.seen, this.sum, this.lost] = [[], null, 0];
  }

  /** The delay has grown by so many samples at once, because samples were lost: the clocks did not do that. */
  jumped(by) {
    this.zero -= by;
  }

  /** The straight line through the measurements, Theil and Sen's, which outliers do not bend. */
  line() {
    const { ENOUGH, APART, LARGEST, FINEST, CERTAIN, LEAST } = rules.echo_drift, { seen } = this, slopes = [];
    if (seen.length < ENOUGH) return;
    for (const [when, what] of seen)
      for (const [later, other] of seen)
        if (later - when >= APART) slopes.push((other - what) / (later - when));
    if (!slopes.length) return;
    const rate = median(slopes), off = seen.map(([when, what]) => what - rate * when), usual = median(off);
    const scatter = Math.max(FINEST, 1.5 * median(off.map((one) => Math.abs(one - usual))));
    const mean = seen.reduce((sum, [when]) => sum + when, 0) / seen.length;
    const wide = Math.sqrt(seen.reduce((sum, [when]) => sum + (when - mean) ** 2, 0));
    if (Math.abs(rate) <= LARGEST && scatter <= CERTAIN * wide) this.rate = Math.abs(rate) >= LEAST ? rate : 0;
  }
}

let fade = new Float64Array(0);

/** A segment that fades in and out. */
function faded(samples) {
  const { length } = samples, out = new Float64Array(length);
  if (fade.length !== length) fade = out.map((_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (length - 1)));
  for (let i = 0; i < length; i++) out[i] = samples[i] * fade[i];
  return out;
}

/** The sample around which the sound of a segment lies. */
function middle(heard) {
  const segment = faded(heard);
  let sum = 0, all = 1e-12;
  for (let i = 0; i < segment.length; i++) {
    const power = segment[i] * segment[i];
    sum += power * i;
    all += power;
  }
  return sum / all;
}

/** How `heard` follows from `played`, phases only: real and imaginary parts of the bins of the speech band. */
function correlation(heard, played) {
  const { SIZE, LOW, HIGH } = rules.echo_drift, { fft, wave, spectra: [a, b, c, d] } = work(SIZE);
  const into = (samples, re, im) => {
    wave.fill(0);
    wave.set(faded(samples));
    fft.forward(wave, re, im);
  };
  into(heard, a, b);
  into(played, c, d);
  const cross = [new Float32Array(HIGH - LOW), new Float32Array(HIGH - LOW)];
  const [real, imaginary] = cross;
  for (let i = LOW; i < HIGH; i++) {
    const re = a[i] * c[i] + b[i] * d[i], im = b[i] * c[i] - a[i] * d[i], by = Math.sqrt(re * re + im * im) + 1e-12;
    real[i - LOW] = re / by;
    imaginary[i - LOW] = im / by;
  }
  return cross;
}

/** By how many samples the echoes in `cross` come later than in `known`, and how far that match stands out. */
function movedBy(cross, known) {
  const { SIZE, LOW, NEAR } = rules.echo_drift, { fft, wave, spectra: [a, b] } = work(SIZE);
  a.fill(0);
  b.fill(0);
  for (let i = 0; i < cross[0].length; i++) {
    a[LOW + i] = cross[0][i] * known[0][i] + cross[1][i] * known[1][i];
    b[LOW + i] = cross[1][i] * known[0][i] - cross[0][i] * known[1][i];
  }
  fft.inverse(a, b, wave);
  const near = Float32Array.from({ length: 2 * NEAR + 1 }, (_, i) => wave[(i - NEAR + SIZE) % SIZE]);
  let best = 0;
  for (let i = 1; i < near.length; i++) if (near[i] > near[best]) best = i;
  return [vertex(near, best) - NEAR, near[best] / (rms(near) + 1e-12)];
}

/** Add a correlation, shifted back by so many samples, to a sum that fades. */
function add(sum, cross, moved) {
  const { SIZE, LOW, FADING } = rules.echo_drift, turn = (2 * Math.PI * moved) / SIZE;
  for (let i = 0; i < cross[0].length; i++) {
    const re = Math.cos(turn * (LOW + i)), im = Math.sin(turn * (LOW + i));
    sum[0][i] = FADING * sum[0][i] + cross[0][i] * re - cross[1][i] * im;
    sum[1][i] = FADING * sum[1][i] + cross[0][i] * im + cross[1][i] * re;
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
