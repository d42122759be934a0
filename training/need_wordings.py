"""What people say in need, worded for training, and sentences with the same words. Knows nothing of sound."""

from __future__ import annotations

NEED, WORD = "need", "word"
WORDS = (NEED, WORD)
"""The labels of full phrases of need, and of a single "stop" or "wait"."""

NEED_PHRASES: dict[str, tuple[str, ...]] = {
    "need": (
        "Stop, please.",
        "Stop please!",
        "Please stop!",
        "No, no, no!",
        "No no no.",
        "No! No! No!",
        "Baby said no!",
        "Baby said, no!",
        "Baby is saying no!",
        "Baby's saying no!",
        "The baby is saying no!",
        "Baby says no, stop!",
        "Baby says no! Stop!",
    ),
    "word": ("Stop!", "Stop.", "Stop…", "Wait!", "Wait.", "Wait…"),
    "no": ("The baby says no!", "The baby says, no!", "Baby says no!", "Baby says, no!"),
}
"""The wordings of training, by label."""

NEED_NEAR = (
    "Don't stop.",
    "Stop it there.",
    "We can stop at the shop.",
    "The bus stop is over there.",
    "She never stops talking.",
    "We stopped.",
    "A non-stop train.",
    "Stop by on your way home.",
    "When does the rain stop?",
    "Top!",
    "Shop!",
    "Step!",
    "Stock.",
    "Stuff.",
    "Stomp!",
    "Start!",
    "Stay.",
    "Spot.",
    "Strop.",
    "Stopwatch.",
    "Wait a minute.",
    "I can't wait.",
    "Wait for me at the door.",
    "What?",
    "Weight.",
    "Late.",
    "Way!",
    "White.",
    "Wet.",
    "We'd wait.",
    "Wake.",
    "Eight.",
    "No.",
    "No!",
    "No, no.",
    "No, nobody.",
    "No, not now.",
    "No, no need.",
    "No more.",
    "Oh no.",
    "Now, now, now.",
    "Go, go, go!",
    "So, so, so.",
    "Baby said so.",
    "Baby said hello.",
    "Baby said mama.",
    "Baby said yes.",
    "Daddy said no.",
    "He said no.",
    "Mummy is saying no.",
    "Baby is saying hello.",
    "Baby is saying mama.",
    "Baby is so slow.",
    "Baby is sleeping now.",
    "Baby is singing.",
    "The baby says mama.",
    "The baby says hello.",
    "The baby says yes!",
    "The baby says so.",
    "The baby has a nose.",
    "The lady said no.",
    "Baby says no such thing.",
    "Stop the music, please.",
    "Please.",
    "Yes, please.",
    "Stop, look and listen.",
    "Sit please.",
    "Shop please.",
)
"""Sentences with the same words, or close to them by sound."""


def need_in(text: str) -> str:
    """The label of ``text`` in :data:`WORDS`, or None."""
    bare = bared(text)
    return next((label for label in WORDS if bare in {bared(way) for way in NEED_PHRASES[label]}), "")


def bared(text: str) -> str:
    """``text`` in lower case, without punctuation."""
    return " ".join("".join(c if c.isalpha() or c == "'" else " " for c in text.lower()).split())
