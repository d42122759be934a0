// Keeps the coach from stopping itself when little of its voice is cancelled: coach/ears/spotting/guard.py.

import { Choosing, FULL, KEYS, LEARNING, PAUSES, unheard } from "./mode.js";
import { rules } from "./rules.js";
import { SelfCheck, UNKNOWN, residueDb } from "./self_check.js";

export class Guard {
  constructor() {
    [this.check, this.choosing, this.found, this.looked] = [new SelfCheck(), new Choosing(), UNKNOWN, false];
    [this.lookedAt, this.talkedAt] = [0, -rules.guard.TALK_S];
    this.loudUntil = -rules.guard.TALK_S; // in seconds of sound: the coach talked without being soft
    this.doubt = null; // when crying was last doubted
    this.soft = null; // since when the coach has been soft
  }

  /** How it listens now. */
  get mode() {
    return this.choosing.choice.mode;
  }

  /** Whether every phrase is listened to, in the coach's pauses and beside its voice. */
  get everything() {
    return this.mode === FULL || this.mode === LEARNING;
  }

  /** Whether "baby says no" counts when it's suspected twice, though the coach talks. */
  get twice() {
    return this.everything || (this.mode === PAUSES && (this.found.erleDb ?? 0) >= rules.guard.TWICE_DB);
  }

  /** Whether the microphone doesn't pick up the coach, or too softly to take it for a voice. */
  get unheard() {
    return unheard(this.found);
  }

  /** Log-odds beyond their threshold that other commands than "no" need; `coach`: it talks. */
  more(coach) {
    const { HIGHER, RINGING_MS } = rules.guard;
    return HIGHER * ((coach ? 1 : 0) + ((this.found.ringMs ?? 0) >= RINGING_MS ? 1 : 0));
  }

  /** Take the next pieces, as `SelfCheck` does; the name of a sentence to say now, or empty. */
  push(heard, played, left) {
    this.check.push(heard, played, left);
    this.looked = this.check.seconds - this.lookedAt >= rules.guard.LOOK_S;
    if (!this.looked) return "";
    this.lookedAt = this.check.seconds;
    this.found = this.check.measured();
    return this.choosing.look(this.found);
  }

  /** What is so in this moment: the coach talks, and it is soft for a suspicion. */
  notice(talking, ducked) {
    const now = this.check.seconds;
    if (talking) this.talkedAt = now;
    if (talking && !ducked) this.loudUntil = now;
    this.soft = ducked ? (this.soft ?? now) : null;
  }

  /** Whether a phrase is passed on. */
  lets({ command }) {
    return this.everything || (this.mode === PAUSES && command === "no");
  }

  /** Which crying is passed on: `noticed` just now, or `going` on; `levelDb` of the last second, without the coach. */
  *cries(noticed, at, going, levelDb) {
    if (this.mode === KEYS) return;
    const doubted = noticed?.by === "crying" && this.mayBeCoach(levelDb);
    if (doubted || noticed?.level === "suspect") {
      this.doubt = doubted && noticed.level === "sure" ? this.check.seconds : null;
      yield { ...noticed, at, command: "no", level: "suspect" };
      yield { ...noticed, at, command: "not sure", level: "sure", by: "fussing" };
    } else if (noticed) {
      this.doubt = null;
      yield noticed;
    } else if (!going) this.doubt = null;
    else if (this.confirmed(levelDb)) {
      this.doubt = null;
      yield { at, command: "no", level: "sure", score: 0, by: "crying" };
    }
  }

  /** Whether doubted crying goes on while the coach is soft or silent: then it is the baby's. */
  confirmed(levelDb) {
    const { SOFT_S, TALK_S } = rules.guard, now = this.check.seconds;
    if (this.doubt === null || this.mayBeCoach(levelDb)) return false;
    const soft = this.soft !== null && now - Math.max(this.soft, this.doubt) >= SOFT_S;
    return soft || now - this.talkedAt >= TALK_S;
  }

  mayBeCoach(levelDb) {
    const { TALK_S, SOFT_S, MARGIN_DB, DUCK_DB } = rules.guard, now = this.check.seconds, residue = residueDb(this.found);
    if (now - this.talkedAt >= TALK_S) return false;
    if (residue === null) return true;
    const soft = this.soft !== null && now - this.soft >= SOFT_S;
    return levelDb <= residue + MARGIN_DB - (soft ? DUCK_DB : 0);
  }
}
