// Hears a baby cry steadily for three seconds, or fuss: coach/ears/spotting/crying.py.

import { rules } from "./rules.js";
import { Last } from "./tape.js";
import { lasting, measured } from "./voicing_features.js";

const LEVEL = 2;
const clipped = (x, most) => Math.min(Math.max(x, -most), most);
const sum = (list) => list.reduce((a, b) => a + b, 0);

/** Means and standard deviations of twelve embeddings. */
function summary(embeddings) {
  const width = embeddings[0].length, many = embeddings.length, out = new Float32Array(2 * width);
  for (let i = 0; i < width; i++) {
    let total = 0, squares = 0;
    for (const one of embeddings) {
      total += one[i];
      squares += one[i] ** 2;
    }
    out[i] = total / many;
    out[width + i] = Math.sqrt(Math.max(squares / many - (total / many) ** 2, 0));
  }
  return out;
}

/** One hidden layer. A table is {shape, data} with its rows one after another. */
function through(name, x) {
  const of = (part) => rules.cry[`${name}-${part}`], scale = of("scale").data, middle = of("mean").data;
  const [first, second] = [of("weight0"), of("weight1").data], width = first.shape[1];
  const hidden = Float64Array.from(of("bias0").data), weights = first.data;
  for (let i = 0, at = 0; i < x.length; i++) {
    const by = (x[i] - middle[i]) / scale[i];
    for (let j = 0; j < width; j++, at++) hidden[j] += by * weights[at];
  }
  return hidden.reduce((out, one, j) => out + Math.max(one, 0) * second[j], of("bias1").data[0]);
}

/** The third network's input: from 34 pairs of odds, and 68 rows of measurements. */
function together(odds, rows) {
  const { LASTING, KINDS } = rules.crying, { STEADY_DB } = rules.voicing_features;
  const loudest = Math.max(...rows.map((row) => row[LEVEL]));
  const sounds = odds.map((_, i) => [0, 1].some((half) => rows[2 * i + half][LEVEL] > loudest - STEADY_DB));
  const kinds = Array.from({ length: KINDS }, (_, kind) => {
    const own = odds.map((pair) => pair[kind]), ordered = [...own].sort((a, b) => a - b);
    return [
      sum(own) / LASTING,
      sum(own.map((one, i) => one * sounds[i])) / (sum(sounds.map(Number)) + 1e-3),
      ordered[Math.floor(LASTING / 8)],
      ordered[LASTING - Math.ceil(LASTING / 8)],
    ];
  });
  return [...kinds[0].flatMap((_, i) => kinds.map((own) => own[i])), ...lasting(rows)];
}

export class Crying {
  /** `consonants()`: how many the phoneme recogniser hears in the last two seconds. */
  constructor(consonants) {
    const { LASTING, KINDS, MOST, HALF_WAY } = rules.crying, { SILENT_DB, FRAME } = rules.voicing_features;
    this.recent = [];
    this.sound = new Last(FRAME + HALF_WAY);
    this.sound.push(new Float32Array(FRAME + HALF_WAY));
    this.odds = Array.from({ length: LASTING }, () => new Array(KINDS).fill(-MOST));
    this.rows = Array.from({ length: 2 * LASTING }, () => [0, 0, SILENT_DB, 0, 0, 0, 0, 0]);
    this.waiting = [];
    this.someone = new Array(2 * LASTING).fill(true);
    this.noticing = new Noticing(consonants);
    [this.score, this.since, this.perhaps] = [0, rules.crying.LATELY, false];
  }

  /** Whether something like a baby's voice was heard within three seconds. */
  get baby() {
    return this.since < rules.crying.LATELY;
  }

  /** Whether a baby's voice may have been heard in the last three seconds: a cry that has just begun, for example. */
  get maybeBaby() {
    return this.baby || this.perhaps;
  }

  /** Whether the possible or certain crying that was noticed goes on. */
  get going() {
    return this.noticing.going;
  }

  /** "perhaps" (it may be crying), "crying" or "fussing" if just noticed in these steps and this sound, else empty. */
  hear(steps, sound, someone) {
    const { HALF_WAY, SEEN, LASTING, PERHAPS } = rules.crying, { FRAME } = rules.voicing_features;
    this.sound.push(sound);
    this.recent.push(...steps.map((step) => step.embedding));
    if (!steps.length || this.recent.length < SEEN) return "";
    let noticed = "";
    const last = this.sound.joined().slice(-FRAME - HALF_WAY);
    this.waiting.push(last.slice(0, FRAME), last.slice(-FRAME));
    this.waiting = this.waiting.slice(-2 * LASTING);
    this.someone = [...this.someone.slice(2), someone, someone];
    for (; this.recent.length >= SEEN; this.recent.shift()) {
      const seen = summary(this.recent.slice(0, SEEN));
      const pair = this.odds[0].map((_, kind) => clipped(through(`second${kind}`, seen), rules.crying.MOST));
      this.odds = [...this.odds.slice(1), pair];
      this.since = Math.min(...pair) > rules.cry.fussing ? 0 : this.since + 1;
      this.perhaps = sum(this.odds.map((both) => Math.min(...both))) / LASTING > PERHAPS;
      noticed = this.judge() || noticed;
    }
    return noticed;
  }

  judge() {
    const { HOPELESS, FAINTEST_DB, LASTING } = rules.crying, { STEADY_DB } = rules.voicing_features;
    const likely = sum(this.odds.map((pair) => pair[0])) / LASTING, last = Math.min(...this.odds.at(-1));
    let bout = (this.score = -Infinity);
    if (likely > HOPELESS || last > rules.cry.fussing) {
      const rows = this.measured(), levels = rows.map((row) => row[LEVEL]);
      const loudest = Math.max(...levels), now = Math.max(...levels.slice(-2));
      if (loudest > FAINTEST_DB && likely > HOPELESS) this.score = through("lasting", together(this.odds, rows));
      if (now > FAINTEST_DB && now > loudest - STEADY_DB) bout = last;
    }
    return this.noticing.push(this.score, bout);
  }

  /** The rows of three seconds, made only when needed. */
  measured() {
    this.rows = [...this.rows, ...this.waiting.map(measured)].slice(-2 * rules.crying.LASTING);
    this.waiting = [];
    const { SILENT_DB } = rules.voicing_features;
    return this.rows.map((row, i) => (this.someone[i] ? row : row.with(LEVEL, SILENT_DB)));
  }
}

/** Decides when there may be crying, when it is certain, and when there were separate short bouts. */
export class Noticing {
  constructor(consonants) {
    [this.consonants, this.going, this.certain, this.fussing] = [consonants, false, false, false];
    [this.clear, this.talking, this.wait] = [[], false, 0];
    this.bouts = new Array(rules.crying.ON_AND_OFF).fill(false);
  }

  push(score, bout) {
    const { STOPPED, BOUTS } = rules.crying, { sure, fussing } = rules.cry, was = this.going;
    this.wait = Math.max(0, this.wait - 1);
    this.going = was ? score > sure - STOPPED : score >= sure && !this.talk();
    if (this.going) {
      this.bouts.fill(false);
      return this.lasting(score, !was);
    }
    [this.certain, this.clear] = [false, []];
    this.bouts = [...this.bouts.slice(1), bout > fussing];
    const told = this.fussing;
    this.fussing = this.long() >= BOUTS;
    return this.fussing && !told ? "fussing" : "";
  }

  lasting(score, began) {
    const { CERTAIN, CLEAR, CLEARLY, CLEARLY_OF } = rules.crying, { sure } = rules.cry;
    const clear = score >= sure - CLEAR && !this.talk();
    this.clear = [...this.clear, clear].slice(-CLEARLY_OF);
    const certain = (clear && score >= sure + CERTAIN) || sum(this.clear) >= CLEARLY;
    if (certain && !this.certain) {
      this.certain = true;
      return "crying";
    }
    return began ? "perhaps" : "";
  }

  /** How many stretches of bouts are long enough. */
  long() {
    const { BOUT, APART } = rules.crying;
    let long = 0, length = 0, before = -Infinity;
    this.bouts.forEach((one, at) => {
      if (!one) return;
      length = at - before > APART ? 1 : length + 1;
      before = at;
      if (length === BOUT) long++;
    });
    return long;
  }

  /** Whether somebody talked when that was last looked at. */
  talk() {
    const { CONSONANTS, ASK_AGAIN } = rules.crying;
    if (!this.wait) [this.talking, this.wait] = [this.consonants() > CONSONANTS, ASK_AGAIN];
    return this.talking;
  }
}
