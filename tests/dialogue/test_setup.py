"""The first run: every answer takes effect at once and is saved, and then every channel is tried with dry hands."""

from dataclasses import replace
from typing import Any

import pytest

from coach.dialogue.errands import Become, HearAllKeys, Save, Voices
from coach.dialogue.scenes import End
from coach.store.profile import Profile
from coach.support.errors import UsageError
from tests.support.dialogues import SETUP, World
from tests.support.led import Led
from tests.support.told import WORDS, line

ANY = "k"
TRIED = (line("try-keys", 1), ANY), ("One of two. Go on", ANY)
AS_IT_IS = ("One of three. Good as it is", ANY)
NO_AGE = (line("age-skip"), ANY)


def asked(mine: Any = None, world: Any = None, *, first: Any = True) -> Any:
    """A first run; it ends with the profile and the channels that worked."""
    begin = SETUP.first_time if first else SETUP.again
    return Led(begin(mine or Profile(), lambda *given: End(given)), world or World(), bound=(mine or Profile()).keys)


def saved(led: Any) -> Any:
    return [one.mine for one in led.errands if isinstance(one, Save)]


def test_with_the_usual_choices_three_answers_and_the_dry_run_suffice() -> None:
    led = asked().answer(AS_IT_IS, NO_AGE, (line("start-choices"), ANY), *TRIED)
    assert led.finish() == (Profile(), ("keys",))
    assert saved(led) == [Profile()]
    assert led.said[-1] == "I stop for any key."


def test_every_answer_takes_effect_at_once_and_is_saved_once() -> None:
    led = asked().answer(
        ("Two of three. Louder", ANY),
        AS_IT_IS,
        (line("age-4"), ANY),
        (line("start-choices", 1), ANY),
        ("Two of three. Slower", ANY),
        AS_IT_IS,
        (line("voices", 1), ANY),
        (line("ask-name"), "enter"),
        (line("hands-choices", 1), ANY),
        (line("keys-choices"), ANY),
        *TRIED,
    )
    mine, worked = led.finish()
    assert (mine.volume, mine.rate, mine.voice, mine.hands, worked) == (140, 120, "system", "left", ("keys",))
    assert mine.born
    assert saved(led) == [mine]
    heard = [one.mine for one in led.errands if isinstance(one, Become)]
    assert [one.volume for one in heard[:1]] == [140]
    assert heard[-1] == mine
    assert [one.ahead for one in led.errands if isinstance(one, Voices)] == [True, True, False], "looked for in time"


def test_escape_at_the_first_question_changes_nothing() -> None:
    led = asked(Profile(volume=50)).answer(
        ("Two of three. Louder", ANY), AS_IT_IS, (line("ask-age"), "escape"), (line("ask-loudness"), "escape")
    )
    assert led.finish() == (None, ())
    assert saved(led) == []
    assert [one.mine.volume for one in led.errands if isinstance(one, Become)] == [70, 50]


def test_leaving_without_changes_changes_nothing() -> None:
    led = asked(first=False).answer((line("ask-loudness"), "escape"))
    assert led.finish() == (None, ())
    assert led.errands == []


def test_a_profile_that_cannot_be_saved_applies_tonight() -> None:
    broken = World(broken={Save: UsageError("profile", "cannot be saved", "make room")})
    led = asked(world=broken).answer(AS_IT_IS, NO_AGE, (line("start-choices"), ANY), *TRIED)
    assert led.finish() == (Profile(), ("keys",))
    assert WORDS.one("not-kept") in led.said


def test_without_any_voice_the_questions_go_on_in_print() -> None:
    class Mute(World):
        """No voice works here."""

        def __call__(self, errand: Any) -> Any:
            return () if isinstance(errand, Voices) else super().__call__(errand)

    led = asked(Profile(voice="none"), Mute(), first=False).answer(AS_IT_IS, AS_IT_IS)
    led.wait(60_000)
    led.answer((line("as-it-is"), ANY), (line("ask-name"), "enter"), NO_AGE, (line("hands-choices"), ANY))
    led.answer((line("keys-choices"), ANY), *TRIED)
    assert led.finish()[0] == Profile(voice="none")


def test_an_unexpected_fault_ends_the_first_run() -> None:
    led = asked(world=World(broken={Save: ZeroDivisionError()}))
    led.answer(AS_IT_IS, NO_AGE, (line("start-choices"), ANY))
    assert isinstance(led.finish(), ZeroDivisionError)


def at_the_name(baby: Any = "") -> Any:
    return asked(Profile(baby=baby), first=False).answer(AS_IT_IS, AS_IT_IS, (line("voices"), ANY))


def after_the_name(led: Any) -> Any:
    led.answer((line("age-skip"), ANY), (line("hands-choices"), ANY), (line("keys-choices"), ANY), *TRIED)
    return led.finish()[0].baby


def test_a_name_is_typed_spelled_and_confirmed() -> None:
    led = at_the_name().answer((line("ask-name"), "m"), ("M.", "i"), ("I.", "x"), ("X.", "backspace"))
    led.press("a", after=500)
    led.answer(("A.", "enter"), (line("name-yes"), ANY))
    assert after_the_name(led) == "Mia"


def test_a_wrong_or_unspeakable_name_can_be_typed_again() -> None:
    led = at_the_name().answer((line("ask-name"), b"ann".hex()), ("N.", "enter"), (line("name-no"), ANY))
    led.answer((line("ask-name"), ("a" * 40).encode().hex()), ("A.", "enter"), (line("name-unspeakable"), "a"))
    led.answer(("A.", "enter"), (line("name-yes"), ANY))
    assert after_the_name(led) == "A"


def test_enter_alone_keeps_the_name_and_backspace_alone_goes_back() -> None:
    led = at_the_name("Mia").answer(("name is Mia", "backspace"), (line("voices"), ANY))
    assert after_the_name(led.answer(("name is Mia", "enter"))) == "Mia"


def test_a_bad_name_is_asked_for_again_and_the_typing_stays() -> None:
    led = at_the_name().answer((line("ask-name"), "m"))
    led.wait(120_000)
    assert sum(line("ask-name") in text for text in led.said) >= 3
    led.press("enter")
    led.answer((line("name-yes"), ANY))
    assert after_the_name(led) == "M"


@pytest.mark.parametrize(("key", "keys"), [("global:k", {"global:k": "no"}), ("escape", {})])
def test_a_pedal_can_be_learned_or_skipped_on_the_way(key: str, keys: Any) -> None:
    led = asked(first=False).answer(AS_IT_IS, AS_IT_IS, (line("voices"), ANY), (line("ask-name"), "enter"))
    led.answer((line("age-skip"), ANY), (line("hands-choices"), ANY), (line("keys-choices", 1), ANY))
    led.answer(("Press the pedal now", key), *TRIED)
    if keys:
        led.answer(("Press the pedal now", "global:k"), ("One of two. Go on", ANY))
    mine, worked = led.finish()
    assert mine == replace(Profile(), keys=keys)
    assert worked == (("keys", "pedal") if keys else ("keys",))
    assert [type(one) for one in led.errands if isinstance(one, HearAllKeys)] == [HearAllKeys]
