/* Keys, taps and headsets, and the start of it all. */
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
// A screen reader clicks the words that it reads, which lie below the button. The click of a yes comes here before it leads.
document.addEventListener("click", () => { if (phase === "leading") rest(); }, true);
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
