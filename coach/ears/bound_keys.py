"""Chooses the ears for learned keys, and hears one press once although it comes by two ways."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence

from coach.ears import evdev_keys, global_keys
from coach.ears.ear import Ear, Hear
from coach.ears.evdev_keys import EvdevKeys
from coach.ears.global_keys import GlobalKeys
from coach.model.channels import is_learned
from coach.model.events import Event, Pressed

ECHO_MS = 80
"""Milliseconds within which one press has come by every way that it takes: device, window system, terminal."""


def ears(keys: Collection[str], devices: Collection[str], now: Callable[[], int]) -> Sequence[Ear]:
    """The ears that the learned ones among ``keys`` need; none where there are none."""
    found: list[Ear] = []
    if learned := frozenset(key for key in keys if key.startswith(evdev_keys.PREFIX)):
        found.append(EvdevKeys(now, learned, frozenset(devices)))
    if learned := frozenset(key for key in keys if key.startswith(global_keys.PREFIX)):
        found.append(GlobalKeys(now, learned))
    return found


def every(now: Callable[[], int]) -> Sequence[Ear]:
    """The ears that hear all there is to be learnt."""
    return (EvdevKeys(now), GlobalKeys(now))


def once(bound: Mapping[str, str], hear: Hear) -> Hear:
    """Pass on everything, but of keys that mean the same, by two ways at once, only the first.

    No no is ever lost by it: what is dropped has just been passed on under another name.
    """
    lock, last = threading.Lock(), Pressed(-ECHO_MS, "")

    def heard(event: Event) -> None:
        nonlocal last
        if isinstance(event, Pressed) and event.key in bound:
            with lock:
                echo = (
                    event.key != last.key
                    and bound.get(last.key) == bound[event.key]
                    and event.at - last.at < ECHO_MS
                    and (is_learned(event.key) or is_learned(last.key))
                )
                if not echo:
                    last = event
            if echo:
                return
        hear(event)

    return heard
