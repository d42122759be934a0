/* What comes by voice is said back, and taken back when it is said again. `it` is the session. */
import { PLACE } from "./plan.js";

const counts = (it, command, by) => by === "microphone" && it.n.undone.includes(command);

/** Whether a command takes back the one before it. */
export function undoes(it, at, command, by) {
  const { kept } = it.s;
  return counts(it, command, by) && kept !== null && kept.told === command && at - kept.at <= it.n.undoMs;
}

/** Say what was understood before anything else; `before` is the state that it was said in. */
export function sayBack(it, before, at, command, by) {
  if (!counts(it, command, by)) return it.change({ kept: null });
  it.change({ kept: { s: { ...before, kept: null }, told: command, at } });
  const name = it.n.saidBack[command];
  if (!name || it.s.phase === "ended" || it.machine.traits[before.phase].before) return;
  const lines = [...it.words.say(name), ...(it.s.undoTold ? [] : it.words.say("undo"))], rest = it.plan.rests.remind[0], said = [];
  let later = 0;
  for (const line of lines) {
    said.push(["say", at + it.n.afterHush + later, line, 0, 100]);
    later += it.plan.length(line) + rest;
  }
  it.delay(later);
  it.change({ undoTold: true });
  const hushes = it.out.filter(([kind]) => kind === "hush");
  it.out = [...hushes, ...said, ...it.out.filter(([kind]) => kind !== "hush")];
}

/** Go back to where it was before the command. */
export function takenBack(it, at) {
  const { kept, level, unsaid } = it.s, was = kept.s, here = it.placeAt(kept.at, was), lines = it.words.say("taken-back");
  it.s = { ...was, unsaid, undoTold: true };
  it.tell("hush", at);
  if (was.level !== level) it.tell("level", was.level);
  it.tell("mark", at, "moved");
  if (["playing", "lingering"].includes(was.phase)) return it.play(at + it.n.afterHush, { ...here, lead: lines, sound: "" });
  if (was.phase === "asking") return it.ask(at, was.area, PLACE);
  it.saying(at, it.plan.spoken(was.options, lines, "", it.n.afterHush), { phase: was.phase, start: was.start });
}
