/* Sound: sentences and earcons at session times, the sound under the voice, and silence within 12 ms.
   Clips lie compressed in memory and are decoded when they are needed; time is that of the audio hardware. */

const HEARD_AFTER_MS = 500;
const FADE_S = 0.012, KEPT_S = 40, LATE_S = 1024 / 24000, DUCKED = 0.25, DUCK_S = 0.15, BACK_S = 0.6;
/* Samples that the browser computes at a time, where it lets a page choose: half the work of the usual 128. */
const BATCH = 256;
const STEP_S = 0.012, REACH_S = 0.008;
const loudness = (db) => 10 ** (db / 20);

export class Player {
  constructor({ silence, onOutside, onCaption, onTrouble }) {
    Object.assign(this, { silence, onOutside, onCaption, onTrouble });
    this.packs = [];
    this.decoded = new Map();
    this.hushes = 0;
    this.speed = 100;
    this.timers = new Set();
    this.sources = new Set();
    this.spoken = new Set();
    this.ours = false;
  }

  /** Must be called in a touch or a key: no browser gives sound before. Resolves once there is sound; in a call that's never. */
  wake() {
    if (!this.context) {
      this.context = new (window.AudioContext || window.webkitAudioContext)({ latencyHint: "interactive", renderSizeHint: BATCH });
      this.master = this.context.createGain();
      this.master.connect(this.context.destination);
      this.under = new GainNode(this.context, { gain: 0 });
      this.under.connect(this.master);
      this.bus = this.freshBus();
      this.base = this.context.currentTime;
      this.context.addEventListener("statechange", () => { if (this.context.state !== "running" && !this.ours) this.onOutside(); });
      this.silence.addEventListener("pause", () => { if (!this.ours) this.onOutside(); });
      if (navigator.audioSession) navigator.audioSession.type = "playback";
    }
    this.ours = false;
    this.silence.loop = true;
    this.silence.play().catch(() => {}); // the lock screen is lost, not the massage
    const { context } = this, runs = () => context.state === "running";
    if (runs()) return Promise.resolve();
    context.resume().catch(() => {});
    return new Promise((done) => { context.addEventListener("statechange", () => { if (runs()) done(); }); });
  }

  /** Session milliseconds. */
  get now() { return this.context ? Math.round((this.context.currentTime - this.base) * 1000) : 0; }

  begin() {
    this.wake();
    this.base = this.context.currentTime;
    this.level(0); // whatever an earlier massage was turned to
  }

  time(at) { return this.base + at / 1000; }

  freshBus() {
    const bus = new GainNode(this.context, { gain: 1 });
    bus.connect(this.master);
    return bus;
  }

  /* --- clips --- */

  fetched(packs) {
    return Promise.all(packs.map(async ({ file, index }) => {
      const answer = await fetch(file);
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      return { index, bytes: await answer.arrayBuffer() };
    }));
  }

  /** Speak with these words from now on, in so many percent of their time. */
  take(packs, speed, hasBed) {
    Object.assign(this, { packs, speed, hasBed });
    this.decoded.clear();
  }

  lengths() {
    const found = {};
    for (const { index } of this.packs) {
      for (const [name, [, , ms]] of Object.entries(index)) if (!name.startsWith(":")) found[name] = Math.floor((ms * this.speed) / 100);
    }
    return found;
  }

  clip(name) {
    const kept = this.decoded.get(name);
    if (kept) {
      this.decoded.delete(name);
      this.decoded.set(name, kept);
      return kept;
    }
    const pack = this.packs.find(({ index }) => name in index);
    if (!pack) return Promise.resolve(null);
    const [from, size] = pack.index[name], coming = this.context.decodeAudioData(pack.bytes.slice(from, from + size));
    this.decoded.set(name, coming);
    coming.catch(() => { if (this.decoded.get(name) === coming) this.decoded.delete(name); }); // it is tried again
    this.forget();
    return coming;
  }

  async forget() {
    let seconds = 0;
    for (const [name, coming] of [...this.decoded].reverse()) {
      const buffer = await coming.catch(() => null);
      seconds += buffer && name !== ":bed" ? buffer.duration : 0;
      if (seconds > KEPT_S) this.decoded.delete(name);
    }
  }

  /* --- what a session asks for --- */

  perform(effects) { for (const [kind, ...given] of effects) this[PERFORMS[kind]]?.(...given); }

  say(at, text, gain, pace) {
    this.later(at, () => this.onCaption(text));
    const percent = Math.floor((this.speed * pace) / 100);
    this.play(at, text, gain, percent).then((ms) => { if (ms) this.duck(at, ms); });
  }

  sound(at, name, gain) { this.play(at, `:${name}`, gain, 100); }

  async play(at, name, gain, percent) {
    const { hushes, bus } = this;
    let buffer = null;
    try {
      buffer = await this.clip(name);
    } catch { /* a damaged clip is told like a missing one */ }
    if (hushes !== this.hushes) return 0;
    if (!buffer) {
      if (!name.startsWith(":")) this.onTrouble(name);
      return 0;
    }
    if (percent !== 100) buffer = slowed(this.context, buffer, percent);
    const source = new AudioBufferSourceNode(this.context, { buffer }), level = new GainNode(this.context, { gain: loudness(gain) });
    source.connect(level).connect(bus);
    const one = { text: name, begins: Math.max(this.context.currentTime, this.time(at)) };
    source.start(one.begins, percent === 100 ? LATE_S : 0);
    this.sources.add(source);
    this.spoken.add(one);
    source.onended = () => { this.sources.delete(source); level.disconnect(); setTimeout(() => this.spoken.delete(one), HEARD_AFTER_MS); };
    return Math.round(buffer.duration * 1000);
  }

  /** The texts that sound now, or did a moment ago: ears are that late. */
  saying() { return [...this.spoken].filter(({ begins }) => begins <= this.context.currentTime).map(({ text }) => text); }

  /** Silence: the old bus fades away in 12 ms, and what still comes gets a new one. */
  hush() {
    this.hushes += 1;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    if (!this.context) return;
    const { bus } = this, now = this.context.currentTime, old = [...this.sources];
    bus.gain.setValueAtTime(bus.gain.value, now);
    bus.gain.linearRampToValueAtTime(0, now + FADE_S);
    this.sources.clear();
    this.spoken.clear();
    setTimeout(() => { old.forEach((source) => source.stop()); bus.disconnect(); }, 60);
    this.bus = this.freshBus();
  }

  /** Softer by so many decibels for so long, because somebody may have said no. */
  lower(db, ms) {
    if (this.fading === this.bus) return; // it goes for good
    const { gain } = this.bus, now = this.context.currentTime;
    gain.cancelScheduledValues(now); // an earlier doubt would end in the middle of this one
    gain.setTargetAtTime(loudness(-db), now, 0.02);
    gain.setTargetAtTime(1, now + ms / 1000, 0.1);
  }

  level(db) { this.master.gain.setTargetAtTime(loudness(db), this.context.currentTime, 0.03); }

  fade(at, ms, bed) {
    const gain = bed ? this.under.gain : this.bus.gain, from = Math.max(this.context.currentTime, this.time(at));
    if (bed) this.fades = from;
    else this.fading = this.bus;
    gain.setValueAtTime(bed && this.bedded ? 1 : gain.value, from);
    gain.linearRampToValueAtTime(0, from + ms / 1000);
  }

  async bedOn(at, rise) {
    if (!this.hasBed || this.bedded) return;
    this.bedded = true;
    if (!this.loop) {
      this.loop = this.clip(":bed");
      const buffer = await this.loop.catch(() => null);
      if (!buffer) return void (this.loop = null);
      const source = new AudioBufferSourceNode(this.context, { buffer, loop: true, loopStart: LATE_S, loopEnd: buffer.duration - LATE_S });
      source.connect(this.under);
      source.start();
    }
    if (this.bedded) this.bedTo(1, rise / 1000);
  }

  bedOff() {
    this.bedded = false;
    if (this.context) this.bedTo(0, FADE_S);
  }

  bedTo(level, seconds, from = this.context.currentTime) {
    const { gain } = this.under;
    gain.cancelScheduledValues(from);
    gain.setValueAtTime(gain.value, from);
    gain.linearRampToValueAtTime(level, from + seconds);
  }

  /** The sound under the voice is lower while words are heard. */
  duck(at, ms) {
    if (!this.bedded || !this.loop) return;
    this.later(at - 100, () => this.bedded && this.bedTo(DUCKED, DUCK_S));
    this.later(at + ms, () => this.bedded && this.bedTo(1, BACK_S));
  }

  later(at, act) {
    const timer = setTimeout(() => { this.timers.delete(timer); act(); }, Math.max(0, at - this.now));
    this.timers.add(timer);
  }

  rest() {
    this.ours = true;
    this.silence.pause();
    if (this.context) this.bedOff();
  }
}

const PERFORMS = { say: "say", sound: "sound", hush: "hush", level: "level", fade: "fade", "bed-on": "bedOn", "bed-off": "bedOff" };

/** The same words at the same pitch in so many percent of their time (WSOLA, as in coach/sound/clip.py). */
export function slowed(context, buffer, percent) {
  const rate = buffer.sampleRate, step = Math.floor(STEP_S * rate), reach = Math.floor(REACH_S * rate);
  const from = buffer.getChannelData(0).subarray(Math.floor(LATE_S * rate)), count = Math.floor((from.length * percent) / (100 * step));
  if (count < 2) return buffer;
  const x = new Float32Array(reach + from.length + 3 * step + 2 * reach + 1), out = new Float32Array((count + 1) * step);
  x.set(from, reach);
  const window = Float32Array.from({ length: 2 * step }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / (2 * step)) ** 2);
  let at = reach;
  for (let n = 0; n < count; n += 1) {
    if (n) at = bestFit(x, at + step, Math.floor((n * step * 100) / percent), step, reach);
    for (let i = 0; i < 2 * step && at + i < x.length && n * step + i < out.length; i += 1) out[n * step + i] += window[i] * x[at + i];
  }
  const made = context.createBuffer(1, out.length, rate);
  made.copyToChannel(out, 0);
  return made;
}

function bestFit(x, wanted, from, step, reach) {
  let best = from, most = -Infinity;
  for (let shift = 0; shift <= 2 * reach; shift += 2) {
    let sum = 0;
    for (let i = 0; i < step; i += 3) sum += (x[from + shift + i] ?? 0) * (x[wanted + i] ?? 0);
    if (sum > most) [most, best] = [sum, from + shift];
  }
  return best;
}
