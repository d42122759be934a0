"""Chooses the ears for learned keys, and reports a press once even if it arrives by two routes."""

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
"""Within how many milliseconds a press arrives by all its routes: device, window system, terminal."""


def ears(keys: Collection[str], devices: Collection[str], now: Callable[[], int]) -> Sequence[Ear]:
    """The ears that are needed for the learned keys among ``keys``; empty if there are none."""
    found: list[Ear] = []
    if learned := frozenset(key for key in keys if key.startswith(evdev_keys.PREFIX)):
        found.append(EvdevKeys(now, learned, frozenset(devices)))
    if learned := frozenset(key for key in keys if key.startswith(global_keys.PREFIX)):
        found.append(GlobalKeys(now, learned))
    return found


def every(now: Callable[[], int]) -> Sequence[Ear]:
    """The ears that hear every key that can be learned."""
    return (EvdevKeys(now), GlobalKeys(now))


def once(bound: Mapping[str, str], hear: Hear) -> Hear:
    """Pass everything on, except a second key with the same meaning that arrives at once by another route.

    This never loses a no: what is dropped has just been passed on under another name.
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
