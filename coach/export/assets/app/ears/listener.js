// The worker: pieces of sound come from the worklet by a port, what was heard goes to the page. No sound leaves it.

import { Held } from "./held.js";
import { loaded } from "./loading.js";
import { Chain } from "./pipeline.js";
import { Resampler } from "./resampling.js";
import { rules } from "./rules.js";

/** Samples of a piece for the chain, 20 ms. */
const PIECE = 320;

/** If more pieces of 80 ms wait than this, the machine is too slow: the oldest are passed over, and the page is told. */
const MOST_WAITING = 25;

const coming = loaded();
coming.catch(() => {}); // who asks for it is told
let chain, port, rates, soft = [0, 0]; // seconds of the context between which the coach is soft for a suspicion
const waiting = [];
/** For a machine that can't keep up: work begins when all that has come is waiting, because this message lies behind it. */
const { port1: later, port2: now } = new MessageChannel();
now.onmessage = work;
/** Milliseconds. A piece that comes sooner than that after the last work had to wait for it, and others may wait behind. */
const AT_ONCE = 5;
let ended = -Infinity;
const held = [new Held(), new Held()]; // heard and played at 16 kHz, less than a piece

function began(nets, { options, sound }) {
  chain = new Chain(nets.step, nets.look, options);
  port = sound;
  port.onmessage = ({ data }) => {
    waiting.push(data);
    if (waiting.length > 1) return;
    if (performance.now() - ended > AT_ONCE) work();
    else later.postMessage("");
  };
}

function work() {
  if (waiting.length > MOST_WAITING) {
    waiting.splice(0, waiting.length - 1);
    postMessage({ kind: "slow" });
  }
  while (waiting.length) {
    const { heard, played, at, rate } = waiting.shift();
    rates ??= [0, 1].map(() => new Resampler(rate, rules.steps.RATE));
    held[0].push(rates[0].push(heard));
    held[1].push(rates[1].push(played ?? new Float32Array(heard.length)));
    while (held[0].length >= PIECE)
      hear(held[0].taken(PIECE), held[1].taken(PIECE), at - held[0].length / rules.steps.RATE);
  }
  ended = performance.now();
}

function hear(heard, played, at) {
  chain.ducked = soft[0] <= at && at < soft[1];
  for (const found of chain.hear(heard, played)) postMessage({ kind: "found", found, at });
  if (chain.guard.looked) postMessage({ kind: "measured", found: chain.guard.found, mode: chain.guard.mode, at });
  for (const say of [chain.complaint, chain.news]) if (say) postMessage({ kind: "health", say, at });
}

/** The coach goes soft at `at`, or stays so: what the microphone gives is heard beside a soft coach a little later. */
function lowered(at) {
  const { SOFT_AFTER_MS, SUSPECT_MS } = rules.listening;
  soft = [at < soft[1] ? soft[0] : at + SOFT_AFTER_MS / 1000, at + SUSPECT_MS / 1000];
}

onmessage = async ({ data }) => {
  if (data.lowered) return lowered(data.lowered);
  if (data.own) return void (chain.own = new Set(data.own));
  try {
    began(await coming, data);
    postMessage({ kind: "ready" });
  } catch (error) {
    postMessage({ kind: "failed", why: String(error.message ?? error) });
  }
};
