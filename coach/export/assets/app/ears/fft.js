// The Fourier transform of real numbers, of any even length whose half has only the factors 2 and 5. In 64 bits.

export class Fft {
  constructor(length) {
    this.length = length;
    const half = (this.half = length / 2);
    this.factors = [];
    for (let rest = half; rest > 1; ) {
      const factor = [4, 2, 5].find((one) => rest % one === 0);
      this.factors.push(factor);
      rest /= factor;
    }
    this.cos = Float64Array.from({ length }, (_, i) => Math.cos((2 * Math.PI * i) / length));
    this.sin = Float64Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * i) / length));
    this.work = Array.from({ length: 4 }, () => new Float64Array(half));
  }

  /** The spectrum of `length` numbers, into two arrays of half as many and one. */
  forward(x, re, im) {
    const { half, cos, sin } = this, [a, b] = this.work;
    for (let i = 0; i < half; i++) {
      a[i] = x[2 * i];
      b[i] = x[2 * i + 1];
    }
    const [p, q] = this.complex(a, b);
    [re[0], re[half], im[0], im[half]] = [p[0] + q[0], p[0] - q[0], 0, 0];
    // Two that lie as far from the ends have the same parts.
    for (let i = 1, m = half - 1; i <= m; i++, m--) {
      const er = (p[i] + p[m]) / 2, ei = (q[i] - q[m]) / 2, or = (q[i] + q[m]) / 2, oi = (p[m] - p[i]) / 2;
      const c = cos[i], s = -sin[i], tr = c * or - s * oi, ti = c * oi + s * or;
      re[i] = er + tr;
      im[i] = ti + ei;
      re[m] = er - tr;
      im[m] = ti - ei;
    }
  }

  /** The `length` numbers of a spectrum. */
  inverse(re, im, x) {
    const { half, cos, sin } = this, [a, b] = this.work;
    // The conjugate goes through the forward transform.
    [a[0], b[0]] = [(re[0] + re[half]) / 2, (re[half] - re[0]) / 2];
    for (let i = 1, m = half - 1; i <= m; i++, m--) {
      const er = (re[i] + re[m]) / 2, ei = (im[i] - im[m]) / 2, dr = (re[i] - re[m]) / 2, di = (im[i] + im[m]) / 2;
      const c = cos[i], s = sin[i], or = c * dr - s * di, oi = c * di + s * dr;
      a[i] = er - oi;
      b[i] = -ei - or;
      a[m] = er + oi;
      b[m] = ei - or;
    }
    const [p, q] = this.complex(a, b);
    for (let i = 0; i < half; i++) {
      x[2 * i] = p[i] / half;
      x[2 * i + 1] = -q[i] / half;
    }
  }

  /** Stockham's transform of `half` complex numbers; where its result lies. */
  complex(re, im) {
    let [p, q, u, v] = [re, im, this.work[2], this.work[3]];
    for (let n = this.half, stride = 1, f = 0; f < this.factors.length; f++) {
      const factor = this.factors[f], m = n / factor;
      if (factor === 4) this.four(p, q, u, v, n, stride);
      else if (factor === 2) this.two(p, q, u, v, n, stride);
      else this.five(p, q, u, v, n, stride);
      [p, q, u, v] = [u, v, p, q];
      n = m;
      stride *= factor;
    }
    return [p, q];
  }

  four(p, q, u, v, n, stride) {
    const m = n / 4, turn = this.length / n, { cos, sin } = this;
    for (let j = 0; j < m; j++) {
      const c1 = cos[j * turn], s1 = -sin[j * turn], c2 = cos[2 * j * turn], s2 = -sin[2 * j * turn];
      const c3 = cos[3 * j * turn], s3 = -sin[3 * j * turn];
      for (let k = 0; k < stride; k++) {
        const a = k + stride * j, b = a + stride * m, c = b + stride * m, d = c + stride * m, to = k + stride * 4 * j;
        const xr = p[a] + p[c], xi = q[a] + q[c], yr = p[a] - p[c], yi = q[a] - q[c];
        const zr = p[b] + p[d], zi = q[b] + q[d], wr = q[b] - q[d], wi = p[d] - p[b];
        const r1 = yr + wr, i1 = yi + wi, r2 = xr - zr, i2 = xi - zi, r3 = yr - wr, i3 = yi - wi;
        u[to] = xr + zr;
        v[to] = xi + zi;
        u[to + stride] = r1 * c1 - i1 * s1;
        v[to + stride] = r1 * s1 + i1 * c1;
        u[to + 2 * stride] = r2 * c2 - i2 * s2;
        v[to + 2 * stride] = r2 * s2 + i2 * c2;
        u[to + 3 * stride] = r3 * c3 - i3 * s3;
        v[to + 3 * stride] = r3 * s3 + i3 * c3;
      }
    }
  }

  two(p, q, u, v, n, stride) {
    const m = n / 2, turn = this.length / n, { cos, sin } = this;
    for (let j = 0; j < m; j++) {
      const c = cos[j * turn], s = -sin[j * turn];
      for (let k = 0; k < stride; k++) {
        const a = k + stride * j, b = a + stride * m, to = k + stride * 2 * j;
        const r = p[a] - p[b], i = q[a] - q[b];
        u[to] = p[a] + p[b];
        v[to] = q[a] + q[b];
        u[to + stride] = r * c - i * s;
        v[to + stride] = r * s + i * c;
      }
    }
  }

  five(p, q, u, v, n, stride) {
    const m = n / 5, turn = this.length / n, { cos, sin } = this, fifth = this.length / 5;
    const [c1, c2, s1, s2] = [cos[fifth], cos[2 * fifth], sin[fifth], sin[2 * fifth]];
    for (let j = 0; j < m; j++)
      for (let k = 0; k < stride; k++) {
        const a = k + stride * j, b = a + stride * m, c = b + stride * m, d = c + stride * m, e = d + stride * m;
        let to = k + stride * 5 * j;
        const br = p[b] + p[e], bi = q[b] + q[e], cr = p[c] + p[d], ci = q[c] + q[d]; // what is even in the angle
        const er = p[b] - p[e], ei = q[b] - q[e], dr = p[c] - p[d], di = q[c] - q[d]; // what is odd
        u[to] = p[a] + br + cr;
        v[to] = q[a] + bi + ci;
        const xr = p[a] + c1 * br + c2 * cr, xi = q[a] + c1 * bi + c2 * ci, zr = s1 * ei + s2 * di, zi = s1 * er + s2 * dr;
        const yr = p[a] + c2 * br + c1 * cr, yi = q[a] + c2 * bi + c1 * ci, wr = s2 * ei - s1 * di, wi = s2 * er - s1 * dr;
        this.turned(u, v, (to += stride), xr + zr, xi - zi, j * turn);
        this.turned(u, v, (to += stride), yr + wr, yi - wi, 2 * j * turn);
        this.turned(u, v, (to += stride), yr - wr, yi + wi, 3 * j * turn);
        this.turned(u, v, to + stride, xr - zr, xi + zi, 4 * j * turn);
      }
  }

  turned(u, v, to, re, im, angle) {
    const c = this.cos[angle], s = -this.sin[angle];
    u[to] = re * c - im * s;
    v[to] = re * s + im * c;
  }
}
