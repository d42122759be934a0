"""A month of evenings, one after another on the real command line: what is kept of one must not stop the next."""

import re
from typing import Any

import pytest

from coach.cli import main as cli
from coach.planning.familiarity import COUNTS_AFTER, REMIND_AFTER
from coach.store import profile
from coach.store.profile import Profile
from tests.support.night import Ears, Evening
from tests.support.told import WORDS

ALL_IS_WELL = (WORDS.say("care-choices")[0], "k")
YES = ("^Ask (your baby|in your own words)", "enter")


def evening(monkeypatch: pytest.MonkeyPatch, routine: str) -> Any:
    """What was heard of a massage that got a yes to every question."""
    ears = Ears(ALL_IS_WELL, *[YES] * 12)
    with monkeypatch.context() as tonight:
        Evening(ears).begin(tonight)
        assert cli.main(["play", routine, "--age", "4m"]) == 0
    assert ears.text[-1] == "Goodbye."
    return ears.text


@pytest.mark.long
def test_sixteen_evenings_in_a_row_end_well_with_ever_fewer_words(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    words = [sum(len(line.split()) for line in evening(monkeypatch, "five-minutes")) for _ in range(COUNTS_AFTER + 1)]
    assert words[0] > words[REMIND_AFTER] > words[COUNTS_AFTER]


@pytest.mark.long
def test_the_evenings_of_the_course_follow_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    profile.save(Profile())
    begun = [" ".join(evening(monkeypatch, "course")) for _ in range(6)]
    named = [re.search(r"(?:This is evening|Evening) (\w+)", said) for said in begun]
    assert [one and one[1] for one in named] == ["one", "two", "three", "four", "five", "five"]
