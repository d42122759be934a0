"""The parent's side of a voice in its own process: start, ask, give up, kill, restart. Knows no particular voice.

If a voice hangs, crashes or holds the interpreter for a quarter of a second, the sound doesn't stutter.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import queue
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import numpy as np

from coach.sound.clip import Clip
from coach.support.errors import VoiceError
from coach.voices import private_folder
from coach.voices.replies import Replies, Reply
from coach.voices.text import pieces, readable, sane


class _BrokenError(Exception):
    """The helper died, hung or answered nonsense."""


class Child:
    """One helper process, started at the first request and whenever it has died."""

    def __init__(
        self,
        module: str,
        *args: str,
        who: str,
        ms: int = 10_000,
        start_ms: int = 20_000,
        letter_ms: int = 0,
        once: bool = False,
        at_once: int = 1,
    ) -> None:
        """Milliseconds: ``ms`` to answer, ``start_ms`` more for the first answer of a process, ``letter_ms`` a letter.

        ``once``: a fresh process for every answer. ``at_once``: how many requests the helper works on together.
        """
        self.folder, kept = private_folder.make()
        """The helper's first argument, gone with this object."""
        self._command = [sys.executable, "-P", "-m", module, str(self.folder), *args]
        self._who, self._ms, self._start_ms, self._letter_ms = who, ms, start_ms, letter_ms
        self._fresh_each_time = once
        self._free, self._lock = threading.Semaphore(at_once), threading.Lock()
        self._ids = itertools.count()
        self._running: list[subprocess.Popen[bytes]] = []
        self._replies: Replies
        self._closed = threading.Event()
        self.close = weakref.finalize(self, _end, self._closed, self._lock, self._running, kept)

    @property
    def pid(self) -> int | None:
        """The process id of the helper, if one runs."""
        return self._running[0].pid if self._running else None

    def ask(self, request: Mapping[str, object]) -> Reply:
        """Send one request. A broken helper is killed, and the request goes to a new one once.

        Raises:
            VoiceError: the helper says so, or broke twice.
        """
        with self._free:
            try:
                head, sound = self._once(request)
            except _BrokenError:
                try:
                    head, sound = self._once(request)
                except _BrokenError as error:
                    raise VoiceError(self._who, str(error), "run: coach doctor") from error
            if self._fresh_each_time:
                with self._lock:
                    _kill(self._running)
        if "what" in head:
            raise VoiceError(self._who, str(head["what"]), str(head.get("todo", "")))
        return head, sound

    def warm(self) -> None:
        """Start the helper and let it load."""
        with contextlib.suppress(VoiceError):  # the first sentence reports it, to someone who can act on it
            self.ask({"text": "Hello."})

    def speak(self, text: str) -> Clip:
        """Say ``text``, piece by piece where it is long.

        Raises:
            VoiceError: no sound, or no sensible sound, was made of it.
        """
        answers = [self.ask({"text": piece}) for piece in pieces(readable(self._who, text))]
        samples = np.frombuffer(b"".join(sound for _, sound in answers), "<i2").astype(np.float32) / np.float32(32768)
        return sane(self._who, text, Clip(samples, int(answers[0][0]["rate"])))

    def _once(self, request: Mapping[str, object]) -> Reply:
        with self._lock:
            if not self._running or self._running[0].poll() is not None:
                self._start()
            process, replies, ident = self._running[0], self._replies, next(self._ids)
            ms = self._ms + (not replies.any) * self._start_ms
            ms += self._letter_ms * len(str(request.get("text", "")))
            place = replies.expect(ident)
            try:
                _send(process, {**request, "id": ident})
            except OSError:
                place.put(None)
        why = ""
        try:
            reply = place.get(timeout=ms / 1000)
        except queue.Empty:
            reply, why = None, f"gave no answer in {ms / 1000:g} s"
        if reply is None:
            with self._lock:
                if process in self._running:  # otherwise another request has found it broken before
                    _kill(self._running)
            raise _BrokenError(why or self._last_words())
        return reply

    def _start(self) -> None:
        """Start a helper, under the lock."""
        if self._closed.is_set():  # at the end of the program, a thread may still ask for a sentence
            raise _BrokenError("was closed")
        _kill(self._running)
        home = str(Path(__file__).parents[2])
        paths = os.pathsep.join(path for path in (home, os.environ.get("PYTHONPATH")) if path)
        # One thread each: the second core is for the sound. And a voice has no business on the network.
        quiet = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
        try:
            with self._stderr() as stderr:
                process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own module
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    env={**os.environ, **quiet, "PYTHONPATH": paths},
                )
            assert process.stdout  # noqa: S101 - it was asked for
            self._running.append(process)
            self._replies = Replies(process.stdout)
            private_folder.sweep()  # while it loads
        except (OSError, RuntimeError) as error:  # a RuntimeError at the end of the program, from Python 3.12 on
            raise _BrokenError(f"could not be started ({error})") from error

    def _stderr(self) -> IO[bytes]:
        """Where its stderr goes. On a full disk that is lost, and nothing else."""
        try:
            return (self.folder / "stderr").open("wb")
        except OSError:
            return Path(os.devnull).open("wb")

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            lines = (self.folder / "stderr").read_text(errors="replace").split("\n")
            return next(("broke: " + line.strip() for line in reversed(lines) if line.strip()), "broke")
        return "broke"


def _send(process: subprocess.Popen[bytes], request: Mapping[str, object]) -> None:
    if process.stdin is not None:
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()


def _kill(running: list[subprocess.Popen[bytes]]) -> None:
    """A hung or stopped process ends only by SIGKILL, so every process gets that."""
    while running:
        process = running.pop()
        process.kill()
        process.wait()
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()


def _end(
    closed: threading.Event, lock: threading.Lock, running: list[subprocess.Popen[bytes]], kept: ExitStack
) -> None:
    """End the helper for good. It is killed before the lock is waited for: whoever holds that may be writing to it."""
    closed.set()
    for process in tuple(running):
        process.kill()
    with lock:
        _kill(running)
    kept.close()
