"""Opening a session's devices: what a caregiver hears about one that doesn't open."""

import contextlib
import io
import threading
from typing import Any

import pytest

from coach.cli import context
from coach.cli.context import Context
from coach.dialogue import player
from coach.dialogue.player import Player
from coach.ears.microphone import DEAF_SAY, LOST_SAY
from coach.ears.spotting.health import BACK_SAY, CLIPPED_SAY, FAINT_SAY, LOUD_SAY, SILENT_SAY
from coach.model.events import Notice, Way
from coach.playback import listening
from coach.playback.live_session import Session
from coach.session import stop_channels
from coach.store.profile import Profile
from coach.support.errors import EarError, SoundError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from tests.support.night import Untouched
from tests.support.told import WORDS, Told


@pytest.fixture(autouse=True)
def keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that nobody touches."""
    monkeypatch.setattr(context, "TerminalKeys", lambda _now: Untouched("keys"))


def context_of(printed: Any = None, **mine: Any) -> Any:
    """A silent voice and no loudspeaker."""
    return Context(Profile(voice="none", output="none", **mine), WORDS, Printer(printed), Log(), "none")


def came(session: Any, wanted: Any) -> Any:
    """The next event that is wanted."""
    while not wanted(event := session.inbox.next(Told().state, None, 0)):
        pass
    return event


@pytest.mark.parametrize("problem", [EarError("microphone", "there is none", "plug one in"), ImportError("no onnx")])
def test_a_microphone_that_fails_is_announced_with_what_still_works(
    monkeypatch: pytest.MonkeyPatch, problem: Any
) -> None:
    monkeypatch.setattr(context, "make_microphone", lambda *_: Untouched("aloud", problem))
    printed = io.StringIO()
    opened = context_of(printed, listening_told=True)
    with Session(opened) as session:
        event = came(session, lambda event: isinstance(event, Way) and event.name == "aloud")
        works = session.works
        opened.printer.close()
    assert (event.works, works) == (False, ("keys",))
    assert stop_channels.news(event, works, WORDS) == "I cannot hear what you say. I still stop for any key."
    assert str(problem) in printed.getvalue()


def test_a_missing_microphone_that_nobody_asked_for_is_not_mentioned(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = EarError("microphone", "there is none", "plug one in")
    monkeypatch.setattr(context, "make_microphone", lambda *_: Untouched("aloud", missing))
    printed = io.StringIO()
    opened = context_of(printed)
    with Session(opened) as session:
        there, works = session.listening.opened(10), session.works
        opened.printer.close()
    assert (there, works) == (False, ("keys",))
    assert "there is none" not in printed.getvalue()


class Broken(Untouched):
    """A microphone that breaks as soon as it listens."""

    def __init__(self, hearing: Any) -> None:
        super().__init__("aloud")
        self.hearing = hearing

    def listen(self, _hear: Any) -> Any:
        self.hearing.tell(DEAF_SAY)
        return super().listen(_hear)


def test_a_microphone_that_breaks_at_once_is_no_way_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "make_microphone", lambda _mine, hearing, *_: Broken(hearing))
    with Session(context_of()) as session:
        there = session.listening.opened(10)
        assert (there, session.works) == (True, ("keys",))
        assert session.listening.missed
        assert session.listening.missed.complained


def test_a_microphone_that_is_no_longer_wanted_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "make_microphone", lambda *_: Untouched("aloud"))
    with Session(context_of()) as session:
        there, works = session.listening.opened(10), session.works
        session.listening.stop()
        assert (there, works) == (True, ("keys", "aloud"))
        assert (session.listening.missed, session.works) == (None, ("keys",))


def test_no_microphone_is_opened_for_keys_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "make_microphone", lambda *_: pytest.fail("opened"))
    with Session(context_of(listens=False)) as session:
        assert session.listening.opened(10) is False


@pytest.mark.parametrize("crying", [True, False])
def test_it_listens_for_crying_only_in_a_massage(monkeypatch: pytest.MonkeyPatch, crying: Any) -> None:
    given, during = [], []

    def microphone(_mine: Any, hearing: Any, *_: Any) -> Any:
        given.append(hearing)
        return Untouched("aloud")

    monkeypatch.setattr(context, "make_microphone", microphone)
    monkeypatch.setattr(player, "run", lambda _machine, state, *_: during.append(given[0].crying()) or state)
    with Session(context_of()) as session:
        came(session, lambda event: isinstance(event, Way) and event.name == "aloud")
        before = given[0].crying()
        Player(session, None).massage(Told(crying=crying).state)
    assert (before, during, given[0].crying()) == (False, [crying], False)


@pytest.mark.parametrize(
    "problem",
    [
        SoundError("rain.wav", "contains no sound", "use another one"),
        PermissionError("rain.wav: contains no sound that may be read"),
    ],
)
def test_an_unreadable_bed_is_announced_and_the_massage_goes_on(
    monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def broken(_mine: Any) -> None:
        raise problem

    monkeypatch.setattr(context, "load_bed", broken)
    printed = io.StringIO()
    opened = context_of(printed, bed="rain")
    with Session(opened) as session:
        event = came(session, lambda event: isinstance(event, Notice))
        opened.printer.close()
    assert event.text == "The sound under my voice cannot be played. The massage goes on without it."
    assert "rain.wav: contains no sound" in printed.getvalue()


class Closing(Untouched):
    """A way that says when it is closed, or is interrupted then."""

    def __init__(self, way: Any, closed: Any) -> None:
        super().__init__(way)
        self.closed = closed

    @contextlib.contextmanager
    def listen(self, _hear: Any) -> Any:
        yield
        self.closed()


def test_ctrl_c_during_the_end_still_gives_the_terminal_back(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []

    def again() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(context, "TerminalKeys", lambda _now: Closing("keys", lambda: closed.append("keys")))
    monkeypatch.setattr(context, "make_microphone", lambda *_: Closing("aloud", again))
    with pytest.raises(KeyboardInterrupt), Session(context_of()) as session:
        session.listening.opened(10)
    assert closed == ["keys"]


class Opening(Untouched):
    """A microphone that is still opening until ``answer`` is set, as on a sound system that hangs."""

    def __init__(self) -> None:
        super().__init__("aloud")
        self.answer, self.closed = threading.Event(), threading.Event()

    @contextlib.contextmanager
    def listen(self, _hear: Any) -> Any:
        self.answer.wait(20)
        yield
        self.closed.set()


def test_the_end_waits_for_no_microphone_and_closes_a_late_one(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Opening()
    monkeypatch.setattr(context, "make_microphone", lambda *_: slow)
    monkeypatch.setattr(listening, "CLOSES_S", 0.01)
    with Session(context_of()) as session:
        pass
    assert not slow.closed.is_set(), "the end waited for it"
    slow.answer.set()
    assert slow.closed.wait(10)
    assert (session.listening.missed, session.works) == (None, ("keys",))


def test_a_microphone_that_opens_late_doesnt_take_the_next_ones_place(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [Opening(), Opening()]
    both = iter(made)
    monkeypatch.setattr(context, "make_microphone", lambda *_: next(both))
    monkeypatch.setattr(listening, "CLOSES_S", 0.01)
    made[1].answer.set()
    with Session(context_of()) as session:
        session.listening.again()
        assert session.listening.opened(10)
        made[0].answer.set()
        assert made[0].closed.wait(10)
        assert (made[1].closed.is_set(), session.works) == (False, ("keys", "aloud"))
    assert made[1].closed.is_set()


def test_two_ways_to_stop_that_come_at_the_same_moment_both_count(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, done = stop_channels.after, threading.Event()

    def other(session: Session) -> None:
        session.pass_on(Way(0, "windows", works=True))
        done.set()

    with Session(context_of(listens=False)) as session:

        def after(ways: Any, way: Way) -> Any:
            if way.name == "pedal":  # meanwhile another comes
                threading.Thread(target=other, args=(session,), daemon=True).start()
                done.wait(0.2)
            return plain(ways, way)

        monkeypatch.setattr(stop_channels, "after", after)
        session.pass_on(Way(0, "pedal", works=True))
        done.wait(20)
        assert session.works == ("keys", "pedal", "windows")


def test_only_restored_hearing_makes_the_voice_a_way_to_stop() -> None:
    for trouble in (SILENT_SAY, FAINT_SAY, CLIPPED_SAY, LOUD_SAY, LOST_SAY):
        assert stop_channels.after(("keys", "aloud"), stop_channels.of_hearing(0, trouble)) == ("keys",)
    assert stop_channels.after(("keys",), stop_channels.of_hearing(0, BACK_SAY)) == ("keys", "aloud")
