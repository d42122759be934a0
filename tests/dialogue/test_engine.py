"""The engine of dialogues: what is said when, what a key counts for, and what happens without words."""

from typing import Any

import pytest

from coach.dialogue.engine import AT_WORK, DIALOGUE, GAP, LIFE, Dialogue, Phase, begin, wake_at
from coach.dialogue.menu import Choice, Menu, yes_or_no
from coach.dialogue.scenes import Ask, End, Errand, Printed, Sounded, Tell, Voiced, Work, agree
from coach.model.effects import Earcon, Hush, Ready, Say, Show, Sound
from coach.model.events import Bringer, Command, Done, Heard, Listened, Prepared, Pressed, Rebound, Spoken, Tick, Way
from coach.planning.timeline_builder import SOUND_MS, estimate
from tests.support.led import Led
from tests.support.told import WORDS, line

LIST = Menu(("Which one?",), tuple(Choice(name, f"{name.capitalize()}.") for name in ("legs", "hips", "all")))


def end(key: Any) -> Any:
    return End(key or "told")


def asked(**given: Any) -> Any:
    return Led(Ask(LIST, WORDS, End, **given))


def test_each_line_follows_the_one_before_after_a_short_rest() -> None:
    led = Led(Tell(("One.", Sounded(Earcon.TICK), "Two."), end))
    assert led.finish() == "told"
    begun = [effect.at for _, effect in led.effects if isinstance(effect, Say | Sound)]
    assert begun == [GAP, 2 * GAP + estimate("One."), 3 * GAP + estimate("One.") + SOUND_MS[Earcon.TICK]]


def test_a_printed_line_takes_no_time() -> None:
    led = Led(Tell((Printed("file.wav"), Voiced("Hear me.", "system"), "I am usual."), end))
    led.finish()
    assert Show(0, "file.wav") in [effect for _, effect in led.effects]
    assert [(one.text, one.voice) for _, one in led.effects if isinstance(one, Say)] == [
        ("Hear me.", "system"),
        ("I am usual.", ""),
    ]
    assert {(one.lines, one.voice) for _, one in led.effects if isinstance(one, Ready)} == {
        (("Hear me.",), "system"),
        (("I am usual.",), ""),
    }


def test_while_words_are_being_made_there_is_a_sign_of_life() -> None:
    led = Led(Tell(("One.",), end), made=False)
    led.wait(12_000)
    assert led.sounds == ["alive", "alive"]
    assert led.state.phase is Phase.SPEAKING
    led.do(Spoken(led.now, "One.", led.now, led.now + 500))
    assert led.finish() == "told"


def test_only_the_words_that_are_awaited_end_a_line() -> None:
    led = Led(Tell(("One.",), lambda _key: Tell(("One.",), end)), made=False)
    led.press("k", after=1000)
    for spoken in (Spoken(1010, "One.", 350, 400), Spoken(1010, "Two.", 1400, 1500)):
        before = led.state
        led.do(spoken)
        assert led.state is before
    led.do(Spoken(1400, "One.", 1400, 1900))
    again = led.state
    led.do(Spoken(1400, "One.", 1500, 1600))
    assert led.state is again


def test_a_choice_can_be_taken_while_it_is_spoken_and_afterwards() -> None:
    assert asked().answer(("Two of three", "k")).state.result == "hips"
    led = asked().until("Three of three").wait(4000)
    led.press("k")
    assert led.state.result == "all"


def test_a_key_as_a_choice_begins_takes_the_choice_before() -> None:
    led = asked().until("Two of three")
    early = led.state.saying.begins
    led = asked()
    while not (led.state.saying and led.state.saying.text.startswith("Two of three")):
        led.do(Tick(wake_at(led.state)))
    led.do(Pressed(early + 300, "k"))
    assert led.state.result == "legs"


def test_any_key_during_the_question_moves_on_to_the_choices() -> None:
    led = asked().until("Which one?")
    assert led.press("k")[0] == Hush(led.now)
    assert led.until("One of three").press("k")[0] == Hush(led.now)
    assert led.state.result == "legs"


def test_an_arrow_speaks_one_choice_and_then_the_whole_list() -> None:
    led = asked().until("One of three")
    led.press("1b5b42")
    said = len(led.said)
    led.wait(4000)
    assert [text[:3] for text in led.said[said - 1 :]] == ["Two"]
    led.until("Three of three")
    assert "Which one?" in led.said[said:]


def test_a_number_of_two_digits_is_heard_before_it_counts() -> None:
    """The first digit used to take its choice at once, and the second one could answer whatever came next."""
    many = Menu(("Which one?",), tuple(Choice(str(n), f"Number {n}.") for n in range(1, 17)))
    led = Led(Ask(many, WORDS, End, lead=("Hello.",))).until("Hello")
    led.press("1")
    led.press("2", after=150)
    assert led.wait(2000).said[-1] == "Twelve of sixteen. Number 12."
    led.press("enter")
    assert led.state.result == "12"
    led = Led(Ask(many, WORDS, End)).until("One of sixteen")
    led.press("1")
    assert led.wait(2000).said[-1] == "One of sixteen. Number 1."
    assert led.wait(600_000).state.result is None, "silence is never a yes"


def test_an_elbow_on_two_digits_takes_nothing() -> None:
    many = Menu(("Which one?",), tuple(Choice(str(n), f"Number {n}.") for n in range(1, 17)))
    led = Led(Ask(many, WORDS, End)).until("One of sixteen")
    led.press("1")
    led.press("2", after=20)
    led.press("q", after=20)
    led.wait(600_000)
    assert not led.state.over
    led = Led(Ask(many, WORDS, End), bound={"1": "yes"}).until("Three of sixteen")
    led.press("1")
    assert led.state.result == "3", "a digit that is bound to a command means that"


def test_spoken_commands_and_bound_keys_work_in_a_list() -> None:
    assert asked().until("Two of three").tell(Command.DONE)[0] == Hush(asked().until("Two of three").now)
    led = Led(Ask(yes_or_no(("Sure?",), "Yes.", "No."), WORDS, End), bound={"global:k": "yes", "p": "off"})
    led.until("One of two")
    assert led.press("p") == ()
    assert led.tell(Command.LOUDER) == ()
    assert led.tell(Command.NO, "crying") == ()
    led.press("global:k", after=1100)
    assert led.state.result == "yes"


def test_keys_can_be_given_another_meaning_from_now_on() -> None:
    led = Led(Ask(yes_or_no(("Sure?",), "Yes.", "No."), WORDS, End)).until("One of two")
    led.do(Rebound(led.now, {"x": "no", "z": "all done"}))
    led.press("z", after=50)
    assert led.state.result is None
    assert led.state.over


def test_going_back_from_a_yes_or_no_question_counts_as_no() -> None:
    menu = yes_or_no(("Sure?",), "Yes.", "No.")
    for key, result in (("y", "yes"), ("n", "no"), ("escape", "no")):
        led = Led(agree(menu, WORDS, lambda: End("yes"), lambda: End("no"))).until("Sure?")
        led.press(key)
        assert led.state.result == result


class Long(Errand[str]):
    """Something that takes long."""


def test_work_gives_signs_of_life_and_keys_only_hush_it() -> None:
    work = Long()
    led = Led(Work(work, end, say=("Writing.",)), lambda _: None)
    led._coming.clear()
    state, _ = begin(Dialogue(Work(work, end, say=("Writing.",)), WORDS), 0)
    led.state = DIALOGUE.step(state, Spoken(0, "Writing.", GAP, 900))[0]
    led.effects.clear()
    led.now = 0
    led.wait(900 + 3 * AT_WORK)
    assert led.sounds == ["alive"] * 3
    assert led.press("k") == (Hush(led.now),)
    assert led.state.phase is Phase.WORKING
    led.do(Done(led.now, Long(), "another"))
    assert not led.state.over
    led.do(Done(led.now, work, "done"))
    assert led.state.result == "done"
    assert led.state.phase is Phase.OVER


def test_a_failed_errand_ends_the_dialogue_with_its_error() -> None:
    def broken(_errand: Any) -> None:
        raise ValueError

    led = Led(Work(Long(), end), broken)
    assert isinstance(led.finish(), ValueError)


def test_news_is_said_between_lines_or_at_once_during_silence() -> None:
    led = asked().until("One of three")
    led.notice("The loudspeaker is gone.")
    led.until("Two of three")
    assert led.said[-2] == "The loudspeaker is gone."
    led.wait(6000)
    led.notice("It is back.")
    assert led.said[-1] == "It is back."


def test_a_dead_channel_is_announced_and_the_others_keep_working() -> None:
    led = Led(Ask(LIST, WORDS, End), works=("keys", "pedal"))
    led.do(Way(led.now, "pedal", works=False, say="pedal-none"))
    led.until("Two of three")
    assert any("I still stop for any key" in text for text in led.said)
    led.do(Way(led.now, "pedal", works=True))
    assert led.state.works == ("keys", "pedal")


def test_a_channel_that_goes_during_the_goodbye_brings_no_second_one() -> None:
    led = Led(Ask(LIST, WORDS, End), works=("keys", "aloud"))
    led.do(Way(led.now, "aloud", works=False, say="aloud-loud"))
    led.do(Way(led.now, "keys", works=False, say="keys-lost"))
    led.until(line("nobody-answers"))
    led.do(Way(led.now, "aloud", works=False, say="aloud-lost"))
    led.wait(30_000)
    assert led.state.over
    assert led.said.count(line("nobody-answers")) == 1
    assert line("aloud-lost") in led.said


def test_events_for_other_parts_change_nothing() -> None:
    led = asked().until("One of three")
    for event in (Prepared(led.now, 0, {}), Listened(led.now, -20, 0), Done(led.now, None, None)):
        before = led.state
        led.do(event)
        assert led.state == before
    assert led.do(Tick(led.now)) == ()


def test_a_minute_of_silence_has_a_sign_of_life_every_eight_seconds() -> None:
    led = asked()
    led.wait(60_000)
    quiet = led.state
    assert quiet.phase is Phase.WAITING
    assert wake_at(quiet) - quiet.life <= LIFE
    assert led.sounds.count("alive") >= 2


def test_spoken_commands_are_logged() -> None:
    assert DIALOGUE.meaning(None, Heard(0, Command.NO, Bringer.MICROPHONE)) is Command.NO
    assert DIALOGUE.meaning(None, Tick(0)) is None
    assert DIALOGUE.ahead(None) == 0


@pytest.mark.parametrize("reads", ["key", "silent", "takes", "hears"])
def test_a_scene_that_expects_no_answer_goes_on(reads: Any) -> None:
    scene = End()
    given = {"key": ("k", 0), "silent": (), "takes": (Listened(0, -20, 0),), "hears": (Done(0, None, None),)}[reads]
    named = {"talking": False} if reads == "takes" else {}
    assert getattr(scene, reads)(*given, **named) is scene
