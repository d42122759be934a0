// Runs in the audio thread, and so does little: the microphone and the page's own playback go to the worker in pieces of
// a twenty-fifth of a second.

class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    [this.length, this.filled, this.open] = [0, 0, true];
    this.port.onmessage = ({ data }) => {
      if (data === "stop") this.open = false;
      else this.sound = data;
    };
  }

  /** Of the microphone and of what is played. */
  fresh() {
    return [new Float32Array(this.length), new Float32Array(this.length)];
  }

  process(inputs, [[silence]]) {
    const many = silence.length; // 128 nearly everywhere
    this.length ||= many * Math.round(sampleRate / 25 / many);
    this.pieces ??= this.fresh();
    for (let i = 0; i < 2; i++) this.mix(inputs[i], this.pieces[i], many);
    this.filled += many;
    if (this.filled === this.length) this.send();
    return this.open;
  }

  send() {
    const [heard, played] = this.pieces;
    this.sound?.postMessage({ heard, played, at: currentTime, rate: sampleRate }, [heard.buffer, played.buffer]);
    [this.pieces, this.filled] = [this.fresh(), 0];
  }

  /** The mean of the channels; silence where nothing is connected. */
  mix(channels, to, many) {
    if (!channels.length) return;
    if (channels.length === 1) return to.set(channels[0], this.filled);
    for (const one of channels) for (let i = 0; i < many; i++) to[this.filled + i] += one[i] / channels.length;
  }
}

registerProcessor("ears-tap", Tap);
