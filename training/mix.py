# ruff: noqa: PLR2004
"""Puts the clips into rooms with cries, talk, noise and the coach's own voice; keeps them and the trunk's rows.

    python -m training.mix FEATURES --clips FOLDER [FOLDER ...] --sounds SOUNDS --coach COACH

Writes two files for each hundred clips. It can be stopped and resumed, and gives the same result each time. FEATURES is
outside the repository.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coach.ears.spotting import echo
from training import rooms, sounds
from training.need_wordings import WORDS, need_in
from training.parts import parts
from training.vocoder import higher, revoiced, slowed
from training.wordings import PHRASES

RATE = 16_000
SCENE = 51_200
"""Samples, 3.2 s: 39 steps."""
SHARD = 100
ROOMS, MACHINES = 400, 100
"""How many different ones a part has."""
NOISY, COACHED = 0.62, 0.2
"""Shares of the scenes with something else in them, and with the coach talking."""
DRY = 0.05
"""RMS of the clip in what is kept of it without room and noise."""
COMMANDS = tuple(PHRASES)
LABELS = (*COMMANDS, *WORDS)
SLOWED, RAISED = 0.12, 0.1
"""Shares of the renders at down to half the speed, and out of a child's throat."""
MEASURED, RINGING = 0.35, 0.3
"""Shares of training's rooms that were measured in homes, and that ring for up to 1.5 s."""


@dataclass(frozen=True, slots=True)
class ClipFile:
    """One synthetic utterance."""

    path: Path
    label: str
    """A command, or empty."""
    text: str
    engine: str
    voice: str


def label_of(text: str) -> str:
    """The command that ``text`` gives, or None."""
    bare = text.lower().strip(" .!?…,").replace(",", "")
    for command, ways in PHRASES.items():
        if bare in {w.lower().strip(" .!?…,").replace(",", "") for w in ways}:
            return command
    return ""


def clips_in(folder: Path, part: str) -> list[ClipFile]:
    """The clips of ``part``. A folder that was made elsewhere, with one manifest.json, is all for training."""
    lines = [json.loads(x) for p in sorted(folder.glob(f"{part}*.jsonl")) for x in p.read_text("utf-8").splitlines()]
    if (folder / "manifest.json").exists() and part == "train":
        lines += json.loads((folder / "manifest.json").read_text("utf-8"))
    return [
        ClipFile(folder / r["path"], r.get("label", label_of(r["text"])), r["text"], r.get("engine", "kokoro"), voice)
        for r in lines
        if (voice := r["voice"])
    ]


class Stock:
    """The sounds from which the scenes of one part are made."""

    def __init__(self, folder: Path, coach: Path, part: str) -> None:
        self.part = part
        every = sounds.load(folder, part)
        self.cries = [r for r in every if r.kind == "baby" and len(r.samples) > RATE]
        self.talk = [r for r in every if r.kind == "speech" and len(r.samples) > RATE]
        self.words = [r for r in every if r.kind == "words"]
        self.homes = [r for r in every if r.kind == "household"]
        self.coach = [sounds.read(p) for p in sorted((coach / part).glob("*.flac"))]
        rng = np.random.default_rng(hash_of(part))
        self._rooms = [rooms.room(rng) for _ in range(ROOMS)]
        self._measured = sounds.homes(folder) if part == "train" else []
        self._machines = [machine(rng, 2 * SCENE) for _ in range(MACHINES)]

    def room(self, rng: np.random.Generator) -> np.ndarray:
        """One of this part's rooms. In training some are measured ones, and some ring."""
        roll = rng.random() if self._measured else 1.0
        if roll < MEASURED:
            return self._measured[int(rng.integers(len(self._measured)))]
        if roll < MEASURED + RINGING:
            return rooms.decaying(rng, rng.uniform(0.6, 1.5), rng.uniform(0.5, 2))
        return self._rooms[int(rng.integers(ROOMS))]

    def machine(self, rng: np.random.Generator) -> np.ndarray:
        """3.2 s of noise from one of this part's machines."""
        return cut(rng, self._machines[int(rng.integers(MACHINES))], SCENE)


def level(samples: np.ndarray) -> float:
    """RMS of the active part, the 20 ms pieces within 25 dB of the loudest."""
    pieces = samples[: len(samples) // 320 * 320].reshape(-1, 320)
    power = (pieces**2).mean(1)
    loud = power[power > power.max() / 316] if len(power) else power
    return float(np.sqrt(loud.mean() + 1e-12)) if len(loud) else 1e-6


def trimmed(sound: np.ndarray) -> np.ndarray:
    """The spoken part, 20 ms of silence on both sides: clips made elsewhere have up to a second of it."""
    loud = np.flatnonzero(np.abs(sound) > 0.05 * level(sound))
    return sound[max(0, loud[0] - 320) : loud[-1] + 320]


def cut(rng: np.random.Generator, samples: np.ndarray, length: int) -> np.ndarray:
    """``length`` samples from a random place in it; a short sound is repeated."""
    if len(samples) < length:
        samples = np.tile(samples, -(-length // len(samples)))
    start = int(rng.integers(0, len(samples) - length + 1))
    return samples[start : start + length].astype(np.float32)


def machine(rng: np.random.Generator, length: int) -> np.ndarray:
    """Washing machines, fans, rain: coloured noise that swells, with a hum now and then."""
    spectrum = np.fft.rfft(rng.normal(size=length))
    hertz = np.fft.rfftfreq(length, 1 / RATE) + 20
    noise = np.fft.irfft(spectrum * hertz ** -rng.uniform(0, 1.2), length)
    t = np.arange(length) / RATE
    noise *= 1 + rng.uniform(0, 0.8) * np.sin(2 * np.pi * (rng.uniform(0.3, 8) * t + rng.random()))
    if rng.random() < 0.4:
        base = rng.uniform(45, 200)
        hum = sum(np.sin(2 * np.pi * base * k * t + rng.uniform(0, 6)) / k for k in range(1, 6))
        noise += rng.uniform(0.1, 1) * np.sqrt((noise**2).mean()) * hum
    return noise.astype(np.float32)


def cancelled(heard: np.ndarray, played: np.ndarray, delay: int) -> np.ndarray:
    """``heard`` without ``played``, which comes back ``delay`` samples later; in whole blocks."""
    canceller, late = echo.Canceller(), np.pad(played, (max(0, delay - echo.LEAD), 0))
    blocks = [slice(at, at + echo.BLOCK) for at in range(0, len(heard) - echo.BLOCK + 1, echo.BLOCK)]
    return np.concatenate([canceller.block(heard[block], late[block]) for block in blocks])


def coach_left(rng: np.random.Generator, stock: Stock, near: np.ndarray, over: float) -> np.ndarray:
    """What is left of ``near`` once the coach, ``over`` dB louder, is cancelled (or one time in six only weakened)."""
    warm = 4 * RATE
    picks = [stock.coach[int(i)] for i in rng.integers(0, len(stock.coach), 4)]
    played = cut(rng, np.concatenate([np.pad(p, (0, 4000)) for p in picks]), warm + len(near))
    delay = int(rng.integers(300, 3000))
    drive = rng.uniform(0.5, 3)
    back = rooms.played_in(np.tanh(drive * played) / drive, stock.room(rng))
    back = np.pad(back, (delay, 0))[: len(played)]
    back *= level(near) * 10 ** (over / 20) / level(back)
    if rng.random() < 1 / 6:
        return near + back[warm:] * 10 ** (-rng.uniform(3, 15) / 20)
    heard = back + np.pad(near, (warm, 0)) + level(near) * 0.003 * rng.normal(size=len(back))
    left = cancelled(heard.astype(np.float32), played, delay + int(rng.integers(-40, 40)))
    return np.pad(left, (0, len(heard) - len(left)))[warm:].astype(np.float32)


def noise_for(rng: np.random.Generator, stock: Stock, length: int) -> np.ndarray:
    """Another sound in the room."""
    roll = rng.random()
    if roll < 0.4:
        return cut(rng, stock.cries[int(rng.integers(len(stock.cries)))].floats, length)
    if roll < 0.7:
        return cut(rng, stock.talk[int(rng.integers(len(stock.talk)))].floats, length)
    if roll < 0.78 and stock.homes:
        return cut(rng, stock.homes[int(rng.integers(len(stock.homes)))].floats, length)
    return stock.machine(rng)


def spoken(rng: np.random.Generator, clip: np.ndarray, share: float) -> np.ndarray:
    """The clip as a larger or smaller person says it on another microphone; a ``share`` of them has another larynx."""
    if rng.random() < share:
        clip = revoiced(rng, clip)
    roll = rng.random()
    if roll < SLOWED:
        clip = slowed(clip, rng.uniform(0.5, 0.85))
    elif roll < SLOWED + RAISED:
        clip = higher(clip, rng.uniform(3, 7))
    factor = float(rng.uniform(0.85, 1.17))
    grid = np.arange(0, len(clip) - 1, factor)
    out = np.interp(grid, np.arange(len(clip)), clip)
    out = np.pad(out, (0, -len(out) % 1024))
    spectrum = np.fft.rfft(out)
    octave = np.log2(np.fft.rfftfreq(len(out), 1 / RATE) + 30)
    bends = np.interp(octave, np.linspace(octave[0], octave[-1], 6), rng.uniform(-6, 6, 6))
    return np.fft.irfft(spectrum * 10 ** (bends / 20), len(out))[: len(grid)].astype(np.float32)


def surroundings(rng: np.random.Generator, stock: Stock, start: int, end: int) -> np.ndarray:
    """What the same speaker or another says before and after, in four scenes of ten."""
    out = np.zeros(SCENE, np.float32)
    if rng.random() < 0.3 and start > 8000:
        before = cut(rng, stock.talk[int(rng.integers(len(stock.talk)))].floats, start - int(rng.integers(1500, 7000)))
        out[: len(before)] = before / level(before)
    if rng.random() < 0.2 and end < SCENE - 9000:
        gap = int(rng.integers(1500, 7000))
        after = cut(rng, stock.talk[int(rng.integers(len(stock.talk)))].floats, SCENE - end - gap)
        out[end + gap :] = after / level(after)
    return out


def scene(
    rng: np.random.Generator, clip: np.ndarray, stock: Stock, share: float = 0.0
) -> tuple[np.ndarray, np.ndarray, float]:
    """Samples (51200,), the speech in them without room and noise, and the second at which the clip ends."""
    said = spoken(rng, clip, share)[-SCENE + 12_000 :]
    end = int(rng.uniform(max(1.6, len(said) / RATE + 0.1), 2.75) * RATE)
    end = max(end, len(said))
    dry = surroundings(rng, stock, end - len(said), end) * 10 ** (rng.uniform(-12, 2) / 20)
    dry[end - len(said) : end] += said / level(said)
    voice = rooms.played_in(dry, stock.room(rng)) if rng.random() < 0.6 else dry
    loud = level(voice[max(0, end - len(said)) : end])
    roll = rng.random()
    if roll < NOISY:
        noise = noise_for(rng, stock, SCENE)
        if rng.random() < 0.5:
            noise = rooms.played_in(noise, stock.room(rng))
        snr = rng.uniform(-4, 25) if rng.random() < 0.4 else rng.uniform(0, 14)
        voice = voice + noise * (loud / (level(noise) + 1e-9) * 10 ** (-snr / 20))
    elif roll < NOISY + COACHED and stock.coach:
        voice = coach_left(rng, stock, voice, rng.uniform(-6, 9))
    voice = voice + loud * 10 ** (-rng.uniform(25, 60) / 20) * stock.machine(rng)
    out = voice / loud * 10 ** (rng.uniform(-48, -14) / 20)
    return np.clip(out, -1, 1).astype(np.float32), dry * np.float32(DRY), end / RATE


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("features", type=Path)
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--sounds", type=Path, required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--part", default="train")
    options.add_argument("--scenes", type=int, nargs=2, default=(4, 7), help="of a near miss, and of a phrase")
    options.add_argument("--revoiced", type=float, default=0.15, help="share of the renders that get another larynx")
    options.add_argument("--name", default="", help="added to the names of files: a second set of renders")
    options.add_argument("--quiet", type=Path, default=Path("QUIET"), help="pause while this file exists")
    args = options.parse_args()
    args.features.mkdir(parents=True, exist_ok=True)
    stock = Stock(args.sounds, args.coach, args.part)
    for folder in args.clips:
        clips = clips_in(folder, args.part)
        for first in range(0, len(clips) // SHARD * SHARD, SHARD):
            target = args.features / f"{args.part}-{folder.name}-{first:06d}{args.name}.npz"
            if not target.exists():
                while args.quiet.exists():
                    time.sleep(5)
                shard(target, clips[first : first + SHARD], stock, args.revoiced, args.scenes)


def shard(target: Path, clips: list[ClipFile], stock: Stock, share: float, scenes: Sequence[int]) -> None:
    """Render ``clips`` and write rows (n, 96, 87, 2), labels (n,) as index or -1, ends (n,) in seconds, and which clip.

    Beside it, as ``.sound.npy``, the scenes and what was said in them, int16 (2, n, 51200).
    """
    rng = np.random.default_rng(abs(hash_of(target.name)))
    rows, labels, ends, which, sound = [], [], [], [], []
    for number, clip in enumerate(clips):
        samples, label = trimmed(sounds.read(clip.path)), clip.label or need_in(clip.text)
        for _ in range(scenes[bool(label)]):
            heard, dry, end = scene(rng, samples, stock, share)
            sound.append([(np.clip(x, -1, 1) * 32767).astype(np.int16) for x in (heard, dry)])
            rows.append(parts().rows(heard)[0].astype(np.float16))
            labels.append(LABELS.index(label) if label else -1)
            ends.append(end)
            which.append(number)
    np.save(target.with_suffix(".sound.npy"), np.stack(sound, axis=1))
    unfinished = target.with_suffix(".part.npz")
    np.savez(unfinished, rows=np.stack(rows), labels=np.array(labels), ends=np.array(ends), clips=np.array(which))
    unfinished.replace(target)


def hash_of(name: str) -> int:
    """The same number in every run."""
    return int.from_bytes(name.encode(), "little") % (2**63)


if __name__ == "__main__":
    main()
