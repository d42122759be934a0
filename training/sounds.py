"""Reads the real recordings at 16 kHz, split by speaker, from a folder with a manifest.json outside this repository."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import gcd
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

from training.splits import ROOMS_TRAIN, part_of

RATE = 16_000


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded file and what the manifest says about it."""

    kind: str
    """``baby``, ``speech``, ``words`` or ``household``."""
    label: str
    speaker: str
    samples: np.ndarray
    """int16, mono, 16 kHz."""

    @property
    def floats(self) -> np.ndarray:
        """Whole numbers as floats, full scale at -1 and 1."""
        return self.samples.astype(np.float32) / 32768


def read(path: Path) -> np.ndarray:
    """Mono float32 at 16 kHz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(1)
    if rate != RATE:
        g = gcd(RATE, rate)
        mono = resample_poly(mono, RATE // g, rate // g).astype(np.float32)
    return mono


def load(folder: Path, part: str, kinds: tuple[str, ...] = ("baby", "speech", "words", "household")) -> list[Recording]:
    """All recordings of ``part`` (``train``, ``tune``, ``test``, or ``all``), in the manifest's order."""
    rows = json.loads((folder / "manifest.json").read_text("utf-8"))
    out = []
    for row in rows:
        name = row.get("speaker") or row["path"]
        if row["kind"] in kinds and part in (row.get("part") or part_of(name), "all"):
            samples = (read(folder / row["path"]) * 32767).clip(-32768, 32767).astype(np.int16)
            out.append(Recording(row["kind"], row["label"], name, samples))
    return out


def seconds(recordings: list[Recording]) -> float:
    """Total length of the recordings."""
    return sum(len(r.samples) for r in recordings) / RATE


def homes(folder: Path) -> list[np.ndarray]:
    """The measured responses of training's rooms, each with the direct sound first."""
    manifest = folder / "rir-homes" / "manifest.json"
    out = []
    for row in json.loads(manifest.read_text("utf-8")) if manifest.exists() else ():
        if row["room"] in ROOMS_TRAIN:
            sound = read(manifest.parent / row["path"])
            loudest = int(np.abs(sound).argmax())
            out.append(sound[max(0, loudest - 8) :] / np.abs(sound).max())
    return out
