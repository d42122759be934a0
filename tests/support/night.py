"""A whole evening in virtual time, for a caregiver who sees nothing: only what is spoken comes in, only keys go out.

Stands in for coach.playback.live_session.Session, so that the real command line runs on it;
time passes when somebody waits.
"""

import queue
import re
from dataclasses import replace

from coach.model.effects import Hush, Mark, Prepare, Say
from coach.model.events import Command, Heard, Prepared, Pressed, Tick
from coach.planning import utterances
from coach.planning.timeline_builder import estimate
from coach.session.machine import step, wake_at
from coach.sound.clip import RATE
from coach.sound.mixer import Mixer
from coach.voices.silent import SilentVoice

REACTION_MS = 700
"""Milliseconds from the beginning of what is heard to the key that it calls for."""
KEYS = r"(Enter|Space|Tab|Escape|plus|minus|[A-Z])"


class Ears:
    """All that was heard, and what this person does about it: wishes in their order, each for a moment of its own."""

    def __init__(self, *wishes):
        """Every wish is (what is waited for in a sentence, what is pressed then: a key, its meaning, or nothing)."""
        self.wishes = list(wishes)
        self.heard = []
        """(milliseconds, sentence), as it began to sound."""
        self.pressed = []
        """(milliseconds, key)"""
        self.since = 0
        self.now = 0
        """Milliseconds that have passed, in all sessions of the evening."""

    def hears(self, at, text):
        self.heard.append((at, text))

    def key(self, now):
        """The key that is due by ``now``, with its moment; None for none."""
        if not self.wishes:
            return None
        wanted, meant = self.wishes[0]
        at = next((at for at, text in self.heard if at >= self.since and re.search(wanted, text)), None)
        if at is None or at + REACTION_MS > now:
            return None
        self.wishes.pop(0)
        self.since = at + REACTION_MS
        key = meant(self) if callable(meant) else meant
        if not key:
            return None
        self.pressed.append((self.since, key))
        return self.since, key

    @property
    def text(self):
        return [text for _, text in self.heard]


def told(meaning):
    """The key that the coach itself has named for this; nothing else is known to the person."""

    def key(ears):
        for text in reversed(ears.text):
            for clause in re.split(r"[.,:]", text):
                found = re.match(rf"\s*{KEYS}\b(?! or).*\b{meaning}", clause)
                found = found or re.match(rf"(?i:\s*{meaning}) is {KEYS}$", clause)
                if found:
                    return {"plus": "+", "minus": "-"}.get(found[1], found[1].lower())
        raise AssertionError(f"no key was named for {meaning!r}: {ears.text}")

    return key


class Night:
    """Stands in for Session; ``session_for`` says who hears it."""

    ears = None

    def __init__(self, parts):
        self.parts, self.mixer, self.voice, self.inbox = parts, Mixer(), SilentVoice(), self
        self.hears, self.works, self.touched, self.missed = True, ("keys",), ("", -10_000), None
        self.named = ()
        self.coming = []
        self.began = self.ears.now

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Nothing is open."""

    @property
    def now(self):
        return self.began + self.mixer.frames * 1000 // RATE

    def warmed(self):
        """The voice is."""

    def change(self, parts, voice=None):
        self.parts = parts
        del voice

    def spoken(self, text, begins_ms, ms):
        """It will be heard, unless a hush comes first."""
        del ms
        self.coming.append((self.now + begins_ms, text))

    def take(self, seconds):
        until = self.now + round(seconds * 1000)
        while self.now < until:
            busy = self.mixer.busy
            self.mixer.render(RATE // 20)
            self.ears.now = self.now
            self._listen(busy=busy)
            if key := self.ears.key(self.now):
                return Pressed(*key)
        raise queue.Empty

    def _listen(self, *, busy):
        if not busy:
            self.coming = [one for one in self.coming if one[0] >= self.now - 40]
        for at, text in [one for one in self.coming if one[0] <= self.now]:
            self.ears.hears(at, text)
        self.coming = [one for one in self.coming if one[0] > self.now]

    def run(self, state):
        journal = self.parts.journal(print)
        journal.begin(state.book.name, state.book.title, {})
        walk = Walk(self.ears, journal, self.now)
        state = replace(state, ways=self.works, named=self.named == self.works)
        ended = walk.do(state, Heard(self.now, Command.BEGIN, "start"))
        journal.close()
        return ended


def session_for(ears):
    """A class to stand in for Session, heard by these ears."""
    return type("Heard", (Night,), {"ears": ears})


class Walk:
    """A session of the pure core, each event at its moment."""

    def __init__(self, ears, journal, now):
        self.ears, self.journal, self.now, self.coming = ears, journal, now, []

    def do(self, state, event):
        while True:
            self.now = max(self.now, event.at)
            state, effects = step(state, event)
            more = [self._perform(state, effect) for effect in effects]
            if state.over:
                break
            event = next((one for one in more if one), None) or self._next(state)
        self._listen()
        return state

    def _perform(self, state, effect):
        if isinstance(effect, Hush):
            self.coming = []
        elif isinstance(effect, Say):
            self.coming.append((max(effect.at, self.now), effect.text))
        elif isinstance(effect, Mark):
            self.journal.mark(effect)
        elif isinstance(effect, Prepare) and effect.area not in state.prepared:
            texts = utterances.needed(state.book, state.options, state.words, effect.area)
            return Prepared(self.now, effect.area, {text: estimate(text) for text in texts})
        return None

    def _listen(self):
        for at, text in [one for one in self.coming if one[0] <= self.now]:
            self.ears.hears(at, text)
        self.coming = [one for one in self.coming if one[0] > self.now]

    def _next(self, state):
        while True:
            due = wake_at(state)
            soon = min([self.now + 100, *([due] if due is not None else [])])
            self.now = max(self.now, soon)
            self._listen()
            if key := self.ears.key(self.now):
                return Pressed(max(self.now, key[0]), key[1])
            assert self.now < 3 * 3_600_000, (self.ears.text[-5:], self.ears.wishes[:1])
            if due is not None and self.now >= due:
                return Tick(due)
