"""Feeds hostile files, names, options and streams to the coach: every failure must be one of ours.

    python -m benchmarks.fuzz [--examples 20000]

Hypothesis chooses; each kind gets as many examples. Any other failure is a traceback, and ends it.
Then every byte and every pair of keys is pressed in every phase of a massage and in lists.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import sys
import tempfile
import time
import wave
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import fuzz_people, key_fuzz
from coach import words
from coach.model.options import Options
from coach.model.records import Begun, Entry
from coach.planning import age_limit, timeline
from coach.planning.timeline_builder import estimate
from coach.playback import offline
from coach.routines import library
from coach.routines import parser as script
from coach.session.resume import cut_off, options_in, refused
from coach.sound import earcons
from coach.store import database, history, profile
from coach.support.errors import CoachError, ScriptError
from coach.support.text import printable

WORDS = words.load()
SHIPPED = {path.stem: path.read_text("utf-8") for path in sorted(library.ours().glob("*.yaml"))}
NASTY = st.sampled_from(
    [
        "\x1b[2J",
        "\x00",
        "!!python/object:os.system",
        "&a [*a]",
        "../../etc/passwd",
        "{{",
        "[" * 99,
        "\u202e",
        "9" * 400,
        ".inf",
        "0x1F",
        "- " * 50,
        "\r",
        "'",
        '"',
        "|",
        ">",
        "%YAML 9",
        "<<: *x",
    ]
)
PIECE = st.one_of(st.text(max_size=30), NASTY)
OUTCOMES: Counter[str] = Counter()


@st.composite
def bent(draw: st.DrawFn, whole: str) -> str:
    """A valid text with pieces removed, doubled or inserted."""
    for _ in range(draw(st.integers(1, 5))):
        a = draw(st.integers(0, len(whole)))
        b = min(len(whole), a + draw(st.integers(0, 60)))
        whole = whole[:a] + draw(st.one_of(PIECE, st.just(whole[a:b] * 2))) + whole[b:]
    return whole


def include(name: str) -> str:
    """Includes read only our own routines."""
    if name in SHIPPED:
        return SHIPPED[name]
    raise ScriptError(name, "there is no such routine", "correct the name")


def expected(kind: str, act: Callable[[], object]) -> None:
    """Run it. A CoachError that says where is as good as success."""
    try:
        act()
    except CoachError as error:
        if not (str(error).strip() and error.where):
            raise AssertionError(f"an error without a place: {error!r}") from error
        if any(ord(letter) < 32 and letter != "\n" for letter in str(error)):
            raise AssertionError(f"an order to the terminal in {error!r}") from error
        OUTCOMES[f"{kind}: refused"] += 1
    else:
        OUTCOMES[f"{kind}: accepted"] += 1


def routine(text: str) -> None:
    """Read a routine, arrange it and lay its first area."""
    book, options = age_limit.suited(script.parse("fuzz", text, include), Options(age=90), WORDS)
    timeline.timeline(book.areas[0], options, WORDS, estimate)
    printable(book.title)


def load_profile(folder: Path, text: str) -> None:
    """Read a profile."""
    (folder / "profile.yaml").write_text(text, "utf-8", errors="surrogatepass", newline="")
    profile.load(folder / "profile.yaml")


def load_journal(folder: Path, content: bytes) -> None:
    """Read a journal and all that is made of it."""
    file = folder / "journal.sqlite3"
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    file.write_bytes(content)
    past = database.read(file)
    for begun, _ in past:
        options_in(begun)
    told = (*history.as_text(past), history.as_csv(past), history.as_json(past))
    if any("\x1b" in text for text in told):
        raise AssertionError("an escape reached the terminal")
    cut_off(past, 10**12)
    refused(past)


def load_sound(folder: Path, content: bytes) -> None:
    """Read a caregiver's own sound."""
    (folder / "tick.wav").write_bytes(content)
    earcons.load("tick", [folder])


def a_journal(folder: Path) -> bytes:
    """Make a valid journal."""
    file = folder / "seed.sqlite3"
    with database.opened(file) as connection:
        rows = [Entry("a", 5, n, "no", "rope", "Left leg", "rope", n) for n in range(40)]
        database.append(connection, file, [Begun("a", 1, "legs", "Legs", '{"age": 90}'), *rows])
    return file.read_bytes()


def a_sound() -> bytes:
    """Make a valid sound file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as wav:
        wav.setparams((1, 2, 48_000, 0, "NONE", ""))
        wav.writeframes(bytes(9600))
    return out.getvalue()


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes with some changed, and perhaps truncated."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(0, 12))):
        content[draw(st.integers(0, draw(st.sampled_from([99, len(content) - 1]))))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])


def kinds(folder: Path) -> dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], object]]]:
    """What is fed to what, by name; ``folder`` is for the files of it."""
    texts = st.one_of(*(bent(text) for text in SHIPPED.values()), st.text(max_size=200))
    good = "baby: Mia\nborn: 2026-08-30\nrate: 140\nkeys: {p: no}\ntimes: {rope: 8}\nleave-out: [rope]\n"
    return {
        "routine": (texts, routine),
        "profile": (bent(good), lambda text: load_profile(folder, text)),
        "journal": (damaged(a_journal(folder)), lambda content: load_journal(folder, content)),
        "sound": (damaged(a_sound()), lambda content: load_sound(folder, content)),
        "--events": (st.one_of(bent("4s yes, 31s no, 1m2.5s next"), st.text()), offline.parse_events),
        **fuzz_people.kinds(folder),
    }


def main() -> int:
    """Fuzz each kind in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=20_000)
    count = parser.parse_args().examples
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        os.environ.update({f"XDG_{kind}_HOME": f"{name}/{kind}" for kind in ("CONFIG", "DATA", "CACHE")})
        for kind, (strategy, act) in (every := kinds(Path(name))).items():
            began = time.monotonic()
            fuzz(kind, strategy, act, -(-count // len(every)))
            print(f"{kind}: {time.monotonic() - began:.0f} s", flush=True)
    for outcome, times in sorted(OUTCOMES.items()):
        print(f"  {outcome:22} {times:6}")
    print(f"{sum(OUTCOMES.values())} examples, every failure a CoachError with its place")
    return keys()


def keys() -> int:
    """Every byte and every pair of keys, in every phase and list; what is wrong is printed."""
    wrong: list[str] = []
    tries = key_fuzz.run(wrong.append)
    print("\n".join(wrong[:20]))
    print(f"{tries} tries of keys in phases and lists: {len(wrong)} without silence, or with a choice nobody had heard")
    return int(bool(wrong))


def fuzz(kind: str, strategy: st.SearchStrategy[object], act: Callable[[object], object], count: int) -> None:
    """Run this many examples of one kind."""

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def one(example: object) -> None:
        expected(kind, lambda: act(example))

    one()


if __name__ == "__main__":
    sys.exit(main())
