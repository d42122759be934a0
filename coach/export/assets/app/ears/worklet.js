// Runs in the audio thread: the microphone and the page's own playback, both at 16 kHz, in pieces of 20 ms.

import { Resampler } from "./resampler.js";

const RATE = 16000, PIECE = 320, HEARD = 0, PLAYED = 1;

class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.rates = [new Resampler(sampleRate, RATE), new Resampler(sampleRate, RATE)];
    [this.pieces, this.filled, this.open] = [this.fresh(), 0, true];
    this.silence = new Float32Array(128);
    this.mixed = new Float32Array(128);
    this.port.onmessage = ({ data }) => {
      if (data === "stop") this.open = false;
      else this.sound = data;
    };
  }

  fresh() {
    return [new Float32Array(PIECE), new Float32Array(PIECE)];
  }

  process(inputs) {
    const [heard, played] = this.rates.map((rate, i) => rate.push(this.mono(inputs[i])));
    for (let i = 0; i < heard.length; i++) {
      this.pieces[HEARD][this.filled] = heard[i];
      this.pieces[PLAYED][this.filled] = played[i];
      if (++this.filled === PIECE) this.send();
    }
    return this.open;
  }

  send() {
    const [heard, played] = this.pieces;
    this.sound?.postMessage({ heard, played, at: currentTime }, [heard.buffer, played.buffer]);
    [this.pieces, this.filled] = [this.fresh(), 0];
  }

  /** The mean of the channels; silence where nothing is connected. */
  mono(channels) {
    if (channels.length < 2) return channels[0] ?? this.silence;
    for (let i = 0; i < this.mixed.length; i++) this.mixed[i] = channels.reduce((sum, one) => sum + one[i], 0) / channels.length;
    return this.mixed.slice();
  }
}

registerProcessor("ears-tap", Tap);
