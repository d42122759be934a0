"""Feeds every byte and every pair of keys to every phase and list: always silence, and never a choice unheard.

What a terminal sends goes through the parser of its bytes, as in a session, and everything arrives in one millisecond.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from coach.dialogue.menu import Choice, Menu, press, takes_what_is_spoken, yes_or_no
from coach.ears.key_stream import KeyStream
from coach.model.effects import Hush
from coach.model.events import Pressed
from coach.session.keymap import BACKWARD, FORWARD, LEAVE
from coach.session.machine import step
from coach.session.state import Phase, State
from tests.support.told import Told

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
YES = frozenset({"y", "enter"})
"""The keys that say yes to the baby's question."""
CARE_YES = YES | {"1"}


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
    """A massage in each phase in which keys are heard, a second after anything else happened."""
    new: Any = Told  # it has no types
    asking, resting, ended = new().asked(), new().playing(4000), new().asked()
    resting.press("j")
    ended.press("q", after=1000)
    lingering = new().asked()
    for _ in range(2):
        lingering.press("x", after=1000)
        lingering.asked()
    lingering.playing(4000).until(Phase.LINGERING)
    before, heard = new(care=True), new(care=True).asked()
    told = {
        "asking": asking,
        "playing": new().playing(4000),
        "lingering": lingering,
        "resting": resting,
        "care, before the answers": before,
        "care, after the answers": heard,
        "ended": ended,
    }
    for one in told.values():
        one.wait(1000)
    return {name: replace(one.state, elbow="", key_at=one.now - 1000) for name, one in told.items()}


def pressed(state: State, at: int, keys: tuple[str, ...]) -> tuple[State, bool]:
    """The state after these keys, and whether the first one silenced it."""
    state, effects = step(state, Pressed(at, keys[0]))
    for key in keys[1:]:
        state, _ = step(state, Pressed(at, key))
    return state, any(isinstance(one, Hush) for one in effects)


def in_a_massage(name: str, state: State, at: int, keys: tuple[str, ...]) -> str:
    """What is wrong with what these keys did; empty if nothing is."""
    first = next((key for key in keys if key != "stray"), "")
    after, silent = pressed(state, at, keys)
    if name == "playing" and not (silent and after.phase is Phase.RESTING):
        return "a key while the coach leads did not silence it"
    if name in ("asking", "resting") and after.phase is Phase.PLAYING and first not in YES | {"x", "b", "a"}:
        return "the massage was led without a yes"
    if name == "care, before the answers" and after.phase is Phase.ASKING and first not in CARE_YES:
        return "the care questions were answered before the answers were heard"
    if name == "ended" and after.phase is not Phase.ENDED:
        return "a massage that had ended went on"
    return ""


MENUS = (
    yes_or_no(("All well?",), "All of that is true.", "Not today."),
    Menu(("Which?",), tuple(Choice(one, one) for one in ("legs", "hips", "all", "nothing"))),
)


def in_a_list(menu: Menu, keys: tuple[str, ...], *, heard: bool) -> str:
    """What is wrong with what the first key did to a list, of which no choice was heard yet or the first one was."""
    key = next((one for one in keys if one != "stray"), "stray")
    if not heard and takes_what_is_spoken(menu, key):
        return ""  # it only leads on to the choices
    answer = press(menu, key)
    if key in FORWARD or key in BACKWARD or key == "stray":
        return "" if isinstance(answer, Menu) else "an arrow, or no key at all, took a choice"
    if key in LEAVE:
        return "" if answer is None else "Escape took a choice"
    if isinstance(answer, Menu):
        return ""
    own = {one: choice.value for choice in menu.choices for one in choice.keys}
    own |= {str(n): choice.value for n, choice in enumerate(menu.choices, 1)}
    spoken = menu.choices[menu.at].value if heard else None
    digit = str(int(key)) if len(key) == 1 and key.isdecimal() else key  # of any script
    return "" if answer == own.get(digit, spoken) else "a choice was taken that nobody had heard"


def run(complain: Callable[[str], object], *, pairs: bool = True) -> int:
    """Try all of it; the number of tries. What is wrong is told to ``complain``."""
    tries, states = 0, phases()
    tried: set[tuple[str, ...]] = set()
    for data, keys in every_key(pairs=pairs):
        if keys in tried:
            continue
        tried.add(keys)
        for name, state in states.items():
            tries += 1
            if wrong := in_a_massage(name, state, state.key_at + 1000, keys):
                complain(f"{data!r} as {keys} in {name}: {wrong}")
        for menu, heard in itertools.product(MENUS, (False, True)):
            tries += 1
            if wrong := in_a_list(menu, keys, heard=heard):
                complain(f"{data!r} as {keys} in a list: {wrong}")
    return tries
