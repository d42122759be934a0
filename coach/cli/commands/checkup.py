"""`coach doctor`: leads through the findings, aloud and in print."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable

from coach import outputs
from coach.cli.context import make_voice
from coach.cli.doctor import examine, play_out
from coach.cli.finding import Finding
from coach.sound.mixer import Mixer
from coach.store import profile
from coach.store.profile import Profile
from coach.support.errors import CoachError, SoundError, VoiceError

LONGEST_SAYING_S = 30
"""Seconds to wait for a loudspeaker that takes no sound."""


def doctor(given: argparse.Namespace) -> int:
    """Look at every part, aloud and in print; the exit status of the first fault that a session cannot run with."""
    status = 0
    try:
        mine = profile.load()
    except CoachError as error:
        mine, status = Profile(), error.status
        broken = Finding("profile", str(error), fault=True, status=status)
        print(broken.passed_on if given.report else broken.line)
    say = _silently if given.report else _aloud(mine)
    if status:
        say(f"profile: {broken.text}")
    for found in examine(mine):
        print(found.passed_on if given.report else found.line, flush=True)
        say(f"{found.part}: {found.text}" if found.fault else f"{found.part}, in order.")
        status = status or found.status
    last = "A session can run." if not status else "No session can run until everything marked FAULT is fixed."
    print(last, flush=True)
    say(last)
    return status


def _silently(text: str) -> None:
    del text


def _aloud(mine: Profile) -> Callable[[str], None]:
    """Says a sentence and waits for its end. Does nothing without a loudspeaker or a voice."""
    voice = make_voice(mine, _silently, _silently)

    def say(text: str) -> None:
        # Opened for each sentence, so that a device that serves one program at a time is free for the tones.
        with contextlib.suppress(VoiceError, SoundError):
            mixer = Mixer()
            mixer.play(voice.speak(text[:300]))
            play_out(outputs.make(mine.output, mine.speaker), mixer, LONGEST_SAYING_S, _silently)

    return say
