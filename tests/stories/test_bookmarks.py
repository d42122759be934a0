"""Remembering a place, and the words of a stroke once more, slower."""

from dataclasses import replace
from typing import Any

from coach.model.effects import Hush, Mark, MarkKind, Say
from coach.model.events import Command
from coach.planning import timeline
from coach.session.state import Bookmark, Phase
from tests.support.told import ASK, WORDS, Told, ours


def resting_in(name: str, number: str = "Two") -> Any:
    """At rest in a stroke of the left leg, some of it done."""
    told = Told().playing()
    told.until_said(f"{name}.")
    told.until_said(number) if number else None
    told.tell(Command.NO)
    return told.asked()


def test_a_place_remembered_in_a_rest_is_announced_and_marked() -> None:
    told = resting_in("Rope")
    told.press("m", after=2000)
    at = told.now
    told.wait(5000)
    assert told.said(at)[0] == "I'll remember rope, on the left leg."
    assert told.phase is Phase.RESTING
    mark = next(effect for _, effect in told.effects if isinstance(effect, Mark) and effect.what == MarkKind.REMEMBERED)
    assert (mark.area, mark.stroke) == ("Left leg", "rope")


def test_in_the_same_area_the_bookmark_is_gone_to_at_once() -> None:
    told = resting_in("Rope")
    told.press("m", after=2000)
    told.press("x", after=5000)
    told.until_said("Toe squeezes.").tell(Command.NO)
    told.wait(5000)
    told.press("g")
    assert told.phase is Phase.PLAYING
    at = told.now
    told.wait(8000)
    assert told.said(at)[:2] == ["Back to rope, on the left leg.", "Rope."]


def test_in_another_area_the_baby_is_asked_before_the_bookmark() -> None:
    told = resting_in("Toe squeezes", "The middle toe")
    told.press("m", after=2000)
    told.press("p", after=2000)
    told.asked()
    told.press("g", after=2000)
    at = told.now
    assert told.phase is Phase.ASKING
    told.asked()
    assert told.said(at)[0] == "Back to toe squeezes, on the left leg."
    assert told.said(at)[-1] == ASK
    told.playing().until_said("Toe squeezes.")
    assert told.state.bookmark == Bookmark(0, 1)


def test_while_asking_the_area_is_remembered() -> None:
    told = Told().asked()
    told.press("m", after=2000)
    at = told.now
    told.wait(3000)
    assert told.said(at)[0] == "I'll remember the left leg."
    assert told.state.bookmark == Bookmark(0, 0)
    assert told.phase is Phase.ASKING


def test_after_the_last_repetition_the_last_stroke_is_remembered() -> None:
    told = Told()
    told.state = replace(told.state, area=2)
    told.asked().playing().until(Phase.LINGERING).tell(Command.NEXT)
    told.until_said("Two.").wait(5500)
    told.tell(Command.REMEMBER)
    assert told.state.bookmark == Bookmark(2, 1)


def test_a_pedal_remembers_while_the_coach_leads_and_the_stroke_goes_on() -> None:
    told = Told().playing().until_said("Three.")
    told.wait(100)
    told.tell(Command.REMEMBER)
    at = told.now
    told.wait(12_000)
    assert told.said(at)[:3] == ["I'll remember rope, on the left leg.", "Rope.", "Four more on the left leg."]


def test_without_a_bookmark_it_says_so_and_stays() -> None:
    told = resting_in("Rope")
    told.press("g", after=2000)
    at = told.now
    told.wait(5000)
    assert told.said(at) == ["No place is marked yet. M marks a place."]
    assert told.phase is Phase.RESTING


def spoken_slowly(told: Any, since: Any) -> Any:
    return [(effect.text, effect.pace) for at, effect in told.effects if at >= since and isinstance(effect, Say)]


def test_a_strokes_words_are_repeated_slower_and_the_rest_goes_on() -> None:
    told = resting_in("Rope")
    told.press("l", after=2000)
    at = told.now
    told.wait(15_000)
    assert spoken_slowly(told, at) == [("Rope.", 135), ("Slide to the ankle.", 135), ("Six times.", 135)]
    assert told.phase is Phase.RESTING
    told.press("enter")
    at = told.now
    told.wait(8000)
    assert {pace for _, pace in spoken_slowly(told, at)} == {100}


def test_a_pedal_asks_for_slower_words_while_the_coach_leads_and_rests() -> None:
    told = Told().playing().count(2)
    told.tell(Command.REPEAT)
    assert told.phase is Phase.RESTING
    assert isinstance(told.effects[-2][1], Hush)
    assert told.marks()[-1] == ("repeated", "")
    assert told.state.start.done == 1


def test_before_the_first_stroke_there_is_nothing_to_repeat() -> None:
    told = Told().asked()
    told.tell(Command.NO)
    told.press("l", after=4000)
    at = told.now
    told.wait(5000)
    assert told.said(at) == ["No stroke has begun in this part."]


def test_each_stage_of_a_path_is_repeated() -> None:
    words = list(timeline.taught(next(one for one in ours("legs-and-feet").parts[0].strokes if one.stages), WORDS))
    assert words[0] == "Circles."
    assert words.count("Six times.") == 2
