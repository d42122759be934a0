# ruff: noqa: RUF001
"""Guesses a name's sounds from its letters: consonants as they're written, any vowel for a vowel.

A dictionary would know more names but be larger than the ears themselves. The recogniser is far more certain of
consonants than of vowels, and they distinguish "Mia" from "Leo" and both from "lady". Knows no recogniser.
"""

from __future__ import annotations

import unicodedata

VOWEL = "t|a|aɪ|aʊ|e|eɪ|i|o|oʊ|u|æ|ɐ|ɑ|ɒ|ɔ|ɔɪ|ə|ɚ|ɛ|ɝ|ɪ|ʊ|ʌ|ɹ"
"""Several vowels in a row, or a vowel and an r, count as one sound here. The recogniser writes a t for what it can't
place, which in names is mostly a vowel."""
_TWO = {
    "sh": "ʃ|s",
    "ch": "t͡ʃ|k|ʃ",
    "th": "θ|t|ð|f",
    "ph": "f|v|θ|t",
    "ck": "k",
    "gh": "",
    "kn": "n",
    "wr": "ɹ|w",
    "qu": "k w",
}
_TWO |= {"gn": "n", "ng": "ŋ|n", "zh": "ʒ|z", "kh": "k|h", "dh": "d|ð", "bh": "b|v", "ce": "s", "ci": "s"}
_ONE = {
    "b": "b|v|p",
    "c": "k|s",
    "d": "d|t|ɾ|ð",
    "f": "f|v|θ|t",
    "g": "g|ɡ|d͡ʒ|k",
    "h": "h",
    "j": "d͡ʒ|ʒ|j|h",
    "k": "k|g|ɡ",
    "l": "l|ɫ",
    "m": "m|n",
    "n": "n|m",
    "p": "p|b",
    "q": "k",
    "r": "ɹ|r|ɾ|w",
    "s": "s|z",
    "t": "t|d|ɾ",
    "v": "v|f|b|t",
    "w": "w|v",
    "x": "k s|z",
    "z": "z|s",
}
_VOWELS = frozenset("aeiouy")


def ways_of(name: str) -> tuple[str, ...]:
    """The ways to say a name: ``Mia`` is ``m|n VOWEL``. A final e that may be silent gives a second way.

    There is none for a name that can't be recognised: fewer than two sounds, or no Latin letters.
    """
    whole = _sounds(name)
    silent = _sounds(name[:-1]) if name[-1:].lower() == "e" and whole.endswith(VOWEL) else whole
    return tuple(dict.fromkeys(way for way in (whole, silent) if way))


def _sounds(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower())
    letters = "".join(c for c in plain if c.isascii() and c.isalpha())
    out: list[str] = []
    at = 0
    while at < len(letters):
        two, one = letters[at : at + 2], letters[at]
        sound, width = (_TWO[two], 2) if two in _TWO else (_ONE.get(one, VOWEL), 1)
        if two in ("ce", "ci"):
            width = 1
        if _vowel(letters, at):
            sound, width = VOWEL, 1
        silent = one == "h" and at > 0 and width == 1  # Noah, Sarah
        if sound and not silent and (not out or out[-1] != sound):
            out.append(sound)
        at += width
    return " ".join(out) if len(out) > 1 else ""


def _vowel(letters: str, at: int) -> bool:
    """Whether the letter sounds like a vowel; y does except at the beginning, and r does after a vowel."""
    letter = letters[at]
    if letter == "y":
        return at > 0
    if letter == "r":
        return letters[at - 1 : at] in _VOWELS and letters[at + 1 : at + 2] not in _VOWELS
    return letter in _VOWELS
