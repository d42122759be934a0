"""After a vaccination that leg is left out for three days: remembered, told at each session, and back by itself."""

import datetime

import pytest

from coach.dialogue.settings import changed
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import UsageError
from tests.support.told import book_of, ours

NOW = datetime.datetime.now().astimezone().date()


def legs(mine, days):
    """The areas of a massage so many days later."""
    book = book_of(ours("legs-and-feet"), mine.options(NOW + datetime.timedelta(days=days)))
    return [area.title for area in book.areas if area.side], book.opening[0].teach


@pytest.fixture
def jabbed(tmp_path):
    """A profile in which the left leg was chosen by ear, as it is kept and read again."""
    file = profile.save(changed("jab", "1", Profile()), tmp_path / "profile.yaml")
    return profile.load(file)


@pytest.mark.parametrize("days", [0, 1, 3])
def test_for_three_days_the_leg_is_left_out_and_that_is_said(jabbed, days):
    titles, said = legs(jabbed, days)
    assert titles == ["Right leg"]
    assert said[0] == "As you asked, I'm leaving out left leg."


def test_after_three_days_it_is_back_by_itself(jabbed):
    assert legs(jabbed, 4)[0] == ["Left leg", "Right leg"]


def test_a_second_jab_counts_from_its_own_day(jabbed, tmp_path):
    again = profile.load(profile.save(changed("jab", "2", jabbed), tmp_path / "again.yaml"))
    assert (again.jab, again.jabbed) == ("right leg", NOW.isoformat())


def test_with_both_legs_nothing_is_left_and_that_is_said_plainly():
    with pytest.raises(UsageError, match="leaving out"):
        legs(Profile(jab="both legs"), 0)


def test_without_a_jab_nothing_is_left_out():
    assert legs(changed("jab", "0", Profile(jab="left leg", jabbed="2026-11-28")), 0)[0] == ["Left leg", "Right leg"]
