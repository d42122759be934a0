// The worker: pieces of sound come from the worklet by a port, what was heard goes to the page. No sound leaves it.

import { Chain } from "./chain.js";
import { loaded } from "./loading.js";

/** If more pieces of 20 ms wait than this, the machine is too slow: the oldest are passed over, and the page is told. */
const MOST_WAITING = 100;

let nets, chain, port;
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
    for (const found of chain.hear(heard, played)) postMessage({ kind: "found", found, at });
    if (chain.complaint) postMessage({ kind: "health", say: chain.complaint, at });
  }
}

onmessage = async ({ data }) => {
  try {
    nets ??= await loaded();
    began(data);
    postMessage({ kind: "ready" });
  } catch (error) {
    postMessage({ kind: "failed", why: String(error.message ?? error) });
  }
};
