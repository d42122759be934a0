"""The page on a phone: ``python -m benchmarks.page``. Size, load to ready with a CPU four times slower, tap to silence.

The page is made of legs-and-feet for a baby of five months. Silence is measured on the page's own audio graph. The same
page without its sound is loaded beside it: what it takes is the browser's own and the words'.
"""

from __future__ import annotations

import platform
import re
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

from coach import voices, words
from coach.export import phone_page as page
from coach.export.audiobook import Maker
from coach.model.options import Options
from coach.planning import age_limit
from coach.routines import library
from coach.session.state import State
from coach.sound import earcons
from coach.voices.voice import warm
from tests.support import phone

TAPS, LOADS, SLOWER = 20, 10, 4


def tapped(handset: phone.Phone) -> float:
    """Milliseconds from a tap in the middle of a sentence to silence."""
    handset.until_heard()
    handset.page.mouse.click(120, 300)
    handset.until_silent()
    return handset.silence_after()


def taps(opened: object, address: str) -> list[float]:
    """Silence after each of ``TAPS`` taps."""
    found = []
    handset = phone.Phone(opened, address)
    handset.begin()
    for _ in range(TAPS):
        found.append(tapped(handset))
        handset.agree()
    handset.context.close()
    return found


def loads(opened: object, address: str, ready: str) -> list[float]:
    """Milliseconds from the address until a selector finds something, on a slower CPU."""
    found = []
    for _ in range(LOADS):
        context = opened.new_context(viewport=phone.PHONE)  # type: ignore[attr-defined]
        tab = context.new_page()
        context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        begun = perf_counter()
        tab.goto(address, wait_until="commit")
        tab.wait_for_selector(ready, state="attached")
        found.append((perf_counter() - begun) * 1000)
        context.close()
    return found


def soundless(folder: Path) -> str:
    """Write the page again without the sound, and tell its address."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    other = folder / "soundless.html"
    other.write_text(re.sub(r'(id="sound">[^,]*,)[^<]*', r"\1", page), encoding="utf-8")
    return other.as_uri()


def table(what: str, found: list[float]) -> None:
    """One line."""
    p50, p95 = np.percentile(found, [50, 95])
    print(f"{what:46}{len(found):6}{p50:9.0f}{p95:9.0f}{max(found):9.0f}")


def main() -> None:
    """Make the page and measure it."""
    spoken = words.load()
    book, options = age_limit.suited(library.Library((library.ours(),)).load("legs-and-feet"), Options(age=150), spoken)
    with tempfile.TemporaryDirectory() as scratch, phone.chromium() as opened:
        folder = Path(scratch) / "page"
        state = State(book, spoken, options)
        voice = voices.make("heart", 140, folder=Path(scratch) / "cache", within_ms=30_000)
        warm(voice)
        stage = page.write(Maker(voice, earcons.load), state, folder)
        size, address = (folder / "index.html").stat().st_size, (folder / "index.html").as_uri()
        print(f"{platform.platform()}, Chromium {opened.version}, Python {sys.version.split()[0]}")
        minutes = stage.at / 60_000
        print(f"index.html: {size / 1e6:.1f} MB for {minutes:.1f} minutes, {size / minutes * 20 / 1e6:.1f} MB for 20")
        print(f"{'':46}{'count':>6}{'p50 ms':>9}{'p95 ms':>9}{'most':>9}")
        table("tap to silence", taps(opened, address))
        slow = f", CPU {SLOWER} times slower"
        table(f"load to the button{slow}", loads(opened, address, "#answers button"))
        table(f"load to the sound{slow}", loads(opened, address, "[data-sound=ready]"))
        table(f"  the same without sound{slow}", loads(opened, soundless(folder), "#answers button"))


if __name__ == "__main__":
    main()
