"""The helper behind the voice ``heart``: the one place that knows hibari. Nothing here reaches for the network."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

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


class Engine:
    """hibari, loaded. Also used to measure ``heart`` within this process."""

    def __init__(self, speed: float) -> None:
        """Load model and text front end, in about a second.

        Raises:
            VoiceError: they are missing or damaged.
        """
        model = find_model()
        try:
            from hibari import Hibari  # noqa: PLC0415  # takes its time, and may be missing

            # With the path of a model, hibari never searches for one, and so never downloads one.
            self._tts = Hibari(voice="heart", model=str(model), threads=1)
            self._tts.g2p  # noqa: B018  # loads the text front end
        except Exception as error:  # whatever it raises, the remedy is the same
            raise VoiceError("voice heart", f"it does not load ({error})", REINSTALL) from error
        self._speed = speed

    def speak(self, text: str) -> Samples:
        """Samples at 24 kHz; none for text without anything it can read."""
        samples: Samples = self._tts(spoken(text), speed=self._speed, seed=0)
        if not np.isfinite(samples).all():
            raise VoiceError("voice heart", "broken sound was made", "write it in other words")
        return samples


def main() -> None:
    """Serve sentences; arguments: a private folder (not used), the speed."""
    engines: list[Engine] = []

    def answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if not engines:
            engines.append(Engine(float(sys.argv[2])))
        samples = np.clip(engines[0].speak(request["text"]) * 32768, -32768, 32767)
        return {"rate": 24_000}, np.rint(samples).astype("<i2").tobytes()

    # Preparing the next part must not take the processor from the sound of this one.
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    serve(answer)


if __name__ == "__main__":
    main()
