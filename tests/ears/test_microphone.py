"""The ear on a microphone: what it reports, and what happens when the device goes away."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import miniaudio
import numpy as np
import pytest

from coach.ears import microphone
from coach.ears.microphone import DEAF_SAY, LOST_SAY, Microphone
from coach.ears.spotting import models, pipeline
from coach.ears.spotting.around import Around
from coach.ears.spotting.health import BACK_SAY, SILENT_SAY
from coach.ears.spotting.models import graph
from coach.ears.spotting.needs import Level
from coach.ears.spotting.spotter import Detection, Judge
from coach.model.events import Bringer, Command, Heard
from coach.sound import answering
from coach.sound.clip import Samples
from coach.support.errors import EarError
from tests.support.sounds import noise


class FakeDevice:
    """A microphone that hands over one recording and is then still."""

    def __init__(self, sound: Samples, pieces: SimpleQueue[bytes | None]) -> None:
        self.closed = threading.Event()
        for piece in np.split((sound * 32767).astype(np.int16), range(320, len(sound), 320)):
            pieces.put(np.repeat(piece, microphone.SIDES).tobytes())

    def close(self) -> None:
        """End it."""
        self.closed.set()


def opening(monkeypatch: pytest.MonkeyPatch, opened: list[FakeDevice], seconds: float = 0.1) -> None:
    """Microphones open as fake devices, which are added to ``opened``."""

    def opens(_name: str, pieces: SimpleQueue[bytes | None]) -> FakeDevice:
        opened.append(FakeDevice(noise(seconds), pieces))
        return opened[-1]

    monkeypatch.setattr(microphone, "_open", opens)


class FakeSpotter:
    """Hears one suspicion and one certainty in the first sound of all."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pipeline, "Spotter", lambda *_: self)
        self.judge = Judge({})
        self._left = [Detection(1.0, Command.NO, Level.SUSPECT, 2.0), Detection(1.1, Command.NO, Level.SURE, 4.0)]

    def follow(self, _scores: np.ndarray, around: Around, **_known: bool) -> list[Detection]:
        """Both at once, the first time."""
        found, self._left = self._left, []
        return [one for one in found if one.command not in around.own]


def listening(
    monkeypatch: pytest.MonkeyPatch, deaf_to: frozenset[Command] = frozenset()
) -> tuple[list[Any], list[Any], list[Any]]:
    opened: list[FakeDevice] = []
    heard: list[object] = []
    suspected: list[object] = []
    monkeypatch.setattr(microphone, "LOST_AFTER", 0.01)
    opening(monkeypatch, opened)
    lost = threading.Event()
    FakeSpotter(monkeypatch)
    ear = Microphone(
        clock=lambda: 4321,
        on_suspect=suspected.append,
        on_health=lambda _say: lost.set(),
        deaf_to=lambda: deaf_to,
    )
    with ear.listen(heard.append):
        assert lost.wait(5)
    return opened, heard, suspected


def test_a_lost_microphone_is_announced_and_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, _, _ = listening(monkeypatch)
    assert opened[0].closed.is_set()
    assert all(device.closed.is_set() for device in opened)


def test_a_machine_that_stood_still_has_not_lost_its_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stood(SimpleQueue):  # type: ignore[type-arg]
        """After a standstill the first wait has already taken too long."""

        stood = False

        def get(self, *given: Any, **named: Any) -> Any:
            """The next piece, as always but once."""
            if not self.stood:
                self.stood = True
                raise Empty
            return super().get(*given, **named)

    assert said_until_it_hears(monkeypatch, Stood) == []


class Late(SimpleQueue):  # type: ignore[type-arg]
    """What the microphone of a sound server that was just started gives: nothing for 1.25 virtual seconds."""

    waited = 0.0

    def get(self, *_: Any, timeout: float = 0, **named: Any) -> Any:
        """The next piece, once its time has come."""
        self.waited += timeout
        if self.waited < 1.25:
            raise Empty
        return super().get(timeout=timeout or 5, **named)


def said_until_it_hears(monkeypatch: pytest.MonkeyPatch, queue: type) -> list[str]:
    """What is told about a microphone whose sound comes through such a queue, until it hears."""
    monkeypatch.setattr(microphone, "SimpleQueue", queue)
    monkeypatch.setattr(microphone, "_open", lambda _name, pieces: FakeDevice(noise(0.5), pieces))
    said, heard = list[str](), threading.Event()
    FakeSpotter(monkeypatch)
    ear = Microphone(clock=lambda: 0, on_health=said.append, on_piece=lambda _samples: heard.set())
    with ear.listen(lambda _event: None):
        assert heard.wait(5)
    return said


def test_a_microphone_that_takes_a_second_to_wake_is_not_called_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said_until_it_hears(monkeypatch, Late) == []


def test_the_doctor_waits_for_the_microphones_first_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "SimpleQueue", Late)
    monkeypatch.setattr(microphone, "_open", lambda _name, pieces: FakeDevice(noise(0.5), pieces))
    assert len(microphone.heard("", 0)) == 8000


def test_a_lost_microphone_that_never_closes_holds_up_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()

    class Hanging(FakeDevice):
        """Its sound system gives no answer any more."""

        def close(self) -> None:
            """Wait for it."""
            answer.wait(20)

    monkeypatch.setattr(microphone, "LOST_AFTER", 0.01)
    monkeypatch.setattr(microphone, "_open", lambda _name, pieces: Hanging(noise(0.1), pieces))
    lost = threading.Event()
    FakeSpotter(monkeypatch)
    with Microphone(clock=lambda: 0, on_health=lambda _say: lost.set()).listen(lambda _event: None):
        assert lost.wait(5)
        began = time.monotonic()
    took = time.monotonic() - began
    answer.set()
    assert took < 1.5


@pytest.mark.parametrize(
    ("loud", "sentences"),
    [(0.05, [LOST_SAY, BACK_SAY]), (0.0, [LOST_SAY, SILENT_SAY])],
)
def test_a_returning_microphone_is_announced_unless_it_is_muted(
    monkeypatch: pytest.MonkeyPatch, loud: float, sentences: list[str]
) -> None:
    monkeypatch.setattr(microphone, "LOST_AFTER", 1.0)
    sounds = iter([noise(0.1), noise(10.6, loud)])
    monkeypatch.setattr(microphone, "_open", lambda _name, pieces: FakeDevice(next(sounds), pieces))
    said: SimpleQueue[str] = SimpleQueue()
    FakeSpotter(monkeypatch)
    ear = Microphone(clock=lambda: 0, on_health=said.put)
    with ear.listen(lambda _event: None):
        assert [said.get(timeout=20) for _ in sentences] == sentences


def test_a_certain_no_is_reported_with_its_time_and_ear(monkeypatch: pytest.MonkeyPatch) -> None:
    _, heard, suspected = listening(monkeypatch)
    assert heard == [Heard(4321, Command.NO, Bringer.MICROPHONE)]
    assert [d.level for d in suspected] == [Level.SUSPECT]


def test_the_coachs_own_phrase_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    _, heard, suspected = listening(monkeypatch, frozenset({Command.NO}))
    assert (heard, suspected) == ([], [])


@pytest.mark.parametrize("name", ["step.onnx", "look.onnx", "thresholds.json", "cry.npz"])
def test_a_damaged_model_is_told_before_anyone_relies_on_the_voice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    shutil.copytree(str(models.shipped("")), tmp_path / "models")
    (tmp_path / "models" / name).write_bytes(b"{")
    opened: list[FakeDevice] = []
    opening(monkeypatch, opened)
    monkeypatch.setattr(models, "files", lambda _: tmp_path)
    graph.cache_clear()
    with pytest.raises(EarError, match=name), Microphone(clock=lambda: 0).listen(lambda _event: None):
        pass
    graph.cache_clear()
    assert opened[0].closed.is_set()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_while_listening_is_told_and_the_device_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenSpotter(FakeSpotter):
        """Fails at the first sound."""

        def follow(self, _scores: np.ndarray, around: Around, **_known: bool) -> list[Detection]:
            """Always."""
            raise ZeroDivisionError(around)

    opened: list[FakeDevice] = []
    opening(monkeypatch, opened, 0.5)
    BrokenSpotter(monkeypatch)
    said: SimpleQueue[str] = SimpleQueue()
    ear = Microphone(clock=lambda: 0, on_health=said.put)
    with ear.listen(lambda _event: None):
        assert said.get(timeout=20) == DEAF_SAY
        assert opened[0].closed.wait(5), "otherwise it would record for the rest of the session"


def test_an_unknown_microphone_lists_the_ones_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [{"name": "Built-in", "id": 1}, {"name": "Headset", "id": 2}]
    monkeypatch.setattr(microphone, "_captures", lambda: known)
    ear = Microphone("Studio", clock=lambda: 0)
    assert "Built-in, Headset" in ear.check()
    with pytest.raises(EarError, match="Studio"), ear.listen(lambda _event: None), nullcontext():
        pass
    assert Microphone("head", clock=lambda: 0).check() == ""


@pytest.fixture
def mute_system(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A sound system that knows one microphone and never opens it, nor answers again."""
    answer = threading.Event()
    monkeypatch.setattr(answering, "ANSWERS_S", 0.1)
    monkeypatch.setattr(miniaudio, "Devices", lambda: answer.wait(20))
    yield
    answer.set()


@pytest.mark.usefixtures("mute_system")
@pytest.mark.parametrize("name", ["", "Headset", "Ω"])
def test_a_hanging_sound_system_does_not_block_the_microphone(name: str) -> None:
    ear = Microphone(name, clock=lambda: 0)
    assert "has not answered" in ear.check()
    assert ear.check().endswith("or use --no-microphone")
    with pytest.raises(EarError, match="has not answered"), ear.listen(lambda _event: None), nullcontext():
        pass


def test_a_microphone_that_opens_too_late_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, closed = threading.Event(), threading.Event()

    class Slow:
        """A device that another program holds for a while."""

        def close(self) -> None:
            closed.set()

    def started(*_: object) -> Slow:
        answer.wait(20)
        return Slow()

    monkeypatch.setattr(answering, "ANSWERS_S", 0.1)
    monkeypatch.setattr(microphone, "_captures", lambda: [{"name": "Headset", "id": 1}])
    monkeypatch.setattr(microphone, "_started", started)
    with pytest.raises(EarError, match="has not answered"):
        microphone.heard("", 0.1)
    answer.set()
    assert closed.wait(5)
