"""Outputs for the tests."""

import importlib.util
import sys
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from coach.outputs import simpleaudio_out
from coach.sound.clip import RATE, Samples


def extra(*values: object, name: str, marks: Sequence[pytest.MarkDecorator] = ()) -> Any:
    """Values of a parametrized test that needs the extra ``name``."""
    missing = importlib.util.find_spec(name) is None
    return pytest.param(*values, marks=[pytest.mark.skipif(missing, reason=f"needs the extra {name}"), *marks])


LIBRARIES = [
    "miniaudio",
    extra("sounddevice", name="sounddevice", marks=[pytest.mark.alone]),
    *([extra("simpleaudio", name="simpleaudio")] if sys.version_info < simpleaudio_out.TOO_NEW else []),
]
"""sounddevice stutters where six tests share two cores; simpleaudio crashes on later Pythons."""


class Tone:
    """A steady tone, and an event for each time that it was asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self.second = threading.Event()

    def again(self) -> None:
        """Forget what was asked for, and wait for another second of it."""
        self.asked = 0
        self.second.clear()

    def render(self, samples: int) -> Samples:
        at = np.arange(self.asked, self.asked + samples)
        self.asked += samples
        if self.asked > RATE:
            self.second.set()
        return np.asarray(0.5 * np.sin(at * 0.2), np.float32)
