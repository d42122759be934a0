// The worker: pieces of sound come from the worklet by a port, what was heard goes to the page. No sound leaves it.

import { Chain } from "./chain.js";
import { loaded } from "./loading.js";
import { rules } from "./rules.js";

/** If more pieces of 20 ms wait than this, the machine is too slow: the oldest are passed over, and the page is told. */
const MOST_WAITING = 100;

let nets, chain, port, soft = [0, 0]; // seconds of the context between which the coach is soft for a suspicion
const waiting = [];

function began({ options, sound }) {
  chain = new Chain(nets.step, nets.look, options);
  port = sound;
  port.onmessage = ({ data }) => {
    if (!waiting.length) setTimeout(work);
    waiting.push(data);
  };
}

function work() {
  if (waiting.length > MOST_WAITING) {
    waiting.splice(0, waiting.length - 1);
    postMessage({ kind: "slow" });
  }
  while (waiting.length) {
    const { heard, played, at } = waiting.shift();
    chain.ducked = soft[0] <= at && at < soft[1];
    for (const found of chain.hear(heard, played)) postMessage({ kind: "found", found, at });
    if (chain.guard.looked) postMessage({ kind: "measured", found: chain.guard.found, mode: chain.guard.mode, at });
    for (const say of [chain.complaint, chain.news]) if (say) postMessage({ kind: "health", say, at });
  }
}

/** The coach goes soft at `at`, or stays so: what the microphone gives is heard beside a soft coach a little later. */
function lowered(at) {
  const { SOFT_AFTER_MS, SUSPECT_MS } = rules.listening;
  soft = [at < soft[1] ? soft[0] : at + SOFT_AFTER_MS / 1000, at + SUSPECT_MS / 1000];
}

onmessage = async ({ data }) => {
  if (data.lowered) return lowered(data.lowered);
  try {
    nets ??= await loaded();
    began(data);
    postMessage({ kind: "ready" });
  } catch (error) {
    postMessage({ kind: "failed", why: String(error.message ?? error) });
  }
};
