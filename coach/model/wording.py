"""The coach's own sentences, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coach.model.options import Hands, Options

ONE_HAND = "one-hand-"
"""Prefix of the sentences for a caregiver with one hand."""
COACH_ASKS = "coach-asks-"
"""Prefix of the sentences for a coach that asks the baby itself; ``one-hand-`` comes before it."""
KNOWN_JAB = "known-jab-"
"""Prefix of the care questions while a leg rests after a jab: only a new one is asked about."""


@dataclass(frozen=True)
class Words:
    """The coach's own sentences in one language, by name. The routines bring their own."""

    language: str
    lines: Mapping[str, tuple[str, ...]]
    """Each entry is a tuple of sentences, usually one."""

    def instead(self, prefix: str) -> Words:
        """The sentences where one with the prefix replaces the one without it."""
        own = {name.removeprefix(prefix): lines for name, lines in self.lines.items() if name.startswith(prefix)}
        return replace(self, lines={**self.lines, **own})

    def suited(self, options: Options) -> Words:
        """The sentences that fit the caregiver's hands, whoever asks the baby, and a jab that is known."""
        words = self.instead(ONE_HAND) if options.hands == Hands.ONE else self
        words = words.instead(KNOWN_JAB) if options.jabbed else words
        return words.instead(COACH_ASKS) if options.coach_asks else words

    def say(self, name: str, **fill: str) -> tuple[str, ...]:
        """The sentences of an entry with its template names filled and each first letter a capital."""
        return tuple(sentence(line, **fill) for line in self.lines[name])

    def one(self, name: str, **fill: str) -> str:
        """The first sentence of an entry."""
        return self.say(name, **fill)[0]

    def number(self, n: int) -> str:
        """A number as a word, or in digits if we have no word for it."""
        numbers = self.lines["numbers"]
        return numbers[n - 1] if 0 < n <= len(numbers) else str(n)

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row: "any key, the pedal and your voice"."""
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {self.lines['and'][0]} {names[-1]}"

    def times(self, n: int) -> str:
        """How often, as a sentence: "Once.", "Twice." or "Six times."."""
        if n in (1, 2):
            return self.one("once" if n == 1 else "twice")
        return self.one("times", n=self.number(n))


def sentence(text: str, **fill: str) -> str:
    """Fill the template names of a sentence and begin it with a capital letter."""
    filled = text.format(**fill) if "{" in text or "}" in text else text
    return filled[:1].upper() + filled[1:]
