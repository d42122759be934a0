// Knows whether people talk on and on in the room: coach/ears/spotting/chatter.py.

import { rules } from "./rules.js";

/** Takes one step after another. */
export class Chatter {
  constructor() {
    this.talked = new Array(rules.chatter.WINDOW).fill(false);
  }

  /** Take `steps` new steps, after which somebody other than the coach was talking or not. */
  push(steps, talking) {
    for (let i = 0; i < steps; i++) {
      this.talked.shift();
      this.talked.push(talking);
    }
  }

  /** How much better everything must fit now. */
  get harder() {
    const { WINDOW, NEWEST, SHARE, PAUSES, HARDER } = rules.chatter, count = WINDOW - NEWEST;
    let [talked, pauses] = [0, 0];
    for (let i = 0; i < count; i++) {
      talked += this.talked[i];
      pauses += i > 0 && this.talked[i - 1] && !this.talked[i];
    }
    return talked >= SHARE * count && pauses >= PAUSES ? HARDER : 0;
  }
}
