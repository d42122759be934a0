"""The settings that can be chosen by ear besides those of the first run: each a list, the present value first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from coach.dialogue.menu import Choice, Menu, back, choices_of
from coach.model.options import LEGS, jab_in
from coach.model.wording import Words
from coach.store.profile import Profile
from coach.store.settings import SETTINGS as TABLE
from coach.store.settings import Change

SETTINGS: Mapping[str, Sequence[Change]] = {key: one.spoken for key, one in TABLE.items() if one.spoken}
"""The values of each setting, in the order of its spoken choices, `set-NAME-choices` of the words."""

DAYS = ("jabbed",)
"""Settings that hold the date of a choice, not the choice itself."""


def every(words: Words) -> Menu:
    """The list of all settings."""
    named = tuple(Choice(name, words.one(f"set-{name}")) for name in (*SETTINGS, "speaker"))
    return Menu(words.say("ask-settings"), (*named, back(words)))


def values(name: str, mine: Profile, words: Words) -> Menu:
    """The values of a setting, the present one first."""
    choices = choices_of(map(str, range(len(SETTINGS[name]))), words.say(f"set-{name}-choices"))
    return _present_first(f"ask-set-{name}", choices, now(name, mine), words)


def _present_first(question: str, choices: Sequence[Choice], at: int | None, words: Words) -> Menu:
    """A list that begins with the choice ``at``; where that is None, with one that leaves everything as it is."""
    as_it_is = () if at is not None else (Choice(None, words.one("as-it-is")),)
    return Menu(words.say(question), (*as_it_is, *choices), at=at or 0)


def now(name: str, mine: Profile) -> int | None:
    """The index of a setting's present value; None if it has a value that isn't in the list."""
    fits = (
        all(_spoken_of(key, mine) == value for key, value in change.items() if key not in DAYS)
        for change in SETTINGS[name]
    )
    return next((n for n, one in enumerate(fits) if one), None)


def changed(name: str, value: str, mine: Profile) -> Profile:
    """The profile with the chosen value."""
    found = replace(mine, **SETTINGS[name][int(value)])  # type: ignore[arg-type]
    if name == "jab" and found.jab:
        return replace(found, jab=jab_in((found.jab, mine.jab)))
    if name != "leave-out":
        return found
    others = tuple(one for one in mine.leave_out if one not in LEGS)  # strokes and parts that were typed
    return replace(found, leave_out=(*others, *found.leave_out))


def _spoken_of(field: str, mine: Profile) -> object:
    """The value of a field, as far as the list speaks of it: of what is left out, the legs alone."""
    if field == "leave_out":
        return tuple(one for one in mine.leave_out if one in LEGS)
    return getattr(mine, field)


def speakers(found: Sequence[str], mine: Profile, words: Words) -> Menu:
    """The loudspeakers, after the system's own choice."""
    choices = [Choice("", words.one("speaker-usual")), *(Choice(name, f"{name}.") for name in found)]
    at = next((n for n, one in enumerate(choices) if one.value == mine.speaker), None)
    return _present_first("ask-set-speaker", choices, at, words)
