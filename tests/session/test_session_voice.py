"""What a voice or a cry changes: crying is a no, a spoken end is asked back once."""

from dataclasses import replace

from coach import words
from coach.model.effects import Effect, Hush, Mark, Say
from coach.model.events import Bringer, Command, Heard, Tick
from coach.model.options import Detail, Options
from coach.planning.arrange import arrange
from coach.routines import library
from coach.session.machine import meaning, step
from coach.session.state import Phase, State, wake_at

WORDS = words.load()


def playing() -> State:
    """A session in which the first stroke has just begun."""
    options = Options(care=False, detail=Detail.REMIND)
    book = arrange(library.Library([library.ours()]).load("hips"), options, WORDS)
    state, _ = step(State(book, WORDS, options, prepared=frozenset({0})), Heard(0, Command.BEGIN, Bringer.SCRIPT))
    state, _ = step(replace(state, question=0), Heard(1000, Command.YES, Bringer.KEY))
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
    state, effects = step(playing(), Heard(5000, Command.NO, Bringer.CRYING))
    assert isinstance(effects[0], Hush)
    state, heard = said(state)
    assert heard == ["I hear crying. Resting. Both hands still."]
    assert state.phase is Phase.RESTING


def test_crying_that_goes_on_is_not_answered_again() -> None:
    state, _ = step(playing(), Heard(5000, Command.NO, Bringer.CRYING))
    assert step(state, Heard(9000, Command.NO, Bringer.CRYING)) == (state, ())


def test_crying_can_be_switched_off() -> None:
    state = playing()
    quiet = replace(state, options=replace(state.options, crying=False))
    assert step(quiet, Heard(5000, Command.NO, Bringer.CRYING)) == (quiet, ())


def test_the_journal_distinguishes_crying_from_a_spoken_no() -> None:
    def marks(by: Bringer) -> list[str]:
        return [one.what for one in step(playing(), Heard(5000, Command.NO, by))[1] if isinstance(one, Mark)]

    assert marks(Bringer.MICROPHONE) == ["no"]
    assert marks(Bringer.CRYING) == ["no", "crying"]


def fussing(**changed: bool) -> tuple[State, tuple[Effect, ...]]:
    """A session in which the baby fusses five seconds into the first stroke."""
    state = playing()
    state, _ = step(state, Tick(wake_at(state) or 0))
    state = replace(state, options=replace(state.options, **changed))  # type: ignore[arg-type]
    return step(state, Heard(5000, Command.NOT_SURE, Bringer.FUSSING))


def until_second_stroke(state: State) -> list[Say]:
    """What is said until the second stroke is named."""
    heard: list[Say] = []
    while state.stroke < 1:
        state, effects = step(state, Tick(wake_at(state) or 0))
        heard += [effect for effect in effects if isinstance(effect, Say)]
    return heard


def test_fussing_lowers_the_voice_and_asks_at_the_next_stroke() -> None:
    state, effects = fussing()
    assert [one.what for one in effects if isinstance(one, Mark)] == ["fussing"]
    assert state.phase is Phase.PLAYING
    *lower, question, name = until_second_stroke(state)
    assert question.text == "I hear fussing. Is your baby not sure?"
    assert lower
    assert {one.gain for one in (*lower, question)} == {-6}
    assert name.text == state.here.strokes[1].name.capitalize() + "."
    assert name.gain == 0
    assert name.at - question.at >= state.length(question.text) + 4000


def test_fussing_again_in_the_same_area_asks_nothing_more() -> None:
    state, _ = fussing()
    until = [one.text for one in until_second_stroke(state)]
    assert until.count("I hear fussing. Is your baby not sure?") == 1
    assert step(state, Heard(6000, Command.NOT_SURE, Bringer.FUSSING)) == (state, ())


def test_any_command_ends_the_lower_voice() -> None:
    state, _ = step(fussing()[0], Heard(7000, Command.NO, Bringer.KEY))
    state, _ = step(state, Heard(9000, Command.YES, Bringer.KEY))
    assert "I hear fussing. Is your baby not sure?" not in [one.text for one in until_second_stroke(state)]


def test_at_bedtime_fussing_lowers_the_voice_and_nothing_is_asked() -> None:
    state, _ = fussing(bedtime=True)
    assert "I hear fussing. Is your baby not sure?" not in [one.text for one in until_second_stroke(state)]


def test_with_crying_switched_off_fussing_is_ignored_too() -> None:
    state, effects = fussing(crying=False)
    assert effects == ()
    assert not state.lowered


def test_fussing_in_a_rest_changes_nothing() -> None:
    state, _ = step(playing(), Heard(5000, Command.NO, Bringer.KEY))
    assert step(state, Heard(9000, Command.NOT_SURE, Bringer.FUSSING)) == (state, ())


def test_a_spoken_all_done_is_asked_back_and_the_second_ends_it() -> None:
    state, effects = step(playing(), Heard(5000, Command.DONE, Bringer.MICROPHONE))
    assert isinstance(effects[0], Hush)
    state, heard = said(state)
    assert heard == ["To finish for today, say so again, or press Q."]
    state, _ = step(state, Heard(12_000, Command.DONE, Bringer.MICROPHONE))
    assert state.phase is Phase.ENDED


def test_a_yes_after_a_spoken_all_done_cancels_it() -> None:
    state, _ = step(playing(), Heard(5000, Command.DONE, Bringer.MICROPHONE))
    state, _ = step(state, Heard(9000, Command.YES, Bringer.MICROPHONE))
    assert state.phase is Phase.PLAYING
    state, _ = step(state, Heard(15_000, Command.DONE, Bringer.MICROPHONE))
    assert state.phase is Phase.ENDING


def test_the_end_by_a_key_needs_no_asking() -> None:
    state, _ = step(playing(), Heard(5000, Command.DONE, Bringer.KEY))
    assert state.phase is Phase.ENDED


def test_a_spoken_all_done_during_the_question_returns_to_the_question() -> None:
    asking = replace(playing(), phase=Phase.ASKING)
    state, _ = step(asking, Heard(5000, Command.DONE, Bringer.MICROPHONE))
    state, _ = step(state, Heard(9000, Command.YES, Bringer.KEY))
    assert state.phase is Phase.ASKING


def test_after_the_goodbye_a_command_that_means_nothing_is_not_heard() -> None:
    ended = replace(playing(), phase=Phase.ENDED)
    for command in (Command.BACK, Command.NEXT, Command.WHERE, Command.YES):
        heard = Heard(5000, command, Bringer.MICROPHONE)
        assert meaning(ended, heard) is None
        assert step(ended, heard) == (ended, ())
    assert meaning(ended, Heard(5000, Command.NO, Bringer.MICROPHONE)) is Command.NO


def test_crying_that_is_switched_off_is_not_noted_as_heard() -> None:
    state = playing()
    quiet = replace(state, options=replace(state.options, crying=False))
    assert meaning(quiet, Heard(5000, Command.NO, Bringer.CRYING)) is None
