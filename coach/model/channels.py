"""The channels by which the coach can be stopped, by name."""

from __future__ import annotations

KEYS, PEDAL, WINDOWS, ALOUD = "keys", "pedal", "windows", "aloud"
HEARD_AGAIN = "aloud-back"
"""The sentence that says that the microphone hears again."""
HELPS = ("softer", "nearer", "headphones", "other")
"""What can help where only the coach's pauses are listened to."""
HEARS = (HEARD_AGAIN, "aloud-one-sided", "aloud-talk", *(f"aloud-pauses-{one}" for one in HELPS))
"""The sentences about the hearing after which the voice is a way to stop the coach."""
MAY_HEAR = ("pedal-absent", "aloud-silent", "aloud-faint", "aloud-clipped", "aloud-loud")
"""The sentences about a channel that can't be counted on, but may still bring an answer: it is not given up."""
ORDER = (KEYS, PEDAL, WINDOWS, ALOUD)
"""In the order in which they are named: the terminal's keys, pedals and remotes, keys in any window, the voice."""
LEARNED = ("evdev:", "global:")
"""Prefixes of learned keys: those of pedals and remotes, and those of keys in any window."""


def is_learned(key: str) -> bool:
    """Whether a key was learned from a pedal or any window, rather than typed in the terminal."""
    return key.startswith(LEARNED)
