"""The app on a phone: ``python -m benchmarks.app``. Tap to silence, first load, download sizes, heap after an hour.

The app has legs-and-feet for every choice, in the voice "heart", or without words (``--silent``: other sizes of sounds,
and all else alike). The phone is imitated: a CPU four times slower, 10 Mbit/s with 40 ms. The heap is looked at seven
times while the baby says no sixty times: as often as in an hour that is full of them. ``--hour`` measures the heap
alone, in a real hour of the whole body without words, with the microphone open and a rest of a minute every six.
"""

from __future__ import annotations

import gzip
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from coach import voices, words
from coach.cli import serving
from coach.export.app import folder as app
from coach.model.options import Options
from coach.routines import library
from coach.sound import earcons
from coach.voices.silent import SilentVoice
from coach.voices.voice import warm
from tests.support import phone
from tests.support.app_phone import AppPhone
from tests.support.hosts import Host
from tests.support.listening_page import FAKE

TAPS, LOADS, SLOWER, MBIT, LATENCY_MS = 20, 5, 4, 10, 40
ROUTINE = "legs-and-feet"


def tapped(handset: AppPhone) -> float:
    """Milliseconds from a tap in the middle of a sentence to silence."""
    handset.until_heard()
    handset.page.mouse.click(120, 300)
    handset.page.wait_for_timeout(500)
    return handset.silence_after()


def taps(opened: Any, address: str) -> list[float]:
    """Silence after each of ``TAPS`` taps."""
    found, handset = [], AppPhone(opened, address)
    handset.begin()
    handset.lead()
    for _ in range(TAPS):
        found.append(tapped(handset))
        handset.lead()
    handset.context.close()
    return found


def loads(opened: Any, address: str) -> list[float]:
    """Milliseconds from the address until a routine can be chosen, for the first time, on a phone's CPU and network."""
    found = []
    for _ in range(LOADS):
        context = opened.new_context(viewport=phone.PHONE)
        tab = context.new_page()
        devtools = context.new_cdp_session(tab)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        devtools.send("Network.enable")
        rate = {"downloadThroughput": MBIT * 125_000, "uploadThroughput": MBIT * 125_000, "latency": LATENCY_MS}
        devtools.send("Network.emulateNetworkConditions", {"offline": False, **rate})
        begun = perf_counter()
        tab.goto(f"{address}/", wait_until="commit")
        tab.wait_for_selector(".card")
        found.append((perf_counter() - begun) * 1000)
        context.close()
    return found


def heap(opened: Any, address: str, between: Callable[[AppPhone], None], many: int, *, listens: bool) -> list[float]:
    """MB of the page's heap: when it begins to lead, and after each of so many times that ``between`` was done."""
    handset = AppPhone(opened, address, listens=listens)
    handset.begin()
    handset.lead()
    devtools = handset.context.new_cdp_session(handset.page)
    devtools.send("HeapProfiler.enable")
    found = [_heap(devtools)]
    for _ in range(many):
        between(handset)
        found.append(_heap(devtools))
        print(f"{handset.phase}, {handset.text('place')}: {found[-1]:.1f} MB", flush=True)
        handset.lead()
    handset.context.close()
    return found


def _six_minutes(handset: AppPhone) -> None:
    """Leads for five minutes, then rests for one."""
    handset.page.wait_for_timeout(300_000)
    handset.page.keyboard.press("x")
    handset.page.wait_for_timeout(60_000)


def _ten_rests(handset: AppPhone) -> None:
    """Rests, hears the words again and goes on, ten times."""
    for _ in range(10):
        handset.page.keyboard.press("x")
        handset.page.wait_for_timeout(2200)
        handset.page.keyboard.press("l")
        handset.page.wait_for_timeout(1500)
        handset.lead()


def _heap(devtools: Any) -> float:
    devtools.send("HeapProfiler.collectGarbage")
    return float(devtools.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def table(what: str, found: list[float], unit: str) -> None:
    """One line."""
    p50, p95 = np.percentile(found, [50, 95])
    print(f"{what:46}{len(found):6}{p50:9.0f}{p95:9.0f}{max(found):9.0f}  {unit}")


def sizes(where: Path) -> None:
    """What a phone loads, as it lies there and packed as hosts send it."""
    apart = ("sounds", "drawings", "routines")
    shell = [file for file in where.rglob("*") if file.is_file() and file.parent.name not in apart]
    bare = [file for file in shell if file.suffix != ".gz"]
    packed = sum(len(gzip.compress(file.read_bytes())) for file in bare)
    print(
        f"app without sound: {sum(file.stat().st_size for file in bare) / 1000:.0f} kB, packed {packed / 1000:.0f} kB"
    )
    print(f"networks of the ears: {sum(file.stat().st_size for file in shell if file.suffix == '.gz') / 1e6:.1f} MB")
    for part in ("routines", "drawings", "sounds"):
        files = sorted((where / part).iterdir())
        told = ", ".join(f"{file.name} {file.stat().st_size / 1e6:.2f}" for file in files if part == "sounds")
        packed = sum(len(gzip.compress(file.read_bytes())) for file in files)
        print(f"{part}: {sum(file.stat().st_size for file in files) / 1e6:.2f} MB, packed {packed / 1e6:.2f} {told}")


def voice_of(arguments: list[str]) -> Any:
    """The voice that speaks."""
    if "--silent" in arguments or "--hour" in arguments:
        return SilentVoice()
    voice = voices.make("heart", 140, folder=Path.home() / ".cache" / "baby-massage-coach", within_ms=60_000)
    warm(voice)
    return voice


def main() -> None:
    """Write the app and measure it."""
    whole_hour = "--hour" in sys.argv
    name = "whole-body" if whole_hour else ROUTINE
    script = library.Library((library.ours(),)).load(name)
    fake = FAKE if whole_hour else ()
    with tempfile.TemporaryDirectory() as scratch, phone.chromium(fake) as opened:
        where = Path(scratch) / "app"
        options = Options(care=False, hips_cleared=True, navel_healed=True, reflux_free=True)
        app.write(app.Making({name: script}, options, words.load(), voice_of(sys.argv), earcons.load), where)
        print(f"{platform.platform()}, Chromium {opened.version}, Python {sys.version.split()[0]}")
        sizes(where)
        host = Host(where, handler=serving.Handler)
        print(f"{'':46}{'count':>6}{'p50':>9}{'p95':>9}{'most':>9}")
        if whole_hour:
            found = heap(opened, host.address, _six_minutes, 10, listens=True)
            table("heap, eleven looks in an hour", found, "MB")
        else:
            table("tap to silence", taps(opened, host.address), "ms")
            table(f"first load, CPU {SLOWER} times slower, {MBIT} Mbit/s", loads(opened, host.address), "ms")
            found = heap(opened, host.address, _ten_rests, 6, listens=False)
            table("heap, seven looks in an hour's no's", found, "MB")
        host.kill()


if __name__ == "__main__":
    main()
