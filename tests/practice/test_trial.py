"""The five minutes that measure a room: what is asked, what is counted, and that only numbers are written."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from coach.cli import assembly
from coach.cli import main as cli
from coach.model.events import Bringer, Command, Heard, Listened
from coach.practice.errands import Figures, OpenEar
from coach.practice.scoring import STEP_MS, Points, Saying, saying
from coach.practice.trial import ROUNDS, SAYINGS, Tally, Trial, Tried, report
from tests.support.led import Led
from tests.support.told import WORDS

ASKS = WORDS.one("practise-ask"), WORDS.one("practise-ask-again")
TALK = WORDS.say("practise-talk")
POINTS = Points(suspect=1.0, sure=2.0, most=0.5)


class Nursery(Led):
    """A trial in virtual time; the caregiver says the phrase when asked, and over the coach when told to."""

    def __init__(self, *, itself: int = 0, leaves: Any = None) -> None:
        """``itself``: so often the coach hears itself. ``leaves``: the sentence at which Q is pressed."""
        self.itself, self.leaves, self.answered = itself, leaves, 0
        super().__init__(Trial(WORDS).begin(), self.errand)

    def errand(self, errand: Any) -> Any:
        match errand:
            case OpenEar():
                return POINTS
            case Figures():
                return {"erle_db": 19.87, "mode": "full"}
        return None

    def no(self, *_: Any) -> None:
        self.do(Heard(self.now, Command.NO, Bringer.MICROPHONE))

    def lead(self) -> Any:
        """To its end; every 80 ms the microphone gives a step of the quiet room."""
        for _ in range(20_000):
            if self.state.over:
                return self
            self.wait(STEP_MS)
            if not self.state.over:
                self.do(Listened(self.now, -60.0, -9.0))
                self.live()
        raise AssertionError(self.said[-3:])

    def live(self) -> None:
        last, asked = (self.said[-1], len(self.said)) if self.said else ("", 0)
        if asked == self.answered:
            return
        over = WORDS.one("trial-over") in self.said
        if self.leaves == last:
            self.press("q")
        elif (last in ASKS and not self.state.saying) or (last == TALK[1] and over):
            self.answered = asked
            self.no()
        elif last == TALK[1] and self.itself:
            self.itself, self.answered = self.itself - 1, asked
            self.no()


def test_it_measures_the_room_the_coach_and_twelve_sayings() -> None:
    tally = Nursery().lead().state.result.tally
    assert tally.room_db == pytest.approx(-60, abs=0.1)
    assert (tally.rounds, tally.stopped_itself) == (ROUNDS, 0)
    assert [one.how for one in (*tally.quiet, *tally.over)] == ["heard"] * 2 * SAYINGS


def test_a_no_that_nobody_said_counts_as_a_false_alarm() -> None:
    tally = Nursery(itself=1).lead().state.result.tally
    assert (tally.rounds, tally.stopped_itself) == (ROUNDS, 1)


def test_q_ends_it_with_the_results_so_far() -> None:
    tried = Nursery(leaves=TALK[0]).lead().state.result
    assert (tried.tally.rounds, tried.tally.quiet) == (0, ())
    assert tried.ears["erle_db"] == 19.87


TRIED = Tried(Tally(-61.234, 4, 0, (Saying("heard", -24.96, 5.111),), ()), {"erle_db": 19.87, "ring_ms": None})


def test_only_numbers_are_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assembly, "trial", lambda _mine: TRIED)
    assert cli.main(["practise", "--trial", str(tmp_path / "here.json")]) == 0
    written = json.loads((tmp_path / "here.json").read_text())
    assert written["quiet"] == [{"how": "heard", "level": -25.0, "score": 5.1}]
    assert written["ears"] == {"erle_db": 19.9, "ring_ms": None}
    assert str(tmp_path) not in (tmp_path / "here.json").read_text()
    assert WORDS.one("trial-written") in capsys.readouterr().out


def test_a_missing_folder_is_refused_before_anybody_speaks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assembly, "trial", lambda _mine: pytest.fail("measured"))
    assert cli.main(["practise", "--trial", str(tmp_path / "gone" / "here.json")]) == 2
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("tried", [TRIED, Tried(Tally(quiet=(saying((), -60, POINTS, heard=True),)), {})])
def test_every_number_of_the_file_is_finite(tried: Tried) -> None:
    assert json.dumps(report(tried, {}), allow_nan=False)


def test_a_no_right_after_the_request_is_measured() -> None:
    tried = Nursery().lead().state.result
    assert [math.isfinite(one.score) for one in tried.tally.quiet] == [True] * SAYINGS
