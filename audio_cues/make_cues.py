# ruff: noqa: INP001  a script that lives beside the files it makes
"""Make every sound the coach ships, from arithmetic alone: ``python audio_cues/make_cues.py [folder]``.

The same seed gives the same bytes. Sounds that a caregiver must tell apart differ in rhythm as well as in pitch.
"""

from __future__ import annotations

import sys
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.sound.clip import RATE, Clip, loudness

Wave = NDArray[np.float64]

SEED = 20_261_122
D4, E4, G4, A4 = 293.66, 329.63, 392.0, 440.0
C4, B3, G3 = 261.63, 246.94, 196.0
MELLOW = ((1.0, 1.0), (2.0, 0.18), (3.01, 0.05))
"""Partials (ratio, level) of the notes: a soft mallet on wood."""
BELL = ((0.5, 0.16), (0.9985, 0.5), (1.0015, 0.5), (1.503, 0.14), (2.01, 0.16), (2.73, 0.05))
"""Inharmonic, with a pair a hair's breadth apart that beats slowly: what makes it warm."""
STROKES = (0.70, 0.74, 0.80, 0.88, 1.02)
"""Seconds of each stroke of the hands: 1.4 a second at first, and slowing."""


def seconds(n: float) -> Wave:
    """Give the times of n seconds of sound, shape (frames,)."""
    return np.arange(round(n * RATE)) / RATE


def swell(n: int) -> Wave:
    """Give half a raised cosine from 0 towards 1."""
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / max(n, 1))


def ended(x: Wave, begin_ms: float, end_ms: float) -> Wave:
    """Begin and end at zero, smoothly."""
    a, b = round(begin_ms * RATE / 1000), round(end_ms * RATE / 1000)
    x = x.copy()
    x[:a] *= swell(a)
    x[-b:] *= swell(b)[::-1]
    return x


def note(
    hertz: float,
    length: float,
    *,
    attack_ms: float = 25,
    decay: float = 0.35,
    partials: tuple[tuple[float, float], ...] = MELLOW,
) -> Wave:
    """Make one note; ``decay`` is the seconds in which the lowest partial falls to a third."""
    t = seconds(length)
    sound = sum(
        (level * np.sin(2 * np.pi * hertz * k * t) * np.exp(-t / decay * max(k, 1) ** 0.7) for k, level in partials),
        np.zeros(len(t)),
    )
    return ended(sound, attack_ms, min(length * 500, 250))


def placed(*parts: tuple[float, Wave]) -> Wave:
    """Lay sounds over one another, each beginning at its second."""
    starts = [round(at * RATE) for at, _ in parts]
    out = np.zeros(max(start + len(x) for start, (_, x) in zip(starts, parts, strict=True)))
    for start, (_, x) in zip(starts, parts, strict=True):
        out[start : start + len(x)] += x
    return out


def band(random: np.random.Generator, n: int, low: float, high: float) -> Wave:
    """Make noise between two frequencies, with soft edges half an octave wide, at a mean level of 1."""
    spectrum = np.fft.rfft(random.random(n) - 0.5)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(n, 1 / RATE), 1.0))
    inside = np.minimum(octaves - np.log2(low), np.log2(high) - octaves) * 2
    spectrum *= 0.5 - 0.5 * np.cos(np.pi * np.clip(inside + 0.5, 0, 1))
    x = np.fft.irfft(spectrum, n)
    return x / np.sqrt(np.mean(x * x))


def strokes(n: int) -> tuple[Wave, Wave]:
    """Give the speed of the hands (0 to 1, and 0 where they turn) and their direction (0 forth, 1 back)."""
    speed, back, at = np.zeros(n), np.zeros(n), 0
    for i, length in enumerate(STROKES):
        m = min(round(length * RATE), n - at)
        speed[at : at + m] = np.sin(np.pi * np.arange(m) / m) ** 1.2
        back[at : at + m] = i % 2
        at += m
    smooth = np.hanning(round(0.08 * RATE))
    return speed, np.convolve(back, smooth / smooth.sum(), mode="same")


def slips(random: np.random.Generator, speed: Wave) -> Wave:
    """Make the wet little slips of oiled skin: grains of a few milliseconds, more of them the faster the hands."""
    hits = np.where(random.random(len(speed)) < speed * 110 / RATE, random.random(len(speed)), 0.0)
    t = seconds(0.012)
    out = np.zeros(len(speed))
    for hertz in (430.0, 620.0, 890.0):
        grain = np.sin(2 * np.pi * hertz * t) * np.exp(-t / 0.003) * np.sin(np.pi * np.minimum(t / 0.003, 1) / 2)
        own = np.where(random.random(len(hits)) < 0.4, hits, 0.0)  # noqa: PLR2004
        out += np.convolve(own, grain)[: len(out)]
    return out


def hands(random: np.random.Generator) -> Wave:
    """Two oiled hands rubbing, dark on the way forth and lighter on the way back."""
    n = round(sum(STROKES) * RATE)
    speed, back = strokes(n)
    low, middle, high = band(random, n, 160, 380), band(random, n, 340, 760), band(random, n, 800, 3400)
    flutter = 1 + 0.25 * band(random, n, 14, 45)
    body = low * (0.9 - 0.5 * back) + middle * (0.55 + 0.5 * back) + high * (0.10 + 0.14 * back) * speed
    return (body * flutter + 1.6 * slips(random, speed)) * speed


def chime(random: np.random.Generator) -> Wave:
    """Hands rubbing, and a soft bell over them that strikes twice."""
    bell = placed(
        (0.0, note(466.16, 3.4, attack_ms=70, decay=1.1, partials=BELL)),
        (1.55, 0.55 * note(466.16, 2.3, attack_ms=90, decay=1.0, partials=BELL)),
    )
    return ended(placed((0.0, 0.13 * hands(random)), (0.35, 0.36 * bell)), 30, 300)


def tick(_: np.random.Generator) -> Wave:
    """Wood tapped with a fingertip."""
    t = seconds(0.08)
    wood = np.sin(2 * np.pi * 540 * t) * np.exp(-t / 0.014) + 0.4 * np.sin(2 * np.pi * 845 * t) * np.exp(-t / 0.007)
    return ended(wood, 3, 20)


def paused(_: np.random.Generator) -> Wave:
    """Two notes falling, with time between them."""
    return placed((0.0, note(A4, 0.8)), (0.55, note(D4, 1.0, decay=0.45)))


def go_on(_: np.random.Generator) -> Wave:
    """Two notes rising, close together."""
    return placed((0.0, note(C4, 0.35, decay=0.25)), (0.2, note(G4, 0.7)))


def finished(_: np.random.Generator) -> Wave:
    """Three notes that come to rest, the last one long."""
    return placed(
        (0.0, note(E4, 0.9, attack_ms=40, decay=0.5)),
        (0.6, note(G4, 0.9, attack_ms=40, decay=0.5)),
        (1.25, note(C4, 2.2, attack_ms=50, decay=0.9)),
        (1.25, 0.35 * note(G3, 2.2, attack_ms=50, decay=0.9)),
    )


def trouble(_: np.random.Generator) -> Wave:
    """Two pairs of a low pulse. Its upper partials carry it through small loudspeakers."""
    pulse = note(G3, 0.14, attack_ms=15, decay=0.12, partials=((1.0, 1.0), (2.0, 0.6), (3.0, 0.3), (4.0, 0.1)))
    return placed(*((at, pulse) for at in (0.0, 0.18, 0.62, 0.80)))


def alive(random: np.random.Generator) -> Wave:
    """One breath: air and a low tone, swelling and sinking."""
    t = seconds(1.6)
    air = band(random, len(t), 220, 620)
    tone = np.sin(2 * np.pi * B3 * t) + 0.25 * np.sin(2 * np.pi * 1.5 * B3 * t)
    return (0.35 * air + 0.8 * tone) * np.sin(np.pi * t / 1.6) ** 2


def hello(_: np.random.Generator) -> Wave:
    """Sound a soft dyad, its upper note a moment late."""
    return placed((0.0, note(G4, 0.42, decay=0.16)), (0.07, 0.8 * note(C4 * 2, 0.35, decay=0.16)))


SOUNDS = {
    "chime": (chime, -22.0),
    "tick": (tick, -27.0),
    "paused": (paused, -23.0),
    "go_on": (go_on, -23.0),
    "finished": (finished, -23.0),
    "trouble": (trouble, -23.0),
    "alive": (alive, -31.0),
    "hello": (hello, -24.0),
}
"""Each sound and its loudness in LUFS; speech is at -20."""


def made(name: str) -> bytes:
    """Give the samples of one sound as 16-bit little-endian PCM."""
    make, lufs = SOUNDS[name]
    x = make(np.random.default_rng([SEED, *name.encode()]))
    # Rounded to a tenth of a decibel: the last bits of an FFT differ between machines, the files must not.
    gain_db = round(lufs - loudness(Clip(x.astype(np.float32), RATE)), 1)
    x = x * 10 ** (gain_db / 20)
    x[[0, -1]] = 0.0
    return np.round(x * 32767).astype("<i2").tobytes()


def main(folder: Path) -> None:
    """Write every sound into ``folder``."""
    for name in SOUNDS:
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", "not compressed"))
            file.writeframes(made(name))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
