"""Listening to a recording."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.ears.recording import listen_file
from coach.model.events import Command
from coach.support.errors import EarError
from tests.support.sounds import RATE, said


def test_baby_says_no_is_heard_within_half_a_second_of_its_end(tmp_path: Path) -> None:
    sound = said("Baby says no!")
    soundfile.write(tmp_path / "no.wav", sound, RATE)
    ended = np.flatnonzero(np.abs(sound) > 0.01)[-1] / RATE
    found = [d for d in listen_file(tmp_path / "no.wav") if d.level == "sure"]
    assert [d.command for d in found] == [Command.NO]
    assert found[0].at <= ended + 0.5


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EarError, match=r"gone\.wav"):
        next(listen_file(tmp_path / "gone.wav"))
