// Sound at another rate, in pieces of any length: coach/sound/resampling.py, where REACH and CUT are explained.

const REACH = 20, CUT = 0.925;
const divisor = (a, b) => (b ? divisor(b, a % b) : a);
const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

export class Resampler {
  constructor(rate, to) {
    const common = divisor(rate, to), lower = Math.min(rate, to);
    this.up = to / common;
    this.down = rate / common;
    const ahead = Math.ceil((REACH * rate) / lower);
    this.length = this.down + 2 * ahead;
    // Of every `down` samples that come in, `up` go out: where the first that counts in each lies, and their weights.
    this.taps = Array.from({ length: this.up }, (_, i) => {
      const near = (k) => ((k - ahead - (i * this.down) / this.up) * lower) / rate;
      const inside = Array.from({ length: this.length }, (_, k) => k).filter((k) => Math.abs(near(k)) < REACH);
      const weights = inside.map((k) => {
        const turn = (Math.PI * near(k)) / REACH;
        return sinc(near(k) * CUT) * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
      });
      const sum = weights.reduce((a, b) => a + b, 0);
      return [inside[0], Float32Array.from(weights, (one) => one / sum)];
    });
    this.held = new Float32Array(ahead);
  }

  push(samples) {
    const held = new Float32Array(this.held.length + samples.length);
    held.set(this.held);
    held.set(samples, this.held.length);
    const whole = Math.max(0, Math.floor((held.length - this.length) / this.down) + 1);
    this.held = held.subarray(whole * this.down);
    const out = new Float32Array(whole * this.up);
    for (let group = 0, to = 0; group < whole; group++)
      for (const [first, weights] of this.taps) {
        let sum = 0;
        const from = group * this.down + first;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * held[from + k];
        out[to++] = sum;
      }
    return out;
  }
}
