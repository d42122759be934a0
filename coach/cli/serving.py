"""Serves the app on this machine only, to try it, or for a phone on a USB cable. Nothing is sent anywhere."""

from __future__ import annotations

import contextlib
import errno
import gzip
import http.server
import io
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from coach.support.errors import UsageError
from coach.support.files import reason

HOST = "127.0.0.1"
TYPES = {
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".aac": "audio/aac",
    ".onnx": "application/octet-stream",
    ".wasm": "application/wasm",
}
PACKED = (".html", ".js", ".css", ".json", ".svg", ".webmanifest", ".wasm", ".wav")
"""Files that are sent packed, as web hosts do: what is on a phone's screen first is a quarter of the size then."""
MOST_PORTS = 65_535


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves one folder. A browser checks every file again, so that a new version is seen."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012 - as in the base class

    def handle(self) -> None:
        """Answer; a browser that goes away in the middle is no fault, and nothing is printed about it."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def send_head(self) -> Any:
        """The file that was asked for, packed where that is worth it and the browser can unpack it."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        asked = self.headers.get("Accept-Encoding", "")
        if file.suffix not in PACKED or not file.is_file() or "gzip" not in asked:
            return super().send_head()
        content = gzip.compress(file.read_bytes(), 6)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def end_headers(self) -> None:
        """Tell the browser to keep no copy besides the app's own."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Log nothing about who asked for what."""


def address(port: int) -> str:
    """The address of the app, on this machine and on a phone with a forwarded port."""
    return f"http://localhost:{port}/"


def server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of a folder, not yet serving.

    Raises:
        UsageError: the port cannot be had.
    """
    if not 1 <= port <= MOST_PORTS:
        raise UsageError("--port", f"{port} is out of range", f"choose 1024 to {MOST_PORTS}")
    try:
        return http.server.ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(folder)))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        what = f"{port} is in use by another program" if taken else f"{port} cannot be used ({reason(error)})"
        raise UsageError("--port", what, "choose another number, such as 8721") from error
