"""Feeds every byte and every pair of keys to every phase and list: always silence, and never a choice unheard.

What a terminal sends goes through the parser of its bytes, as in a session, and everything arrives in one millisecond.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

from benchmarks.key_fuzz_lists import in_a_list, lists
from coach.ears.key_stream import KeyStream
from coach.model.effects import Hush
from coach.model.events import STRAY, Command, Pressed
from coach.model.phases import TRAITS, Phase
from coach.session.keymap import DEFAULT
from coach.session.machine import step
from coach.session.state import State
from tests.support.told import Told, in_phase

CONTROL_C = 3
SEQUENCES = tuple(
    b"\x1b" + rest
    for rest in (
        b"[A",
        b"[B",
        b"OC",
        b"OD",
        b"[1;5A",
        b"[5~",
        b"OP",
        b"[[A",
        b"y",
        b"[Z",
        b"[I",
        b"[<0;3;4M",
        b"[24;80R",
    )
)
"""Arrows, other keys of several bytes, and what terminals tell."""
BYTES = tuple(bytes([n]) for n in range(256) if n != CONTROL_C)
LEADING_ON = frozenset({Command.YES, Command.NEXT, Command.BACK, Command.AGAIN})
"""The commands that may begin or go on with an area."""
CARE_YES = frozenset({"y", "enter", "1"})
"""The keys that answer the care questions with yes before the answers are heard."""


def typed(data: bytes) -> tuple[str, ...]:
    """The keys that these bytes become when they arrive at once and nothing follows."""
    stream = KeyStream()
    return (*stream.feed(data), *stream.give_up())


def every_key(*, pairs: bool) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """Every byte and every key of several bytes, with ``pairs`` every two of them together, as bytes and as keys."""
    single = (*BYTES, *SEQUENCES)
    yield from ((data, typed(data)) for data in single)
    if pairs:
        yield from ((a + b, typed(a + b)) for a, b in itertools.product(single, single))


def phases() -> dict[str, State]:
    """A massage in every phase, a while after anything else happened."""
    states = {phase.value: in_phase(phase) for phase in Phase}
    states["care, before the answers"] = Told(care=True)
    states["care"] = Told(care=True).asked()
    for one in states.values():
        one.wait(1000)
    return {name: replace(one.state, elbow="", key_at=one.now - 1000) for name, one in states.items()}


def pressed(state: State, at: int, keys: tuple[str, ...]) -> tuple[State, bool]:
    """The state after these keys, and whether the first one silenced it."""
    state, effects = step(state, Pressed(at, keys[0]))
    for key in keys[1:]:
        state, _ = step(state, Pressed(at, key))
    return state, bool(effects) and isinstance(effects[0], Hush)


def in_a_massage(name: str, state: State, at: int, keys: tuple[str, ...]) -> str:
    """What is wrong with what these keys did; empty if nothing is."""
    first = next((key for key in keys if key != STRAY), STRAY)
    after, silent = pressed(state, at, keys)
    before, now = TRAITS[state.phase], TRAITS[after.phase]
    if before.leads and not (silent and now.waits):
        return "a key while the coach leads did not silence it"
    if state.phase in (Phase.READY, Phase.ENDED):
        return "" if after.phase is state.phase else "a massage began or went on by a key alone"
    if state.phase is Phase.CARE:
        answered = after.phase is not Phase.CARE and not after.over and after.phase is not Phase.ENDED
        early = name != "care" and first not in CARE_YES
        return "the care questions were answered before the answers were heard" if answered and early else ""
    command = None if first == STRAY else DEFAULT.command(first, leads=False)
    lingering = state.phase is Phase.LINGERING  # the stroke goes on anyway
    if now.leads and not (before.leads or lingering) and command not in LEADING_ON:
        return "the massage was led without a yes"
    if command is Command.NO and keys[0] == first and not (silent and not now.leads):
        return "a no was not silent, or was led over"
    return ""


def run(complain: Callable[[str], object], *, pairs: bool = True) -> int:
    """Try all of it; the number of tries. What is wrong is told to ``complain``."""
    tries, states, asked = 0, phases(), lists()
    tried: set[tuple[str, ...]] = set()
    for data, keys in every_key(pairs=pairs):
        if keys in tried:
            continue
        tried.add(keys)
        for name, state in states.items():
            tries += 1
            if wrong := in_a_massage(name, state, state.key_at + 1000, keys):
                complain(f"{data!r} as {keys} in {name}: {wrong}")
        for menu, heard in itertools.product(asked, (-1, 0, 1)):
            tries += 1
            if wrong := in_a_list(menu, keys, heard):
                complain(f"{data!r} as {keys} in a list of {len(menu.choices)}: {wrong}")
    return tries
