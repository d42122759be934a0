// Runs in the audio thread, and so does little: the microphone and the page's own playback go to the worker in pieces.

/** Seconds of a piece: one step of the networks. Each more would wake the worker for nothing. */
const PIECE_S = 0.08;
/** Seconds of the first piece, such that a step ends with every later one: what its first step needs beyond a whole one,
 * and the 1.25 ms that resampling takes. */
const FIRST_S = 0.0415;

/** Whether it isn't silent. In a loop: a function for each sample would be slow here. */
function sounds(samples) {
  for (let i = 0; i < samples.length; i++) if (samples[i]) return true;
  return false;
}

class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    [this.due, this.done, this.filled, this.length, this.open] = [FIRST_S * sampleRate, 0, 0, 0, true];
    this.port.onmessage = ({ data }) => {
      if (data === "stop") this.open = false;
      else this.sound = data;
    };
  }

  /** Arrays for the microphone and for what is played, until the next piece is due. */
  fresh(many) {
    this.length = Math.ceil((this.due - this.done) / many) * many;
    [this.due, this.filled] = [this.due + PIECE_S * sampleRate, 0];
    this.pieces = [new Float32Array(this.length), new Float32Array(this.length)];
  }

  process(inputs, [[silence]]) {
    const many = silence.length; // 128 nearly everywhere
    if (!this.length) this.fresh(many);
    for (let i = 0; i < 2; i++) this.mix(inputs[i], this.pieces[i], many);
    this.filled += many;
    this.done += many;
    if (this.filled === this.length) this.send();
    return this.open;
  }

  /** Silence isn't handed over: most of the time nothing is played. */
  send() {
    const [heard, all] = this.pieces, played = sounds(all) ? all : null;
    const moved = played ? [heard.buffer, played.buffer] : [heard.buffer];
    this.sound?.postMessage({ heard, played, at: currentTime, rate: sampleRate }, moved);
    this.length = 0;
  }

  /** The mean of the channels; silence where nothing is connected. */
  mix(channels, to, many) {
    if (!channels.length) return;
    if (channels.length === 1) return to.set(channels[0], this.filled);
    for (const one of channels) for (let i = 0; i < many; i++) to[this.filled + i] += one[i] / channels.length;
  }
}

registerProcessor("ears-tap", Tap);
