"""What people type, and where it is printed, for the fuzzer: names, file names, options, broken streams."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from coach.cli import main as cli
from coach.export.output_names import output_file, output_folder
from coach.store import profile
from coach.store.shapes import checked_name
from coach.support.letters import speakable
from coach.voices.text import english

LETTERS = st.characters(categories=("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc"))
"""Letters and marks of every script."""
NAMES = st.one_of(st.text(LETTERS, max_size=34), st.text(max_size=34), st.text(st.characters(), max_size=6))
FILES = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["a:b", ".", "..", "-x", "%s", "a?b", "con", "~", "~nobody", "x" * 251, "ö" * 130, "a\0b", "\udc80"]
    ),
)
ENDINGS = (".wav", ".mp3", ".m4b", "", ".exe", ".WAV")
COMMANDS = (
    ("list",),
    ("show", "hips"),
    ("show", "hips", "--json"),
    ("show", "nowhere"),
    ("history",),
    ("check", "nowhere.yaml"),
    ("--version",),
    ("nonsense",),
)
ENCODINGS = ("utf-8", "ascii", "cp1252", "cp437", "koi8-r", "shift_jis", "utf-16")
STATUSES = {0, 1, 2, 3}


class Failing(io.RawIOBase):
    """A stream that fails in one way after some bytes; never if no way is given."""

    def __init__(self, number: int, after: int) -> None:
        self.number, self.left = number, after

    def writable(self) -> bool:
        """Always writable."""
        return True

    def write(self, data: Any) -> int:
        """Take the bytes, or fail."""
        self.left -= len(data)
        if self.number and self.left < 0:
            raise OSError(self.number, os.strerror(self.number))
        return len(data)


def printer(number: int, after: int, encoding: str, *, direct: bool) -> io.TextIOWrapper:
    """Make a stream in an encoding that fails in one way after some bytes."""
    raw: Any = Failing(number, after)
    return io.TextIOWrapper(raw, encoding, write_through=direct)


STREAM = st.builds(
    printer,
    st.sampled_from([0, errno.ENOSPC, errno.EPIPE, errno.EIO, errno.EBADF, errno.EAGAIN]),
    st.integers(0, 4000),
    st.sampled_from(ENCODINGS),
    direct=st.booleans(),
)


def name(text: str) -> None:
    """Take a name, save it, read it again and write it for a voice."""
    kept = checked_name(text)
    if kept and not speakable(kept):
        raise AssertionError(f"taken, but nothing of it can be said: {kept!r}")
    english(f"Hello, {kept}.")
    if checked_name(kept) != kept:
        raise AssertionError(f"changed when it was taken again: {kept!r}")


def output_name(folder: Path, text: str) -> None:
    """Check a place to write to."""
    safe = text.replace("/", "_").replace("\\", "_")
    with contextlib.chdir(folder):
        output_file(safe, "-o", (".wav", ".mp3", ".m4b"))
        output_folder(safe, "--page")


def options(given: list[str]) -> None:
    """Type options of the profile; what is saved is read again."""
    with printed_to(io.StringIO(), io.StringIO()):
        before = profile.load()
        status = run(("profile", *given))
        profile.load()
    if status and profile.load() != before:
        raise AssertionError("something was saved although it was refused")


OPTIONS = st.lists(
    st.builds(
        lambda flag, value: f"{flag}={value}",
        st.sampled_from(
            ["--baby", "--leave-out", "--times", "--speaker", "--microphone", "--voice-id", "--key", "--age"]
        ),
        st.one_of(
            st.text(max_size=20), st.sampled_from(["rope", "rope=8", "3m", "p=no", "left leg", "Анна", "\x1b[2J"])
        ),
    ),
    min_size=1,
    max_size=3,
)


def stream(example: tuple[tuple[str, ...], io.TextIOWrapper, io.TextIOWrapper]) -> None:
    """Run a command whose stdout and stderr fail somewhere, or lack letters."""
    command, out, err = example
    with printed_to(out, err):
        status = run(command)
    if status not in STATUSES:
        raise AssertionError(f"{command} ended with {status}")


def run(command: tuple[str, ...]) -> int:
    """Run a command line in this process."""
    try:
        return cli.main(command)
    except SystemExit as left:
        return int(left.code or 0)


@contextlib.contextmanager
def printed_to(out: Any, err: Any) -> Iterator[None]:
    """Print to these streams meanwhile; what they still hold is thrown away."""
    was = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = out, err
    try:
        yield
    finally:
        sys.stdout, sys.stderr = was
        for one in (out, err):
            with contextlib.suppress(OSError, ValueError):
                one.detach()


def kinds(folder: Path) -> dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], object]]]:
    """What is fed to what, by name; ``folder`` is for the files of it."""
    return {
        "name": (NAMES, name),
        "output name": (
            st.builds(lambda stem, ending: stem + ending, FILES, st.sampled_from(ENDINGS)),
            lambda text: output_name(folder, text),
        ),
        "options": (OPTIONS, options),
        "streams": (st.tuples(st.sampled_from(COMMANDS), STREAM, STREAM), stream),
    }
