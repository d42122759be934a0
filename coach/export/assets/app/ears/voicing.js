// Measures three seconds of sound, its pitch and spectrum: coach/ears/spotting/voicing_features.py.

import { Fft } from "./fft.js";
import { rules } from "./rules.js";

const WIDTH = 8; // numbers of a frame: likeness of its periods, log2 of its hertz, decibels, decibels of five bands
const [CLEARNESS, PITCH, LEVEL, BAND] = [0, 1, 2, 3];
const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;

/** What depends on the constants alone. */
class Measuring {
  constructor() {
    const { FRAME, LONGEST, BANDS } = rules.voicing_features, { RATE } = rules.steps, bins = FRAME + 1;
    this.fft = new Fft(2 * FRAME);
    [this.re, this.im, this.wave] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(2 * FRAME)];
    this.window = Float32Array.from({ length: FRAME }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (FRAME - 1)));
    const alike = this.likeness(this.window);
    this.ofWindow = alike.slice(0, LONGEST + 2).map((x) => x / alike[0]);
    const hertz = Array.from({ length: bins }, (_, i) => (i * RATE) / (2 * FRAME));
    this.bands = BANDS.map(([low, high]) => hertz.flatMap((f, i) => (low <= f && f < high ? [i] : [])));
    this.first = hertz.findIndex((f) => f >= BANDS[0][0]);
  }

  /** The autocorrelation; leaves the power spectrum in `re`. */
  likeness(frame) {
    this.wave.fill(0);
    this.wave.set(frame);
    this.fft.forward(this.wave, this.re, this.im);
    for (let i = 0; i < this.re.length; i++) [this.re[i], this.im[i]] = [this.re[i] ** 2 + this.im[i] ** 2, 0];
    this.fft.inverse(this.re, this.im, this.wave);
    return this.wave;
  }

  row(frame) {
    const { LONGEST, SHORTEST } = rules.voicing_features, middle = mean(frame);
    const centred = frame.map((x) => x - middle);
    const wave = this.likeness(centred.map((x, i) => x * this.window[i]));
    const alike = Array.from({ length: LONGEST + 2 }, (_, i) => wave[i] / (wave[0] + 1e-7) / this.ofWindow[i]);
    const peak = (i) => alike[i] > alike[i - 1] && alike[i] >= alike[i + 1];
    let best = -1;
    for (let i = SHORTEST; i < LONGEST; i++) if (peak(i)) best = Math.max(best, alike[i]);
    // Of the periods that are nearly as good as the best, the shortest: the others are its multiples.
    let at = SHORTEST;
    while (at < LONGEST && !(peak(at) && alike[at] >= Math.max(0.85 * best, 0.3))) at++;
    if (at === LONGEST) at = SHORTEST;
    const pitch = Math.log2(rules.steps.RATE / this.between(alike, at));
    const level = 20 * Math.log10(Math.sqrt(mean(centred.map((x) => x * x))) + 1e-5);
    return [Math.min(Math.max(best, 0), 1), pitch, level, ...this.shares()];
  }

  /** A period to a fraction of a sample, by a parabola through its peak and the neighbours. */
  between(alike, at) {
    const [left, top, right] = [alike[at - 1], alike[at], alike[at + 1]];
    return at + Math.min(Math.max((0.5 * (left - right)) / (left - 2 * top + right - 1e-9), -0.5), 0.5);
  }

  /** The bands' shares of the power, in decibels. */
  shares() {
    let all = 1e-6;
    for (let i = this.first; i < this.re.length; i++) all += this.re[i];
    return this.bands.map((bins) => 10 * Math.log10(bins.reduce((sum, i) => sum + this.re[i], 0) / all + 1e-4));
  }
}

let measuring;

/** The row of 64 ms of sound. */
export const measured = (frame) => (measuring ??= new Measuring()).row(frame);

/** About three seconds of rows, summed up in 17 numbers, mostly shares and means. */
export function lasting(rows) {
  const { STEADY_DB, CLEAR, HIGH, HELD } = rules.voicing_features;
  const loudest = Math.max(...rows.map((row) => row[LEVEL])), count = (list) => list.filter(Boolean).length;
  const sounds = rows.map((row) => row[LEVEL] > loudest - STEADY_DB);
  const voiced = rows.map((row, i) => sounds[i] && row[CLEARNESS] > CLEAR);
  const high = rows.map((row, i) => voiced[i] && row[PITCH] >= Math.log2(HIGH));
  const many = count(high) + 1e-3, both = high.slice(1).map((one, i) => one && high[i]);
  const moved = both.map((one, i) => Math.min(Math.abs(rows[i + 1][PITCH] - rows[i][PITCH]), 0.5) * one);
  const bursts = count(high.slice(1).map((one, i) => one && !high[i])) + high[0];
  const [middle, spread] = spreadOf(rows, PITCH, high, many);
  const sumOf = (at, which) => rows.reduce((sum, row, i) => sum + row[at] * which[i], 0);
  return [
    count(high) / rows.length,
    count(voiced.map((one, i) => one && !high[i])) / rows.length,
    count(sounds.map((one, i) => one && !voiced[i])) / rows.length,
    1 - count(sounds) / rows.length,
    bursts / 4,
    many / (bursts + 1) / 20,
    (20 * moved.reduce((a, b) => a + b, 0)) / (count(both) + 1),
    count(both.map((one, i) => one && moved[i] < HELD)) / both.length,
    3 * spread,
    ...Array.from({ length: WIDTH - BAND }, (_, i) => sumOf(BAND + i, high) / many / 10),
    spreadOf(rows, LEVEL, high, many)[1] / 10,
    sumOf(CLEARNESS, sounds) / (count(sounds) + 1e-3),
    (middle - 8.6) * (many > 3),
  ];
}

/** Mean and standard deviation of the chosen rows. */
function spreadOf(rows, at, which, many) {
  const middle = rows.reduce((sum, row, i) => sum + row[at] * which[i], 0) / many;
  return [middle, Math.sqrt(rows.reduce((sum, row, i) => sum + ((row[at] - middle) * which[i]) ** 2, 0) / many)];
}
