"""A whole evening in virtual time, for a caregiver who sees nothing: only what is spoken comes in, only keys go out.

The real command line, session, loop, stage and mixer run. Fakes stand at the seams: a loudspeaker and an inbox, through
which time passes when somebody waits, a keyboard that nobody touches, and a silent voice.
"""

import contextlib
import queue
import re
from collections.abc import Iterator
from typing import Any

import pytest

from coach import outputs
from coach.cli import context, world
from coach.dialogue import player
from coach.dialogue.engine import Dialogue
from coach.dialogue.scenes import Work
from coach.ears import bound_keys
from coach.model import channels
from coach.model.events import Pressed, Spoken, Tick
from coach.playback import live_session, loudspeaker
from coach.playback.live_stage import LiveStage
from coach.sound.clip import RATE
from coach.sound.clock import SoundClock
from coach.support.errors import EarError
from coach.voices.silent import SilentVoice

PIECE_MS = 50
"""Milliseconds that pass at once."""
LONGEST_MS = 3 * 3_600_000
REACTION_MS = 700
"""Milliseconds from the beginning of what is heard to the key that it calls for."""
KEYS = r"(Enter|Space|Tab|Escape|plus|minus|[A-Z])"


class Ears:
    """All that was heard, and what this person does about it: wishes in their order, each for a moment of its own."""

    def __init__(self, *wishes: Any) -> None:
        """Every wish is (what is waited for in a sentence, what is pressed then: a key, its meaning, or nothing)."""
        self.wishes = list(wishes)
        self.heard: list[Any] = []
        """(milliseconds, sentence), as it began to sound."""
        self.pressed: list[Any] = []
        """(milliseconds, key)"""
        self.read = 0
        """How many of the sentences heard so far aren't what the first wish waits for."""
        self.since = 0
        self.now = 0
        """Milliseconds that have passed, in all sessions of the evening."""

    def hears(self, at: Any, text: Any) -> None:
        self.heard.append((at, text))

    def key(self, now: Any) -> Any:
        """The key that is due by ``now``, with its moment; None for none."""
        if not self.wishes:
            return None
        wanted, meant = self.wishes[0]
        while self.read < len(self.heard):
            at, text = self.heard[self.read]
            if at >= self.since and re.search(wanted, text):
                break
            self.read += 1
        else:
            return None
        if at + REACTION_MS > now:
            return None
        self.wishes.pop(0)
        self.since = at + REACTION_MS
        key = meant(self) if callable(meant) else meant
        if not key:
            return None
        self.pressed.append((self.since, key))
        return self.since, key

    def patience(self) -> Any:
        """Milliseconds in which this person does nothing, whatever is heard."""
        return PIECE_MS

    def does(self, began: Any) -> Any:
        """The event that this person causes now, in a session that began at a moment of the evening; None for none."""
        key = self.key(self.now)
        return Pressed(max(0, key[0] - began), key[1]) if key else None

    @property
    def text(self) -> Any:
        return [text for _, text in self.heard]


def told(meaning: Any) -> Any:
    """The key that the coach itself has named for this; nothing else is known to the person."""

    def key(ears: Any) -> Any:
        for text in reversed(ears.text):
            for clause in re.split(r"[.,:]", text):
                found = re.match(rf"\s*(?:Press |or )?{KEYS}\b(?! or).*\b{meaning}", clause)
                found = found or re.match(rf"(?i:\s*{meaning}) is {KEYS}$", clause)
                if found:
                    return {"plus": "+", "minus": "-"}.get(found[1], found[1].lower())
        raise AssertionError(f"no key was named for {meaning!r}: {ears.text}")

    return key


class Loudspeaker:
    """Takes sound when time passes."""

    def __init__(self) -> None:
        self.render = None

    def check(self) -> Any:
        return ""

    @contextlib.contextmanager
    def open(self, render: Any) -> Iterator[Any]:
        self.render = render
        yield


class Untouched:
    """A way to press something that nobody uses, or that is not there."""

    def __init__(self, way: Any, error: Any = None) -> None:
        self.way, self.error = way, error

    def check(self) -> Any:
        return ""

    def listen(self, _hear: Any) -> Any:
        if self.error:
            raise self.error
        return contextlib.nullcontext()


class Inbox:
    """Lets time pass while somebody waits, and hears with the caregiver's ears."""

    def __init__(self, now: Any, evening: Any) -> None:
        self.now, self.evening = now, evening
        self.began = evening.ears.now
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._coming: list[Any] = []

    def put(self, event: Any) -> None:
        if isinstance(event, Spoken):
            self._coming.append((event.begins, event.text))
        self._queue.put(event)

    def next(self, state: Any, due: Any, ahead: Any) -> Any:
        while True:
            self.evening.stage.settle()
            with contextlib.suppress(queue.Empty):
                return self._queue.get_nowait()
            if isinstance(state, Dialogue) and isinstance(state.scene, Work):
                return self._queue.get(timeout=60)  # what is done in real time takes none of theirs
            if due is not None and self.now() >= due - ahead:
                return Tick(max(self.now(), due))
            piece = self.evening.ears.patience()
            if done := self._pass(piece if due is None else min(piece, due - ahead - self.now())):
                return done

    def _pass(self, ms: Any) -> Any:
        """Let time pass; what the person does then."""
        self.evening.loudspeaker.render(ms * RATE // 1000)
        busy, now, ears = self.evening.stage.mixer.busy, self.now(), self.evening.ears
        if not busy:  # a hush came first
            self._coming = [one for one in self._coming if one[0] >= now - PIECE_MS]
        ears.now = self.began + now
        for at, text in [one for one in self._coming if one[0] <= now]:
            ears.hears(self.began + at, text)
        self._coming = [one for one in self._coming if one[0] > now]
        assert now < LONGEST_MS, (ears.text[-5:], ears.wishes[:1])
        return ears.does(self.began)


class Evening:
    """What stands at the seams of one evening."""

    def __init__(self, ears: Any, *, microphone: Any = False) -> None:
        """``microphone``: there is one, and nobody speaks."""
        missing = None if microphone else EarError("microphone", "there is none", "plug one in")
        self.ears, self.loudspeaker, self.microphone = ears, Loudspeaker(), Untouched(channels.ALOUD, missing)
        self.inbox, self.staged, self.voice = Inbox, LiveStage, SilentVoice
        self.stage: LiveStage | None = None

    def begin(self, monkeypatch: pytest.MonkeyPatch, keyboard: Any = None) -> None:
        monkeypatch.setattr(outputs, "make", lambda *_: self.loudspeaker)
        monkeypatch.setattr(context, "make_voice", lambda *_: self.voice())
        monkeypatch.setattr(world, "make_voice", lambda *_: self.voice())
        monkeypatch.setattr(context, "TerminalKeys", lambda _now: keyboard or Untouched(channels.KEYS))
        monkeypatch.setattr(context, "make_microphone", lambda *_: self.microphone)
        monkeypatch.setattr(bound_keys, "ears", lambda keys, *_: [Untouched(channels.PEDAL)] if keys else [])
        monkeypatch.setattr(bound_keys, "every", lambda _now: [Untouched(channels.PEDAL)])
        monkeypatch.setattr(loudspeaker, "SoundClock", lambda mixer: SoundClock(mixer, lambda: 0.0))
        monkeypatch.setattr(live_session, "LiveInbox", lambda now, _slept: self.inbox(now, self))
        monkeypatch.setattr(live_session, "LAST_SOUND_S", 0)
        monkeypatch.setattr(player, "LiveStage", self._staged)

    def _staged(self, *given: Any, **named: Any) -> Any:
        self.stage = self.staged(*given, **named)
        return self.stage
