// The page's ears: hear "baby says no" and the other phrases, and a crying baby. No sound is kept, and none is sent.

/** What the microphone must not do: its own canceller removes the parent together with the coach. */
const PLAIN = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
/** How often it is looked which phrases the coach says: all take longer than 300 ms. */
const OWN_MS = 100;
const LOST = "aloud-lost", BACK = "aloud-back";

/** Why this browser has no ears, in one sentence; empty when it has. */
export function whyNoEars() {
  if (!globalThis.isSecureContext) return "a microphone needs a page that was opened over https or from localhost";
  if (!navigator.mediaDevices?.getUserMedia) return "this browser gives pages no microphone";
  if (!globalThis.AudioWorkletNode || !globalThis.DecompressionStream || !WebAssembly.validate(SIMD))
    return "this browser is too old to listen";
  return "";
}

/** A function that needs WebAssembly's 128-bit numbers: (func (drop (v128.const 0))). */
const SIMD = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 26, 11);

/**
 * Open the microphone and listen; to be called from a press, because the browser asks then.
 *
 * context: the AudioContext that plays. tapNode: the node that carries all that it plays.
 * phrases: gives the commands whose phrases the coach itself is saying now (a set); they are passed over.
 * onHeard: called with {kind, command, at, ...}:
 *   "no" and "command": somebody said a phrase; "suspect": perhaps "no", worth a softer voice (see `lowered` in listener.js);
 *   "crying": `by` is "crying", which is a no, or "fussing"; "health": `say` is the name of the coach's sentence about
 *   the microphone or the room; "measured": every three seconds, `found` and `mode` of guard.js; "gone": they broke, and
 *   hear nothing any more.
 *   `at` is the context's time when the sound that told it had come.
 * crying, easier, named: whether to listen for crying; the log-odds that practice found; the sounds of "Mia says no".
 *
 * Rejects with the browser's own error where the microphone is refused (NotAllowedError) or there is none
 * (NotFoundError), and with an Error where the networks cannot be loaded.
 */
export async function startEars({ context, tapNode, phrases = () => new Set(), onHeard, crying = true, easier = 0, named = [] }) {
  const ears = new Ears(context, phrases, onHeard);
  try {
    await ears.start(tapNode, { crying, easier, named });
  } catch (error) {
    ears.stop();
    throw error;
  }
  return ears;
}

class Ears {
  constructor(context, phrases, onHeard) {
    Object.assign(this, { context, phrases, onHeard, lost: false });
    this.worker = new Worker(new URL("listener.js", import.meta.url), { type: "module" });
  }

  /** The worker loads the networks while the browser asks for the microphone. */
  async start(tapNode, options) {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: PLAIN });
    const { port1, port2 } = new MessageChannel();
    await Promise.all([
      this.context.audioWorklet.addModule(new URL("worklet.js", import.meta.url)),
      this.ready({ options, sound: port1 }),
    ]);
    this.worker.onmessage = ({ data }) => this.told(data);
    this.worker.onerror = () => this.die();
    this.own = "";
    this.asking = setInterval(() => this.ask(), OWN_MS);
    this.tap = new AudioWorkletNode(this.context, "ears-tap", { numberOfInputs: 2, numberOfOutputs: 1 });
    this.tap.onprocessorerror = () => this.die();
    this.tap.port.postMessage(port2, [port2]);
    this.tapNode = tapNode;
    tapNode.connect(this.tap, 0, 1);
    // A node that leads nowhere is not run everywhere; it gives silence.
    this.tap.connect(this.context.destination);
    this.plugIn();
    navigator.mediaDevices.addEventListener("devicechange", (this.changed = () => this.lost && this.again()));
  }

  /** Until the worker has loaded the networks. */
  ready(message) {
    return new Promise((resolve, reject) => {
      this.worker.onerror = () => reject(new Error("the ears: their worker cannot be started"));
      this.worker.onmessage = ({ data }) => (data.kind === "ready" ? resolve() : reject(new Error(data.why)));
      this.worker.postMessage(message, [message.sound]);
    });
  }

  plugIn() {
    this.source = new MediaStreamAudioSourceNode(this.context, { mediaStream: this.stream });
    this.source.connect(this.tap, 0, 0);
    const [track] = this.stream.getAudioTracks();
    track.onended = () => this.lose();
  }

  lose() {
    if (this.stopped || this.lost) return;
    this.lost = true;
    this.source.disconnect();
    this.health(LOST);
    this.again();
  }

  /** Ask for a microphone once more; where there is none, the next change of devices asks again. */
  async again() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: PLAIN });
      if (this.stopped || !this.lost) return stream.getTracks().forEach((track) => track.stop());
      [this.stream, this.lost] = [stream, false];
      this.plugIn();
      this.health(BACK);
    } catch {
      // It stays lost, which was told.
    }
  }

  health(say) {
    if (!this.stopped) this.onHeard({ kind: "health", say, at: this.context.currentTime });
  }

  told({ kind, found, say, mode, at }) {
    if (this.stopped) return;
    if (kind === "health") this.onHeard({ kind, say, at });
    else if (kind === "measured") this.onHeard({ kind, found, mode, at });
    else if (kind === "slow") this.health("aloud-slow");
    else if (kind === "found") this.found(found, at);
  }

  /** Tell the worker which phrases are the coach's own, when that changes or goes on. */
  ask() {
    const own = [...this.phrases()];
    if (own.length || this.own) this.worker.postMessage({ own });
    this.own = own.join();
  }

  found({ command, level, by, score }, at) {
    if (by === "microphone" && this.phrases().has(command)) return;
    if (level === "suspect") {
      this.worker.postMessage({ lowered: this.context.currentTime });
      return this.onHeard({ kind: "suspect", command, by, score, at });
    }
    const kind = by !== "microphone" ? "crying" : command === "no" ? "no" : "command";
    this.onHeard({ kind, command, by, score, at });
  }

  /** An error after which pieces of sound may wait for ever. */
  die() {
    if (this.stopped) return;
    this.stop();
    this.onHeard({ kind: "gone", at: this.context.currentTime });
  }

  /** Close the microphone; nothing is told any more. */
  stop() {
    if (this.stopped) return;
    this.stopped = true;
    clearInterval(this.asking);
    this.stream?.getTracks().forEach((track) => track.stop());
    navigator.mediaDevices.removeEventListener("devicechange", this.changed);
    this.source?.disconnect();
    this.tapNode?.disconnect(this.tap, 0, 1);
    this.tap?.port.postMessage("stop");
    this.tap?.disconnect();
    this.worker.terminate();
  }
}
