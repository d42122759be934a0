// How late the echo is: the functions of coach/ears/spotting/echo.py that find it.

import { Fft } from "./fft.js";
import { rules } from "./rules.js";

/** Sum of squares. */
export function energy(samples) {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i] * samples[i];
  return sum;
}

/** The samples, `by` times as loud. In a loop: a function for each sample would make an object of each. */
export function louder(samples, by) {
  const out = new Float32Array(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = samples[i] * by;
  return out;
}

/** The greatest size of a sample. */
export function peak(samples) {
  let most = 0;
  for (let i = 0; i < samples.length; i++) if (Math.abs(samples[i]) > most) most = Math.abs(samples[i]);
  return most;
}

const works = {};

/** What a transform of this length works with, made once; old numbers lie in it. */
export function work(size) {
  const spectrum = () => new Float64Array(size / 2 + 1);
  return (works[size] ??= {
    fft: new Fft(size), wave: new Float64Array(size), spectra: [spectrum(), spectrum(), spectrum(), spectrum()],
  });
}

/** `a` times `b`, or times its conjugate, in `a`. */
export function multiply([a, b], [c, d], sign) {
  for (let i = 0; i < a.length; i++) {
    const re = a[i] * c[i] - sign * b[i] * d[i];
    b[i] = b[i] * c[i] + sign * a[i] * d[i];
    a[i] = re;
  }
}

/** How alike `heard` is to `played` delayed by 0 to `longest` samples (GCC-PHAT). */
export function correlated(heard, played, longest) {
  const { RATE, EDGE } = rules.echo, size = powerOver(heard.length + longest), bins = size / 2 + 1;
  const { fft, wave, spectra: [a, b, c, d] } = work(size);
  const faded = (samples) => {
    wave.fill(0);
    wave.set(samples);
    for (let i = 0, j = samples.length - 1; i < EDGE; i++, j--) {
      wave[i] *= i / EDGE;
      wave[j] *= i / EDGE;
    }
    return wave;
  };
  fft.forward(faded(heard), a, b);
  fft.forward(faded(played), c, d);
  const first = Math.floor((size * 200) / RATE), last = Math.floor((size * 5000) / RATE);
  for (let i = 0; i < bins; i++) {
    const re = a[i] * c[i] + b[i] * d[i], im = b[i] * c[i] - a[i] * d[i], by = Math.sqrt(re * re + im * im) + 1e-12;
    const inside = i >= first && i < last;
    a[i] = inside ? re / by : 0;
    b[i] = inside ? im / by : 0;
  }
  fft.inverse(a, b, wave);
  return Float32Array.from(wave.subarray(0, longest));
}

/** The first power of two over `n`. */
export const powerOver = (n) => 2 ** n.toString(2).length;

export const rms = (list) => Math.sqrt(energy(list) / list.length);

/** Samples after which the echo begins, and how far its highest peak stands out. */
export function peakOf(lags) {
  const { EARLIEST, CHANCE, NEAR } = rules.echo, high = lags.map(Math.abs);
  const most = high.reduce((a, b) => Math.max(a, b), 0), usual = rms(high) + 1e-12;
  // A wall may return more than what comes straight, but later.
  const least = Math.fround(Math.max(EARLIEST * most, Math.min(most, CHANCE * usual)));
  const first = high.findIndex((one) => one >= least);
  let best = first;
  for (let i = first; i < Math.min(first + NEAR, high.length); i++) if (high[i] > high[best]) best = i;
  return [vertex(high, best), most / usual];
}

/** Where the peak at `best` is to a fraction of a sample, by a parabola through it and its neighbours. */
export function vertex(heights, best) {
  if (best <= 0 || best >= heights.length - 1) return best;
  const [left, top, right] = heights.subarray(best - 1, best + 2);
  return best + (0.5 * (left - right)) / (left - 2 * top + right - 1e-12);
}
