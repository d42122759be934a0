"""The channels by which the coach can be stopped, by name."""

from __future__ import annotations

KEYS, PEDAL, WINDOWS, ALOUD = "keys", "pedal", "windows", "aloud"
HEARD_AGAIN = "aloud-back"
"""The one sentence about the hearing that is good news."""
ORDER = (KEYS, PEDAL, WINDOWS, ALOUD)
"""As they are named: the terminal's own keys, pedals and remotes, learned keys in any window, the voice."""
LEARNED = ("evdev:", "global:")
"""How the names of learned keys begin: those of pedals and remotes, and those of keys in any window."""


def is_learned(key: str) -> bool:
    """Whether a key's name is that of a pedal or of a key in any window, rather than of the terminal."""
    return key.startswith(LEARNED)
