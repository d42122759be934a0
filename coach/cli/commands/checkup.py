"""`coach doctor`: all findings in print, and aloud how many parts aren't in order, and why."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator, Sequence

from coach import outputs
from coach import words as language
from coach.cli.context import make_voice
from coach.cli.doctor import SILENCED, examine, play_out
from coach.cli.finding import Finding
from coach.ears.terminal_keys import TerminalKeys
from coach.model.events import STRAY, Event, Pressed
from coach.model.wording import Words
from coach.sound.mixer import Mixer
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import CoachError, SoundError, VoiceError

LONGEST_SAYING_S = 30
"""Seconds to wait for a loudspeaker that takes no sound."""


def doctor(given: argparse.Namespace) -> int:
    """Look at every part, aloud and in print; the exit status of the first fault that a session cannot run with."""
    SILENCED.clear()
    keys = TerminalKeys(lambda: 0)
    with contextlib.nullcontext() if given.report or keys.check() else keys.listen(_silence):
        return _examined(given)


def _silence(event: Event) -> None:
    """Any key silences what is said and played; all of it is still printed."""
    if isinstance(event, Pressed) and event.key != STRAY:
        SILENCED.set()


def _examined(given: argparse.Namespace) -> int:
    status, faults, words = 0, list[Finding](), language.load()
    try:
        mine = profile.load()
    except CoachError as error:
        mine, status = Profile(), error.status
        broken = Finding("profile", str(error), fault=True, status=status)
        print(broken.passed_on if given.report else broken.line)
        faults.append(broken)
    say = _silently if given.report else _aloud(mine)
    for line in words.say("doctor"):
        say(line)
    for found in examine(mine):
        print(found.passed_on if given.report else found.line, flush=True)
        faults += [found] * found.fault
        status = status or found.status
    last = "A session can run." if not status else "No session can run well until what is marked FAULT is fixed."
    print(last, flush=True)
    for line in _summary(faults, words, runs=not status):
        say(line)
    return status


def _summary(faults: Sequence[Finding], words: Words, *, runs: bool) -> Iterator[str]:
    """What is said at the end: how much isn't in order, what that is, and whether a massage can be led."""
    one, some = words.say("doctor-faults", n=words.number(len(faults)))
    yield {0: words.one("doctor-whole"), 1: one}.get(len(faults), some)
    yield from (f"{found.part}: {found.text}" for found in faults)
    yield words.one("doctor-runs" if runs else "doctor-runs-not")


def _silently(text: str) -> None:
    del text


def _aloud(mine: Profile) -> Callable[[str], None]:
    """Says a sentence and waits for its end. Does nothing without a loudspeaker or a voice."""
    voice = make_voice(mine, _silently, _silently)

    def say(text: str) -> None:
        if SILENCED.is_set():
            return
        # Opened for each sentence, so that a device that serves one program at a time is free for the tones.
        for speaker in dict.fromkeys((mine.speaker, "")):  # if the chosen one is gone, the machine's own speaks
            with contextlib.suppress(VoiceError, SoundError):
                mixer = Mixer()
                mixer.play(voice.speak(text[:300]))
                play_out(outputs.make(mine.output, speaker), mixer, LONGEST_SAYING_S, _silently)
                return

    return say
