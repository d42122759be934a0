// Sound that waits until there is enough of it. Its memory stays the same, for what is made and dropped costs a phone time.

export class Held {
  constructor() {
    [this.room, this.length] = [new Float32Array(4096), 0];
  }

  push(samples) {
    const length = this.length + samples.length;
    if (length > this.room.length) {
      const wider = new Float32Array(2 * length);
      wider.set(this.room);
      this.room = wider;
    }
    this.room.set(samples, this.length);
    this.length = length;
  }

  /** Take out the oldest `count` samples. */
  taken(count) {
    const out = this.room.slice(0, count);
    this.room.copyWithin(0, count, this.length);
    this.length -= count;
    return out;
  }
}
