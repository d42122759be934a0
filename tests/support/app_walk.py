"""A walk through every phase of the app, always with the same words on the screen, in seven sizes and lights."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from coach.export.app import folder as app
from coach.model.options import Options
from coach.sound import earcons
from coach.voices.silent import SilentVoice
from tests.support.app_phone import EVENING, AppPhone
from tests.support.told import WORDS, line, routine

PICTURES = Path(__file__).parent.parent / "export" / "app" / "pictures"
"""Reference pictures, and the letters that they are written in."""


@dataclass(frozen=True, slots=True)
class View:
    """A screen, and how somebody has set it up."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    letters: int = 100
    """Per cent of the usual size."""
    bedtime: bool = False


VIEWS = (
    View("small-phone", 360, 640),
    View("letters-twice-as-large", 320, 568, letters=200),
    View("dark-phone", 390, 844, "dark"),
    View("bedtime", 390, 844, bedtime=True),
    View("phone-on-its-side", 844, 390),
    View("tablet", 820, 1180, "dark"),
    View("computer", 1280, 800),
)
LONG = "Slide one hand after the other from the hip down to the ankle, slowly and softly."
"""Long enough to look at the screen while it's said."""
WHOLE = ("start", "choices", "history", "jab", "again")
"""What may be longer than the screen; of all else the screen shows what there is."""

# Every machine has other letters, and wraps lines elsewhere: these are an Android phone's.
LETTERS = """
addEventListener("DOMContentLoaded", async () => {
  document.documentElement.style.fontSize = "SIZE%";
  document.body.style.fontFamily = "Roboto";
  const bytes = Uint8Array.from(atob("BYTES"), (one) => one.charCodeAt(0));
  document.fonts.add(await new FontFace("Roboto", bytes.buffer, { weight: "100 900" }).load());
});
"""
PAST = """
if (!localStorage.getItem("massage / history")) {
  const day = (day, minutes, strokes, nos) => ({ day, routine: "evening", title: "Evening", minutes, strokes, nos });
  localStorage.setItem("massage / history", JSON.stringify(
    [day("2026-01-02", 12, 3, 1), day("2026-01-03", 4, 1, 2), day("2026-01-05", 21, 4, 0)]));
}
"""
# Ears that hear what a test tells them to: those of the app take their time, and judge the room.
EARS = """
export const whyNoEars = () => "";
export const startEars = async ({ onHeard }) => {
  globalThis.hear = onHeard;
  return { stop() {} };
};
"""


def written(to: Path) -> Path:
    """An app with two routines, the question about today, an address, and ears that do as they are told."""
    evening = EVENING.replace("Slide to the ankle.", LONG)
    hips = evening.replace("title: Evening", "title: Hips").replace("A leg each", "Bottom and hips, on the tummy")
    routines = {name: routine(text, name) for name, text in (("evening", evening), ("hips", hips))}
    making = app.Making(routines, Options(), WORDS, SilentVoice(), earcons.load, address="https://example.org/massage/")
    app.write(making, to)
    (to / "ears" / "ears.js").write_text(EARS)
    return to


def opened(browser: Any, address: str, view: View) -> AppPhone:
    """The app in a view."""
    font = base64.b64encode((PICTURES / "roboto.woff2").read_bytes()).decode()
    init = LETTERS.replace("SIZE", str(view.letters)).replace("BYTES", font) + PAST
    size = {"width": view.width, "height": view.height}
    fixed = {"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"}
    return AppPhone(browser, address, init, listens=True, color_scheme=view.scheme, viewport=size, **fixed)


def phases(handset: AppPhone, view: View) -> Iterator[str]:
    """Every phase, one after the other."""
    yield from _before(handset, view)
    yield from _leading(handset)
    yield from _after(handset)


def _before(handset: AppPhone, view: View) -> Iterator[str]:
    page = handset.page
    yield "start"
    page.click("#tonight-panel summary")
    if view.bedtime:
        page.click("#bedtime")
    yield "choices"
    page.click("#tonight-panel summary")
    for panel in ("history", "elsewhere"):
        page.click(f"#{panel}-panel summary")
    yield "history"
    for panel in ("history", "elsewhere"):
        page.click(f"#{panel}-panel summary")
    handset.begin()
    _reads(handset, line("care-short"))
    yield "care"
    handset.wait_out_the_elbow()
    page.click("#answers button:text-is('A leg had a jab')")
    handset.until_phase("start")
    yield "jab"
    handset.wait_out_the_elbow()
    page.click("#jab button:text-is('Neither leg')")
    handset.begin()
    handset.agree()
    _reads(handset, line("page-listens"))
    yield "asking"


def _reads(handset: AppPhone, text: str) -> None:
    """Wait for a sentence."""
    handset.until(f"document.getElementById('caption').textContent === {json.dumps(text)}")


def _leading(handset: AppPhone) -> Iterator[str]:
    handset.lead()
    _reads(handset, LONG)
    yield "leading"
    for mode in ("pauses", "keys"):
        handset.page.evaluate("(mode) => hear({ kind: 'measured', mode })", mode)
        yield f"leading-{mode}"
    handset.page.mouse.click(100, 200)
    _reads(handset, "Resting. Both hands on the left leg.")
    handset.page.evaluate("hear({ kind: 'measured', mode: 'full' })")
    yield "resting"


def _after(handset: AppPhone) -> Iterator[str]:
    page = handset.page
    handset.wait_out_the_elbow()
    page.click("#more summary")
    page.wait_for_timeout(750)
    yield "more"
    page.click("#ear button")
    handset.until("document.querySelector('#ear .off')")
    yield "not-listening"
    page.click("#others button:text-is('All done')")
    _reads(handset, line("goodbye-no"))
    yield "ended"
    handset.wait_out_the_elbow()
    page.click("#answers button")
    handset.until_phase("start")
    yield "again"


def picture(handset: AppPhone, phase: str) -> bytes:
    """What is seen, as PNG."""
    handset.page.evaluate("document.fonts.ready.then(() => {})")
    handset.page.evaluate(
        "Promise.all([...document.images].filter((one) => one.checkVisibility()).map((one) => one.decode()))"
    )
    handset.page.mouse.move(0, 0)
    return bytes(handset.page.screenshot(full_page=phase in WHOLE, animations="disabled", caret="hide"))
