"""How far a rendering is: the time left only once it can be known, and signs of life until then."""

import io
from typing import Any

import pytest

from coach.export.progress import Counted, Progress
from tests.voices.fakes import FakeVoice


class Screen(io.StringIO):
    """A terminal, or not."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


class Rendering:
    """A rendering of a hundred seconds whose clock is held in the hand."""

    def __init__(self, *, terminal: bool) -> None:
        self.now, self.out = 0.0, Screen(terminal=terminal)
        self.progress = Progress(self.out, 100_000, lambda: self.now)

    def at(self, seconds: float, ms: int) -> str:
        self.now = seconds
        self.out.seek(0)
        self.out.truncate()
        self.progress.reach(ms)
        return self.out.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("ms", [10, 1000, 4900])
def test_hours_are_not_promised_when_a_voice_took_long_to_load(ms: int, terminal: Any) -> None:
    told = Rendering(terminal=terminal).at(60, ms)
    assert told
    assert "left" not in told


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize(("ms", "left"), [(10_000, 540), (50_000, 60), (80_000, 15)])
def test_the_time_left_is_told_once_it_is_known(ms: int, left: int, terminal: Any) -> None:
    assert f"{left} s" in Rendering(terminal=terminal).at(60, ms)


@pytest.mark.parametrize("terminal", [True, False])
def test_sentences_are_counted_before_anything_is_written(terminal: Any) -> None:
    rendering = Rendering(terminal=terminal)
    voice = Counted(FakeVoice(), rendering.progress.made)
    for n in range(40):
        rendering.now = n
        voice.speak(f"Sentence {n}.")
    assert "0%" in rendering.out.getvalue()
    assert "31 sentences made" in rendering.out.getvalue()


def test_a_single_sentence_is_one_sentence() -> None:
    rendering = Rendering(terminal=False)
    rendering.now = 20
    rendering.progress.made()
    assert rendering.out.getvalue() == "0% written, 1 sentence made.\n"
