"""Splits a terminal's bytes into keys. Pure: knows no terminal, no clock, and not what a key means.

A terminal sends one byte for a letter and up to a dozen for an arrow or a function key. One read may return several
keys, or half a key. Terminals also send bytes that nobody pressed: mouse reports, pasted text between two markers,
replies to other programs. All of these are reported as ``STRAY``.
"""

from __future__ import annotations

import re

from coach.model.events import STRAY

NAMES = {
    b"\r": "enter",
    b"\n": "enter",
    b" ": "space",
    b"\x1b": "escape",
    b"\x7f": "backspace",
    b"\x08": "backspace",
    b"\t": "tab",
}
"""Keys whose names differ from their bytes."""
ESCAPE = b"\x1b"
ESCAPE_MS, REST_MS = 50, 500
"""After so many milliseconds without another byte, Escape was pressed alone, or the rest of a key won't come."""
LONGEST = 4096
"""How many bytes of an unfinished key are remembered; only pasted text is longer."""

SEQUENCE = re.compile(
    rb"\x1b{1,2}(?:"
    rb"(?P<console>\[\[[A-E])"  # F1 to F5 of the Linux console
    rb"|(?P<mouse>\[M.{3})"
    rb"|(?P<pasted>\[200~.*?\x1b\[201~)"
    rb"|(?P<string>[\]PX^_].*?(?:\x07|\x1b\\))"
    rb"|\[(?!M|200~)(?P<parameters>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-Z\\-~])"
    rb"|(?P<keypad>O[0-9;]*[A-Za-z])"
    rb"|(?P<alt>[^][OPX^_\x1b])"
    rb")",
    re.DOTALL,
)
"""A whole escape sequence. For the Alt key, some terminals put a second Escape in front."""
UNFINISHED = re.compile(
    rb"\x1b{1,2}(?:\[200~.*|[\]PX^_].*|\[M.{0,2}|\[\[|\[[0-?]*[ -/]*|O[0-9;]*|)",
    re.DOTALL,
)
"""The beginning of a sequence, which more bytes may complete."""
KEY_FINALS = b"ABCDEFGHPQRSZabcdu^@~"
"""The last bytes of arrows, Home, End and function keys, with and without Shift, Alt and Control."""
CURSOR_REPORT = re.compile(rb"(?!1;[2-8]$)\d+;\d+")
"""A line and a column, except "1;2" to "1;8", which are F3 with Shift, Alt or Control."""
LETTERS = {2: (0xC2, 0xDF), 3: (0xE0, 0xEF), 4: (0xF0, 0xF4)}
"""The first bytes of UTF-8 letters, by the letter's number of bytes."""


class KeyStream:
    """Splits a stream into keys, and keeps an unfinished key until the next read."""

    def __init__(self) -> None:
        self._bytes = b""
        self._told = False
        """Whether a STRAY was reported for the unfinished bytes."""

    @property
    def patience_ms(self) -> int | None:
        """How many milliseconds to wait for the rest of a key before ``give_up``; None if no key is unfinished."""
        if not self._bytes:
            return None
        return ESCAPE_MS if self._bytes.strip(ESCAPE) == b"" else REST_MS

    def feed(self, data: bytes) -> list[str]:
        """The keys that these bytes complete, in order, and a STRAY at the end for a key that has only begun.

        That way a no never waits for the rest of a key.
        """
        self._bytes += data
        keys: list[str] = []
        while self._bytes and (length := _length(self._bytes)):
            keys.append(name_of(self._bytes[:length]))
            self._bytes, self._told = self._bytes[length:], False
        if self._bytes and not self._told:
            self._told = True
            keys.append(STRAY)
        if len(self._bytes) > LONGEST:  # the beginning says what it is, the end whether it's over
            self._bytes = self._bytes[:16] + self._bytes[-16:]
        return keys

    def give_up(self) -> list[str]:
        """Stop waiting for the rest: report an Escape that was pressed alone, and drop half of any other key."""
        data, self._bytes, self._told = self._bytes, b"", False
        return ["escape"] if data and data.strip(ESCAPE) == b"" else []


def _length(data: bytes) -> int:
    """The number of bytes in the first key; 0 if it isn't complete."""
    if not data.startswith(ESCAPE):
        return _length_of_letter(data)
    if whole := SEQUENCE.match(data):
        return whole.end()
    if UNFINISHED.fullmatch(data):
        return 0
    broken = UNFINISHED.match(data)
    return broken.end() if broken else 1


def _length_of_letter(data: bytes) -> int:
    """The number of bytes in the first UTF-8 letter; 0 if more must come, 1 for a byte that can't begin a letter."""
    length = next((n for n, (least, most) in LETTERS.items() if least <= data[0] <= most), 1)
    rest = data[1:length]
    good = next((n for n, byte in enumerate(rest) if byte & 0xC0 != 0x80), len(rest))  # noqa: PLR2004 - 10xxxxxx
    if good < len(rest):
        return 1 + good
    return length if len(data) >= length else 0


def name_of(data: bytes) -> str:
    """The name of a key: enter, space, a small letter, or the hex of any other key; STRAY if it isn't a key."""
    if data in NAMES:
        return NAMES[data]
    if data.startswith(ESCAPE):
        return "escape" if data == ESCAPE * 2 else data.hex() if _is_key(data) else STRAY
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return STRAY
    if text.isprintable():
        return text.lower()
    return data.hex() if len(data) == 1 or text.isspace() else STRAY  # one byte: a letter with Control


def _is_key(sequence: bytes) -> bool:
    """Whether a whole escape sequence is a key, and not a report from the terminal."""
    found = SEQUENCE.fullmatch(sequence)
    if found is None:
        return False
    if found["final"] is None:
        return found["console"] is not None or found["keypad"] is not None or found["alt"] is not None
    parameters, final = found["parameters"], found["final"]
    if found["between"] or parameters[:1] in (b"<", b"=", b">", b"?") or final not in KEY_FINALS:
        return False
    return not (final == b"R" and CURSOR_REPORT.fullmatch(parameters)) and parameters + final != b"201~"
