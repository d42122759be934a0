// What people say in need, beside "baby says no": coach/ears/spotting/needs.py.

import { Ways } from "./alignment.js";
import { helpOf } from "./calls.js";
import { louder, peak } from "./correlation.js";
import { rules } from "./rules.js";

/** What a call would be if a "no" had to fit better `by` so much: a sure one is then suspected, or else none. */
export const harder = (call, by) => {
  if (call.over >= by || !call.level || call.command !== "no") return call;
  return { ...call, level: call.level === "sure" ? "suspect" : "", over: 0 };
};

const NONE = { level: "", over: -Infinity, command: "no", single: false };

/** The saying that passes its point by most, or misses it by least. */
const nearest = (fits, point) => fits.map(([need, fit]) => ({ over: fit - need[point], command: need.command, single: need.single }))
  .reduce((most, one) => (one.over > most.over ? one : most));

export class Needs {
  /** `named`: the sounds of "Mia says no", for each name that the baby is called by. */
  constructor(graph, named = []) {
    const { BABYS, RIVALS, OTHERS, NAMED, NAMED_SUSPECT } = rules.needs, symbols = graph.notes.symbols;
    this.graph = graph;
    const ofName = { ways: named, sure: NAMED, suspect: NAMED_SUSPECT, short: false, single: false, command: "no" };
    this.others = named.length ? [...OTHERS, ofName] : OTHERS;
    this.open = new Ways(symbols, [...BABYS.ways, ...RIVALS]);
    this.alone = new Ways(symbols, this.others.flatMap((need) => need.ways), true);
  }

  /** What the end of the samples was, and by how much it passed its point; `call`: of Lately; `words`: short ones too. */
  look(samples, call, words) {
    const { SEEN, LOUDEST } = rules.needs, recent = samples.subarray(Math.max(0, samples.length - SEEN));
    const loud = peak(recent);
    if (!loud) return NONE;
    const steps = this.graph.run({ samples: louder(recent, LOUDEST / loud) }).phonemes.data;
    const some = this.fits(steps).filter(([need]) => words || !need.short);
    const fits = some.map(([need, fit]) => [need, need.called ? fit + helpOf(call) : fit]);
    const sure = nearest(fits, "sure");
    if (sure.over >= 0) return { level: "sure", ...sure };
    const doubt = nearest(fits, "suspect");
    return { level: doubt.over >= 0 ? "suspect" : "", ...doubt };
  }

  /** How well each saying fits. */
  fits(steps) {
    const { BABYS, CLEARER } = rules.needs, found = this.open.fits(steps), many = BABYS.ways.length;
    const best = Math.max(...found.slice(0, many)), rival = Math.max(...found.slice(many));
    const alone = this.alone.fits(steps);
    let at = 0;
    const others = this.others.map((need) => [need, Math.max(...alone.slice(at, (at += need.ways.length)))]);
    return [[BABYS, best > rival + CLEARER ? best : -Infinity], ...others];
  }
}
