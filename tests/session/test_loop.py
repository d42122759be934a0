"""The one loop, and where its events come from."""

from typing import Any

from coach.model.effects import Hush, Prepare, Say
from coach.model.events import Bringer, Command, Heard, Prepared, Pressed, Tick
from coach.model.options import Options
from coach.planning.timeline_builder import estimate
from coach.planning.utterances import needed
from coach.session.loop import AFTER_LAST_NO, AHEAD, MASSAGE, LiveInbox, ScriptedInbox, run
from coach.session.state import Phase, State
from coach.sound.clip import RATE
from coach.sound.clock import SoundClock
from coach.sound.mixer import Mixer
from tests.support.told import ASK, WORDS, Told, book_of, routine


class Listing:
    """A stage that keeps what it was told, and makes words at once."""

    def __init__(self, inbox: Any, state: Any) -> None:
        self.inbox, self.state = inbox, state
        self.performed: list[Any] = []
        self.noted: list[Any] = []
        self.at = 0

    def reach(self, at: Any) -> None:
        assert at >= 0
        self.at = at

    def perform(self, effect: Any) -> None:
        self.performed.append(effect)
        if isinstance(effect, Prepare):
            texts = needed(self.state.book, self.state.options, WORDS, effect.area)
            self.inbox.put(Prepared(self.at, effect.area, {text: estimate(text) for text in texts}))

    def note(self, before: Any, event: Any, command: Any) -> None:
        if command is not None:
            self.noted.append((event.at, before.phase, command))


def told(events: Any = (), answer_after: Any = 4000) -> Any:
    options = Options(care=False)
    state = State(book_of(routine(), options), WORDS, options)
    inbox = ScriptedInbox(events, answer_after)
    stage = Listing(inbox, state)
    inbox.put(Heard(0, Command.BEGIN, Bringer.SCRIPT))
    return run(MASSAGE, state, inbox, stage), stage


def said(stage: Any) -> Any:
    return [effect.text for effect in stage.performed if isinstance(effect, Say)]


def test_with_a_yes_after_every_question_the_whole_routine_is_led() -> None:
    ended, stage = told()
    assert ended.over
    assert ended.why == "finished"
    assert sum("ask" in text.lower() for text in said(stage)) == 3
    assert [command for _, _, command in stage.noted].count(Command.YES) == 4, "three answers, and enough of the game"


def test_a_stop_of_the_program_is_handled_before_due_events() -> None:
    clock = iter((0, 100, 9100, 9200, 9200))
    inbox = LiveInbox(lambda: next(clock))
    state: Any = None
    inbox.put(Pressed(50, "k"))
    assert inbox.next(state, 8000, AHEAD) == Pressed(50, "k")
    assert inbox.next(state, 8000, AHEAD) == Tick(9100, slept=9000)
    assert inbox.next(state, 8000, AHEAD) == Tick(9200)


def test_a_sleep_is_reported_even_when_a_cue_is_overdue() -> None:
    clock = iter((0, 100, 9100, 9100))
    inbox = LiveInbox(lambda: next(clock))
    state: Any = None
    assert inbox.next(state, 101 + AHEAD, AHEAD) == Tick(9100, slept=9000)
    assert inbox.next(state, 101 + AHEAD, AHEAD) == Tick(9100)


def test_a_sleep_that_is_seen_in_two_parts_is_told_whole() -> None:
    seconds: list[float] = [100.0]
    state: Any = None
    clock = SoundClock(Mixer(), lambda: seconds[0])
    inbox = LiveInbox(clock.now, clock.slept)
    clock.render(RATE // 100)
    seconds[0] += 6
    inbox.put(Heard(0, Command.YES, Bringer.KEY))
    assert isinstance(inbox.next(state, None, 0), Heard), "the machine is awake, the loudspeaker not yet"
    clock.render(RATE // 100)
    assert inbox.next(state, None, 0) == Tick(clock.now(), slept=6000)


def test_two_short_stalls_of_the_loudspeaker_are_no_sleep() -> None:
    seconds: list[float] = [100.0]
    state: Any = None
    clock = SoundClock(Mixer(), lambda: seconds[0])
    inbox = LiveInbox(clock.now, clock.slept)
    clock.render(RATE // 100)
    for _ in range(2):
        seconds[0] += 4
        clock.render(RATE // 100)
        inbox.put(Heard(0, Command.YES, Bringer.KEY))
        assert isinstance(inbox.next(state, None, 0), Heard)


def test_the_scripted_yes_comes_after_the_given_wait() -> None:
    for wait in (0, 4000, 20_000):
        _, stage = told(answer_after=wait)
        question = next(effect for effect in stage.performed if isinstance(effect, Say) and effect.text == ASK)
        answered = next(at for at, _, command in stage.noted if command is Command.YES)
        assert answered - (question.at + estimate(ASK)) == wait


def test_scripted_events_come_at_their_times() -> None:
    _, stage = told([(60_000, Command.NO), (90_000, Command.YES), (12_000, Command.YES)])
    assert [(at, command) for at, _, command in stage.noted if at in (12_000, 60_000, 90_000)] == [
        (12_000, Command.YES),
        (60_000, Command.NO),
        (90_000, Command.YES),
    ]


def test_an_early_yes_is_given_once_the_question_was_heard() -> None:
    _, stage = told([(1000, Command.YES), (60_000, Command.NO)])
    yes = [(at, phase) for at, phase, command in stage.noted if command is Command.YES]
    assert yes[0] == (1000, Phase.ASKING)
    assert yes[1][1] is Phase.ASKING
    assert stage.noted[3][0] == 60_000 or any(at == 60_000 and phase is Phase.PLAYING for at, phase, _ in stage.noted)


def test_a_script_that_ends_with_a_no_says_goodbye_and_nothing_else() -> None:
    ended, stage = told([(12_000, Command.YES), (40_000, Command.NO)])
    assert ended.why == "no"
    done = stage.noted[-1]
    assert done[2] is Command.DONE
    assert done[0] >= 40_000 + AFTER_LAST_NO
    assert said(stage)[-1] == "Goodbye."


def test_a_session_with_nothing_left_to_wait_for_ends() -> None:
    inbox = ScriptedInbox([(5, Command.NO)])
    waiting = Told(begin=False).state
    assert inbox.next(waiting, None, 0) == Heard(5, Command.NO, Bringer.SCRIPT)
    assert inbox.next(waiting, None, 0) == Heard(5, Command.DONE, Bringer.SCRIPT)


def test_the_hush_is_performed_before_anything_else() -> None:
    _, stage = told([(12_000, Command.YES), (40_000, Command.NO)])
    begun = next(n for n, effect in enumerate(stage.performed) if isinstance(effect, Hush) and effect.at == 40_000)
    assert not [effect for effect in stage.performed[:begun] if getattr(effect, "at", 0) > 40_000 + AHEAD]


# --- live --------------------------------------------------------------------------------------------


def after(inbox: Any, state: Any) -> Any:
    """The event that the massage gets next."""
    return inbox.next(state, MASSAGE.wake_at(state), MASSAGE.ahead(state))


def test_a_key_from_another_thread_comes_before_the_clock() -> None:
    state = Told().state
    inbox = LiveInbox(lambda: 10**9)
    inbox.put(Pressed(5, "x"))
    assert after(inbox, state) == Pressed(5, "x")


def test_a_cue_is_announced_a_little_ahead_but_with_its_own_time() -> None:
    state = Told().state
    state = Told().do(Tick(0)) and state
    inbox = LiveInbox(lambda: 0)
    assert after(inbox, state) == Tick(0)


def test_a_late_clock_says_how_late_it_is() -> None:
    assert after(LiveInbox(lambda: 5000), Told().state) == Tick(5000)


def test_a_wait_that_ends_too_early_continues() -> None:
    clock = iter((0, 0, 0, 10, 10))
    inbox = LiveInbox(lambda: next(clock))
    assert inbox.next(State(book_of(routine()), WORDS), 1, 0) == Tick(10)
