"""The doctor by ear: it says what isn't in order and no more, and any key silences it."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from coach import outputs
from coach.cli import doctor
from coach.cli import main as cli
from coach.cli.commands import checkup
from coach.cli.finding import Finding
from coach.model.events import STRAY, Pressed
from coach.sound.clip import RATE
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import SoundError
from coach.voices.silent import SilentVoice

WELL, ILL = Finding("disk", "9 MB are free."), Finding("microphone", "there is none.", fault=True)


class Room:
    """What sounds, and a keyboard on which ``key`` is pressed once ``at`` sounds."""

    def __init__(self, at: Any = "", key: Any = "k") -> None:
        self.at, self.key = at, key
        self.said: list[Any] = []
        self.frames = 0
        self.hear: Any = None

    def check(self) -> Any:
        return ""

    @contextlib.contextmanager
    def listen(self, hear: Any) -> Iterator[Any]:
        self.hear = hear
        yield

    @contextlib.contextmanager
    def open(self, render: Any) -> Iterator[Any]:
        """A loudspeaker that takes a minute of sound in no time."""
        pressed = self.said and self.at and self.at in self.said[-1]
        if pressed:
            self.hear(Pressed(0, self.key))
        if not pressed or self.key == STRAY:
            self.frames += len(render(60 * RATE))
        yield
        render(RATE)

    def speak(self, text: str) -> Any:
        self.said.append(text)
        return SilentVoice().speak(text)


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(room: Room, *found: Finding, make: Any = None) -> Any:
        monkeypatch.setattr(checkup, "TerminalKeys", lambda _now: room)
        monkeypatch.setattr(checkup, "make_voice", lambda *_: room)
        monkeypatch.setattr(doctor, "Watched", lambda make, _told: make())
        monkeypatch.setattr(outputs, "make", make or (lambda *_: room))
        monkeypatch.setattr(doctor.examine, "__defaults__", ((lambda _mine: iter(found),),))
        assert cli.main(["doctor"]) == 0
        return capsys.readouterr().out

    return run


def test_only_what_is_wrong_is_said_and_everything_printed(examined: Any) -> None:
    room = Room()
    printed = examined(room, WELL, ILL)
    assert room.said[-3:] == ["One thing isn't in order.", "microphone: there is none.", "A massage can begin."]
    assert not [text for text in room.said if "disk" in text]
    assert WELL.line in printed
    assert ILL.line in printed
    examined(room := Room(), ILL, ILL)
    assert "Two things aren't in order." in room.said
    examined(room := Room(), WELL)
    assert room.said[-2:] == ["Everything's in order.", "A massage can begin."]


def test_any_key_silences_the_check_and_the_print_goes_on(examined: Any) -> None:
    room = Room("I'm checking")
    printed = examined(room, ILL)
    assert len(room.said) == 1
    assert printed.endswith("A session can run.\n")
    assert ILL.line in printed
    examined(room := Room("I'm checking", STRAY), WELL)
    assert room.said[-1] == "A massage can begin.", "a mouse wheel is no key"


def test_where_the_chosen_loudspeaker_is_gone_another_one_speaks(
    examined: Any,
) -> None:
    """It fell silent, just when the loudspeaker was what was wrong."""
    profile.save(Profile(speaker="Kitchen"))
    tried: list[str] = []

    def made(_library: str, speaker: str) -> Any:
        tried.append(speaker)
        if speaker:
            raise SoundError("loudspeaker", "there is none of that name")
        return room

    room = Room()
    examined(room, WELL, make=made)
    assert room.frames
    assert tried[:2] == ["Kitchen", ""]


class Gone:
    """A loudspeaker that isn't there."""

    def check(self) -> Any:
        return "speaker: there is none of that name"


@pytest.mark.parametrize(("own", "status"), [(Room(), 0), (Gone(), 5)])
def test_a_massage_can_begin_where_only_the_chosen_loudspeaker_is_gone(
    monkeypatch: pytest.MonkeyPatch, own: Any, status: Any
) -> None:
    """It plays on the machine's own, so "No massage can begin until that's fixed" was wrong."""
    monkeypatch.setattr(outputs, "devices", lambda _name: [])
    monkeypatch.setattr(outputs, "make", lambda _library, speaker: Gone() if speaker else own)
    (found,) = doctor.loudspeakers(Profile(speaker="Kitchen"))
    assert (found.fault, found.status) == (True, status)


def test_a_key_silences_the_tones_of_loudspeakers_too(monkeypatch: pytest.MonkeyPatch, examined: Any) -> None:
    monkeypatch.setattr(outputs, "devices", lambda _name: ["Kitchen"])
    room = Room("I'm checking")
    monkeypatch.setattr(outputs, "sides", lambda *_: {"left": room})
    examined(room, WELL)
    (found,) = doctor.loudspeakers(Profile())
    assert found.text == "1, Kitchen: a key silenced its tones."
    assert not found.fault
