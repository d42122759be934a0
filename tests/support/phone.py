"""A phone for tests: headless Chromium with the page open, and a probe on the page's own audio graph."""

from __future__ import annotations

import atexit
import contextlib
import functools
import shutil
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
]
PHONE = {"width": 390, "height": 844}
PROBE = """
const make = AudioContext.prototype.createGain;
AudioContext.prototype.createGain = function () {
  const gain = make.call(this), tap = this.createScriptProcessor(256, 1, 1);
  window.probe = { context: this, blocks: [], taps: [] };
  tap.onaudioprocess = (event) => {
    const peak = event.inputBuffer.getChannelData(0).reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    window.probe.blocks.push([event.playbackTime, peak]);
    if (window.probe.blocks.length > 4000) window.probe.blocks.shift();
  };
  gain.connect(tap).connect(this.destination);
  return gain;
};
const note = () => window.probe && window.probe.taps.push(window.probe.context.currentTime);
addEventListener("pointerdown", note, true);
addEventListener("keydown", note, true);
const now = performance.now.bind(performance);
window.later = 0;
performance.now = () => now() + later;
navigator.mediaSession.setActionHandler = function (name, act) { (window.remote ??= {})[name] = act; };
"""
"""Keeps the loudest sample of each 256 behind the page's gain, and the time of the graph at every tap and key.

The clock by which a page tells a new touch from an elbow can be set on; timers and sound have their own.
"""


def why_not() -> str:
    """Why there is no phone here; empty when there is one."""
    if not find_spec("playwright"):
        return "needs playwright (pip install playwright)"
    return "" if browser() else "needs chromium (apt-get install chromium)"


def browser() -> str:
    """Where Chromium is."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")


def axe() -> str:
    """The text of axe-core, empty where it is not installed."""
    found = find_spec("axe_playwright_python")
    files = Path(found.origin or "").parent.glob("**/axe*.js") if found else ()
    return next((file.read_text(encoding="utf-8") for file in files), "")


@functools.cache
def _driver() -> Any:
    """Playwright. It can't be started twice in a process, and takes a second of the processor."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - may be missing

    driver = sync_playwright().start()
    atexit.register(stop)
    return driver


def stop() -> None:
    """End Playwright, and with it every browser that is still open."""
    if _driver.cache_info().currsize:
        _driver().stop()
        _driver.cache_clear()
        shared.cache_clear()


@contextlib.contextmanager
def chromium(more: Sequence[str] = (), **launch: Any) -> Iterator[Any]:
    """A browser of one's own; ``more`` are further flags, ``launch`` is for Playwright."""
    opened = _driver().chromium.launch(executable_path=browser(), args=[*FLAGS, *more], **launch)
    try:
        yield opened
    finally:
        opened.close()


@functools.cache
def shared() -> Any:
    """A browser for all who need no flags of their own; each opens a context in it, which shares nothing."""
    return _driver().chromium.launch(executable_path=browser(), args=FLAGS)


class Phone:
    """The page, as a thumb and an ear know it."""

    def __init__(self, opened: Any, address: str, init: str = "", **context: Any) -> None:
        self.context = opened.new_context(**{"viewport": PHONE, **context})
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.extend([message.text] * (message.type == "error")))
        self.page.add_init_script(PROBE + init)
        self.page.goto(address)

    @property
    def phase(self) -> str:
        """What the page does."""
        return str(self.page.evaluate("document.body.dataset.phase"))

    def until(self, condition: str, seconds: float = 30) -> None:
        """Wait for a condition in JavaScript. Asked from here, for the page lets nobody in it evaluate text."""
        for _ in range(round(seconds * 10)):
            try:
                if self.page.evaluate(f"Boolean({condition})"):
                    return
            except Exception as error:
                if "context was destroyed" not in str(error):  # else the page is just being loaded
                    raise
            self.page.wait_for_timeout(100)  # forty times a second took a quarter of a test's processor time
        raise AssertionError(f"{condition} is still not so; the page says {self.place()!r}, {self.caption()!r}")

    def until_phase(self, phase: str) -> None:
        """Wait for a phase."""
        self.until(f"document.body.dataset.phase === '{phase}'")

    def until_heard(self) -> None:
        """Wait for sound."""
        self.until("window.probe && window.probe.blocks.slice(-4).every(([, peak]) => peak > 0.002)")

    def until_silent(self) -> None:
        """Wait for digital silence of a quarter of a second."""
        self.until("probe.blocks.length > 48 && probe.blocks.slice(-48).every(([, peak]) => peak < 0.0001)")

    def caption(self) -> str:
        """What is written large."""
        return str(self.page.inner_text("#caption"))

    def place(self) -> str:
        """Where the massage is."""
        return str(self.page.inner_text("#place"))

    def begin(self) -> None:
        """Begin, by touch."""
        self.page.click("#answers button")

    def skip(self) -> None:
        """The next stroke or question: by the headset while it leads, by touch otherwise."""
        if self.phase == "leading":
            self.page.evaluate("remote.nexttrack()")
        else:
            self.wait_out_the_elbow()
            self.page.click("#next")

    def wait_out_the_elbow(self) -> None:
        """Until a touch counts as a new one: the page's clock is set on."""
        self.page.wait_for_timeout(100)  # it looks at the clock again once "More" has opened or closed
        self.page.evaluate("void (window.later += 2100)")

    def agree(self) -> None:
        """Say yes, once the page takes it for an answer."""
        self.wait_out_the_elbow()
        self.page.click("#answers .yes")

    def silence_after(self) -> float:
        """Milliseconds of the audio graph from the last tap or key to the end of the last sound."""
        return float(
            self.page.evaluate("""() => {
            const tap = probe.taps.at(-1), loud = probe.blocks.filter(([at, peak]) => peak >= 0.0001).at(-1);
            return (loud[0] + 256 / probe.context.sampleRate - tap) * 1000;
        }""")
        )
