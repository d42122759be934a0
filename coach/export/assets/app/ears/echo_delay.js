// Finds the delay of the echo in correlations of successive seconds: coach/ears/spotting/echo_delay.py.

import { peakOf, powerOver, rms, vertex, work } from "./correlation.js";
import { rules } from "./rules.js";

const wrapped = (i, length) => ((i % length) + length) % length;

/** Adds up the correlations of successive seconds, each shifted to line up with the first. */
export class Delay {
  constructor() {
    [this.sum, this.zero] = [null, 0];
  }

  /** Take one more correlation: the delay in these lags, and how far its peak stands out. */
  note(lags, base) {
    const { ALIKE, FADING } = rules.echo_delay;
    let [moved, sure] = this.moved(lags, base);
    if (sure < ALIKE) {
      const alone = peakOf(lags);
      if (this.sum && alone[1] < peakOf(this.sum)[1]) return alone;
      [this.sum, this.zero, moved] = [lags, base, 0];
    } else {
      const shift = Math.round(moved), { length } = lags;
      this.sum = this.sum.map((one, i) => FADING * one + lags[wrapped(i + shift, length)]);
    }
    const [delay, standsOut] = peakOf(this.sum);
    return [delay + moved, standsOut];
  }

  /** The delay has grown by so many samples, as the clocks drift or because samples were lost. */
  grew(by) {
    this.zero -= by;
  }

  /** By how many samples these lags are later than the sum, and how far that stands out. */
  moved(lags, base) {
    if (!this.sum) return [0, 0];
    const { REACH } = rules.echo_delay, size = powerOver(lags.length + REACH);
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
    const middle = Math.round(base - this.zero);
    const near = Float32Array.from({ length: 2 * REACH + 1 }, (_, i) => wave[wrapped(middle - REACH + i, size)]);
    let best = 0;
    for (let i = 1; i < near.length; i++) if (near[i] > near[best]) best = i;
    return [middle - REACH + vertex(near, best), near[best] / (rms(near) + 1e-12)];
  }
}
