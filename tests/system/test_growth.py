"""Memory after half an hour and an hour later, with a no every minute; in virtual time."""

import functools
import gc
import json
import subprocess
import sys
import tracemalloc
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

from coach.model.events import Bringer, Command, Heard, Tick
from coach.model.options import Options
from coach.planning.utterances import needed
from coach.playback.live_stage import LiveStage
from coach.session.loop import MASSAGE, run
from coach.session.state import Phase, State
from coach.sound import earcons
from coach.sound.clip import RATE, Clip
from coach.sound.clock import SoundClock
from coach.sound.mixer import Mixer
from coach.store.writer import Journal
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.cache import CachedVoice
from coach.voices.fallback import FallbackVoice
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS, book_of, routine

MINUTE = 60_000
NO_AT = 50_000
EARLY, LATE = 30, 90
INTERNED = 100_000
"""Names that Python's own table of names gets room for first: it would double between the looks, by a megabyte."""
LEG = """\
  - title: Leg {n}
    strokes:
      - {{name: rope, teach: "Slide to the ankle.", remind: "Hip to ankle.", times: 100, pace: 12, count: ticked}}
"""
LEGS = "coach: 1\ntitle: Legs\nabout: Hours of the same stroke\nparts:\n"


class Nowhere:
    """A terminal that nobody reads."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


class QuickVoice(SilentVoice):
    """Half a second for every sentence, however long it is."""

    asked = 0

    def speak(self, text: str) -> Clip:
        self.asked += 1
        clip = super().speak(text)
        return replace(clip, samples=clip.samples[: clip.rate // 2])


class NoEveryMinute:
    """A yes to every question and every rest, and a no in every minute; after a few minutes the bytes are counted."""

    def __init__(self, minutes: int, *looks: int) -> None:
        self.minutes, self.looks = minutes, looks
        self.kept: dict[int, Any] = {}
        self.pending: deque[Any] = deque()
        self.at = self.minute = 0

    def put(self, event: Any) -> None:
        self.pending.append(event)

    def next(self, state: Any, due: Any, _ahead: Any) -> Any:
        if self.pending:
            return self.pending.popleft()
        no_at = self.minute * MINUTE + NO_AT
        waits = state.phase in (Phase.ASKING, Phase.RESTING)
        due = state.said_at + 1000 if waits else due
        self.at = max(self.at, min(due, no_at))
        if self.at < no_at:
            return Heard(self.at, Command.YES, Bringer.KEY) if waits else Tick(self.at)
        self.minute += 1
        if self.minute in self.looks:
            gc.collect()
            self.kept[self.minute] = tracemalloc.get_traced_memory()[0]
        return Heard(self.at, Command.NO if self.minute < self.minutes else Command.DONE, Bringer.KEY)


class Pulled(LiveStage):
    """Its loudspeaker takes what there is to hear as fast as it comes, and it waits for its own threads."""

    def __init__(self, state: State, inbox: NoEveryMinute, *others: Any) -> None:
        mixer = Mixer()
        clock = SoundClock(mixer, uptime=lambda: mixer.frames / RATE)
        voice, printer, journal = others

        def wanted(area: Any) -> Any:
            return needed(state.book, state.options, WORDS, area)

        super().__init__(
            clock,
            lambda _name: voice,
            functools.cache(earcons.load),
            wanted,
            inbox.put,
            printer,
            Log(),
            "",
            journal.mark,
        )

    def reach(self, at: int) -> None:
        while (left := self.clock.frame(at) - self.mixer.frames) > 0:
            if not self.mixer.skip(left):
                self.clock.render(min(left, 4800))

    def perform(self, effect: Any) -> None:
        super().perform(effect)
        self.settle()


def led(folder: Path) -> dict[str, Any]:
    """Lead the massage; why it ended, how many sentences were asked for, and the bytes kept after each of the looks."""
    script = routine(LEGS + "".join(LEG.format(n=n) for n in range(1, 9)), "legs")
    options = Options(care=False)
    state = State(book_of(script, options), WORDS, options)
    voice = QuickVoice()
    cached = CachedVoice(voice, folder / "clips", memory_mb=1)
    printer, journal = Printer(cast("IO[str]", Nowhere())), Journal(folder / "journal.db", lambda _: None)
    inbox = NoEveryMinute(LATE + 1, EARLY, LATE)
    names = [sys.intern(f"name {n}") for n in range(INTERNED)]
    del names
    tracemalloc.start(1)
    stage = Pulled(state, inbox, FallbackVoice(cached, within_ms=60_000), printer, journal)
    try:
        journal.begin("legs", "Legs", {})
        inbox.pending.append(Heard(0, Command.BEGIN, Bringer.SCRIPT))
        ended = run(MASSAGE, state, inbox, stage)
    finally:
        tracemalloc.stop()
        stage.close()
        journal.close()
        printer.close()
    return {"why": ended.why, "asked": voice.asked, "kept": [inbox.kept[EARLY], inbox.kept[LATE]]}


def test_memory_does_not_grow_with_a_no_a_minute(tmp_path: Path) -> None:
    # In a process of its own: what other tests load late or leave running would be counted, too.
    done = subprocess.run([sys.executable, "-m", __name__, tmp_path], check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    assert told["why"] == "done"
    assert told["asked"] > LATE, "new sentences came in every minute"
    early, late = told["kept"]
    assert late - early < 800_000, "bytes; without a bound on the clips it is 2.4 MB"


if __name__ == "__main__":
    print(json.dumps(led(Path(sys.argv[1]))))  # noqa: T201 - the test reads it
