"""A program in a pseudo-terminal: keys can be pressed and the lines it prints read, as if a person sat there.

Knows nothing of the coach, so that it can judge it. Linux and macOS with util-linux' ``setsid`` only.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import pytest

pty = pytest.importorskip("pty", reason="needs pseudo-terminals")
termios = pytest.importorskip("termios", reason="needs pseudo-terminals")


class Terminal:
    """One program, alone in its own terminal; it is ended with the context."""

    def __init__(self, command: Sequence[str], env: dict[str, str], folder: Path) -> None:
        self.command, self.env, self.folder = list(command), env, folder
        self.text = ""
        """All that was printed."""
        self._printed = threading.Condition()

    def __enter__(self) -> Self:
        self._hand, self._screen = pty.openpty()
        self.settings: list[Any] = termios.tcgetattr(self._screen)
        """Of the terminal before the program began."""
        self.began = time.monotonic()
        """Seconds of ``time.monotonic`` at which the program was started."""
        # setsid --ctty replaces itself by the program, whose Ctrl-C then comes from this terminal.
        self.process = subprocess.Popen(
            ["setsid", "--ctty", *self.command],
            stdin=self._screen,
            stdout=self._screen,
            stderr=self._screen,
            env=self.env,
            cwd=self.folder,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._screen)
        self._reader.join(5)
        os.close(self._hand)

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # EIO: the last one has closed the terminal
            while data := os.read(self._hand, 4096):
                with self._printed:
                    self.text += data.decode(errors="replace")
                    self._printed.notify_all()

    def stty(self, *words: str) -> None:
        """Change the terminal, as another program does."""
        subprocess.run(["stty", *words], stdin=self._screen, check=True)

    def press(self, key: str) -> float:
        """Press a key; gives the moment, in seconds of ``time.monotonic``."""
        moment = time.monotonic()
        os.write(self._hand, key.encode())
        return moment

    def reads(self, wanted: str, seconds: float = 20, since: int = 0) -> bool:
        """Wait until ``wanted`` has been printed, after so many characters; whether it was."""
        return self.sees(lambda text: wanted in text[since:], seconds)

    def sees(self, shown: Callable[[str], bool], seconds: float = 20) -> bool:
        """Wait until what was printed is as ``shown`` wants it; whether it became so."""
        with self._printed:
            return self._printed.wait_for(lambda: shown(self.text), seconds)

    def ends(self, seconds: float = 20) -> int:
        """Wait for the end of the program; its exit status."""
        return self.process.wait(seconds)

    def set_mode(self, mode: list[Any]) -> None:
        """Change the terminal's mode, as a shell or `reset` does."""
        termios.tcsetattr(self._screen, termios.TCSANOW, mode)

    def settings_now(self) -> list[Any]:
        """Give the settings of the terminal, to compare with those from before."""
        now: list[Any] = termios.tcgetattr(self._screen)
        return now
