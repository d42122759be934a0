"""Sounds to lie under the voice: rain, waves, brown noise, a music box, made from arithmetic; or the caregiver's own.

Each is a loop without a seam: noise is made on a circle, by its spectrum, and notes ring on past the end into the
beginning. Knows numpy and sound files, nothing of mixers or sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.sound.clip import RATE, Clip, Samples, levelled, loudness, ratio, resample
from coach.sound.earcons import CHANNELS, RATES
from coach.support.errors import SoundError
from coach.support.files import named_path, reason

LUFS = -32.0
"""Loudness of a bed: 12 dB under the voice before the mixer lowers it further under each sentence."""
SECONDS = 60
"""Length of the noises' loops: long enough that nobody hears them come round."""
LONGEST_S = 20 * 60
"""Seconds of a caregiver's own sound, which lies in memory; the rest of it is left out, and what is kept goes round."""
PIECE_S = 30
"""Seconds that are read and brought to our rate at once: a whole hour would take gigabytes."""
ENDINGS = (".wav", ".flac", ".mp3", ".ogg", ".opus")
TODO = "use a WAV, FLAC, MP3 or Ogg file, or one of rain, waves, brown, lullaby"

EMPTY = np.empty(0, np.float32)
Floats = NDArray[np.floating[Any]]
Shape = Callable[[Floats], Floats]
"""Amplitude by frequency in hertz."""


def load(wanted: str, lufs: float = LUFS) -> Clip:
    """A bed by its name, or from a file, or all the sound files of a folder one after the other; as loud as ``lufs``.

    Raises:
        SoundError: there is no such bed or file, or it contains no sound.
    """
    if wanted in BEDS:
        return levelled(BEDS[wanted](), lufs)
    kept: list[Samples] = []
    for file in _files(wanted):
        if left := LONGEST_S * RATE - sum(map(len, kept)):
            kept.append(_softened(_read(file)[:left], lufs))
    return Clip(np.concatenate(kept), RATE)


def check(wanted: str) -> None:
    """Complain at once about what ``load`` won't find or can't read; making a bed takes a second or two.

    Raises:
        SoundError: there is no such bed or file, or it is no sound file.
    """
    if wanted not in BEDS:
        for file in _files(wanted):
            _read(file, pieces=1)


def _files(wanted: str) -> list[Path]:
    """The caregiver's own file, or those of a folder."""
    path = named_path(wanted)
    try:
        if path.is_file():
            return [path]
        if not path.is_dir():
            raise SoundError(f"--bed {wanted}", "there is no such bed, file or folder", TODO)
        # A pipe or a device, or a link to one, would never come to its end.
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
    except OSError as error:
        raise SoundError(f"--bed {wanted}", f"cannot be read ({reason(error)})", TODO) from error
    if not files:
        raise SoundError(str(path), "no sound file is in this folder", TODO)
    return files


def _softened(samples: Samples, lufs: float) -> Samples:
    """As loud as ``lufs`` over the whole length; measured in pieces, as the measure takes forty times their memory."""
    n = PIECE_S * RATE
    each = np.array([loudness(Clip(samples[i : i + n], RATE)) for i in range(0, len(samples), n)])
    power = np.mean(10 ** (each / 10))
    return samples * np.float32(ratio(lufs - 10 * np.log10(power))) if 0 < power < np.inf else samples


PIECES = LONGEST_S // PIECE_S


def _read(path: Path, pieces: int = PIECES) -> Samples:
    """Any sound file as mono at ``RATE``; a silent one is refused, unless only its beginning is read."""
    try:
        with import_module("soundfile").SoundFile(str(path)) as file:
            sane = file.samplerate in RATES and file.channels <= CHANNELS
            samples = np.concatenate([EMPTY, *(_pieces(file, pieces) if sane else ())])
    except (OSError, RuntimeError, ValueError) as error:  # libsndfile's own error is a RuntimeError
        raise SoundError(str(path), "is not a sound file that can be read", TODO) from error
    if not len(samples) or not np.isfinite(samples).all() or (pieces == PIECES and not samples.any()):
        raise SoundError(str(path), "contains no sound", TODO)
    return samples


def _pieces(file: Any, most: int) -> Iterator[Samples]:
    """What an open sound file holds, piece by piece; each is brought to our rate with a second of its neighbours."""
    rate = int(file.samplerate)

    def piece() -> Samples:
        mono: Samples = file.read(PIECE_S * rate, dtype="float32", always_2d=True).mean(axis=1, dtype=np.float32)
        return mono

    before, now = EMPTY, piece()
    for _ in range(most):
        if not len(now):
            return
        after = piece()
        with_both = resample(Clip(np.concatenate([before, now, after[:rate]]), rate), RATE).samples
        first = len(before) * RATE // rate
        yield with_both[first : first - (-len(now) * RATE // rate)]
        before, now = now[-rate:], after


# --- noises --------------------------------------------------------------------------------------


def circular(seed: int, shape: Shape) -> Floats:
    """Noise whose end goes over into its beginning: random phases and normal amplitudes, shaped by frequency."""
    n = SECONDS * RATE
    chance = np.random.default_rng(seed)
    bins = chance.normal(size=(n // 2 + 1, 2)) @ np.array([1, 1j])
    hertz = np.fft.rfftfreq(n, 1 / RATE)
    bins[0] = 0
    noise: Floats = np.fft.irfft(bins * shape(hertz), n)
    noise /= np.abs(noise).max()
    return noise


def brown() -> Clip:
    """Brown noise: 6 dB less for each octave, from 40 Hz, as a ventilator or a distant waterfall sounds."""
    return _clip(circular(1, lambda hertz: (hertz > 20) / np.maximum(hertz, 40)))  # noqa: PLR2004 - hertz


def rain() -> Clip:
    """Steady rain on leaves: a hiss between 800 Hz and 6 kHz that breathes a little, and drops here and there."""
    hiss = circular(2, lambda hertz: np.exp(-(np.log2(np.maximum(hertz, 1) / 2200) ** 2) / 2.2))
    breath = circular(3, lambda hertz: (hertz < 0.3) * 1.0)  # noqa: PLR2004 - hertz
    return _clip(hiss * (1 + 0.25 * breath) + 0.35 * _drops(4))


def _drops(seed: int) -> Floats:
    chance, n = np.random.default_rng(seed), SECONDS * RATE
    drops, t = np.zeros(n), np.arange(RATE // 25) / RATE
    heard = zip(chance.integers(0, n, 900), chance.uniform(900, 3600, 900), chance.exponential(0.2, 900), strict=True)
    for at, hertz, loud in heard:
        drop = loud * np.sin(2 * np.pi * hertz * t) * np.exp(-t * 180) * np.minimum(1, t * 2000)
        np.add.at(drops, (at + np.arange(len(t))) % n, drop)
    return np.clip(drops, -1, 1)


def waves() -> Clip:
    """Slow waves on sand, six in a minute: each rises in a low roar and runs out in a hiss."""
    t = np.arange(SECONDS * RATE) / RATE
    swell = (t / 10) % 1
    rise = np.where(swell < 0.4, swell / 0.4, 1 - (swell - 0.4) / 0.6)  # noqa: PLR2004 - parts of a wave
    rise = 0.5 - 0.5 * np.cos(np.pi * rise)
    roar = circular(5, lambda hertz: (hertz > 40) / np.maximum(hertz, 120))  # noqa: PLR2004 - hertz
    hiss = circular(6, lambda hertz: np.exp(-(np.log2(np.maximum(hertz, 1) / 1600) ** 2) / 2))
    return _clip(roar * (0.15 + 0.85 * rise) + 0.4 * hiss * rise**2)


# --- the music box -------------------------------------------------------------------------------

LULLABY = (
    "E4:1 E4:1 G4:3 E4:1 E4:1 G4:2 R:1 E4:1 G4:1 C5:2 B4:2 A4:2 A4:2 G4:2 D4:1 E4:1 F4:2 D4:2 D4:1 E4:1 F4:3 R:1 "
    "D4:1 F4:1 B4:1 A4:1 G4:2 B4:2 C5:4 C4:1 C4:1 C5:4 A4:1 F4:1 G4:4 E4:1 C4:1 F4:2 G4:2 A4:2 G4:4 C4:1 C4:1 "
    "C5:4 A4:1 F4:1 G4:4 E4:1 C4:1 F4:2 E4:2 D4:2 C4:4 R:4"
)
"""The melody of Johannes Brahms's Wiegenlied, op. 49 no. 4 (1868), in C; in the public domain. Notes and eighths."""
EIGHTH_S = 0.52
SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
PARTIALS = ((1.0, 1.0, 1.6), (2.0, 0.25, 3.0), (3.93, 0.35, 5.0), (6.3, 0.08, 9.0))
"""Ratio, loudness and decay a second of what rings in a plucked steel tongue."""
RINGS_S = 3.0


def lullaby() -> Clip:
    """Brahms's lullaby on a music box, an octave higher than written."""
    notes = [(name, int(length)) for name, length in (note.split(":") for note in LULLABY.split())]
    total = round(sum(length for _, length in notes) * EIGHTH_S * RATE)
    out, at = np.zeros(total), 0.0
    for name, length in notes:
        if name != "R":
            note = _plucked(440 * 2 ** ((SEMITONES[name[0]] - 9) / 12 + int(name[1]) - 3))
            np.add.at(out, (round(at * RATE) + np.arange(len(note))) % total, note)
        at += length * EIGHTH_S
    return _clip(out / np.abs(out).max())


def _plucked(hertz: float) -> Floats:
    t = np.arange(round(RINGS_S * RATE)) / RATE
    tone = sum(
        loud * np.sin(2 * np.pi * hertz * ratio * t) * np.exp(-decay * t)
        for ratio, loud, decay in PARTIALS
        if hertz * ratio < RATE / 2
    )
    soft = np.minimum(1, t * 250) * np.minimum(1, (RINGS_S - t) * 20)
    return np.asarray(tone * soft)


def _clip(x: Floats) -> Clip:
    samples: Samples = (0.5 * x / np.abs(x).max()).astype(np.float32)
    return Clip(samples, RATE)


BEDS: dict[str, Callable[[], Clip]] = {"rain": rain, "waves": waves, "brown": brown, "lullaby": lullaby}
"""Ours, by name."""
