"""A whole coach as a process in a terminal of its own, and its log."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from coach.store import profile
from tests.support.terminal import Terminal

ALOUD = ("play", "hips", "--age", "3m", "--no-care", "--detail", "remind")
HIPS = (*ALOUD, "--no-listen")
"""In few words, so that its strokes come soon."""
OPENS = "A yes looks"
"""The first of what a first evening teaches before the oil, which can be skipped."""
PALMS, ROCK = "Both palms under the bottom", "Rock for a few slow breaths."
"""What is said after the name of the first stroke, nine seconds in all."""
ENTER = "\n"


def short_routine(times: int) -> str:
    """A routine of one stroke."""
    return f"""\
coach: 1
title: Short
parts:
  - title: Feet
    rest: "Both hands rest."
    strokes:
      - {{name: sole, teach: "Glide to the toes.", remind: "To the toes.", times: {times}, ours: true}}
"""


class Coach(Terminal):
    """The coach itself, as a process in a terminal of its own."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        env: dict[str, str] | None = None,
        output: str = "none",
        voice: str = "none",
        at_start: str = "",
    ) -> None:
        """``at_start``: Python that it and each of its helpers runs first, so that its machine is a bad one."""
        self.log = home / "log"
        self._lines: list[dict[str, object]] = []
        self._read_to = 0
        """Bytes of the log that are in ``_lines``."""
        whole = dict(env or os.environ)
        whole |= {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "CACHE", "DATA")}
        if at_start:
            (home / "sitecustomize.py").write_text(at_start)
        whole["PYTHONPATH"] = os.pathsep.join((str(home), str(Path(__file__).parents[2])))
        options = ["--output", output, "--voice", voice, "--log", str(self.log)]
        super().__init__([sys.executable, "-m", "coach.cli.main", *arguments, *options], whole, home)
        self.journal = home / "data" / profile.APP / "journal.sqlite3"

    def __exit__(self, *error: object) -> None:
        """End it and its helpers: one that a test has stopped can't notice that the coach is gone."""
        helpers = self.helpers()
        super().__exit__(*error)
        for helper in helpers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(helper, signal.SIGKILL)

    def lead(self) -> None:
        """Skip to the chime and on to the question, answer it with yes, and wait for the first stroke."""
        assert self.comes(lambda: len(self.said()) > 1), self.text
        self.press(ENTER)
        assert self.logged(lambda line: line["kind"] == "sound" and line["name"] == "chime")
        time.sleep(0.6)  # a sound is handed over 0.3 s before it is heard, and it is not skipped before that
        self.press(ENTER)
        assert self.reads("massage?"), self.text
        assert self.logged(lambda line: line["kind"] == "say" and str(line["text"]).endswith("massage?"))
        time.sleep(0.5)  # the question is printed 0.3 s before it is heard, and a yes before it is no answer
        self.press(ENTER)
        # On a busy machine a real voice takes long for its first words.
        assert self.reads("Hold and rock.", 90), self.text

    def lines(self) -> list[dict[str, object]]:
        """The log so far. Only what is new is read: a test that waits asks fifty times a second."""
        if self.log.exists():
            with self.log.open("rb") as log:
                log.seek(self._read_to)
                whole = log.read().rpartition(b"\n")[0]
            if whole:
                self._read_to += len(whole) + 1
                self._lines += [json.loads(line) for line in whole.split(b"\n")]
        return self._lines

    def logged(self, wanted: Callable[[dict[str, object]], object], seconds: float = 20) -> dict[str, object]:
        """Wait for a line of the log; gives it, or nothing."""
        found: dict[str, object] = {}

        def is_there() -> bool:
            found.update(next((line for line in self.lines() if wanted(line)), {}))
            return bool(found)

        self.comes(is_there, seconds)
        return found

    def comes(self, true: Callable[[], bool], seconds: float = 20) -> bool:
        """Wait until something becomes true; whether it did."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if true():
                return True
            time.sleep(0.02)
        return False

    def said(self) -> list[str]:
        """Every sentence that was said, in order."""
        return [str(line["text"]) for line in self.lines() if line["kind"] == "say"]

    def helpers(self) -> list[int]:
        """Processes that this coach started."""
        command = ["ps", "-o", "pid=", "--ppid", str(self.process.pid)]
        return [int(pid) for pid in subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()]
