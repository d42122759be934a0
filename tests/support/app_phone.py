"""The app on a phone for tests: it is written, served, opened in Chromium, and used only by touch and by ear."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.export.app import folder as app
from coach.model.options import Options
from coach.sound import earcons
from coach.sound.clip import Clip
from coach.voices.silent import SilentVoice
from tests.support import phone
from tests.support.told import WORDS, routine

if TYPE_CHECKING:
    import pytest

EVENING = """\
coach: 1
title: Evening
about: A leg each
opening:
  - teach: "Warm a little oil."
    remind: "Oil."
parts:
  - title: "{side} leg"
    sides: [left, right]
    rest: "Hands rest."
    strokes:
      - {name: rope, teach: "Slide to the ankle.", remind: "Hip to ankle.", times: 2, pace: 3, ours: true,
         sources: [S1], rest: "Resting. Both hands on the {side} leg."}
      - {name: warm hold, teach: "Hold the leg.", remind: "Hold.", times: 2, pace: 3, ours: true}
closing:
  - teach: "That was all."
"""
NO_STORAGE = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("forbidden", "SecurityError"); } });
"""
"""A browser that keeps nothing, as in some private windows."""


def written(to: Path, bed: Clip | None = None, *, care: bool = False, text: str = EVENING, fixed: bool = False) -> Path:
    """The app in a folder, with one short routine."""
    routines = {"evening": routine(text, "evening")}
    options = Options(care=care)
    app.write(app.Making(routines, options, WORDS, SilentVoice(), earcons.load, bed=bed, fixed=fixed), to)
    return to


def shared(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Path]) -> Path:
    """A folder that tests only read. It is made once for all workers, because making it takes seconds."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return make(factory.mktemp(name))
    folder = factory.getbasetemp().parent / name
    if not folder.exists():
        made = make(factory.mktemp(name))
        with contextlib.suppress(OSError):  # another worker was quicker
            made.rename(folder)
    return folder


def evening(factory: pytest.TempPathFactory) -> Path:
    """The app with one short routine, only to be read."""
    return shared(factory, "evening", written)


TOUCH_ONLY = """
const choices = `massage ${new URL("./", location.href).pathname} choices`;
if (!localStorage.getItem(choices)) localStorage.setItem(choices, JSON.stringify({ listens: false }));
"""
"""Nobody wants to be heard: a browser without a microphone would have to say so first."""


class AppPhone:
    """The app, as a thumb and an ear know it."""

    def __init__(self, opened: Any, address: str, init: str = "", *, listens: bool = False, **context: Any) -> None:
        self.inner = phone.Phone(opened, f"{address}/", init + TOUCH_ONLY * (not listens), **context)
        self.page, self.context = self.inner.page, self.inner.context
        self.until, self.until_phase, self.until_heard = (
            self.inner.until,
            self.inner.until_phase,
            self.inner.until_heard,
        )
        self.until_silent, self.errors = self.inner.until_silent, self.inner.errors
        self.agree, self.wait_out_the_elbow = self.inner.agree, self.inner.wait_out_the_elbow
        self.until("document.body.dataset.ready === 'yes'")

    @property
    def phase(self) -> str:
        """What the page does."""
        return self.inner.phase

    def text(self, what: str) -> str:
        """What stands in a place: caption, place, left, news."""
        return str(self.page.text_content(f"#{what}"))

    def silence_after(self) -> float:
        """Milliseconds from the last tap to the end of the sound that it stopped; a rest says nothing for 400."""
        return float(
            self.page.evaluate("""() => {
            const tap = probe.taps.at(-1), before = ([at, peak]) => peak >= 0.0001 && at < tap + 0.35;
            const loud = probe.blocks.filter(before).at(-1);
            return (loud[0] + 256 / probe.context.sampleRate - tap) * 1000;
        }""")
        )

    def begin(self) -> None:
        """Choose the first routine."""
        self.page.click(".card")
        self.until("document.body.dataset.phase !== 'start'")

    def lead(self) -> None:
        """Until hands are at work: the first yes brings the question nearer, the next one answers it."""
        while self.phase != "leading":
            self.agree()
            self.page.wait_for_timeout(600)

    def more(self, name: str) -> None:
        """One of the buttons that lie a touch deeper."""
        self.wait_out_the_elbow()
        self.page.click("#more summary")
        self.page.wait_for_timeout(750)
        self.page.click(f"#others button:text-is('{name}')")

    def close(self) -> None:
        """Put it away; nothing may have gone wrong in it."""
        assert self.errors == []
        self.context.close()
