"""Finds command phrases in the coach's own sentences, so that they aren't taken for the caregiver's.

Counted in the mixer's frames: a sentence that waits, is cut by a hush or overlaps another needs no timer.
"""

from __future__ import annotations

from typing import cast

from coach.ears.spotting.own_voice import DEAF_AFTER_MS
from coach.model.events import Command
from coach.sound.clip import frames
from coach.sound.mixer import Mixer

BEGINS_MS = 300
"""No phrase is spoken faster than this, so whatever is reported earlier was said before our sentence began."""


def own_phrases(mixer: Mixer) -> frozenset[Command]:
    """The commands whose phrases the microphone may now be hearing from our own loudspeaker.

    The mixer knows them by the labels of its clips (:func:`coach.words.phrases.commands_in`).
    """
    now = mixer.frames
    labels = mixer.labels(now - frames(DEAF_AFTER_MS, mixer.rate), now - frames(BEGINS_MS, mixer.rate))
    return cast(frozenset[Command], labels)
