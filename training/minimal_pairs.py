"""Sentences that differ from "baby says no" in one word, or in how the last word ends: the most confusable ones."""

from __future__ import annotations

import random

from training.wordings import BANNED

INSTEAD_OF_BABY = (
    "Lady",
    "The lady",
    "Maybe",
    "Davy",
    "Amy",
    "Katie",
    "Bailey",
    "Abby",
    "Betty",
    "Bobby",
    "Lazy",
    "Rosie",
    "Tracy",
    "Baby Joe",
    "Daddy",
    "Mummy",
    "Mommy",
    "Nanny",
    "Granny",
    "Nobody",
    "Everybody",
    "Somebody",
    "He",
    "She",
    "It",
    "They",
    "Avery",
    "Jamie",
    "The navy",
    "Gravy",
    "The bay",
    "Bay",
    "Maisie",
    "Sadie",
    "Hazel",
    "Kayleigh",
    "Haley",
    "Casey",
    "Lacey",
    "Papa",
    "Poppa",
    "Grandma",
    "Granddad",
    "Aunty",
    "Mabel",
    "Grace",
    "The boy",
    "Toby",
    "Ruby",
)
INSTEAD_OF_SAYS = (
    "said",
    "sees",
    "sings",
    "stays",
    "saves",
    "has",
    "is",
    "had",
    "sat",
    "sits",
    "seems",
    "sends",
    "was",
)
INSTEAD_OF_NO = (
    "none.",
    "now.",
    "nose.",
    "nine.",
    "nap.",
    "note.",
    "notes.",
    "gnome.",
    "nobody.",
    "Noah.",
    "north.",
    "knee.",
    "new.",
    "nanny.",
    "nah.",
    "nay.",
    "net.",
    "so.",
    "low.",
    "mow.",
    "toe.",
    "row.",
    "oh.",
    "dough.",
    "sew.",
    "ho ho.",
    "yo-yo.",
    "mama.",
    "moo.",
    "bye.",
    "goo.",
    "la la.",
    "you.",
    "on.",
    "home.",
    "night.",
    "not now.",
    "enough.",
    "know-how.",
    "snap.",
    "snack.",
    "sniff.",
    "sneeze.",
    "snail.",
    "snooze.",
    "snug.",
    "snore.",
    "snip.",
    "nuts.",
    "nutty.",
    "nudge.",
    "number.",
    "nursery.",
    "nugget.",
    "noodle.",
    "needle.",
    "nappy.",
    "naughty.",
    "noisy.",
)


ONSETS = (
    "snap.",
    "snack.",
    "sniff.",
    "sneeze.",
    "snail.",
    "snooze.",
    "snug.",
    "snore.",
    "snip.",
    "snort.",
    "snob.",
    "snot.",
    "snoop.",
    "Snoopy.",
    "snoring.",
    "snorkel.",
    "sneak.",
    "snuggle.",
    "snooty.",
    "snout.",
)
"""Words that differ from "no" only in how they begin, which is the hardest to hear."""


def onset(rng: random.Random) -> str:
    """Say "baby says no" with another beginning of its last word."""
    return f"Baby says {rng.choice(ONSETS)}"


def minimal(rng: random.Random) -> str:
    """A sentence that differs from "baby says no" in only one word."""
    while True:
        words = ["Baby", "says", "no!"]
        where = rng.choice((0, 0, 1, 2, 2))
        words[where] = rng.choice((INSTEAD_OF_BABY, INSTEAD_OF_SAYS, INSTEAD_OF_NO)[where])
        text = " ".join(words)
        if text.lower().strip("!.? ") not in BANNED:
            return text
