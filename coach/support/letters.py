"""Letters of every script: what makes a name, and how it's written for a voice that reads English. Pure."""

from __future__ import annotations

import unicodedata

from coach.support.text import JOINERS

LONGEST_NAME = 30
"""Letters of a baby's name, marks not counted."""
BETWEEN = frozenset(" .'-\u2019\u2010\u00b7\u05f3\u05f4") | JOINERS
"""What stands between the letters of a name: blanks, dots, apostrophes, hyphens, Catalan's and Hebrew's points."""
ACCENTED = "\u017f"
"""The last of the accented Latin letters that our voices read; beyond it they drop a letter or spell its name out."""


def is_letter(one: str) -> bool:
    """Whether it's a letter, or a mark that belongs to one."""
    return unicodedata.category(one)[0] in "LM"


def whole(name: str) -> str:
    """A name in the usual form: accents joined to their letters, single blanks, no stray bytes of a terminal."""
    with_bytes = name.encode("utf-8", "surrogateescape") if any("\udc80" <= one <= "\udcff" for one in name) else b""
    name = with_bytes.decode("utf-8", "replace") or name
    return " ".join(unicodedata.normalize("NFC", name).split())


def small(typed: str) -> str:
    """What was typed, in small letters and the usual form, to compare it with a name; "HİPS" is "hips"."""
    return whole(typed).lower().replace("i\u0307", "i")  # Python's small form of the dotted capital of Turkish


def is_name(text: str) -> bool:
    """Whether it's a name in any script: a letter first, then letters, marks, digits and what stands between them."""
    letters = [one for one in text if unicodedata.category(one)[0] != "M"]
    return (
        0 < len(letters) <= LONGEST_NAME
        and unicodedata.category(text[0])[0] == "L"
        and all(is_letter(one) or one.isdecimal() or one in BETWEEN for one in text)
    )


def speakable(name: str) -> str:
    """A name as a voice that reads English says it: "Анна" is "Anna". Empty where no letter of it can be said."""
    said = latin(whole(name))
    return said if any(one.isalpha() for one in said) else ""


def latin(text: str) -> str:
    """The text with letters of other scripts written in Latin ones, as our English voices read no others."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    if max(text) <= ACCENTED:
        return text
    from anyascii import anyascii  # noqa: PLC0415 - few texts need it

    return "".join(anyascii(one) if one > ACCENTED and is_letter(one) else one for one in text)
