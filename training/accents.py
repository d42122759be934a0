# ruff: noqa: RUF001, S603
"""Spells English so that a synthesiser for another language can say it: this gives more speakers and accents.

The sounds come from espeak-ng; each language has letters for them. Good enough for short phrases, which are checked.
"""

from __future__ import annotations

import re
import subprocess

_LATIN = {
    "a": "e",
    "aa": "a",
    "a#": "e",
    "A:": "a",
    "A@": "ar",
    "0": "o",
    "0#": "o",
    "O:": "o",
    "O@": "or",
    "o@": "or",
    "O2": "o",
    "O": "o",
    "V": "a",
    "3:": "er",
    "3": "er",
    "@": "e",
    "@2": "e",
    "@L": "el",
    "@5": "e",
    "I2": "i",
    "I#": "i",
    "I": "i",
    "i": "i",
    "i:": "i",
    "E": "e",
    "e@": "er",
    "i@": "ir",
    "i@3": "ir",
    "U": "u",
    "u:": "u",
    "u": "u",
    "U@": "ur",
    "eI": "ei",
    "aI": "ai",
    "aI@": "air",
    "aI3": "air",
    "OI": "oi",
    "aU": "au",
    "oU": "ou",
    "aU@": "aur",
    "tS": "tsch",
    "dZ": "dsch",
    "S": "sch",
    "Z": "sch",
    "T": "s",
    "D": "d",
    "N": "ng",
    "t#": "t",
    "t2": "t",
    "j": "j",
    "w": "u",
    "h": "h",
    "k": "k",
}
"""Letters for espeak-ng's names of sounds; a sound that isn't listed is written as it is."""

_CYRILLIC = dict(zip("bdfghjklmnprstvwz", "бдфгхйклмнпрствуз", strict=True)) | {
    "a": "э",
    "aa": "а",
    "a#": "э",
    "A:": "а",
    "A@": "ар",
    "0": "о",
    "0#": "о",
    "O:": "о",
    "O@": "ор",
    "o@": "ор",
    "O2": "о",
    "O": "о",
    "V": "а",
    "3:": "эр",
    "3": "эр",
    "@": "э",
    "@2": "э",
    "@L": "эл",
    "@5": "э",
    "I2": "и",
    "I#": "и",
    "I": "и",
    "i": "и",
    "i:": "и",
    "E": "э",
    "e@": "эр",
    "i@": "ир",
    "i@3": "ир",
    "U": "у",
    "u:": "у",
    "u": "у",
    "U@": "ур",
    "eI": "эй",
    "aI": "ай",
    "aI@": "айэр",
    "aI3": "айэр",
    "OI": "ой",
    "aU": "ау",
    "oU": "оу",
    "aU@": "ауэр",
    "tS": "ч",
    "dZ": "дж",
    "S": "ш",
    "Z": "ж",
    "T": "с",
    "D": "з",
    "N": "нг",
    "t#": "т",
    "t2": "т",
}

_ROMANCE = {"j": "i", "tS": "ci", "dZ": "gi", "S": "sci", "Z": "gi", "w": "u", "k": "c"}
LETTERS = {
    "ru": _CYRILLIC,
    "uk": {sound: letters.replace("и", "і").replace("э", "е") for sound, letters in _CYRILLIC.items()},
    "eo": _LATIN
    | {"eI": "ej", "aI": "aj", "OI": "oj", "aU": "aŭ", "oU": "oŭ", "w": "ŭ"}
    | {"S": "ŝ", "Z": "ĵ", "tS": "ĉ", "dZ": "ĝ", "D": "d"},
    "cs": _LATIN | {"eI": "ej", "aI": "aj", "OI": "oj", "S": "š", "Z": "ž", "tS": "č", "dZ": "dž", "w": "v"},
    "fi": _LATIN | {"z": "s", "S": "s", "Z": "s", "tS": "ts", "dZ": "ts", "w": "v", "i:": "ii", "A:": "aa"},
    "it": _LATIN | _ROMANCE | {"k": "k", "j": "i"},
    "es": _LATIN | {"j": "y", "tS": "ch", "dZ": "y", "S": "ch", "Z": "y", "z": "s", "h": "j", "w": "u"},
    "ca": _LATIN | {"tS": "tx", "dZ": "tj", "S": "x", "Z": "j", "j": "i"},
    "de": _LATIN | {"eI": "ee", "oU": "oh", "s": "ss", "z": "s", "aU": "au", "E": "e", "OI": "eu", "w": "w", "v": "w"},
    "fr": _LATIN
    | {"eI": "é", "E": "è", "oU": "ô", "aU": "aou", "u:": "ou", "U": "ou", "w": "ou", "i:": "i", "S": "ch"}
    | {"tS": "tch", "dZ": "dj", "Z": "j", "aI": "aille", "3": "eur", "3:": "eur", "@": "e", "s": "ss", "N": "ngue"},
}
"""Language to letters."""


def respelled(text: str, language: str) -> str:
    """``text`` in the letters of ``language``, its punctuation kept at the end of each clause."""
    clauses = re.findall(r"[^,.!?…]+|[,.!?…]+", text)
    return "".join(c if c[0] in ",.!?…" else " " + _clause(c, LETTERS[language]) for c in clauses if c.strip()).strip()


def _clause(text: str, letters: dict[str, str]) -> str:
    command = ["espeak-ng", "-v", "en-us", "-q", "-x", "--sep=_", text]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    words = [re.split("_+", re.sub("[',;%=|_]*_[',;%=|_]*|^[',;%=]+", "_", word)) for word in said.split()]
    return " ".join(
        "".join(letters.get(sound.strip("',;-"), sound.strip("',;-:#")) for sound in word) for word in words
    )
