"""A whole life with the coach, at random from a seed: evenings on the real command line, and days between them."""

import contextlib
import datetime
import gc
import io
import os
import random
import tempfile
import threading
import time
import traceback
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main as cli
from coach.cli import world
from coach.cli.commands import checkup, hearing
from coach.model.effects import Mark, MarkKind
from coach.model.plan import Area
from coach.playback import listening
from coach.store import database, profile, writer
from coach.support.errors import CoachError, JournalError
from tests.support import typed as command
from tests.support.night import Evening, Inbox, Loudspeaker
from tests.support.person import DAY_S, Mouth, Person, Truth
from tests.support.watch import Made, Watch, watched

GAPS, SOON = (0.01, 0.3, 1, 1, 1, 1, 2, 3, 5, 20, 60, -0.5), (0.01, 0.3)
"""Days between two evenings; after a massage that was cut off, hours."""
ZONES = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin")
OFFERED_S = 11 * 3600
REASONS = (
    "While a leg rests",
    "Until the",
    "In case of reflux",
    "As you asked",
    "With one hand",
    "For a calm bedtime",
    "there is no",
    "no remembered place",
    "no file was named",
    "cannot be saved",
)
"""Why a command may be refused, besides what the walk knows better."""


class Kept(Loudspeaker):
    """A loudspeaker that keeps what it played last."""

    samples: Any = ()

    @contextlib.contextmanager
    def open(self, render: Any) -> Any:
        def kept(n: int) -> Any:
            self.samples = render(n)
            return self.samples

        with super().open(kept):
            yield


class Room(Inbox):
    """An inbox beside which somebody watches."""

    def __init__(self, now: Any, evening: Any) -> None:
        super().__init__(now, evening)
        evening.ears.watch.begins_anew()

    def put(self, event: Any) -> None:
        if hasattr(event, "begins"):
            self.evening.ears.watch.spoken(event)
        super().put(event)

    def next(self, state: Any, due: Any, ahead: Any) -> Any:
        self.evening.ears.looks(state)
        event = super().next(state, due, ahead)
        self.evening.ears.watch.takes(state, event)
        return event

    def _pass(self, ms: Any) -> Any:
        since = self.now()
        done = super()._pass(ms)
        self.evening.ears.watch.sounds(self.evening.loudspeaker.samples, since, self.now())
        return done


class Prompt(writer.Journal):
    """The record, written at once, so that its trouble is told at the same moment whenever a seed is lived again."""

    def _work(self) -> None:
        """Nothing is left to a thread."""

    def begin(self, *given: Any) -> None:
        super().begin(*given)
        self._now()

    def mark(self, mark: Any) -> None:
        super().mark(mark)
        self._now()

    def _now(self) -> None:
        while not self._queue.empty():
            self.unwritten.append(self._queue.get())
        try:
            with database.opened(self.file) as connection:
                getattr(writer, "append")(connection, self.file, self.unwritten)  # noqa: B009 - as it is patched now
            self.unwritten.clear()
        except JournalError as error:
            if self._mended(error):
                self._now()


def _now(truth: Truth) -> type[datetime.datetime]:
    class Now(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.datetime.fromtimestamp(truth.now, tz)

    return Now


def place_after(mark: Mark, areas: tuple[Area, ...]) -> tuple[str, str] | None:
    """Where a massage goes on whose newest mark this is: area and stroke; None after the last area."""
    titles = [one.title for one in areas]
    n = titles.index(mark.area)
    if mark.what == MarkKind.AREA_DONE:
        return (titles[n + 1], "") if n + 1 < len(titles) else None
    names = [one.name for one in areas[n].strokes]
    if not mark.stroke or mark.done < areas[n].strokes[names.index(mark.stroke)].repetitions:
        return mark.area, mark.stroke
    return mark.area, names[min(names.index(mark.stroke) + 1, len(names) - 1)]


def _at_once(listens: listening.Listening) -> None:
    """Begin in this thread, so that a seed lives the same life again."""
    listens._ended, listens._tried = threading.Event(), threading.Event()
    listens._keep_trying(listens._ended, listens._tried)


class Life:
    """Evenings one after another, each checked. What is wrong is in ``wrong``; the life ends with the first of it."""

    def __init__(self, seed: int, home: Path) -> None:
        self.dice, self.home = random.Random(seed), home  # noqa: S311 - no secrets
        self.truth = Truth(self.dice)
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()
        self.story: list[str] = []
        """What was typed and done, a line each."""
        self.cut: Any = None
        """Where the newest massage was cut off: area, stroke, options; when; and whether that is its very beginning."""
        self.bookmark: Any = None
        """The place that was remembered last: area, stroke."""
        self.damaged = self.broken_voice = self.answered = self.unwritten = False
        self.waits = 0
        """How often the record can't be written before there is room again."""

    def live(self, evenings: int) -> None:
        """Some evenings, with days between them."""
        if self.dice.random() < 0.7:  # the first run was another evening
            profile.save(profile.Profile())
        for _ in range(evenings):
            self._evening()
            gc.unfreeze()  # a command freezes what it has imported, for it is the only one of its process
            gc.collect()
            if self.wrong:
                return
            self.truth.now += self.dice.choice(SOON if self.cut else GAPS) * DAY_S
            if self.dice.random() < 0.03:
                os.environ["TZ"] = self.dice.choice(ZONES)
                time.tzset()
            self._own_routine()
            self._damage()

    def _evening(self) -> None:
        dice, truth = self.dice, self.truth
        truth.full, self.broken_voice = dice.random() < 0.07, dice.random() < 0.06
        typed, tells = command.line(dice, truth, cut=self.cut is not None)
        mood = dice.choice(("willing", "willing", "wild", "wild", "wild", "silent"))
        self.waits = dice.randrange(1, 6) if dice.random() < 0.06 else 0
        self.unwritten = short = self.waits > 0
        watch, mouth = Watch(truth), Mouth() if dice.random() < 0.6 else None
        person = Person(dice, truth, watch, mouth, mood)
        watch.typed = command.holding(typed)
        person.cut = ("a massage goes on where it stopped", *self.cut[0]) if self.cut and not typed else None
        if "--from-bookmark" in typed and self.bookmark:
            watch.place = ("a bookmark is found again", *self.bookmark, None)
        when = datetime.datetime.fromtimestamp(truth.now, datetime.UTC)
        self.story.append(f"{when:%d.%m. %H:%M}, {truth.age()} days old, {mood}: coach {' '.join(typed)}")
        before = dict(truth.jabs), truth.harness, truth.age_known
        tells()
        status, printed = self._run(typed, person, mouth)
        self.story[-1] += f" -> {status}, {len(watch.marks)} marks{', disk full' if truth.full else ''}"
        if typed[:1] in (["play"], ["course"]):  # what is typed for an evening holds for that evening
            _, truth.harness, truth.age_known = before
        if "Deleted." in printed:
            truth.forgotten()
            self.bookmark = self.cut = None
        self.unwritten |= short and len(watch.books) > 1  # there may have been no room for the first of them
        self._check(typed, person, watch, status, printed)
        if self.unwritten:
            self.cut = None  # there never was room for the record
        if truth.full:
            truth.jabs = truth.jabs and before[0]
        elif not self.unwritten:
            self._places(watch)
        truth.full = False
        truth.now = max(truth.now, person.began + person.now / 1000)

    def _places(self, watch: Watch) -> None:
        """Where the coach should find its place again."""
        remembered = [mark for mark in watch.marks if mark.what == MarkKind.REMEMBERED]
        self.bookmark = (remembered[-1].area, remembered[-1].stroke) if remembered else self.bookmark
        begun = [n for n, mark in enumerate(watch.marks) if mark.what == MarkKind.BEGUN]
        marks = watch.marks[begun[-1] :] if begun else []
        placed = [mark for mark in marks if mark.area]
        ended = any(mark.what == MarkKind.ENDED for mark in marks)
        if not (placed or ended):
            return
        place = place_after(placed[-1], watch.last.book.areas) if not ended else None
        if place is None:
            self.cut = None
            return
        options = replace(watch.last.options, detail=watch.books[-1].options.detail)
        beginning = place == (watch.last.book.areas[0].title, "")
        self.cut = (*place, options), self.truth.now, beginning
        self.answered = options.navel_healed or options.reflux_free or options.hips_cleared

    def _own_routine(self) -> None:
        """Somebody writes a routine, or breaks or deletes one."""
        if self.dice.random() > 0.1:
            return
        folder = profile.config_folder() / "scripts"
        folder.mkdir(parents=True, exist_ok=True)
        source = command.SCRIPTS / f"{self.dice.choice(command.SHORT)}.yaml"
        file = folder / self.dice.choice(("mine.yaml", "five-minutes.yaml", "Odd Name.yaml"))
        text = source.read_text("utf-8")
        how = self.dice.choice(("copied", "broken", "deleted", "renamed"))
        self.story.append(f"a routine of their own: {file.name}, {how}, from {source.stem}")
        if how == "deleted":
            file.unlink(missing_ok=True)
        elif how == "broken":
            at = self.dice.randrange(len(text))
            file.write_text(text[:at] + self.dice.choice(("[", ": :", "\x00", "  - {")) + text[at:], "utf-8")
        else:
            file.write_text(text if how == "copied" else text.replace("strokes:", "strokes:  # mine", 1), "utf-8")

    def _damage(self) -> None:
        """The journal is damaged between two evenings."""
        file = profile.journal_file()
        if self.dice.random() > 0.03 or not file.exists():
            return
        self.story.append("the journal is damaged")
        data = file.read_bytes()
        at = self.dice.randrange(14)  # farther on are the versions, and what is newer is left alone
        file.write_bytes(
            self.dice.choice((b"", data[: len(data) // 2], b"x" * 500, data[:at] + b"???" + data[at + 3 :]))
        )
        self.bookmark = self.cut = None
        self.damaged = True

    # --- the evening itself -----------------------------------------------------------------------

    def _run(self, typed: list[str], person: Person, mouth: Any) -> tuple[Any, str]:
        profile.TONIGHT.clear()  # every evening is a new process
        out = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            self._stand_in(patch, person, mouth)
            self._trouble(patch)
            try:
                status: Any = cli.main(typed)
            except SystemExit as left:
                status = left.code
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is a fault
                self.wrong.append("a traceback: " + "".join(traceback.format_exception(error)[-6:]))
                status = -1
        return status, out.getvalue()

    def _stand_in(self, patch: pytest.MonkeyPatch, person: Person, mouth: Any) -> None:
        """Put fakes at the seams."""
        evening = Evening(person, microphone=mouth is not None)
        evening.loudspeaker, evening.inbox, evening.voice = Kept(), Room, Made
        evening.staged, evening.microphone = watched(person.watch), mouth or evening.microphone
        Made.made, Made.late, Made.clips, Made.broken = set(), [], {}, self.broken_voice
        evening.begin(patch)
        self._clock(patch)
        patch.chdir(self.home)
        patch.setattr(world, "offered", lambda: ["heart"])
        patch.setattr(checkup, "doctor", lambda _given: 0)
        patch.setattr(hearing, "practise", lambda _given: 0)
        patch.setattr(world.RealWorld, "_write", lambda *_: Path("evening.wav"))
        patch.setattr(listening.Listening, "begin", _at_once if mouth else lambda _self: None)

    def _trouble(self, patch: pytest.MonkeyPatch) -> None:
        """The disk is full, for good or for a while."""
        if self.truth.full or self.waits or self.damaged:
            patch.setattr(writer, "Journal", Prompt)
        if self.truth.full:
            patch.setattr(profile, "write_whole", _full)
        if self.truth.full or self.waits:
            patch.setattr(writer, "append", _unwritable if self.truth.full else self._append)

    def _append(self, *given: Any) -> None:
        self.waits -= 1
        if self.waits >= 0:
            _unwritable()
        database.append(*given)
        self.unwritten = False

    def _clock(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(datetime, "datetime", _now(self.truth))
        patch.setattr(time, "time", lambda: self.truth.now)
        patch.setattr(time, "time_ns", lambda: int(self.truth.now * 1000) * 1_000_000)

    # --- afterwards -------------------------------------------------------------------------------

    def _wrong(self, rule: str, what: Any, *, holds: Any) -> None:
        """Note a rule that was looked at, and that it is broken."""
        self.counts[rule] += 1
        if not holds:
            self.wrong.append(f"{rule}: {what}")

    def _check(self, typed: list[str], person: Person, watch: Watch, status: Any, printed: str) -> None:
        self.wrong += watch.wrong
        self.counts.update({**watch.seen, "evenings": 1, "massages": len(watch.books), f"status {status}": 1})
        self._status(typed, status, printed)
        late = [one for one in Made.late if one in watch.said and not one.startswith(tuple(watch.news))]
        self._wrong("what is said was prepared", late, holds=not late or self.broken_voice)
        if person.mood == "willing" and status == 0 and watch.books:
            self._wrong(
                "a massage begins", printed[-400:], holds=any(one.what == MarkKind.STROKE for one in watch.marks)
            )
            ends = [mark.detail for mark in watch.marks if mark.what == MarkKind.ENDED]
            self._wrong("a willing evening is finished", ends, holds=ends and ends[-1] in ("finished", "asleep"))
        self._wrong("only what was cut off is offered", person.text[:6], holds=self.cut or not person.offered)
        if any(text.startswith("What shall we do") for text in person.text) and self.cut and not typed:
            where, when, beginning = self.cut
            # Perhaps nothing is left of it, or its part was done because of an answer that held for that evening alone.
            less = self.truth.nearly() or self.truth.harness or self.answered
            due = person.began - when < OFFERED_S and not (beginning or less)
            self._wrong("what was cut off is offered", where[:2], holds=person.offered or not due)
            lists = next(n for n, text in enumerate(person.text) if text.startswith("What shall we do"))
            failed = any(text.startswith("That choice didn't work") for text in person.text[:lists])
            self._wrong("no choice fails before one is made", person.text[:5], holds=not failed or self.answered)
        with pytest.MonkeyPatch.context() as patch:
            self._clock(patch)
            self._files(watch)

    def _status(self, typed: list[str], status: Any, printed: str) -> None:
        """Nothing ends with a status of its own, and nothing is refused without a reason that is true."""
        self._wrong("no traceback", printed[-1500:], holds="Traceback" not in printed)
        first = typed[0] if typed else ""
        always = first in ("", "list", "forget", "history") or (first == "profile" and not self.truth.full)
        allowed = {0, 130, 143} if always else {0, 2, 3, 130, 143}
        allowed |= {7} if first == "history" and self.damaged else set()
        self._wrong("a status that is known", f"{status}, {printed[-300:]}", holds=status in allowed)
        if status == 3:
            own = any("a routine of their own" in one for one in self.story) or "no such routine" in printed
            self._wrong("what ships can be read", printed[-300:], holds=own)
        if status == 2:
            truth, line = self.truth, printed.strip().splitlines()[-1]
            known = {
                "After the jab": bool(truth.nearly()) or "--jab" in typed,
                "With a harness": truth.harness or "--harness" in typed,
                "I don't know the age": not truth.age_known and "--age" not in typed,
                "Until your baby's older": truth.age() < 90,
            }
            named = [holds for reason, holds in known.items() if reason in line]
            true = all(named) and (named or any(one in line for one in REASONS))
            self._wrong("nothing is refused without a reason", line, holds=true)

    def _files(self, watch: Watch) -> None:
        """What was kept can be read, and is what happened."""
        profile.TONIGHT.clear()
        try:
            mine = profile.load()
            past = database.read(profile.journal_file()) if watch.books or not self.damaged else []
        except CoachError as error:
            self.wrong.append(f"files stay readable: {error}")
            return
        self.damaged &= not watch.books
        self._wrong("nothing half-written", "", holds=not [*self.home.rglob("*.part")])
        if self.truth.full:
            return
        kept = mine.spared(datetime.datetime.now().astimezone())
        lost = [leg for leg in self.truth.recent() if leg not in kept]
        self._wrong("a jab is remembered", f"{lost} is not in the profile", holds=not lost)
        told = [(one.what, one.detail, one.area, one.stroke, one.done) for one in watch.marks]
        entries = [entry for _, found in past[len(past) - len(watch.books) :] for entry in found]
        noted = [(one.what, one.detail, one.area, one.stroke, one.done) for one in entries]
        noted = [one for one in noted if one[:2] != (MarkKind.ENDED, "a jab")]
        same = noted == told or not watch.books or self.unwritten
        self._wrong("everything is noted once", f"{told[:3]}, {len(told)}, and {noted[:3]}, {len(noted)}", holds=same)


def _full(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def _unwritable(*_: Any, **__: Any) -> None:
    raise JournalError("journal.sqlite3", "the record cannot be kept", "make room")


def live(seed: int, evenings: int) -> Life:
    """One life in a home of its own."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA", "CACHE"):
            patch.setenv(f"XDG_{kind}_HOME", f"{name}/{kind}")
        patch.setenv("TZ", "UTC")
        time.tzset()
        life = Life(seed, Path(name))
        try:
            life.live(evenings)
        except Exception as error:  # noqa: BLE001 - a walk that breaks is told with its seed, as a fault is
            life.wrong.append("".join(traceback.format_exception(error)[-4:]))
    time.tzset()
    return life
