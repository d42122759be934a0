// Tells how much what the canceller left is like the coach's own voice, however late: coach/ears/spotting/likeness.py.

import { energy, multiply, rms, work } from "./correlation.js";
import { rules } from "./rules.js";

/** How much what is left is like what was played: the newest samples of both, `played` longer by LATEST. */
function likeness(left, played) {
  const { WINDOW, AUDIBLE, SIZE } = rules.likeness, newest = left.subarray(Math.max(0, left.length - WINDOW));
  if (!newest.length || rms(played) < AUDIBLE) return 0;
  const { fft, wave, spectra: [a, b, c, d] } = work(SIZE);
  flat(played, a, b);
  flat(newest, c, d);
  const usual = Math.sqrt((spectral(a, b) * spectral(c, d) * newest.length) / played.length);
  multiply([a, b], [c, d], -1);
  fft.inverse(a, b, wave);
  let most = 0;
  for (let i = 0; i <= (played.length - newest.length) >> 1; i++) most = Math.max(most, Math.abs(wave[i]));
  return most / (usual + 1e-12);
}

/** The spectrum of the sound at half its rate, with the same power everywhere between LOW and HIGH. */
function flat(samples, re, im) {
  const { SIZE, BINS, LOW, HIGH } = rules.likeness, { fft, wave } = work(SIZE), half = BINS >> 1;
  wave.fill(0);
  for (let i = 0; 2 * i < samples.length; i++)
    wave[i] = ((samples[2 * i - 1] ?? 0) + 2 * samples[2 * i] + (samples[2 * i + 1] ?? 0)) / 4;
  fft.forward(wave, re, im);
  const sums = new Float64Array(re.length + 1);
  for (let i = 0; i < re.length; i++) sums[i + 1] = sums[i] + Math.sqrt(re[i] ** 2 + im[i] ** 2);
  for (let i = 0; i < re.length; i++) {
    const around = sums[Math.min(i + half + 1, re.length)] - sums[Math.max(i - half, 0)];
    const by = LOW <= i && i < HIGH ? 1 / (around / BINS + 1e-9) : 0;
    re[i] *= by;
    im[i] *= by;
  }
}

/** Sum of squares of the samples. */
const spectral = (re, im) => (2 * (energy(re) + energy(im))) / rules.likeness.SIZE;

/** Decides whether the newest sound holds the coach's own voice. `sounds`: gives what was left and what was played. */
export class Likeness {
  constructor(sounds) {
    [this.sounds, this.at, this.moment, this.measured] = [sounds, -Infinity, -Infinity, 0];
  }

  /** The likeness, measured once for each moment. */
  now(at) {
    if (at !== this.moment) [this.moment, this.measured] = [at, likeness(...this.sounds())];
    return this.measured;
  }

  /** Whether it holds hardly anything of that voice. */
  low(at) {
    return this.now(at) < rules.likeness.LOW_BELOW;
  }

  /** Whether it does at `at` seconds, or did a moment before. */
  high(at) {
    const { LASTING, WITHIN, HIGH_FROM, HIGH_AGAIN } = rules.likeness, since = at - this.at;
    if (since >= LASTING && this.now(at) >= (since <= WITHIN ? HIGH_AGAIN : HIGH_FROM)) this.at = at;
    return at - this.at < LASTING;
  }
}
