"""What the coach sounds like: `coach voices`, `coach sounds` and `coach speakers`."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace

from coach import outputs
from coach import voices as voice_registry
from coach.cli.context import in_words, make_voice
from coach.cli.typed import chosen
from coach.sound.mixer import Mixer
from coach.store.profile import Profile
from coach.support.errors import SoundError, VoiceError
from coach.support.streams import report
from coach.voices.voice import warm

SAMPLE = "Rope. Slide your right hand along the leg to the ankle."
"""The sentence that each voice says."""


def voices(given: argparse.Namespace) -> int:
    """List every voice that works here, and let each say a sentence."""
    mine = chosen(given)
    ready: list[Profile] = []
    for name in ("heart", "system"):
        if given.voice in (None, name):
            problem = voice_registry.plain(name, mine.rate).check()
            print(f"{name}: {problem or 'ready.'}")
            if not problem:
                ready.append(replace(mine, voice=name))
    if given.voice == "system" and not mine.voice_id:
        from coach.voices.system import SystemVoice  # noqa: PLC0415 - a voice is imported when it's chosen

        for ident, name, languages in SystemVoice(mine.rate).voices():
            print(f"  {ident}: {', '.join((name, *languages))}")
    if not given.silent:
        _speak_samples(ready, mine)
    return 0


def _speak_samples(ready: list[Profile], mine: Profile) -> None:
    """Let the voice of each profile say the sample, on the loudspeaker of ``mine``."""
    mixer = Mixer()
    try:
        with outputs.make(mine.output, mine.speaker).open(mixer.render):
            for one in ready:
                voice = make_voice(one, in_words(print), print)
                warm(voice)
                mixer.play(voice.speak(f"This is the voice {one.voice}. {SAMPLE}"))
                while mixer.busy:
                    time.sleep(0.02)
    except (SoundError, VoiceError) as error:
        print(error, file=sys.stderr)


def sounds(given: argparse.Namespace) -> int:
    """Teach the short sounds by ear."""
    from coach.cli import assembly  # noqa: PLC0415 - brings a whole session

    return assembly.sounds(chosen(given), quiet=given.quiet)


def speakers(given: argparse.Namespace) -> int:
    """List the loudspeakers, or say why there is no list."""
    names = outputs.devices(given.output)
    if not names and (problem := outputs.make(given.output).check()):
        report(problem)
        return SoundError.status
    for name in names or (f"{given.output} plays on the system's usual loudspeaker and can't choose another.",):
        print(name)
    return 0
