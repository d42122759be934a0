"""A pedal as real as it gets without uinput: the bytes of Linux' own key events, over a wire that can be pulled out.

The wire is a pseudo-terminal that lies in a folder as /dev/input would. python-evdev opens it and reads it with its own
code; only what a kernel answers about a device (its name, its keys, whose it is) is answered here.
`python -m tests.support.wired_pedal FOLDER ...` is `coach ...` with the devices of that folder.
"""

from __future__ import annotations

import importlib
import os
import pty
import struct
import sys
import tty
from pathlib import Path
from typing import Any

NAME, KEY = "Wired pedal", "KEY_PAGEDOWN"
EV_SYN, EV_KEY, CODE = 0, 1, 109
EVENT = "llHHi"
"""struct input_event: seconds, microseconds, type, code, value."""


class WiredPedal:
    """The foot's end of the wire."""

    def __init__(self, folder: Path, name: str = "event0") -> None:
        self._foot, self._wire = pty.openpty()
        tty.setraw(self._wire)
        self._path = folder / name
        self._path.symlink_to(os.ttyname(self._wire))

    def press(self) -> None:
        """Down and up, each with its end mark."""
        for value in (1, 0):
            for kind, code, what in ((EV_KEY, CODE, value), (EV_SYN, 0, 0)):
                os.write(self._foot, struct.pack(EVENT, 0, 0, kind, code, what))

    def unplug(self) -> None:
        """The node goes, and whoever still reads gets an error."""
        self._path.unlink()
        os.close(self._wire)
        os.close(self._foot)


class Kernel:
    """What a kernel would answer; everything else is python-evdev's own."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def ioctl_devinfo(self, fd: int) -> tuple[object, ...]:
        return 3, 1, 1, 1, NAME if os.isatty(fd) else "Another device", "wire", ""

    def ioctl_capabilities(self, _fd: int) -> dict[int, list[int]]:
        return {EV_SYN: [EV_SYN, EV_KEY], EV_KEY: [CODE]}

    def ioctl_EVIOCGVERSION(self, _fd: int) -> int:  # noqa: N802 - the kernel's name
        return 65537

    def ioctl_EVIOCGEFFECTS(self, _fd: int) -> int:  # noqa: N802
        return 0

    def ioctl_EVIOCGRAB(self, _fd: int, _grab: int) -> None:  # noqa: N802
        """It is ours."""


def plug_in(folder: Path) -> None:
    """From now on the devices of this folder are those of this process."""
    device: Any = importlib.import_module("evdev.device")  # an extra

    from coach.ears import evdev_keys  # noqa: PLC0415

    device._input = Kernel(device._input)
    evdev_keys.FOLDER = folder


if __name__ == "__main__":
    from coach.cli import main as cli

    plug_in(Path(sys.argv[1]))
    sys.exit(cli.main(sys.argv[2:]))
