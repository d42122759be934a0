// Finds a jump in the delay within a fifth of a second: coach/ears/spotting/echo_jump.py, where it is explained.

import { energy, multiply, powerOver, work } from "./correlation.js";
import { rules } from "./rules.js";

/** Notices when a canceller that worked stops working. */
export class Watch {
  constructor() {
    [this.blocks, this.before, this.after] = [0, 0, 0];
  }

  /** Take the energy of one more block, heard and left: whether too much was left of the last ones. */
  worse(before, after) {
    const { BLOCKS, WORSE } = rules.echo_jump;
    this.blocks += 1;
    this.before += before;
    this.after += after;
    if (this.blocks < BLOCKS) return false;
    const found = this.after > WORSE * this.before;
    [this.blocks, this.before, this.after] = [0, 0, 0];
    return found;
  }
}

/** Differences between samples, which make a voice's peak narrow. */
function differences(samples, before) {
  return Float32Array.from(samples, (one, i) => one - (i ? samples[i - 1] : before));
}

/** By how many samples the echo comes later than it did; 0 if that is not clear. */
export function jump(response, heard, played) {
  const { LOOK, REACH, PATH, SURE, LEAST } = rules.echo_jump, size = powerOver(played.length + LOOK);
  const { fft, wave, spectra: [a, b, c, d] } = work(size), fresh = differences(heard, heard[0]);
  const into = (samples, re, im) => {
    wave.fill(0);
    wave.set(samples);
    fft.forward(wave, re, im);
  };
  into(differences(played, 0), a, b);
  into(response, c, d);
  multiply([a, b], [c, d], 1);
  fft.inverse(a, b, wave);
  const expected = Float64Array.from(wave.subarray(PATH, played.length));
  into(expected, a, b);
  into(fresh, c, d);
  multiply([a, b], [c, d], -1);
  fft.inverse(a, b, wave);
  const loud = energy(fresh);
  let power = energy(expected.subarray(0, LOOK)), best = 0, most = -Infinity;
  for (let i = 0; i <= 2 * REACH; i++) {
    const alike = wave[i] / Math.sqrt(Math.max(0, power) * loud + 1e-12);
    if (alike > most) [most, best] = [alike, i];
    power += (expected[i + LOOK] ?? 0) ** 2 - expected[i] ** 2;
  }
  return most >= SURE && Math.abs(REACH - best) > LEAST ? REACH - best : 0;
}
