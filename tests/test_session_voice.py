"""What a voice or a cry changes: crying is a no, a spoken end is asked back once."""

from dataclasses import replace

from coach import library, words
from coach.arrange import arrange
from coach.model import Command, Heard, Hush, Options, Say, Tick
from coach.session import step
from coach.state import Phase, State, wake_at

WORDS = words.load()


def playing() -> State:
    """A session in which the first stroke has just begun."""
    options = Options(care=False, detail="remind")
    book = arrange(library.Library([library.ours()]).load("hips"), options, WORDS)
    state, _ = step(State(book, WORDS, options, prepared=frozenset({0})), Heard(0, Command.BEGIN, "start"))
    state, _ = step(replace(state, question=0), Heard(1000, Command.YES, "key"))
    assert state.phase is Phase.PLAYING
    return state


def said(state: State) -> tuple[State, list[str]]:
    """Everything that is said until the session waits."""
    heard: list[str] = []
    while state.cue < len(state.timeline.cues):
        at = wake_at(state)
        assert at is not None
        state, effects = step(state, Tick(at))
        heard += [effect.text for effect in effects if isinstance(effect, Say)]
    return state, heard


def test_when_the_baby_cries_it_falls_silent_and_says_that_it_heard() -> None:
    state, effects = step(playing(), Heard(5000, Command.NO, "crying"))
    assert isinstance(effects[0], Hush)
    state, heard = said(state)
    assert heard == ["I hear crying. Resting. Both hands still."]
    assert state.phase is Phase.RESTING


def test_crying_that_goes_on_is_not_answered_again() -> None:
    state, _ = step(playing(), Heard(5000, Command.NO, "crying"))
    assert step(state, Heard(9000, Command.NO, "crying")) == (state, ())


def test_crying_can_be_switched_off() -> None:
    state = playing()
    quiet = replace(state, options=replace(state.options, crying=False))
    assert step(quiet, Heard(5000, Command.NO, "crying")) == (quiet, ())


def test_a_spoken_all_done_is_asked_back_and_ends_at_the_second_saying() -> None:
    state, effects = step(playing(), Heard(5000, Command.DONE, "microphone"))
    assert isinstance(effects[0], Hush)
    state, heard = said(state)
    assert heard == ["If that was all for today, say so once more, or press Q."]
    state, _ = step(state, Heard(12_000, Command.DONE, "microphone"))
    assert state.phase is Phase.ENDED


def test_after_a_spoken_all_done_a_yes_goes_on_and_the_end_is_asked_about_anew() -> None:
    state, _ = step(playing(), Heard(5000, Command.DONE, "microphone"))
    state, _ = step(state, Heard(9000, Command.YES, "microphone"))
    assert state.phase is Phase.PLAYING
    state, _ = step(state, Heard(15_000, Command.DONE, "microphone"))
    assert state.phase is Phase.RESTING


def test_the_end_by_a_key_needs_no_asking() -> None:
    state, _ = step(playing(), Heard(5000, Command.DONE, "key"))
    assert state.phase is Phase.ENDED


def test_a_spoken_all_done_while_the_baby_is_asked_goes_back_to_the_question() -> None:
    asking = replace(playing(), phase=Phase.ASKING)
    state, _ = step(asking, Heard(5000, Command.DONE, "microphone"))
    state, _ = step(state, Heard(9000, Command.YES, "key"))
    assert state.phase is Phase.ASKING
