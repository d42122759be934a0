"""Telling somebody's voice from the coach's own."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from coach.ears.spotting.near_end import WELL, Someone
from coach.sound.clip import Samples
from tests.support.sounds import noise


class FakeWebrtc:
    """A canceller that leaves a share of what it hears."""

    share = 1.0

    def __init__(self, **_how: object) -> None:
        pass

    def process(self, near: Samples, _far: Samples) -> Samples:
        """That share."""
        return near * self.share


@pytest.mark.parametrize(
    ("ours", "webrtc", "someone"),
    [(0.2, None, False), (0.9, None, True), (0.9, 0.9, True), (0.9, 0.01, False), (0.2, 0.9, False)],
)
def test_sound_that_neither_canceller_removes_is_somebody_speaking(
    monkeypatch: pytest.MonkeyPatch, ours: float, webrtc: float | None, *, someone: bool
) -> None:
    fake = None if webrtc is None else SimpleNamespace(AudioProcessor=type("Fake", (FakeWebrtc,), {"share": webrtc}))
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", fake)
    heard = noise(1)
    assert Someone(cancel=True).speaks(heard, heard, ours * heard) is someone


def test_the_canceller_does_well_only_once_two_seconds_show_it() -> None:
    someone, heard = Someone(cancel=True), noise(1)
    someone._webrtc = None
    left = []
    for share in (1.0, 0.1, 0.9, 0.1):
        someone.speaks(heard, heard, share * heard, coach=True)
        left.append(someone.coach_left)
    assert left[:2] == [1.0, 1.0]
    assert left[2] > WELL
    assert left[3] == pytest.approx(0.1, rel=0.01)
