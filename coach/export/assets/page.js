"use strict";
/* The coach on a page. The sound is one file: `steps` say where each question and each stroke is in it, and `clips` where the
   sentences for waiting and resting are, after the massage. Only a yes gets past a question, and a no is silenced first. */
(() => {
  const FADE_S = 0.012, TICK_MS = 40, DIM_MS = 15000, ASK_AGAIN_MS = 15000, TOO_SOON_MS = { asking: 700, resting: 2000 }, AFTER_HUSH_MS = 400;
  const BED_UNDER_SPEECH = 0.25, BED_FADES_S = 20, BED_BACK_S = 4;
  const REMINDERS_MS = [20000, 60000, 180000];
  const byId = (id) => document.getElementById(id);
  const { steps, drawings, captions, clips, words, loop, bedtime, bedAfter } = JSON.parse(byId("massage").textContent);
  let dimmer, phase = "ready", at = 0, granted = -1, since = 0, timers = [], playing = null, stopping = false, lock = null, context, gain, audio, under, ducked = false, shown = -1, began = 0;

  /* --- sound --- */

  const bytesOf = (data) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(data);
    const text = atob(data), bytes = new Uint8Array(text.length);
    for (let n = 0; n < text.length; n += 1) bytes[n] = text.charCodeAt(n);
    return bytes;
  };

  const partsOf = (id) => {
    const text = byId(id).textContent, comma = text.indexOf(",");
    byId(id).remove(); // one copy is enough for a phone's memory
    return [text.slice(0, comma), bytesOf(text.slice(comma + 1))];
  };

  /* The page is shown before its sound is read: the sound comes last in the file. */
  const open = () => {
    if (audio || !byId("sound")) return;
    const [type, bytes] = partsOf("sound");
    audio = new Audio(URL.createObjectURL(new Blob([bytes], { type })));
    audio.preload = "auto";
    audio.addEventListener("error", () => say(words["no-sound"]));
    audio.addEventListener("timeupdate", tick);
    audio.addEventListener("ended", tick);
    audio.addEventListener("pause", paused);
    setInterval(tick, TICK_MS);
    document.body.dataset.sound = "ready";
  };

  const wake = () => {
    if (!context) {
      context = new (window.AudioContext || window.webkitAudioContext)({ latencyHint: "interactive" });
      gain = context.createGain();
      context.createMediaElementSource(audio).connect(gain).connect(context.destination);
      context.addEventListener("statechange", () => { if (context.state !== "running") interrupted(); });
    }
    if (context.state !== "running") context.resume();
    if (loop && !under) layBed();
  };

  /* The sound under the voice goes on through every question, is lower while words are heard, and stops at a no. */
  const layBed = async () => {
    under = new GainNode(context, { gain: 0 });
    under.connect(context.destination);
    try {
      const buffer = await context.decodeAudioData(partsOf("bed")[1].buffer);
      const source = new AudioBufferSourceNode(context, { buffer, loop: true, loopStart: loop[0], loopEnd: loop[1] });
      source.connect(under);
      source.start(0, loop[0]);
    } catch { /* the voice goes on alone */ }
  };

  const bed = (level, seconds) => {
    ducked = level === BED_UNDER_SPEECH;
    if (!under) return;
    const now = context.currentTime;
    under.gain.cancelScheduledValues(now);
    under.gain.setValueAtTime(under.gain.value, now);
    under.gain.linearRampToValueAtTime(level, now + seconds);
  };

  const duck = (speaks) => { if (speaks !== ducked) bed(speaks ? BED_UNDER_SPEECH : 1, speaks ? 0.15 : 0.6); };

  /* The gain is silent within the fade, however long the element takes to stop. */
  const hush = () => {
    timers.forEach(clearTimeout);
    timers = [];
    playing = null;
    if (!gain) return;
    const now = context.currentTime;
    gain.gain.cancelScheduledValues(now);
    gain.gain.setValueAtTime(gain.gain.value, now);
    gain.gain.linearRampToValueAtTime(0, now + FADE_S);
    later(40, () => { if (!playing) stop(); });
  };

  const stop = () => {
    stopping = !audio.paused;
    audio.pause();
  };

  /* The system stopped the sound: a call, another app, headphones pulled out. It may fail again at once, so nothing is spoken. */
  const paused = () => {
    if (stopping) stopping = false;
    else if (!audio.ended) interrupted();
  };

  const interrupted = () => {
    if (phase === "leading" && playing) rest(words.paused);
  };

  const sound = (from, until, then, level = 1) => {
    wake();
    const mine = playing = { until, then };
    audio.currentTime = from / 1000;
    const begin = () => {
      if (playing !== mine) return;
      const now = context.currentTime;
      gain.gain.cancelScheduledValues(now);
      gain.gain.setValueAtTime(0, now);
      gain.gain.linearRampToValueAtTime(level, now + FADE_S);
      audio.play().catch(() => { if (playing === mine) interrupted(); });
    };
    if (audio.seeking) audio.addEventListener("seeked", begin, { once: true }); else begin();
  };

  const later = (ms, act) => timers.push(setTimeout(act, ms));
  const clip = (name, then, level) => {
    const found = clips[name];
    if (!found) return;
    say(found[2]);
    sound(found[0], found[1], then, level);
  };

  /* --- phases --- */

  const enter = (next) => {
    phase = next;
    since = performance.now();
    document.body.dataset.phase = next;
    clearTimeout(dimmer);
    dimmer = setTimeout(dim, DIM_MS);
    show();
    const first = phase === "leading" ? byId("no") : byId("answers").firstElementChild;
    if (first) first.focus({ preventScroll: true });
  };

  const lead = (index) => {
    if (index >= steps.length) return end();
    const step = steps[index];
    if (step.kind === "stroke" && granted !== step.part) return ask(step.part);
    hush();
    at = index;
    began = step.start ?? step.at;
    enter("leading");
    say("");
    wake();
    bed(1, 0.5);
    sound(began, step.kind === "ask" ? step.hold : step.until, () => arrive(index));
  };

  const arrive = (index) => {
    const step = steps[index];
    if (step.kind === "ask") return wait();
    if (step.kind === "end") return end();
    const next = steps[index + 1];
    if (!next) return end();
    if (next.kind === "stroke" && next.part === granted) { // no seek between strokes, so no gap in the beat
      at = index + 1;
      playing = { until: next.until, then: () => arrive(at) };
      return show();
    }
    return lead(index + 1);
  };

  const ask = (part) => lead(steps.findIndex((step) => step.kind === "ask" && step.part === part));

  const wait = () => {
    hush();
    enter("asking");
    duck(false);
    remind("ask-wait");
  };

  const remind = (name) => REMINDERS_MS.forEach((ms, n) => later(ms, () => clip(`${name}-${n}`, quiet)));
  const quiet = () => { playing = null; stop(); if (phase !== "resting") duck(false); };

  /* A tap that comes at once was meant for what was there before: the elbow that said no would be on "All done" now. */
  const tooSoon = () => performance.now() - since < (TOO_SOON_MS[phase] ?? 0);

  const yes = () => {
    if (tooSoon()) return;
    if (phase === "asking") {
      granted = steps[at].part;
      hush();
      at += 1;
      enter("leading");
      sound(steps[at - 1].yes, steps[at].until, () => arrive(at));
    } else if (phase === "resting") {
      lead(at);
    } else if (phase === "ready" || phase === "ended") {
      if (document.readyState !== "loading") open();
      if (!audio) return document.addEventListener("DOMContentLoaded", yes, { once: true });
      granted = -1;
      lead(0);
    }
  };

  const notSure = () => {
    if (phase !== "asking") return;
    hush();
    say(words["not-sure-said"]);
    const step = steps[at];
    later(AFTER_HUSH_MS, () => clip("not-sure", quiet));
    later(ASK_AGAIN_MS, () => { say(step.ask); sound(step.question, step.hold, () => { quiet(); since = performance.now(); }, 0.5); });
  };

  const rest = (why) => {
    hush();
    bed(0, FADE_S);
    if (phase === "resting") return;
    const asked = phase === "asking" || steps[at].kind === "ask";
    enter("resting");
    if (typeof why === "string") { since = -Infinity; return say(why); } // nobody's elbow is on the screen
    const name = asked ? "resting-asked" : steps[at].rest ?? "resting";
    if (clips[name]) say(clips[name][2]);
    later(AFTER_HUSH_MS, () => clip(name, quiet));
    remind("rest-wait");
  };

  const move = (by) => {
    const kind = steps[at].kind;
    hush();
    if (kind === "ask") {
      const asks = steps.map((step, n) => (step.kind === "ask" ? n : -1)).filter((n) => n >= 0);
      const to = asks[Math.max(0, asks.indexOf(at) + by)];
      return to === undefined ? lead(steps.findIndex((step) => step.kind === "end")) : lead(to);
    }
    if (by > 0) return lead(Math.min(at + 1, steps.length - 1));
    return lead(steps[at - 1]?.kind === "stroke" ? at - 1 : at);
  };

  const end = () => {
    hush();
    at = steps.length - 1;
    granted = -1;
    const stays = bedtime && phase === "leading";
    enter("ended");
    release();
    if (stays) return keepBed();
    bed(0, BED_BACK_S);
  };

  const keepBed = () => {
    bed(1, BED_BACK_S);
    later(Math.max(0, bedAfter - BED_FADES_S * 1000), () => bed(0, BED_FADES_S));
  };

  const asleep = () => {
    end();
    keepBed();
  };

  const tick = () => {
    if (!audio || !playing) return;
    const now = audio.currentTime * 1000;
    if (now >= playing.until || audio.ended) { const { then } = playing; playing = null; then(); return; }
    if (phase === "leading") caption(now);
    if (under && phase !== "resting") duck(phase !== "leading" || speaks(now));
  };

  /* --- what is shown, and told to a screen reader --- */

  const say = (text) => { const line = byId("caption"); if (line.textContent !== text) line.textContent = text; };

  const speaks = (now) => captions.some(([from, until]) => now >= from - 150 && now < until + 400);

  const caption = (now) => {
    let low = 0, high = captions.length - 1;
    while (low < high) { const middle = (low + high + 1) >> 1; if (captions[middle][0] <= now) low = middle; else high = middle - 1; }
    const [begins, , text] = captions[low];
    if (low !== shown && begins <= now && begins >= began) { shown = low; say(text); } // none of the stroke that was left
  };

  const button = (text, act, kind = "") => {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = text;
    one.className = kind;
    one.addEventListener("click", () => { if (act === rest || !tooSoon()) act(); });
    return one;
  };

  const ANSWERS = {
    ready: () => [button(words.begin, yes, "yes")],
    leading: () => [],
    asking: () => [button(words["answer-yes"], yes, "yes"), button(words["not-now"], rest, "no"), button(words["not-sure"], notSure)],
    resting: () => [button(steps[at].kind === "ask" ? words["ask-again"] : words["go-on"], yes, "yes"), ...(bedtime ? [button(words.asleep, asleep)] : []), button(words.done, end)],
    ended: () => [button(words.again, yes)],
  };

  const show = () => {
    shown = -1;
    const step = steps[at], started = phase !== "ready" && phase !== "ended";
    byId("place").textContent = phase === "ready" ? "" : started ? `${words[phase]}: ${step.title}` : words.ended;
    byId("hint").hidden = phase !== "ready";
    byId("no").hidden = phase !== "leading";
    byId("moves").hidden = !started || phase === "leading"; // while it leads, the whole screen is a no
    byId("answers").replaceChildren(...ANSWERS[phase]());
    byId("drawing").hidden = !(started && step.drawing !== undefined);
    byId("drawing").innerHTML = started && step.drawing !== undefined ? drawings[step.drawing] : "";
    if (phase === "asking") say(step.ask);
    if (phase === "ready" || phase === "ended") say("");
    byId("caption").setAttribute("aria-live", phase === "leading" ? "off" : "polite"); // the voice says it already
    remote();
  };

  const dim = () => document.body.classList.toggle("dim", bedtime && phase !== "ready" && phase !== "ended");
  const bright = () => { /* only a touch makes the screen bright again: a question must not light up the room */
    document.body.classList.remove("dim");
    clearTimeout(dimmer);
    dimmer = setTimeout(dim, DIM_MS);
  };

  /* --- keys, taps and headsets --- */

  const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "CapsLock", "AltGraph", "Fn"];
  const MEANS = { Enter: yes, n: rest, N: rest, " ": rest, h: notSure, H: notSure, q: () => end(), Q: () => end(), Escape: () => end(),
    ArrowRight: () => move(1), ArrowLeft: () => move(-1), MediaPlayPause: () => (phase === "leading" ? rest() : goOn()) };

  /* "Play" of a headset or a car can begin and go on; it never answers a question. */
  const goOn = () => { if (phase === "resting") lead(at); else if (phase !== "asking") yes(); };

  document.addEventListener("keydown", (event) => {
    if (MODIFIERS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (phase !== "leading") bright();
    if (phase === "leading") {
      if (event.key !== "Tab") event.preventDefault();
      return rest();
    }
    if (event.repeat) return event.preventDefault(); // the elbow that said no is still on the key
    const act = MEANS[event.key], on = document.activeElement;
    if (on && on.tagName === "BUTTON" && event.key === "Enter") return; // the button's own click follows
    if (on && on.tagName === "BUTTON" && event.key === " " && phase === "ready") return;
    if (!act || ((phase === "ready" || phase === "ended") && act !== yes && event.key !== "MediaPlayPause")) return;
    event.preventDefault();
    if (act === rest || !tooSoon()) act();
  });
  document.addEventListener("keyup", (event) => { if (event.key === " " && phase !== "ready" && phase !== "ended") event.preventDefault(); });
  byId("no").addEventListener("pointerdown", (event) => { event.preventDefault(); rest(); });
  byId("no").addEventListener("click", () => { if (phase === "leading") rest(); });
  byId("next").addEventListener("click", () => tooSoon() || move(1));
  byId("previous").addEventListener("click", () => tooSoon() || move(-1));
  document.addEventListener("pointerdown", bright);

  const remote = () => {
    const session = navigator.mediaSession;
    if (!session) return;
    session.playbackState = phase === "leading" ? "playing" : phase === "ready" || phase === "ended" ? "none" : "paused";
    if (window.MediaMetadata) session.metadata = new MediaMetadata({ title: steps[at].title, artist: document.title });
    const acts = { play: goOn, pause: rest, stop: rest, nexttrack: () => move(1), previoustrack: () => move(-1) };
    for (const [name, act] of Object.entries(acts)) { try { session.setActionHandler(name, act); } catch { /* this browser doesn't know it */ } }
    if (phase === "leading") hold();
  };

  const hold = async () => {
    try { if (navigator.wakeLock && (!lock || lock.released)) lock = await navigator.wakeLock.request("screen"); } catch { lock = null; }
  };
  const release = () => { if (lock) lock.release().catch(() => {}); lock = null; };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && phase === "leading") hold(); });

  if ("serviceWorker" in navigator && location.protocol.startsWith("http")) navigator.serviceWorker.register("sw.js").catch(() => {});
  show();
  document.addEventListener("DOMContentLoaded", () => setTimeout(open));
})();
