"""Where the program starts: signals, and errors that become exit codes. The commands are in ``commands``.

Nearly all of the program is imported in ``main``, so that Ctrl-C is answered from the first moment.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from coach.support import streams
from coach.support.errors import INTERRUPTED, CoachError

_came: list[int] = []
"""The signals that end the program, kept because a library that is being loaded turns them into errors of its own."""


def program() -> NoReturn:
    """Run a command and end at once: a thread that still loads a library would crash or hold up Python's own end."""
    try:
        status = main()
    except SystemExit as left:
        status = int(left.code or 0)
    atexit._run_exitfuncs()  # noqa: SLF001 - what is to be done at the end is done
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is in errors.py."""
    # Before numpy is loaded: with the small matrices of the ears, a second core only doubles the cost.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    streams.make_safe()
    _came.clear()
    # The parent may have switched Ctrl-C off, as a shell does for background jobs. Switch it on.
    signal.signal(signal.SIGINT, _leave)
    try:
        try:
            return _run(arguments)
        except (KeyboardInterrupt, Exception) as error:
            if isinstance(error, Exception) and not _came:
                raise
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C would only bring a traceback
            if _came and _came[-1] != signal.SIGINT:
                return 128 + _came[-1]
            from coach import words as language  # noqa: PLC0415

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
    from coach.cli import commands  # noqa: PLC0415
    from coach.cli.arguments import parser  # noqa: PLC0415
    from coach.store import profile  # noqa: PLC0415

    given = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, _leave)
    if given.command in commands.REMEMBERING and (trouble := profile.homeless()):
        streams.report(f"home: {trouble}")
    return commands.run(given)


def _leave(number: int, _frame: object) -> NoReturn:
    """A closed terminal or a kill ends as Ctrl-C does: terminal and loudspeaker are released without interruption."""
    _came.append(number)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    for name in ("SIGTERM", "SIGHUP"):  # a closing terminal sends more than one
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    program()
