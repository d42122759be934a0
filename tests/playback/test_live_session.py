"""A session's parts as they are opened: what a caregiver is told of one that does not open."""

import io
from contextlib import nullcontext

import pytest

from coach import outputs
from coach.ears.microphone import LOST_SAY
from coach.ears.spotting.health import BACK_SAY, CLIPPED_SAY, FAINT_SAY, LOUD_SAY, SILENT_SAY
from coach.model.events import Event, Notice, Way
from coach.playback import live_session
from coach.playback.live_session import Hearing, Parts, Session
from coach.session import stop_channels
from coach.sound import earcons
from coach.support.errors import EarError, SoundError
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS, Told


class Keys:
    """A keyboard that nobody touches."""

    way = "keys"

    def check(self) -> str:
        return ""

    def listen(self, _hear):
        return nullcontext()


@pytest.mark.parametrize("problem", [EarError("microphone", "there is none", "plug one in"), ImportError("no onnx")])
def test_a_microphone_that_does_not_open_is_told_aloud_with_the_way_that_is_left(problem) -> None:
    def microphone(_hearing: Hearing):
        raise problem

    printed = io.StringIO()
    parts = Parts(
        voice=lambda _: SilentVoice(),
        output=lambda _: outputs.make("none", ""),
        ear=lambda _: Keys(),
        pedals=lambda _: (),
        bound={},
        microphone=microphone,
        journal=None,
        cues=earcons.load,
        words=WORDS,
        printer=Printer(printed),
        log=Log(),
    )
    with Session(parts) as session:
        events = []
        while not events or events[-1].name != "aloud":
            events.append(session.inbox.take(20))
        works = session.works
        parts.printer.close()
    assert all(isinstance(event, Way) for event in events)
    assert (events[-1].works, works) == (False, ("keys",))
    assert stop_channels.news(events[-1], works, WORDS) == "I cannot hear what you say. I still stop for any key."
    assert str(problem) in printed.getvalue()


class Listening:
    """A microphone that hears nothing."""

    way = "aloud"

    def check(self) -> str:
        return ""

    def listen(self, _hear):
        return nullcontext()


class NoRecord:
    """Keeps no record of a session."""

    def begin(self, *_): ...
    def mark(self, _): ...
    def close(self): ...


@pytest.mark.parametrize("crying", [True, False])
def test_crying_is_listened_for_only_in_a_massage_where_it_counts(monkeypatch, crying) -> None:
    given, during = [], []

    def microphone(hearing: Hearing):
        given.append(hearing)
        return Listening()

    parts = Parts(
        voice=lambda _: SilentVoice(),
        output=lambda _: outputs.make("none", ""),
        ear=lambda _: Keys(),
        pedals=lambda _: (),
        bound={},
        microphone=microphone,
        journal=lambda _: NoRecord(),
        cues=earcons.load,
        words=WORDS,
        printer=Printer(None),
        log=Log(),
    )
    with Session(parts) as session:
        while not isinstance(event := session.inbox.take(20), Way) or event.name != "aloud":
            pass
        monkeypatch.setattr(live_session, "run", lambda state, *_: during.append(given[0].crying()) or state)
        before = given[0].crying()
        session.run(Told(crying=crying).state)
    assert (before, during, given[0].crying()) == (False, [crying], False)


def test_a_bed_that_turns_out_to_be_no_sound_is_told_aloud_and_the_massage_goes_on() -> None:
    def bed():
        raise SoundError("rain.wav", "holds no sound", "use another one")

    printed = io.StringIO()
    parts = Parts(
        voice=lambda _: SilentVoice(),
        output=lambda _: outputs.make("none", ""),
        ear=lambda _: Keys(),
        pedals=lambda _: (),
        bound={},
        microphone=None,
        journal=None,
        cues=earcons.load,
        words=WORDS,
        printer=Printer(printed),
        log=Log(),
        bed=bed,
    )
    with Session(parts) as session:
        event: Event = session.inbox.take(20)
        parts.printer.close()
    assert isinstance(event, Notice)
    assert event.text == "The sound under my voice cannot be played. The massage goes on without it."
    assert "rain.wav: holds no sound" in printed.getvalue()


def test_of_all_that_is_told_of_the_hearing_only_that_it_hears_again_makes_the_voice_a_way_to_stop() -> None:
    for trouble in (SILENT_SAY, FAINT_SAY, CLIPPED_SAY, LOUD_SAY, LOST_SAY):
        assert stop_channels.after(("keys", "aloud"), stop_channels.of_hearing(0, trouble)) == ("keys",)
    assert stop_channels.after(("keys",), stop_channels.of_hearing(0, BACK_SAY)) == ("keys", "aloud")
