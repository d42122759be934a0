"""The first word: what is heard before the rest of the program is loaded."""

import io
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.cli.assembly import playing
from coach.cli.context import Context
from coach.cli.opening import opened
from coach.model.options import SPEECH_PERCENT
from coach.playback.loudspeaker import EarlyNews, Loudspeaker
from coach.sound import earcons
from coach.sound.clip import RATE, Clip
from coach.store.profile import Profile
from coach.support.errors import SoundError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.cache import SHIPPED, CachedVoice
from coach.voices.heart import HeartVoice
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS
from tests.voices.fakes import FakeVoice

HELLO = WORDS.one("hello")


def loudspeaker(monkeypatch: pytest.MonkeyPatch, voice: Any, printed: Any = None) -> Loudspeaker:
    """One that nobody hears, with a voice."""
    monkeypatch.setattr(Context, "voice", lambda *_: voice)
    mine = Profile(voice="none", output="none", bed="none")
    return Loudspeaker(Context(mine, WORDS, Printer(printed), Log(), "none"))


def heard(one: Loudspeaker) -> Any:
    """The first half second."""
    return one.mixer.render(RATE // 2)


def test_hello_comes_first_if_the_voice_has_it_cached(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    voice, printed = CachedVoice(FakeVoice("a"), tmp_path), io.StringIO()
    clip = voice.speak(HELLO)
    one = loudspeaker(monkeypatch, voice, printed)
    one.greet()
    one.devices.printer.close()
    n = min(len(clip.samples), RATE // 2)
    assert np.allclose(heard(one)[:n], clip.samples[:n], atol=1e-4)
    assert printed.getvalue() == f"{HELLO}\n"


def test_a_voice_that_needs_time_is_announced_by_a_sound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = loudspeaker(monkeypatch, CachedVoice(FakeVoice("a"), tmp_path))
    one.greet()
    sound = earcons.load("hello").samples
    assert np.allclose(heard(one)[: len(sound)], sound, atol=1e-4)


def test_the_next_evening_of_any_voice_begins_with_hello(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with loudspeaker(monkeypatch, CachedVoice(FakeVoice("a"), tmp_path)) as one:
        one.warmed()
    assert CachedVoice(FakeVoice("a"), tmp_path).has(HELLO)


class Waking(FakeVoice):
    """A voice that wakes when the test says so."""

    def __init__(self) -> None:
        super().__init__("slow")
        self.awake = threading.Event()

    def warm(self) -> None:
        self.awake.wait(20)


def test_a_voice_that_wakes_after_the_end_is_asked_for_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    voice = Waking()
    with loudspeaker(monkeypatch, CachedVoice(voice, tmp_path)) as one:
        pass
    voice.awake.set()
    one.warmed()
    assert voice.asked == []


@pytest.mark.parametrize("rate", [Profile().rate, Profile().rate * SPEECH_PERCENT // 100])
def test_hello_ships_for_the_usual_evening_and_for_bedtime(rate: int) -> None:
    """If not: python -m tools.first_words."""
    assert CachedVoice(HeartVoice(rate), None).has(HELLO)


def test_every_shipped_clip_is_still_in_use() -> None:
    """If not: python -m tools.first_words."""
    assert len([*SHIPPED.iterdir()]) == 2


def test_a_shipped_clip_is_spoken_without_waking_the_voice() -> None:
    voice = HeartVoice(Profile().rate)
    clip = CachedVoice(voice, None).speak(HELLO)
    assert isinstance(clip, Clip)
    assert 400 < clip.ms < 1200
    assert voice.child.pid is None


class Nowhere:
    """An output without a device, which counts how often it is tried."""

    tries = 0

    def open(self, _render: Any) -> Any:
        self.tries += 1
        raise SoundError("speaker", "no loudspeaker was found", "plug one in")


def test_a_loudspeaker_that_does_not_open_says_nothing_and_is_tried_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = Nowhere()
    monkeypatch.setattr(Context, "loudspeaker", lambda *_: nowhere)
    monkeypatch.setattr(Context, "voice", lambda *_: SilentVoice())
    with (
        opened(Profile(voice="none", bed="none")) as opening,
        pytest.raises(SoundError),
        playing(opening.context, loudspeaker=opening.loudspeaker),
    ):
        pass
    assert nowhere.tries == 1
    assert HELLO not in capsys.readouterr().out


def test_events_before_anybody_listens_are_delivered_later() -> None:
    told: list[str] = []
    kept = EarlyNews()
    kept("lost")
    kept.tell(told.append)
    kept("back")
    assert told == ["lost", "back"]
