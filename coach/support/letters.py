"""Letters of every script: what counts as a name, and how to spell it for a voice that reads English. Pure."""

from __future__ import annotations

import unicodedata

from coach.support.text import JOINERS

LONGEST_NAME = 30
"""The most letters a baby's name can have, not counting marks."""
TSHEG = "\u0f0b"
"""The point between the syllables of a Tibetan name."""
BETWEEN = frozenset(" .'-\u2019\u00b7\u05f3\u05f4") | {TSHEG} | JOINERS
"""What can stand between the letters of a name: spaces, dots, apostrophes, hyphens, Catalan and Hebrew points."""
HYPHENS = str.maketrans("\u2010\u2011", "--")
"""Hyphens as word processors write them."""
ACCENTED = "\u017f"
"""The last accented Latin letter that our voices can read; those after it they drop or spell out."""
DROPPED = frozenset("ÈËÐÙÛÝĄĈĉĊċĔĘĚĜĠĢĤĥĦħĨĩĪĬĮįĲĳĴĵĶĸĹĺĻļĿŀŃŅŇŉŊŎŐŔŕŖŗŜŝŢŤŦŧŨũŪŬűŲŴŶŷŸŹźŻſ")
"""Those before it that the voice ``heart`` drops, at the beginning of a name or within it: each was tried."""


def is_letter(one: str) -> bool:
    """Whether it's a letter, or a mark that belongs to a letter."""
    return unicodedata.category(one)[0] in "LM"


def whole(name: str) -> str:
    """A name in its usual form: accents joined to their letters, single spaces, no stray bytes from a terminal."""
    if any("\udc80" <= one <= "\udcff" for one in name):
        name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(unicodedata.normalize("NFC", name).translate(HYPHENS).split())


def small(typed: str) -> str:
    """What was typed, in lower case and normal form, to compare with a name: "HİPS" becomes "hips"."""
    return whole(typed).lower().replace("i\u0307", "i")  # what Python makes of Turkish's dotted capital I


def is_name(text: str) -> bool:
    """Whether it's a name in any script: a letter first, then letters, marks, digits and joiners such as hyphens.

    A voice must be able to say something of it.
    """
    letters = [one for one in text if unicodedata.category(one)[0] != "M"]
    return (
        0 < len(letters) <= LONGEST_NAME
        and unicodedata.category(text[0])[0] == "L"
        and all(is_letter(one) or one.isdecimal() or one in BETWEEN for one in text)
        and speakable(text) != ""
    )


def speakable(name: str) -> str:
    """A name for a voice that reads English: "Анна" becomes "Anna". Empty if none of its letters can be said."""
    said = latin(whole(name))
    return said if any(one.isalpha() for one in said) else ""


def latin(text: str) -> str:
    """The text in Latin letters: our English voices can't read other scripts."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    unread = {one for one in text if (one > ACCENTED and is_letter(one)) or one in DROPPED}
    if not unread:
        return text
    from anyascii import anyascii  # noqa: PLC0415 - few texts need it, so it's imported late

    return "".join(anyascii(one) if one in unread else one for one in text).replace(TSHEG, " ")
