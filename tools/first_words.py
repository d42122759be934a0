"""Makes the clips that are shipped with the coach, so that it says hello before any voice is awake.

Run it after a change of the word, of the usual rate or of the voice: python -m tools.first_words
"""

from __future__ import annotations

import shutil
import sys

from coach import words
from coach.model.options import SPEECH_PERCENT
from coach.store.profile import Profile
from coach.voices.cache import SHIPPED, CachedVoice
from coach.voices.heart import HeartVoice

RATES = (Profile().rate, Profile().rate * SPEECH_PERCENT // 100)
"""Words a minute, usually and at bedtime."""


def main() -> None:
    """Make them anew."""
    shutil.rmtree(SHIPPED, ignore_errors=True)
    hello = words.load().one("hello")
    for rate in RATES:
        clip = CachedVoice(HeartVoice(rate), SHIPPED).speak(hello)
        sys.stdout.write(f"{hello} at {rate} words a minute: {clip.ms} ms\n")
    SHIPPED.chmod(0o755)
    for path in SHIPPED.iterdir():
        path.chmod(0o644)


if __name__ == "__main__":
    main()
