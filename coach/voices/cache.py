"""A voice with a cache: each clip is made once, ready for the mixer, and kept in memory and on disk.

Wrap each voice in its own cache and the fallback around them, so that no clip lies under another voice's key.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from coach.sound.clip import RATE, Clip, ready
from coach.support.errors import VoiceError
from coach.support.files import write_whole
from coach.voices.voice import Voice, warm

FORMAT = b"BMC2"
"""Raise the number when ``ready`` or the layout changes, so that old entries are made again."""

SHIPPED = Path(__file__).parent / "first_words"
"""Entries that come with the coach, so that its first word waits for no voice, even on the first evening. They are made
by ``python -m tools.first_words``."""

HEADER = struct.Struct("<4sII")
"""Format, number of samples, CRC-32 of the samples; then the samples, 16 bits, little-endian, at RATE."""

MEMORY_MB, ALONE_MB = 4, 32
"""Clips in memory where the folder keeps them too: the last minute and a half, since any other is read in less than
a millisecond. And where the folder keeps none: eleven minutes, since what is not in memory must be made again."""

Pcm = NDArray[np.int16]


def _ignore(message: str) -> None:
    del message


class CachedVoice:
    """``voice``, but faster the second time. A failing cache costs time, never a sentence."""

    def __init__(
        self,
        voice: Voice,
        folder: Path | None,
        limit_mb: int = 200,
        memory_mb: int = MEMORY_MB,
        alone_mb: int = ALONE_MB,
        on_trouble: Callable[[str], None] = _ignore,
    ) -> None:
        """``folder``: where clips are kept, at most ``limit_mb`` of them; ``None`` for memory alone.

        In memory are at most ``memory_mb`` of them, and ``alone_mb`` where nothing can be kept in the folder.
        ``on_trouble`` is told once when the folder cannot be used.
        """
        self._voice, self._folder, self._on_trouble = voice, folder, on_trouble
        self._limit, self._alone_limit = limit_mb * 1_000_000, alone_mb * 1_000_000
        self._memory_limit = memory_mb * 1_000_000 if folder is not None else self._alone_limit
        self._memory: OrderedDict[str, Pcm] = OrderedDict()
        self._memory_bytes = 0
        self._disk_bytes: int | None = None
        self._lock = threading.Lock()

    @property
    def key(self) -> str:
        """The key of the voice."""
        return self._voice.key

    def check(self) -> str:
        """The answer of the voice."""
        return self._voice.check()

    def warm(self) -> None:
        """Warm the voice."""
        warm(self._voice)

    def has(self, text: str) -> bool:
        """Whether ``text`` is ready at once."""
        name = self._name(text)
        # Unlike Path.exists, this one answers for a folder that can't be looked into, too.
        return name in self._memory or any(os.path.exists(folder / name) for folder in self._folders())  # noqa: PTH110

    def speak(self, text: str) -> Clip:
        """The clip from memory, from disk, or made now: at RATE, trimmed and levelled.

        Raises:
            VoiceError: it was not there and the voice could not make it.
        """
        name = self._name(text)
        pcm = self._remembered(name)
        if pcm is None:
            pcm = self._kept(name)
            if pcm is None:
                pcm = self._made(text)
                self._write(name, pcm)
            self._remember(name, pcm)
        return Clip(pcm.astype(np.float32) / np.float32(32768), RATE)

    def _name(self, text: str) -> str:
        return hashlib.sha256(b"\0".join((FORMAT, self.key.encode(), text.encode()))).hexdigest()

    def _made(self, text: str) -> Pcm:
        clip = ready(self._voice.speak(text))
        if not len(clip.samples):
            raise VoiceError(self.key, f'no sound was made of "{text}"')
        return np.rint(np.clip(clip.samples * 32768, -32768, 32767)).astype("<i2")

    def _remembered(self, name: str) -> Pcm | None:
        with self._lock:
            if name in self._memory:
                self._memory.move_to_end(name)
            return self._memory.get(name)

    def _remember(self, name: str, pcm: Pcm) -> None:
        with self._lock:
            if name not in self._memory:
                self._memory[name] = pcm
                self._memory_bytes += pcm.nbytes
            while self._memory_bytes > self._memory_limit and len(self._memory) > 1:
                self._memory_bytes -= self._memory.popitem(last=False)[1].nbytes

    def _folders(self) -> tuple[Path, ...]:
        return (SHIPPED,) if self._folder is None else (self._folder, SHIPPED)

    def _kept(self, name: str) -> Pcm | None:
        for folder in self._folders():
            pcm = self._read(folder / name)
            if pcm is not None:
                return pcm
        return None

    def _read(self, path: Path) -> Pcm | None:
        """The clip in a file; ``None`` when it is not there or not whole."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._trouble(error)
            return None
        pcm = _unpacked(data)
        if pcm is not None and path.parent == self._folder:
            # When the folder is full, the least recently used clips go first.
            with contextlib.suppress(OSError):
                os.utime(path)
        return pcm

    def _write(self, name: str, pcm: Pcm) -> None:
        """Keep the clip, whole or not at all."""
        if self._folder is None:
            return
        data = HEADER.pack(FORMAT, len(pcm), zlib.crc32(pcm.tobytes())) + pcm.tobytes()
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._folder / name, data, private=True)
            self._make_room(self._folder, len(data))
        except OSError as error:
            self._trouble(error)

    def _make_room(self, folder: Path, added: int) -> None:
        """Delete what was used least recently, leftovers of a crash too, down to nine tenths of the limit."""
        with self._lock:
            if self._disk_bytes is not None and self._disk_bytes + added <= self._limit:
                self._disk_bytes += added
                return
            files = _files(folder)
            total = sum(size for _, size, _ in files)
            goal = self._limit if total <= self._limit else self._limit * 9 // 10
            for _, size, path in sorted(files):
                if total <= goal:
                    break
                Path(path).unlink(missing_ok=True)
                total -= size
            self._disk_bytes = total

    def _trouble(self, error: OSError) -> None:
        self._memory_limit = self._alone_limit
        tell, self._on_trouble = self._on_trouble, _ignore
        tell(f"{self._folder}: clips cannot be kept ({error.strerror or error}); free some space or change its owner")


def _files(folder: Path) -> list[tuple[int, int, str]]:
    """(when it was used, bytes, path) of each file."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):  # another thread has just given it its final name
                if entry.is_file():
                    found.append((entry.stat().st_mtime_ns, entry.stat().st_size, entry.path))
    return found


def _unpacked(data: bytes) -> Pcm | None:
    """The samples, if ``data`` is one whole entry of this format."""
    if len(data) <= HEADER.size:
        return None
    mark, count, crc = HEADER.unpack_from(data)
    if mark != FORMAT or len(data) != HEADER.size + 2 * count or zlib.crc32(memoryview(data)[HEADER.size :]) != crc:
        return None
    return np.frombuffer(data, "<i2", offset=HEADER.size)
