// From scores to what was said: coach/ears/spotting/spotter.py.

import { Likeness } from "./likeness.js";
import { harder } from "./needs.js";
import { rules } from "./rules.js";
import { stepEnd } from "./steps.js";

const NO = "no", NO_DOUBT = { at: -Infinity, score: 0, least: Infinity };
const OWN = { coach: true, again: false };
const NO_WORD = { at: -Infinity, command: NO, score: 0, waits: false };

const trusted = (command, score) => {
  const { TRUSTED, TRUSTED_OTHERS } = rules.spotter;
  return Math.min(score, command === NO ? TRUSTED : TRUSTED_OTHERS);
};

/** The first of the commands with the greatest value. */
const greatest = (over) => [...over.keys()].reduce((best, one) => (over.get(one) > over.get(best) ? one : best));

/** Decides between nothing, suspect and sure, from one row of smoothed scores after another. */
export class Judge {
  /** `opinion(at)`: the phonemes' evidence by command, given the seconds of sound heard so far; `sounds`: see Likeness. */
  constructor(opinion, sounds) {
    [this.points, this.opinion, this.likeness] = [rules.thresholds, opinion, new Likeness(sounds)];
    [this.suspected, this.sure] = [new Map(), new Map()];
    [this.moment, this.added] = [-Infinity, {}];
    this.doubt = NO_DOUBT; // a "no" that was suspected while the coach talked
    this.word = NO_WORD; // the last "stop" or "wait" that fitted well
    this.acted = -Infinity; // seconds of sound up to which every "no" has been acted on
  }

  /** What the scores mean at `at` seconds, each as soon as it is known. */
  *judge(at, scores, around) {
    const { REFRACTORY, BESIDE } = rules.spotter, ready = new Map();
    rules.steps.COMMANDS.forEach((command, i) => {
      if ((command === NO || !around.baby) && !around.own.has(command) && at - (this.sure.get(command) ?? -Infinity) >= REFRACTORY) ready.set(command, scores[i]);
    });
    const found = ready.has(NO) ? this.alone(at, ready.get(NO), around) : null;
    if (found) yield found;
    if (found?.level === "sure") return;
    const asked = [...ready].filter(([command, score]) => (score >= BESIDE || !around.coach) && score >= this.points[command].ask);
    const sure = (asked.length && this.agreed(at, new Map(asked), around)) || (!around.coach && ready.has(NO) && this.anew(at));
    if (sure) yield sure;
  }

  /** What the score of "no" alone says: first suspicions, unless the phonemes contradict. */
  alone(at, score, around) {
    if (score < this.points[NO].suspect) return null;
    const { SHORT, SHORT_BESIDE } = rules.spotter, short = around.coach ? SHORT_BESIDE : SHORT;
    if (this.both(at, NO, score) < this.points[NO].agreed + around.harder - short) return null;
    return this.suspicion(at, NO, score, around);
  }

  /** One more suspicion: the second within six seconds is sure, unless it may be the coach's own voice. */
  suspicion(at, command, score, around) {
    const { AGAIN_AFTER, AGAIN_WITHIN } = rules.spotter;
    const [before, echo] = this.suspected.get(command) ?? [-Infinity, false], since = at - before;
    if (since < AGAIN_AFTER) return null;
    if (since <= AGAIN_WITHIN && (around.again || !(around.coach || echo))) return this.certain(at, command, score);
    this.suspected.set(command, [at, around.coach]);
    // An earlier part of the same saying may have been doubted: it need not fit better still.
    const fresh = at - this.doubt.at > rules.spotter.ANEW;
    if (around.coach && around !== OWN && command === NO && fresh) this.doubted(at, score, around);
    return { at, command, level: "suspect", score, by: "microphone" };
  }

  /** Score and phonemes together; the phonemes are asked once at each moment. */
  both(at, command, score) {
    if (at !== this.moment) [this.moment, this.added] = [at, this.opinion(at)];
    return trusted(command, score) + this.added[command];
  }

  /** Remember a suspicion, to judge it anew once the coach is soft. */
  doubted(at, score, { well }) {
    const { agreed } = this.points[NO];
    this.doubt = { at, score, least: well ? agreed : Math.max(agreed, this.both(at, NO, score) + rules.spotter.RISE) };
  }

  /** A "no" that was suspected while the coach talked, once the coach is soft. */
  anew(at) {
    const { SOON, ANEW } = rules.spotter, { doubt } = this, since = at - doubt.at;
    if (since < SOON || since > ANEW || this.both(at, NO, doubt.score) < doubt.least) return null;
    return this.certain(at, NO, doubt.score);
  }

  /** The possible command that the phonemes make sure, if there is one. */
  agreed(at, asked, around) {
    const over = new Map(), { coach, well, more } = around, { APART, DROWNED } = rules.spotter;
    for (const [command, score] of asked) {
      const eased = command === NO ? (coach && well ? DROWNED : 0) : -more;
      over.set(command, this.both(at, command, score) - this.points[command].agreed - around.harder + eased);
    }
    // Much of the coach is left, but this is another voice.
    const apart = coach && around.apart && over.get(NO) >= -APART && this.likeness.low(at);
    if (apart) over.set(NO, over.get(NO) + APART);
    const command = greatest(over), score = asked.get(command);
    if (over.get(command) < 0) return null;
    return well || (apart && command === NO) ? this.certain(at, command, score) : this.cautious(at, command, score, around);
  }

  /** The same where much is left of the coach: it goes soft first, and what fitted then must fit better. */
  cautious(at, command, score, around) {
    const { FRESH, ANEW } = rules.spotter, since = at - this.doubt.at;
    if (!around.coach) {
      const stale = command === NO && since < FRESH && this.both(at, command, score) < this.doubt.least;
      return stale ? null : this.certain(at, command, score);
    }
    return command === NO && since > ANEW ? this.suspicion(at, command, score, around) : null;
  }

  /** What a call means that ended just before `at` seconds. */
  uttered(at, said, around) {
    const call = harder(said, around.calls), { level, over, command } = call;
    if (!level || around.own.has(command) || at - (this.sure.get(command) ?? -Infinity) < rules.spotter.REFRACTORY) return null;
    if (call.single && !around.coach) return this.wordAlone(at, call);
    // Beside the coach it may be its own voice: unless it's unlike that, the coach goes soft, and the call counts when said again.
    if (level === "sure" && (!around.coach || (!call.single && this.likeness.low(at)))) return this.certain(at, command, over);
    return this.suspicion(at, command, over, { ...around, again: false });
  }

  /** A single word makes the coach soft. If it fits well or is said again, it waits to be settled. */
  wordAlone(at, { level, over, command }) {
    const { AGAIN_AFTER, AGAIN_WITHIN } = rules.spotter, { TWICE } = rules.single_word;
    const [before, echo] = this.suspected.get(command) ?? [-Infinity, false];
    const sure = level === "sure";
    if (sure && at - this.word.at <= TWICE) return this.certain(at, command, over);
    if (!sure && at - before < AGAIN_AFTER) return null;
    if (sure || (at - before <= AGAIN_WITHIN && !echo)) this.word = { at, command, score: over, waits: true };
    this.suspected.set(command, [at, false]);
    return { at, command, level: "suspect", score: over, by: "microphone" };
  }

  /** A single word that counts now because nobody talked on after it; `talking`: somebody does. */
  settled(at, talking) {
    const { word } = this;
    if (!word.waits || (!talking && at - word.at < rules.single_word.SETTLED)) return null;
    this.word = { ...word, waits: false };
    if (!talking) return this.certain(at, word.command, word.score);
    this.suspected.delete(word.command);
    return null;
  }

  certain(at, command, score) {
    // It may be the coach's own voice: it goes soft, and a "no" that is said again counts.
    if (command === NO && this.likeness.high(at)) return this.suspicion(at, command, score, OWN);
    this.sure.set(command, at);
    if (command === NO) this.acted = at;
    this.suspected.delete(command);
    [this.doubt, this.word] = [NO_DOUBT, NO_WORD];
    return { at, command, level: "sure", score, by: "microphone" };
  }
}

/** Hears phrases in scores. */
export class Spotter {
  /** `easier`: log-odds to be added to "no" for this caregiver. */
  constructor(opinion, sounds, easier = 0) {
    [this.judge, this.easier, this.recent, this.step] = [new Judge(opinion, sounds), easier, [], 0];
  }

  *follow(rows, someone, around) {
    const no = rules.steps.COMMANDS.indexOf(NO);
    for (const { scores } of rows) {
      const eased = scores.slice();
      eased[no] += this.easier;
      this.recent = [...this.recent, eased].slice(-rules.spotter.SMOOTH);
      const mean = eased.map((_, i) => this.recent.reduce((sum, row) => sum + row[i], 0) / this.recent.length);
      if (someone) yield* this.judge.judge(stepEnd(this.step), mean, around);
      this.step++;
    }
  }
}
