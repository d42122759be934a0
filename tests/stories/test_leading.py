"""A massage from the oil to the goodbye: leading, resting, going on, and open-ended strokes."""

from itertools import pairwise
from typing import Any

import pytest

from coach.model.effects import BedOff, Hush, Prepare, Say, Sound
from coach.model.events import Bringer, Command, Tick
from coach.model.options import Detail
from coach.session.state import REMINDERS, SIGN_OF_LIFE, Phase
from tests.support.told import NEXT, TINY, WORDS, Told, in_phase, is_hush, routine, texts

RESTING = "Resting. Both hands on the left leg."


def test_the_whole_session_from_the_oil_to_the_goodbye() -> None:
    told = Told()
    for _ in range(3):
        told.until(Phase.ASKING).playing()
        if told.state.area == 2:
            told.until(Phase.LINGERING).tell(Command.YES)
    told.until(Phase.ENDED).wait(60_000)
    assert told.state.over
    assert told.state.why == "finished"
    assert [detail for what, detail in told.marks() if what == "area done"] == ["Left leg", "Right leg", "Play"]
    done = [detail for what, detail in told.marks() if what == "stroke done"]
    assert done[:3] == ["rope, Left leg", "toe squeezes, Left leg", "warm hold, Left leg"]
    assert told.said()[-1] == "That was all."
    assert told.sounds()[-1] == "finished"


CAREFUL = TINY.replace('teach: "Slide to the ankle."', 'caution: "Stay off the shin.", teach: "Slide to the ankle."')


def test_a_leg_cut_short_leaves_its_caution_to_the_other() -> None:
    whole = Told(routine(CAREFUL), detail=Detail.REMIND).playing().until(Phase.ASKING).playing().until(Phase.ASKING)
    assert whole.said().count("Stay off the shin.") == 1
    short = Told(routine(CAREFUL), detail=Detail.REMIND).playing()
    short.wait(9000)
    short.tell(Command.PART_FORWARD)
    short.until(Phase.ASKING).playing().until(Phase.ASKING)
    assert short.said().count("Stay off the shin.") == 2


def test_each_new_area_asks_again() -> None:
    told = Told().playing().until(Phase.ASKING)
    assert told.state.here.title == "Right leg"
    assert told.asked().said()[-1] == NEXT


def test_the_next_areas_words_are_made_while_this_one_is_led() -> None:
    told = Told().asked()
    assert Prepare(1) in told.press("y")


def test_a_no_hushes_and_says_only_where_the_hands_rest() -> None:
    told = Told().playing().count(2)
    begun = told.now
    effects = told.press("space")
    assert effects[0] == Hush(begun)
    assert not texts(effects)
    told.wait(15_000)
    assert told.said(begun + 1) == [RESTING]
    assert told.sounds(begun) == ["paused"]
    assert told.marks(begun)[0][0] == "stopped"


def test_go_on_says_what_is_left_and_continues_the_count() -> None:
    told = Told().playing().count(4)
    told.press("space", after=4900)
    told.press("enter", after=5000)
    begun = told.now
    told.until_said("Six.")
    assert told.said(begun) == [
        "Rope.",
        "Two more on the left leg.",
        "Hip to ankle.",
        "Five. One more, and then toe squeezes.",
        "Six.",
    ]


def test_a_repetition_that_was_not_finished_is_done_again() -> None:
    told = Told().playing().count(3)
    told.press("space", after=200)
    told.press("enter", after=5000)
    begun = told.now
    told.until_said("Three.")
    assert "Four more on the left leg." in told.said(begun)


def test_when_nothing_of_the_stroke_was_done_it_begins_from_the_start() -> None:
    told = Told().playing()
    told.press("space", after=3000)
    told.press("enter", after=5000)
    begun = told.now
    told.count(1)
    assert told.said(begun) == ["Rope.", "Slide to the ankle.", "Six times.", "One."]


def test_a_no_after_the_last_repetition_goes_on_with_the_next_stroke() -> None:
    told = Told().playing().count(6)
    told.press("space", after=4000)
    told.press("enter", after=5000)
    assert told.first(told.now) == "Toe squeezes."


def test_a_no_after_an_areas_last_repetition_asks_about_the_next_area() -> None:
    told = Told(only=("rope",)).playing().count(6)
    told.now = told.state.said_at  # the key comes in the very moment in which the area is done
    told.tell(Command.NO)
    assert told.phase is Phase.RESTING
    told.press("enter", after=5000)
    assert told.phase is Phase.ASKING


def test_after_the_third_no_it_offers_the_end() -> None:
    told = Told().playing()
    for _ in range(3):
        begun = told.now
        told.press("space", after=4000)
        told.press("enter", after=30_000)
    assert WORDS.one("third-no") in told.said(begun)
    assert told.said().count(WORDS.one("third-no")) == 1
    assert told.phase is Phase.PLAYING


def test_another_no_in_a_rest_is_heard_but_stays_silent() -> None:
    told = Told().playing(4000)
    told.press("space")
    told.wait(10_000)
    begun = told.now
    assert is_hush(told.press("n"))
    told.wait(5000)
    assert told.said(begun) == []
    assert told.sounds(begun) == ["paused"]
    assert is_hush(told.press("h"))
    assert told.phase is Phase.RESTING


def test_reminders_in_a_rest_grow_rarer_and_end_as_a_sound() -> None:
    told = Told().playing(4000)
    told.press("space")
    told.wait(10_000)
    rested = told.state.said_at
    told.wait(20 * 60_000)
    after = [(at - rested, effect) for at, effect in told.effects if at > rested]
    assert [(at, effect.text) for at, effect in after if isinstance(effect, Say)] == list(
        zip(REMINDERS, WORDS.say("rest-wait"), strict=True)
    )
    signs = [at for at, effect in after if isinstance(effect, Sound)]
    assert signs == list(range(2 * SIGN_OF_LIFE, 20 * 60_000, SIGN_OF_LIFE))


@pytest.mark.parametrize(("key", "stroke"), [("a", "Toe squeezes."), ("x", "Warm hold."), ("b", "Rope.")])
def test_commands_in_a_rest_go_where_they_should(key: str, stroke: str) -> None:
    told = Told().playing().until_said("Toe squeezes.")
    told.press("space", after=1000)
    assert is_hush(told.press(key, after=2500))
    assert told.phase is Phase.PLAYING
    assert told.first(told.now) == stroke


@pytest.mark.parametrize(
    ("command", "stroke"), [(Command.AGAIN, "Toe squeezes."), (Command.NEXT, "Warm hold."), (Command.BACK, "Rope.")]
)
def test_commands_while_leading_go_where_they_should(command: Any, stroke: str) -> None:
    told = Told().playing().until_said("Toe squeezes.")
    told.wait(1000)
    assert is_hush(told.tell(command))
    assert told.phase is Phase.PLAYING
    assert told.first(told.now) == stroke


def test_back_from_the_first_stroke_repeats_it() -> None:
    told = Told().playing(2000)
    told.tell(Command.BACK)
    assert told.first(told.now) == "Rope."


def test_next_from_the_last_stroke_asks_about_the_next_area() -> None:
    told = Told().playing().until_said("Warm hold.")
    told.tell(Command.NEXT)
    assert told.phase is Phase.ASKING


def test_not_sure_slows_down_and_halves_what_is_left() -> None:
    told = Told().playing().count(2)
    told.wait(4900)
    begun = told.now
    assert is_hush(told.tell(Command.NOT_SURE))
    told.count(6)
    assert "Let's go slower now, and do less." in told.said(begun)
    assert "Two more on the left leg." in told.said(begun)
    assert told.state.options.pace == 120


def test_foot_help_is_offered_once_and_said_on_demand() -> None:
    told = Told().playing().until_said("R gives you foot help.").until_said("Toe squeezes.")
    told.press("space", after=3000)
    assert is_hush(told.press("r", after=3000))
    begun = told.now
    told.wait(15_000)
    assert told.said(begun) == ["Foot help.", "Press softly until the foot lets go.", WORDS.one("foot-help-after")]
    told.press("enter")
    assert told.phase is Phase.PLAYING
    told.until(Phase.ASKING).playing().until(Phase.ASKING)
    assert told.said().count("R gives you foot help.") == 1


def test_foot_help_while_leading_rests_meanwhile() -> None:
    told = Told().playing().until_said("Toe squeezes.")
    told.tell(Command.FOOT_HELP)
    assert told.phase is Phase.RESTING
    told.wait(2000)
    assert told.said()[-1] == "Foot help."


def test_foot_help_away_from_the_foot_says_so() -> None:
    told = Told().playing(4000)
    told.tell(Command.FOOT_HELP)
    told.wait(5000)
    assert told.said()[-1] == WORDS.one("no-foot-help")
    assert told.phase is Phase.RESTING


def test_after_a_no_to_the_question_there_is_no_foot_to_help() -> None:
    told = Told().asked()
    told.press("n")
    told.press("r", after=2000)
    told.wait(5000)
    assert told.said()[-1] == WORDS.one("no-foot-help")


@pytest.mark.parametrize("phase", [Phase.CARE, Phase.ASKING, Phase.PLAYING, Phase.LINGERING, Phase.RESTING])
def test_all_done_ends_kindly_at_any_time(phase: Any) -> None:
    told = in_phase(phase)
    begun = told.now
    assert is_hush(told.tell(Command.DONE))
    assert told.phase is Phase.ENDED
    told.wait(60_000)
    assert told.state.over
    assert told.said(begun + 1)[-1] == "Goodbye."
    assert told.state.why == ("no" if phase is Phase.RESTING else "done")
    assert "finished" in told.sounds(begun)


def test_a_key_during_the_goodbye_silences_it_and_ends() -> None:
    told = Told().asked()
    told.tell(Command.DONE)
    told.wait(3000)
    assert told.press("space") == (Hush(told.now), BedOff(told.now))
    assert told.state.over
    assert told.press("space", after=3000) == ()


def test_an_open_ended_stroke_goes_on_with_soft_ticks_until_told() -> None:
    told = in_phase(Phase.LINGERING)
    begun = told.now
    told.wait(10 * 60_000)
    assert told.phase is Phase.LINGERING
    assert set(told.sounds(begun)) == {"tick"}
    beats = [at for at, effect in told.effects if at > begun and isinstance(effect, Sound)]
    assert {later - earlier for earlier, later in pairwise(beats)} == {6000}
    told.press("enter")
    assert told.first(told.now) == "Sweep."


@pytest.mark.parametrize("command", [Command.YES, Command.NOT_SURE, Command.NEXT])
def test_next_leaves_the_open_ended_stroke(command: Any) -> None:
    told = in_phase(Phase.LINGERING)
    assert is_hush(told.tell(command))
    assert told.first(told.now) == "Sweep."


@pytest.mark.parametrize("command", [Command.AGAIN, Command.BACK])
def test_the_open_ended_stroke_can_begin_again(command: Any) -> None:
    told = in_phase(Phase.LINGERING)
    told.tell(command)
    assert told.first(told.now) == "Game."


def test_a_no_rests_an_open_ended_stroke_and_go_on_restarts_it() -> None:
    told = in_phase(Phase.LINGERING)
    told.wait(15_000)
    assert is_hush(told.press("space"))
    told.wait(3000)
    assert told.said()[-1] == WORDS.one("resting")
    told.press("enter", after=2000)
    assert told.first(told.now) == "Game."


def test_foot_help_in_the_open_ended_stroke_rests() -> None:
    told = in_phase(Phase.LINGERING)
    told.press("r")
    assert told.phase is Phase.RESTING


@pytest.mark.parametrize("key", ["s", "+", "w"])
def test_the_open_ended_stroke_goes_on_after_a_question(key: str) -> None:
    told = in_phase(Phase.LINGERING)
    told.press(key)
    told.wait(60_000)
    assert told.phase is Phase.LINGERING
    assert told.sounds()[-1] == "tick"


def test_after_a_stop_between_two_sentences_it_says_where_it_was() -> None:
    told = in_phase(Phase.PLAYING)
    told.wait(100)
    told.do(Tick(told.now + 9000, slept=9000))
    assert told.first(told.now).startswith("We were at")


def test_touch_relaxation_can_be_asked_for_at_any_stroke() -> None:
    told = Told().playing().until_said("Rope.")
    told.press("space", after=3000)
    assert is_hush(told.press("e", after=3000))
    begun = told.now
    told.wait(40_000)
    assert told.said(begun)[: len(WORDS.lines["touch-relaxation"])] == [*WORDS.lines["touch-relaxation"]]
    assert told.phase is Phase.RESTING
    told.press("enter")
    assert told.phase is Phase.PLAYING


@pytest.mark.parametrize("phase", [Phase.CARE, Phase.ASKING, Phase.DECLINED, Phase.RESTING])
def test_a_worn_out_caregiver_is_told_how_to_keep_the_baby_safe(phase: Any) -> None:
    told = in_phase(phase)
    assert is_hush(told.press("c", after=3000))
    begun = told.now
    told.wait(40_000)
    again = "care-choices" if phase is Phase.CARE else "after-break"
    assert told.said(begun)[:6] == [*WORDS.lines["worn-out"], *WORDS.lines[again][:2]]
    assert told.phase is {Phase.ASKING: Phase.DECLINED}.get(phase, phase)


def test_i_need_a_break_stops_the_strokes_until_the_caregiver_is_back() -> None:
    told = Told().playing().until_said("Rope.")
    told.wait(3000)
    told.tell(Command.BREAK, Bringer.MICROPHONE)
    told.wait(60_000)
    assert WORDS.lines["worn-out"][0] in told.said()
    assert told.phase is Phase.RESTING
    told.press("enter")
    assert told.phase is Phase.PLAYING


def test_touch_relaxation_after_a_no_asks_again_later() -> None:
    told = Told().asked()
    told.press("n")
    told.press("e", after=3000)
    begun = told.now
    told.wait(10_000)
    assert told.said(begun)[0] == WORDS.lines["touch-relaxation"][0]
    assert told.phase is Phase.DECLINED
