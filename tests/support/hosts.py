"""A web server on this machine that can be killed, for pages that must work without it."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and prints nothing."""

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


class Host:
    """Serves a folder until it is killed."""

    def __init__(
        self, folder: Path, port: int = 0, handler: type[http.server.SimpleHTTPRequestHandler] = QuietHandler
    ) -> None:
        """``handler``: what answers, such as that of ``coach page --serve``, which packs as web hosts do."""
        made = partial(handler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), made)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def kill(self) -> None:
        """Nobody answers any more."""
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a folder."""
    host = Host(folder)
    try:
        yield host.address
    finally:
        host.kill()
