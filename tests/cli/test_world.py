"""What errands do in the background: it holds nothing up, and nothing is made twice."""

import threading
from typing import Any

import pytest

from coach.cli import world
from coach.cli.context import Context
from coach.cli.world import RealWorld
from coach.dialogue.errands import Voices
from coach.store.profile import Profile
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS


@pytest.fixture
def here() -> RealWorld:
    """A world without a session."""
    context = Context(Profile(voice="none", output="none"), WORDS, Printer(None), Log(), "none")
    return RealWorld(None, context, None)


def test_looking_for_voices_never_holds_up_the_end(here: RealWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    looking, found = [], threading.Event()

    def offered() -> Any:
        looking.append(threading.current_thread())
        found.wait(20)
        return ["heart"]

    monkeypatch.setattr(world, "offered", offered)
    assert list(here.do(Voices(ahead=True))) == []  # type: ignore[call-overload]
    found.set()
    assert list(here.do(Voices())) == ["heart"]  # type: ignore[call-overload]
    assert [thread.daemon for thread in looking] == [True]


def test_a_voice_asked_for_twice_at_once_is_made_once(here: RealWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    second = threading.Event()

    def make(*_: Any) -> Any:
        voice = SilentVoice()
        made.append(voice)
        if len(made) == 1:  # meanwhile another thread wants it
            threading.Thread(target=lambda: (here.voice("none"), second.set()), daemon=True).start()
            second.wait(0.2)
        return voice

    monkeypatch.setattr(world, "make_voice", make)
    here.voice("none")
    assert second.wait(20)
    assert len(made) == 1
