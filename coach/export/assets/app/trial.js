/* Measures a phone: the room, its own loudspeaker at its microphone, and a parent over that. Numbers alone are kept. */
import { startEars } from "./ears/ears.js";
import { button, byId } from "./parts.js";
import { Player } from "./player.js";

const ROOM_S = 5, COACH_S = 10, SAYING_S = 3, SAYINGS = 5;
const QUIET = { noiseSuppression: false, autoGainControl: false, channelCount: 1 };
const wait = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });
const say = (text) => { byId("caption").textContent = text; };

class Meter {
  constructor(context) { this.context = context; }

  async open(echoCancellation) {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: { ...QUIET, echoCancellation } });
    this.analyser = new AnalyserNode(this.context, { fftSize: 4096 });
    new MediaStreamAudioSourceNode(this.context, { mediaStream: this.stream }).connect(this.analyser);
  }

  close() { this.stream.getTracks().forEach((track) => track.stop()); }

  /** Decibels of full scale: of the whole time, and of its loudest tenth, which is where somebody spoke. */
  async measure(seconds) {
    const block = new Float32Array(4096), powers = [], until = performance.now() + seconds * 1000;
    while (performance.now() < until) {
      await wait(0.09);
      this.analyser.getFloatTimeDomainData(block);
      powers.push(block.reduce((sum, x) => sum + x * x, 0) / block.length);
    }
    powers.sort((a, b) => a - b);
    const db = (some) => Math.round(10 * Math.log10(some.reduce((sum, one) => sum + one, 0) / some.length + 1e-12) * 10) / 10;
    return { mean: db(powers), loud: db(powers.slice(-Math.ceil(powers.length / 10))) };
  }
}

/** The app's own ears: how often they have heard the phrase, and what they measured last of room and loudspeaker. */
class Hearing {
  async open({ context, master }) {
    Object.assign(this, { heard: 0, room: null });
    this.ears = await startEars({ context, tapNode: master, crying: false, onHeard: (told) => this.take(told) });
  }

  take({ kind, found, mode }) {
    if (kind === "no") this.heard += 1;
    if (kind === "measured") this.room = { ...found, mode };
  }
}

const sayings = async (meter, result, name, hearing) => {
  const before = hearing?.heard;
  result[name] = [];
  for (let n = 1; n <= SAYINGS; n += 1) {
    say(`Say: baby says no (${n} of ${SAYINGS})`);
    result[name].push((await meter.measure(SAYING_S)).loud);
  }
  if (hearing) result[`${name}: heard by the ears, of ${SAYINGS}`] = hearing.heard - before;
};

const talking = (player, names) => {
  let at = player.now + 200;
  for (let n = 0; n < 40; n += 1) {
    const name = names[n % names.length], [, , ms] = player.packs.find(({ index }) => name in index).index[name];
    player.say(at, name, 0, 100);
    at += ms + 300;
  }
};

/** Milliseconds from a touch to the last of the coach at the microphone. */
const touched = async (meter, player, names) => {
  talking(player, names);
  await wait(2);
  say("Touch the screen");
  await new Promise((done) => { addEventListener("pointerdown", done, { once: true }); });
  const from = performance.now(), block = new Float32Array(256);
  player.hush();
  let last = from, threshold = 0;
  meter.analyser.fftSize = 256;
  while (performance.now() - from < 800) {
    meter.analyser.getFloatTimeDomainData(block);
    const peak = block.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    threshold = Math.max(threshold, peak / 10);
    if (peak > threshold) last = performance.now();
    await wait(0.004);
  }
  meter.analyser.fftSize = 4096;
  return Math.round(last - from);
};

const run = async () => {
  const player = new Player({ silence: new Audio("silence.wav"), onOutside: () => {}, onCaption: () => {}, onTrouble: () => {} });
  const app = await (await fetch("app.json")).json(), [listed] = app.routines;
  const { packs } = await (await fetch(`routines/${listed.name}.json`)).json();
  player.begin();
  player.take(await player.fetched([app.short, packs.usual]), 100, false);
  const names = Object.keys(packs.usual.index).filter((name) => packs.usual.index[name][2] > 1500).slice(0, 10);
  const meter = new Meter(player.context), result = { browser: navigator.userAgent, rate: player.context.sampleRate };
  const hearing = new Hearing();
  say("One moment: the ears are coming");
  await Promise.all([meter.open(false), hearing.open(player)]);
  say("Silence, please: the room");
  result.room = (await meter.measure(ROOM_S)).mean;
  await sayings(meter, result, "parent, coach silent", hearing);
  say("Silence, please: the coach talks");
  talking(player, names);
  result["coach at the microphone"] = (await meter.measure(COACH_S)).mean;
  player.hush();
  talking(player, names);
  await sayings(meter, result, "parent over the coach, echo off", hearing);
  result["what the ears measured"] = hearing.room;
  hearing.ears.stop();
  player.hush();
  result["touch to silence, ms"] = await touched(meter, player, names);
  meter.close();
  await meter.open(true);
  talking(player, names);
  await sayings(meter, result, "parent over the coach, echo on");
  player.hush();
  meter.close();
  return result;
};

byId("begin").addEventListener("click", async () => {
  byId("answers").replaceChildren();
  try {
    const text = JSON.stringify(await run(), null, 1);
    Object.assign(byId("numbers"), { textContent: text, hidden: false });
    say("Thank you. These are the numbers.");
    byId("answers").append(button("Copy the numbers", () => navigator.clipboard.writeText(text), "yes"));
  } catch (error) {
    say(`It cannot be measured: ${error.message}`);
  }
});
