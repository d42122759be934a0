// Measures three seconds of sound, its pitch and spectrum: coach/ears/spotting/voicing_features.py.

import { Fft } from "./fft.js";
import { rules } from "./rules.js";

const WIDTH = 8; // numbers of a frame: likeness of its periods, log2 of its hertz, decibels, decibels of five bands
const [CLEARNESS, PITCH, LEVEL, BAND] = [0, 1, 2, 3];

function sumOf(list, first, end) {
  let sum = 0;
  for (let i = first; i < end; i++) sum += list[i];
  return sum;
}

/** What depends on the constants alone. */
class Measuring {
  constructor() {
    const { FRAME, LONGEST, BANDS } = rules.voicing_features, { RATE } = rules.steps, bins = FRAME + 1;
    this.fft = new Fft(2 * FRAME);
    [this.re, this.im, this.wave] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(2 * FRAME)];
    this.window = Float32Array.from({ length: FRAME }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (FRAME - 1)));
    this.faded = new Float32Array(FRAME);
    const alike = this.likeness(this.window);
    this.ofWindow = alike.slice(0, LONGEST + 2).map((x) => x / alike[0]);
    const hertz = Array.from({ length: bins }, (_, i) => (i * RATE) / (2 * FRAME));
    const from = (low) => hertz.filter((f) => f < low).length;
    this.bands = BANDS.map(([low, high]) => [from(low), from(high)]); // the first bin, and the one behind the last
    this.first = from(BANDS[0][0]);
  }

  /** The autocorrelation; leaves the power spectrum in `re`. */
  likeness(frame) {
    this.wave.fill(0);
    this.wave.set(frame);
    this.fft.forward(this.wave, this.re, this.im);
    const { re, im } = this;
    for (let i = 0; i < re.length; i++) re[i] = re[i] * re[i] + im[i] * im[i];
    im.fill(0);
    this.fft.inverse(re, im, this.wave);
    return this.wave;
  }

  /** Write the frame, without its mean and faded in and out, to `faded`; gives its mean power. */
  centre(frame) {
    const { faded, window } = this;
    let middle = 0, power = 0;
    for (let i = 0; i < frame.length; i++) middle += frame[i];
    middle /= frame.length;
    for (let i = 0; i < frame.length; i++) {
      const x = Math.fround(frame[i] - middle);
      faded[i] = x * window[i];
      power += Math.fround(x * x);
    }
    return power / frame.length;
  }

  row(frame) {
    const { LONGEST, SHORTEST } = rules.voicing_features, { ofWindow } = this;
    const power = this.centre(frame), wave = this.likeness(this.faded), alike = new Float64Array(LONGEST + 2);
    for (let i = 0; i < alike.length; i++) alike[i] = wave[i] / (wave[0] + 1e-7) / ofWindow[i];
    const peak = (i) => alike[i] > alike[i - 1] && alike[i] >= alike[i + 1];
    let best = -1;
    for (let i = SHORTEST; i < LONGEST; i++) if (peak(i)) best = Math.max(best, alike[i]);
    // Of the periods that are nearly as good as the best, the shortest: the others are its multiples.
    let at = SHORTEST;
    while (at < LONGEST && !(peak(at) && alike[at] >= Math.max(0.85 * best, 0.3))) at++;
    if (at === LONGEST) at = SHORTEST;
    const pitch = Math.log2(rules.steps.RATE / this.between(alike, at));
    const level = 20 * Math.log10(Math.sqrt(power) + 1e-5);
    return [Math.min(Math.max(best, 0), 1), pitch, level, ...this.shares()];
  }

  /** A period to a fraction of a sample, by a parabola through its peak and the neighbours. */
  between(alike, at) {
    const [left, top, right] = [alike[at - 1], alike[at], alike[at + 1]];
    return at + Math.min(Math.max((0.5 * (left - right)) / (left - 2 * top + right - 1e-9), -0.5), 0.5);
  }

  /** The bands' shares of the power, in decibels. */
  shares() {
    const all = 1e-6 + sumOf(this.re, this.first, this.re.length);
    return this.bands.map(([first, end]) => 10 * Math.log10(sumOf(this.re, first, end) / all + 1e-4));
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
  const total = (at, which) => rows.reduce((sum, row, i) => sum + row[at] * which[i], 0);
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
    ...Array.from({ length: WIDTH - BAND }, (_, i) => total(BAND + i, high) / many / 10),
    spreadOf(rows, LEVEL, high, many)[1] / 10,
    total(CLEARNESS, sounds) / (count(sounds) + 1e-3),
    (middle - 8.6) * (many > 3),
  ];
}

/** Mean and standard deviation of the chosen rows. */
function spreadOf(rows, at, which, many) {
  const middle = rows.reduce((sum, row, i) => sum + row[at] * which[i], 0) / many;
  return [middle, Math.sqrt(rows.reduce((sum, row, i) => sum + ((row[at] - middle) * which[i]) ** 2, 0) / many)];
}
