"""Opens the loudspeaker and says hello while the rest of the program is still being imported."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from coach import words as language
from coach.cli.context import Context
from coach.playback.loudspeaker import Loudspeaker
from coach.store.profile import Profile
from coach.support.errors import SoundError
from coach.support.event_log import Log
from coach.support.terminal import Printer


@dataclass(frozen=True, slots=True)
class Opening:
    """What a session starts from."""

    context: Context
    loudspeaker: Loudspeaker | SoundError | None
    """An open one, or why it didn't open; None if a file is written instead."""


@contextlib.contextmanager
def opened(mine: Profile, *, quiet: bool = False, large: bool = False, log: str | None = None) -> Iterator[Opening]:
    """A loudspeaker that says hello, with a printer and a log to ``log``, until the context ends.

    Raises:
        UsageError: the log cannot be written.
    """
    if mine.output == "file":  # its own rendering prints and logs
        yield Opening(context_of(mine, Printer(None)), None)
        return
    with contextlib.ExitStack() as stack:
        record = stack.enter_context(contextlib.closing(Log(Path(log) if log else None)))
        context = context_of(mine, stack.enter_context(shown(large=large, quiet=quiet)), record)
        loudspeaker: Loudspeaker | SoundError
        try:
            loudspeaker = stack.enter_context(Loudspeaker(context))
        except SoundError as error:
            loudspeaker = error
        yield Opening(context, loudspeaker)


def context_of(mine: Profile, printer: Printer, log: Log | None = None, *, learning: bool = False) -> Context:
    """A caregiver's choices, with our words."""
    return Context(mine, language.load(), printer, log or Log(), mine.output, learning)


@contextlib.contextmanager
def shown(*, large: bool = False, quiet: bool = False) -> Iterator[Printer]:
    """A printer to the terminal, in block letters where they are wanted, or to nobody."""
    plain = contextlib.nullcontext(None if quiet else sys.stdout)
    where: contextlib.AbstractContextManager[IO[str] | None] = _large() if large and not quiet else plain
    with where as out:
        printer = Printer(out)
        try:
            yield printer
        finally:
            printer.close()


@contextlib.contextmanager
def _large() -> Iterator[IO[str]]:
    """Block letters, or plain lines where no terminal shows them."""
    if not sys.stdout.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        yield sys.stdout
        return
    from coach.cli.large_print import Large, can_show  # noqa: PLC0415 - brings the drawing library

    if not can_show(sys.stdout.encoding):
        yield sys.stdout
        return

    with contextlib.closing(Large(sys.stdout)) as large:
        yield cast("IO[str]", large)
