"""The helper behind the voice ``heart``: the one place that knows hibari. Nothing here reaches for the network."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coach.sound.resampling import spectrum
from coach.support.errors import VoiceError
from coach.voices.text import spoken
from coach.voices.worker_protocol import serve

if TYPE_CHECKING:
    from coach.sound.clip import Samples

HIBARI = "0.2.1"
"""The one version whose model is known here; asking the package for it takes 10 ms of the first word."""
REINSTALL = f"run: pip install --force-reinstall hibari-tts=={HIBARI}"

MODEL_SHA256 = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
"""Of the one model inside the wheel of hibari-tts 0.2.1, from its own voices.json."""

STEP = 1 << 19
"""Normal numbers drawn at once: those of five seconds."""


def find_model() -> Path:
    """Where the model lies, whole; found without importing hibari.

    Raises:
        VoiceError: it is missing or damaged.
    """
    spec = importlib.util.find_spec("hibari")
    if spec is None or spec.origin is None:
        raise VoiceError("voice heart", "hibari-tts is not installed", REINSTALL)
    path = Path(spec.origin).with_name("assets") / "hibari.onnx"
    try:
        whole = hashlib.sha256(path.read_bytes()).hexdigest() == MODEL_SHA256
    except OSError as error:
        raise VoiceError("voice heart", f"its model is missing ({error})", REINSTALL) from error
    if not whole:
        raise VoiceError("voice heart", f"its model {path} is damaged", REINSTALL)
    return path


class Drawn:
    """The noise of seed 0, drawn once: every sentence begins with the same.

    Drawing it anew for each sentence was a third of hibari's own arithmetic.
    """

    def __init__(self) -> None:
        self._generator = np.random.default_rng(0)
        self._noise = np.zeros(0, np.float32)
        self._lock = threading.Lock()

    def piece(self, start: int, n: int) -> Samples:
        """Copy ``n`` numbers from ``start`` on."""
        with self._lock:
            if (more := start + n - len(self._noise)) > 0:
                further = self._generator.standard_normal(max(more, STEP), dtype=np.float32)
                self._noise = np.concatenate([self._noise, further])
            return self._noise[start : start + n].copy()


class SameNoise:
    """The numpy Generator of one sentence, as far as hibari uses it: for normal numbers."""

    def __init__(self, drawn: Drawn) -> None:
        self._drawn, self._at = drawn, 0

    def standard_normal(self, shape: tuple[int, int], dtype: type) -> NDArray[np.float32]:
        """Give the next numbers."""
        assert dtype is np.float32  # noqa: S101 - others are drawn in another way
        at, self._at = self._at, self._at + shape[0] * shape[1]
        return self._drawn.piece(at, self._at - at).reshape(shape)


def _rfft(frames: NDArray[np.float32], axis: int) -> NDArray[np.complex64]:
    """Replaces hibari's own, which takes twice as long; hibari only ever asks for rows."""
    assert axis == frames.ndim - 1  # noqa: S101 - it would be another spectrum
    return spectrum(frames, frames.shape[axis])


class Engine:
    """hibari, loaded. Also used to measure ``heart`` within this process."""

    def __init__(self, speed: float) -> None:
        """Load model and text front end, in about a second.

        Raises:
            VoiceError: they are missing or damaged.
        """
        model = find_model()
        try:
            # The model needs no interpreter while it loads, the text front end needs little else: both at once. With
            # the path of a model, hibari never searches for one, and so never downloads one.
            import onnxruntime  # noqa: PLC0415 - imported here, so that the thread begins with the model
            from hibari import Hibari, dsp  # noqa: PLC0415  # takes its time, and may be missing
            from hibari.g2p import G2P  # noqa: PLC0415

            onnxruntime.disable_telemetry_events()  # on Windows no setting of the environment does that
            with ThreadPoolExecutor(1) as beside:
                loading = beside.submit(Hibari, voice="heart", model=str(model), threads=1)
                front = G2P()
                self._tts = loading.result()
            self._tts._g2p = front  # noqa: SLF001 - its argument of that name would have to be there before
            dsp.rfft = _rfft
        except Exception as error:  # whatever it raises, the remedy is the same
            raise VoiceError("voice heart", f"it does not load ({error})", REINSTALL) from error
        self._speed = speed
        self._reading = threading.Lock()
        self._drawn = Drawn()

    def speak(self, text: str) -> Samples:
        """Samples at 24 kHz; none for text without anything it can read."""
        with self._reading:  # the front end keeps the state of a sentence
            phonemes = self._tts.phonemize(spoken(text))
        noise = SameNoise(self._drawn)
        parts = [self._tts.from_ids(self._tts.ids(part), self._speed, noise) for part in phonemes]
        samples: Samples = np.concatenate([np.zeros(0, np.float32), *parts])
        if not np.isfinite(samples).all():
            raise VoiceError("voice heart", "broken sound was made", "write it in other words")
        return samples


def main() -> None:
    """Serve sentences; arguments: a private folder (not used), the speed, how many sentences at once."""
    engines: list[Engine] = []
    loading = threading.Lock()

    def answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with loading:
            if not engines:
                engines.append(Engine(float(sys.argv[2])))
        samples = np.clip(engines[0].speak(request["text"]) * 32768, -32768, 32767)
        return {"rate": 24_000}, np.rint(samples).astype("<i2").tobytes()

    # hibari uses scipy's FFT where it finds one. Loading scipy takes 0.2 s of the first word, and without it the
    # sound is the same on every machine.
    sys.modules["scipy"] = None  # type: ignore[assignment]
    # Preparing the next part must not take the processor from the sound of this one.
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    serve(answer, int(sys.argv[3]))


if __name__ == "__main__":
    main()
