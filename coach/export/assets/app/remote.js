/* The lock screen, headsets and cars; and the screen that must not sleep. */

export class Remote {
  constructor({ obey, title }) {
    this.title = title;
    /* "Play" from outside is no yes: nobody has looked at the baby. It says where the massage stands. */
    this.acts = { play: () => obey("where are we"), pause: () => obey("no"), stop: () => obey("no"), nexttrack: () => obey("next", true), previoustrack: () => obey("back", true) };
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && this.held) this.hold(); });
  }

  show(phase, { area, stroke, left, whole }) {
    const session = navigator.mediaSession;
    if (!session) return;
    session.playbackState = phase === "leading" ? "playing" : phase === "ended" ? "none" : "paused";
    if (window.MediaMetadata && this.shown !== `${area.title} ${stroke.name}`) {
      this.shown = `${area.title} ${stroke.name}`;
      const artwork = [192, 512].map((side) => ({ src: new URL(`icon-${side}.png`, location.href).href, sizes: `${side}x${side}`, type: "image/png" }));
      session.metadata = new MediaMetadata({ title: stroke.name, artist: area.title, album: this.title, artwork });
    }
    try {
      session.setPositionState?.({ duration: whole / 1000, position: Math.max(0, whole - left) / 1000, playbackRate: 1 });
    } catch { /* an older browser */ }
    for (const [name, act] of Object.entries(this.acts)) { try { session.setActionHandler(name, act); } catch { /* this browser doesn't know it */ } }
  }

  async hold() {
    this.held = true;
    try { if (navigator.wakeLock && (!this.lock || this.lock.released)) this.lock = await navigator.wakeLock.request("screen"); } catch { this.lock = null; }
  }

  release() {
    this.held = false;
    this.lock?.release().catch(() => {});
    this.lock = null;
    if (navigator.mediaSession) navigator.mediaSession.playbackState = "none";
  }
}
