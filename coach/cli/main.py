"""Where the program starts: signals, and errors that become exit codes. The commands are in ``commands``."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

from coach import words as language
from coach.cli import commands
from coach.cli.arguments import parser
from coach.store import profile
from coach.support import streams
from coach.support.errors import INTERRUPTED, CoachError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is in errors.py."""
    # Before numpy is loaded: with the small matrices of the ears, a second core only doubles the cost.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    streams.make_safe()
    try:
        try:
            return _run(arguments)
        except KeyboardInterrupt:
            print("\n" + language.load().one("interrupted"))
            return INTERRUPTED
        finally:
            sys.stdout.flush()  # a full disk shows here at the latest
    except CoachError as error:
        streams.report(str(error))
        return error.status
    except BrokenPipeError:  # whoever reads our text has left, as `head` does, and nothing is wrong
        streams.drop_stdout()
        return 0
    except OSError as error:
        streams.report(str(streams.failure(error)))
        return CoachError.status


def _run(arguments: Sequence[str] | None) -> int:
    given = parser().parse_args(arguments)
    # The parent may have switched Ctrl-C off, as a shell does for background jobs. Switch it on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, _leave)
    if given.command in commands.REMEMBERING and (trouble := profile.homeless()):
        streams.report(f"home: {trouble}")
    return commands.run(given)


def _leave(number: int, _frame: object) -> None:
    """A closed terminal or a kill ends as Ctrl-C does: terminal and loudspeaker are released without interruption."""
    for name in ("SIGTERM", "SIGHUP"):  # a closing terminal sends more than one
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
