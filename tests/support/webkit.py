"""WebKitGTK for tests, by its own WebDriver: the nearest thing to an iPhone's browser that Linux has."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DRIVER = "WebKitWebDriver"
BROWSER = "MiniBrowser"
MICROPHONE = ("--enable-media-stream=true", "--enable-mock-capture-devices=true")
"""A microphone that is not there: it beeps, and every page may open it."""
STARTING_S = 20.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which WebDriver names an element."""


def why_not() -> str:
    """Why there is no WebKit here; empty when there is one."""
    if not (shutil.which(DRIVER) and browser()):
        return "needs WebKitGTK (apt-get install webkit2gtk-driver gstreamer1.0-libav)"
    return "" if shutil.which("xvfb-run") else "needs xvfb (apt-get install xvfb)"


def browser() -> str:
    """Where the smallest browser of WebKitGTK is."""
    return next((str(one) for one in sorted(Path("/usr/lib").glob(f"*/webkit2gtk-4*/{BROWSER}"))), "")


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class WebKit:
    """A window, as WebDriver knows it."""

    def __init__(self, port: int) -> None:
        self._at = f"http://127.0.0.1:{port}/session"
        options = {"binary": browser(), "args": ["--automation", *MICROPHONE]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._at += f"/{self._send('POST', '', asked)['sessionId']}"

    def _send(self, method: str, to: str, body: dict[str, Any] | None = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self._at}{to}", content, {"Content-Type": "application/json"}, method=method)  # noqa: S310 - our own address
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310 - the same
            return json.load(answer)["value"]

    def open(self, address: str) -> None:
        """Load a page."""
        self._send("POST", "/url", {"url": address})

    def evaluate(self, script: str) -> Any:
        """What an expression gives in the page."""
        return self._send("POST", "/execute/sync", {"script": f"return ({script});", "args": []})

    def run(self, script: str) -> None:
        """Run statements in the page."""
        self._send("POST", "/execute/sync", {"script": script, "args": []})

    def click(self, what: str) -> None:
        """Click on the first element that a CSS selector finds."""
        found = self._send("POST", "/element", {"using": "css selector", "value": what})
        self._send("POST", f"/element/{found[ELEMENT]}/click", {})

    def point(self, what: str) -> None:
        """Press the pointer on the middle of an element. It is a mouse: WebKitGTK's driver has no finger."""
        found = self._send("POST", "/element", {"using": "css selector", "value": what})
        move = {"type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": found}
        press = [
            {"type": "pointerDown", "button": 0},
            {"type": "pause", "duration": 60},
            {"type": "pointerUp", "button": 0},
        ]
        hand = {"type": "pointer", "id": "hand", "parameters": {"pointerType": "mouse"}, "actions": [move, *press]}
        self._send("POST", "/actions", {"actions": [hand]})

    def until(self, condition: str, seconds: float = 40) -> None:
        """Wait until a condition holds in the page."""
        end = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({condition})"):
            if time.monotonic() > end:
                raise AssertionError(
                    f"{condition} is still not so; the page says {self.evaluate('document.body.innerText')!r}"
                )
            time.sleep(0.1)

    @staticmethod
    def wait(seconds: float) -> None:
        """Let it go on."""
        time.sleep(seconds)

    def close(self) -> None:
        """Close the window."""
        self._send("DELETE", "")


@contextlib.contextmanager
def webkit() -> Iterator[WebKit]:
    """A window on a screen that nobody sees."""
    port = free_port()
    environment = {**os.environ, "LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
    driver = subprocess.Popen(
        ["xvfb-run", "-a", DRIVER, f"--port={port}"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        window = started(port)
        try:
            yield window
        finally:
            window.close()
    finally:
        os.killpg(driver.pid, 15)
        driver.wait(10)


def started(port: int) -> WebKit:
    """The window, once the driver answers."""
    end = time.monotonic() + STARTING_S
    while True:
        try:
            return WebKit(port)
        except urllib.error.URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
