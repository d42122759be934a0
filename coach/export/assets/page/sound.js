/* Sound: parts of the one file, the sound under the voice, and silence. */
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
  if (context.state !== "running") { // it never will in a call
    context.resume().catch(() => {});
    later(NO_SOUND_MS, () => { if (context.state !== "running") interrupted(); });
  }
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
