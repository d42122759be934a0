"""The app over many evenings: which leg has its turn, and when a leg that had a jab is back."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.export.app import folder as app
from coach.model.options import Options
from coach.sound import earcons
from coach.voices.silent import SilentVoice
from tests.support import hosts
from tests.support import phone as browsers
from tests.support.app_nights import Nights
from tests.support.app_phone import EVENING
from tests.support.told import WORDS, line, routine

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

MONDAY = datetime.datetime(2026, 3, 30, 18, tzinfo=datetime.UTC)
LESSON = EVENING.replace('remind: "Oil."', 'remind: "Oil."\n    lesson: true')
TURNS = EVENING.replace("    sides:", "    one-side: true\n    sides:")
LEFT, RIGHT, BOTH = ["Left leg"], ["Right leg"], ["Left leg", "Right leg"]


@pytest.fixture(scope="module", params=[False, True], ids=["all choices", "fixed"])
def used(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An app with two routines, one of which takes a leg an evening; its left leg had a jab ten hours before."""
    routines = {name: routine(text, name) for name, text in (("evening", LESSON), ("turns", TURNS))}
    jab = ("left leg", round((MONDAY - datetime.timedelta(hours=10)).timestamp() * 1000))
    made: Path = tmp_path_factory.mktemp("nights")
    making = app.Making(routines, Options(age=80), WORDS, SilentVoice(), earcons.load, fixed=request.param, jab=jab)
    app.write(making, made)
    if why := browsers.why_not():
        pytest.skip(why)
    with hosts.serving(made) as served:
        context = browsers.shared().new_context(service_workers="block", locale="de-DE")
        yield context.new_page(), served
        context.close()


@pytest.fixture
def phone(used: Any) -> Nights:
    """A phone that has never seen the app."""
    page, address = used
    return Nights(page, address, MONDAY)


def place(area: str) -> dict[str, str]:
    """Where a massage stopped."""
    return {"routine": "evening", "area": area, "stroke": "rope", "day": "2026-03-29", "key": "||right|teach|"}


def test_the_legs_take_turns_in_the_app_too(phone: Nights) -> None:
    phone.later(days=3)
    legs = []
    for _ in range(4):
        legs.append(phone.night("turns")["places"])
        phone.later(days=1)
        assert phone.night("evening")["places"] == BOTH, "another routine leaves the turns alone"
    assert legs == [LEFT, RIGHT, LEFT, RIGHT]


def test_the_signs_are_taught_until_they_were_heard_three_times(phone: Nights) -> None:
    phone.later(days=3)
    taught = []
    for well in ("no", "no", "yes", "yes", "yes", "yes"):
        taught.append("Warm a little oil." in phone.night("evening", well=well)["said"])
        phone.later(days=1)
    assert taught == [False, False, True, True, True, False], "a no before the oil teaches nothing"


def test_the_opening_is_short_from_the_second_evening_on(phone: Nights) -> None:
    for words in ("Warm a little oil.", "Oil."):
        assert words in phone.night("turns")["said"]
        phone.later(days=1)


def test_a_massage_that_goes_on_keeps_its_leg(phone: Nights) -> None:
    phone.later(days=3)
    phone.night("turns")
    assert phone.night("turns", place("Left leg"))["places"] == LEFT
    assert phone.night("turns")["places"] == RIGHT


def test_a_jab_that_the_app_was_given_ends_after_three_days(phone: Nights) -> None:
    for hours in (0, 61):
        phone.later(hours=hours)
        assert phone.night("evening")["places"] == RIGHT
        assert phone.night("turns")["places"] == RIGHT
    phone.later(hours=1)
    assert phone.night("evening")["places"] == BOTH


def test_a_jab_told_later_joins_one_from_before_the_app(phone: Nights) -> None:
    phone.tells("The right leg")
    assert phone.night("evening") is None
    phone.later(hours=1)
    for leg, places in (("Neither leg", BOTH), ("The right leg", LEFT), ("Neither leg", BOTH), ("The left leg", RIGHT)):
        phone.tells(leg)
        assert phone.night("evening")["places"] == places, "if neither leg had one, it was told by mistake"
    phone.later(days=1)
    phone.tells("The right leg")
    assert phone.night("evening") is None


def test_while_a_leg_rests_only_a_new_jab_is_asked_about(phone: Nights) -> None:
    for _ in range(2):
        said = phone.night("evening")["said"]
        assert not {line("care", 2), line("care-short")} & {*said}
        assert any("new jab" in text for text in said)
        assert "After the jab, I skip the left leg for three days." in said
        phone.later(days=1)
    phone.later(days=1)
    said = phone.night("evening")["said"]
    assert not any("new jab" in text or "After the jab" in text for text in said)


def test_a_leg_that_rests_is_not_offered_to_go_on_with(phone: Nights) -> None:
    offered = "[...document.querySelectorAll('h2')].some((one) => one.textContent === 'Go on from last time?')"
    for area, goes_on in (("Left leg", False), ("Right leg", True)):
        phone.keep("place", place(area))
        assert phone.page.evaluate(offered) is goes_on


def test_the_age_that_is_shown_is_the_one_that_counts(phone: Nights) -> None:
    if not phone.page.locator("#age").count():
        return  # a fixed app has the age that it was written with
    shown = "document.getElementById('age').selectedOptions[0].textContent"
    for age, said in (("200", "From 12 weeks"), ("30", "From 4 weeks"), ("", "Not said")):
        phone.keep("choices", {"age": age})
        assert phone.page.evaluate(shown) == said


def test_the_baby_grows_while_the_app_is_used(phone: Nights) -> None:
    if not phone.page.locator("#age").count():
        return
    shown = "document.getElementById('age').selectedOptions[0].textContent"
    ages = ["From 8 weeks", "From 12 weeks"]  # the app was written at eleven weeks and three days
    for expected in ages:
        phone.page.reload()
        assert phone.page.evaluate(shown) == expected
        phone.later(days=4)
    phone.page.evaluate("document.getElementById('tonight-panel').open = true")
    phone.page.select_option("#age", label="From 4 weeks")
    for days, expected in ((13, "From 4 weeks"), (1, "From 6 weeks")):
        phone.later(days=days)
        phone.page.reload()
        assert phone.page.evaluate(shown) == expected


def test_days_are_told_in_the_language_of_the_app(phone: Nights) -> None:
    phone.night("evening")
    phone.page.reload()
    assert "Mon, March 30: Evening" in phone.page.text_content("#history-panel")


def test_a_store_that_makes_no_sense_is_as_good_as_empty(phone: Nights) -> None:
    for name, odd in (("history", {}), ("place", 5), ("choices", [])):
        phone.keep(name, odd)
    assert phone.page.locator(".card").count() == 2
    assert phone.night("turns")["places"] == RIGHT
