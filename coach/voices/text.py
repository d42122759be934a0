# ruff: noqa: RUF001  # phonemes are letters in their own right
"""Text made fit for a voice, and a guard over what came out. Knows no voice but the quirks of ``heart``."""

from __future__ import annotations

import re
import textwrap
import unicodedata

import numpy as np

from coach.sound.clip import Clip
from coach.support.errors import VoiceError
from coach.support.letters import latin

LONGEST = 400
"""Characters said at once. Time and memory grow faster than the text: 3,800 characters without a full stop
took ``heart`` 1.4 GB, and 10,000 took espeak-ng 5.5 s."""

SILENT = 0.001
"""A clip that never gets louder than this (-60 dB of full scale) holds no words."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_MARKUP = re.compile(r"[\[\]{}<>|\\*_#^~`]+")
_FULL_STOP = re.compile(r"(?<![\w.])(?!(?:Dr|Mr|Mrs|Ms|St)\.)([^\W\d_]{2,})\.(?![\w.])")

_NAMES = {
    "Aoife": "ˈifə",
    "Ava": "ˈAvə",
    "Chloe": "klˈOi",
    "Chloë": "klˈOi",
    "Elias": "ᵻlˈIəs",
    "José": "hOzˈA",
    "Loïc": "lOˈik",
    "Mateo": "mətˈAO",
    "Niamh": "nˈiv",
    "Noël": "nOˈɛl",
    "Saoirse": "sˈɪɹʃə",
    "Sean": "ʃˈɔn",
    "Seán": "ʃˈɔn",
    "Siobhan": "ʃəvˈɔn",
    "Siobhán": "ʃəvˈɔn",
    "Zoë": "zˈOi",
    "Zoé": "zˈOi",
}
"""Names of babies that ``heart`` reads wrong, in its own phonemes (those of misaki)."""

_NAME = re.compile(rf"\b({'|'.join(_NAMES)})(['’]s)?\b")


DURATION = re.compile(
    r"(?<![\w.'’])(?:(?P<m>\d{1,3})m(?P<ms>\d{1,2})s|(?P<n>\d{1,3}(?:\.\d+)?) ?(?P<unit>s|secs?|mins?|hrs?))(?!\w)"
)
"""A time as it's typed: 30s, 1m30s, 5 min."""
UNITS = {"s": "second", "m": "minute", "h": "hour"}


def english(text: str) -> str:
    """The text as a voice that reads English needs it: times in words, foreign letters in Latin ones.

    A sentence without any Latin letter is left alone: written in them it would be no language at all.
    """
    text = DURATION.sub(_duration, text)
    return latin(text) if any(one.isascii() and one.isalpha() for one in text) else text


def _duration(found: re.Match[str]) -> str:
    if found["m"]:
        return f"{_counted(found['m'], 'minute')} {_counted(found['ms'], 'second')}"
    return _counted(found["n"], UNITS[found["unit"][0]])


def _counted(number: str, unit: str) -> str:
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def spoken(text: str) -> str:
    """``text`` so that ``heart`` reads it as it is meant.

    A full stop ends a sentence: left alone, "no." is read "number", "Sat." "Saturday" and "Jan." "January".
    Only titles stay abbreviations. Signs of markup, which would be read aloud or take effect, are left out.
    """
    text = _MARKUP.sub(" ", unicodedata.normalize("NFC", text))
    text = _FULL_STOP.sub(r"\1 .", text)
    return _NAME.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    """A name with its phonemes; a genitive is a part of it, since after phonemes ``heart`` would hiss it."""
    sound = _NAMES[found[1]]
    if found[2]:
        sound += "ᵻz" if sound.endswith("s") else "z"
    return f"[{found[0]}](/{sound}/)"


def pieces(text: str, limit: int = LONGEST) -> list[str]:
    """``text`` in parts of at most ``limit`` characters, cut at the ends of sentences where it can be."""
    parts: list[str] = []
    for sentence in _SENTENCE_END.split(text.strip()):
        if parts and len(parts[-1]) + 1 + len(sentence) <= limit:
            parts[-1] += " " + sentence
        else:
            parts += textwrap.wrap(sentence, limit)
    return parts


def readable(where: str, text: str) -> str:
    """``text`` itself, when there is a letter or a digit to be read in it; else a VoiceError."""
    if not any(char.isalnum() for char in text):
        raise VoiceError(where, f'there is nothing to read in "{text}"', "write a word or a number")
    return text


def sane(where: str, text: str, clip: Clip) -> Clip:
    """``clip`` itself, when it can be ``text`` read aloud; else a VoiceError."""
    if not len(clip.samples):
        fault = "no sound was made of"
    elif not np.isfinite(clip.samples).all():
        fault = "broken sound was made of"
    elif np.abs(clip.samples).max() < SILENT:
        fault = "only silence was made of"
    elif clip.ms > 5000 + 100 * len(text):
        fault = f"{clip.ms // 1000} s of sound were made of"
    else:
        return clip
    raise VoiceError(where, f'{fault} "{textwrap.shorten(text, 60)}"', "write it in other words, in Latin letters")
