// Chooses how far to trust the ears from what the self-check measured, and what would help: coach/ears/spotting/mode.py.

import { rules } from "./rules.js";

/**
 * From the best to the worst: all phrases; the same, but little of the coach is removed yet; only "no", and only in the
 * coach's pauses; nothing but a touch.
 */
export const [FULL, LEARNING, PAUSES, KEYS] = ["full", "learning", "pauses", "keys"];
const ORDER = [FULL, LEARNING, PAUSES, KEYS];
const WELL = { mode: FULL, help: "" }, LEARNS = { mode: LEARNING, help: "" };

/** The name of the coach's sentence about a choice; empty where all is well, or nothing is known yet. */
const sentence = ({ mode, help }) =>
  ({ [FULL]: "", [LEARNING]: "", [KEYS]: "aloud-keys-nearer" })[mode] ?? `aloud-pauses-${help}`;

/** How to listen with what was measured; the present mode is left only for a clear reason. */
export function wanted(found, now) {
  const { GOOD_DB, AGAIN_DB, LEARNT_S, RINGS_MS, HALL_MS } = rules.mode;
  const ring = found.ringMs ?? 0, limited = now === PAUSES || now === KEYS;
  if (ring > HALL_MS * (now === KEYS ? 0.85 : 1)) return { mode: KEYS, help: "nearer" };
  if (found.narrow) return { mode: PAUSES, help: "other" };
  if (unheard(found)) return WELL;
  if (found.erleDb === null) return now === FULL ? WELL : LEARNS;
  if (found.erleDb >= (limited ? AGAIN_DB : GOOD_DB))
    return ring > RINGS_MS * (limited ? 0.85 : 1) ? { mode: PAUSES, help: "nearer" } : WELL;
  return !limited && found.heardS < LEARNT_S ? LEARNS : { mode: PAUSES, help: helps(found) };
}

/** How many looks in a row a change needs. */
function looksFor(before, after) {
  if (before === LEARNING && after === FULL) return 1;
  return ORDER.indexOf(after) > ORDER.indexOf(before) ? rules.mode.LASTING : rules.mode.BETTER;
}

/** What helps where much is left of the coach. */
function helps({ echoDb, driftPpm }) {
  const { LOUD_DB, DRIFTING } = rules.mode, loud = echoDb !== null && echoDb > LOUD_DB;
  return loud && Math.abs(driftPpm ?? 0) <= DRIFTING ? "softer" : "headphones";
}

/** Whether the coach isn't picked up, or so softly that what is left of it can't be taken for anybody. */
export const unheard = (found) => found.unheard || (found.echoDb !== null && found.echoDb < rules.mode.SOFT_DB);

/** Follows the choice from look to look: what lasts is taken, and each thing is told once. */
export class Choosing {
  constructor() {
    [this.choice, this.other, this.looks, this.told] = [LEARNS, LEARNS, 0, new Set()];
  }

  /** Take another measurement; the name of the sentence to say now, or empty. */
  look(found) {
    const { HEARD_AGAIN } = rules.mode, before = this.choice.mode, fresh = wanted(found, before);
    if (fresh.mode === before) {
      this.looks = 0;
      return "";
    }
    this.looks = fresh.mode === this.other.mode ? this.looks + 1 : 1;
    this.other = fresh;
    if (this.looks < looksFor(before, fresh.mode)) return "";
    [this.choice, this.looks] = [fresh, 0];
    const say = sentence(fresh), touch = before === KEYS || fresh.mode === KEYS;
    if (!say) return touch ? HEARD_AGAIN : ""; // only where the voice was no way at all it is news
    // Too much of the coach's own voice has two remedies. Somebody who has just heard of one needs no other.
    const about = say.replace("headphones", "softer");
    if (this.told.has(about) && !touch) return "";
    this.told.add(about);
    return say;
  }
}
