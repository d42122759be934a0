"""`coach voices`: lists every voice that works here, and lets each say a sentence."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

from coach import outputs
from coach import voices as voice_registry
from coach.cli.context import in_words, make_voice
from coach.sound.mixer import Mixer
from coach.store.profile import Profile
from coach.support.errors import SoundError, VoiceError
from coach.voices.voice import warm

SAMPLE = "Rope. Slide your right hand along the leg to the ankle."
"""The sentence that each voice says."""


def voices(mine: Profile, *, speak: bool, only: str | None) -> int:
    """List every voice that works here, and let each say a sentence."""
    from coach.voices.system import SystemVoice  # noqa: PLC0415 - starts a process

    lines: list[tuple[str, Profile]] = []
    for name in ("heart", "system"):
        if only in (None, name):
            problem = voice_registry.plain(name, mine.rate).check()
            print(f"{name}: {problem or 'ready.'}")
            if not problem:
                lines.append((name, replace(mine, voice=name)))
    if only == "system" and not mine.voice_id:
        for listed in SystemVoice(mine.rate).voices():
            print(f"  {listed}")
    if speak:
        _speak_samples(lines, mine)
    return 0


def _speak_samples(lines: list[tuple[str, Profile]], mine: Profile) -> None:
    mixer = Mixer()
    try:
        with outputs.make(mine.output, mine.speaker).open(mixer.render):
            for name, chosen in lines:
                voice = make_voice(chosen, in_words(print), print)
                warm(voice)
                mixer.play(voice.speak(f"This is the voice {name}. {SAMPLE}"))
                while mixer.busy:
                    time.sleep(0.02)
    except (SoundError, VoiceError) as error:
        print(error, file=sys.stderr)
