"""What must hold in every evening, whatever is pressed, said, lost or killed; looked at from outside, as it happens.

``Watch`` sees every state, event, effect and sample of an evening, and notes what is wrong.
"""

import re
import threading
import zlib
from collections import Counter
from typing import Any, ClassVar

from coach.cli.shelves import routines
from coach.dialogue.engine import Dialogue
from coach.dialogue.scenes import Reads
from coach.model.effects import Hush, Mark, MarkKind, Say
from coach.model.events import STRAY, Bringer, Command, Heard, Notice, Prepared, Pressed, Spoken, Tick, Way
from coach.model.options import LEGS
from coach.model.phases import TRAITS, Phase
from coach.model.routine import DOLL
from coach.planning.leaving_out import ON_A_LEG, STRETCHES_NEED_AN_AGE, UNDER_A_HARNESS, WITH_A_HARNESS
from coach.playback.live_stage import LiveStage
from coach.session.keymap import SAME_ELBOW, SAME_KEY
from coach.session.state import State
from coach.sound.bed_mixer import BedMixer
from coach.support.errors import VoiceError
from coach.voices.silent import SilentVoice
from tests.support.told import WORDS

SILENT_MS = 40
"""Milliseconds after a key in which the coach must be silent."""
NO_LIFE_MS = 8000
"""Milliseconds without a sound for which nobody waits, but in a rest that was wanted."""
AUDIBLE = 1e-5
LEADS_ON = frozenset({Command.YES, Command.NEXT, Command.BACK, Command.AGAIN, Command.RECALL})
"""Commands of a person that may begin or go on with strokes."""
ON_LEG = r"(?:leg(?! crease)|thigh|foot|calf|knee|ankle|heel|sole|toes?|hip|shin)s?\b"
ON_LEGS = r"(?:legs|thighs|feet|calves|knees|ankles|heels|soles)\b"
BOTH = rf"(?<!toward )(?<!towards )\b(?:both|two|the) {ON_LEGS}"


class Made(SilentVoice):
    """Knows which sentences were made before they were spoken."""

    made: ClassVar[set[str]] = set()
    late: ClassVar[list[str]] = []
    clips: ClassVar[dict[str, Any]] = {}
    broken = False
    """Every fifth sentence fails."""

    def speak(self, text: str) -> Any:
        if self.broken and not zlib.crc32(text.encode()) % 5:
            raise VoiceError("voice", "it broke", "wait")
        if threading.current_thread().name == "speaking" and text not in self.made:
            self.late.append(text)
        self.made.add(text)
        if text not in self.clips:
            self.clips[text] = super().speak(text)
        return self.clips[text]


class Watch:
    """One evening, as somebody sees it who knows what this baby must be spared."""

    def __init__(self, truth: Any) -> None:
        self.truth = truth
        self.wrong: list[str] = []
        self.seen: Counter[str] = Counter()
        """How often each rule had something to look at."""
        self.marks: list[Mark] = []
        """Of all massages of the evening."""
        self.books: list[State] = []
        """The massages of the evening as they were to begin."""
        self.last: State | None = None
        """The newest state of a massage."""
        self.state: Any = None
        self._sounding: list[Any] = []
        """(first, last) millisecond of all that is to sound."""
        self._cut: int | None = None
        """The millisecond of the newest hush."""
        self._alive = 0
        """The millisecond of the last sound."""
        self._by: Any = None
        """The command of the newest event, if a person gave one."""
        self._newest: Any = None
        """The newest command of a person."""
        self._key = (-9999, "")
        """The newest key, and its millisecond."""
        self._owed: int | None = None
        """The millisecond of a key that must silence the coach."""
        self.bedded = False
        self.event: Any = None
        """The newest event."""
        self.hushed = False
        """It hushed the coach."""
        self.news: list[str] = []
        """What was news while a massage was led, which nobody can prepare."""
        self.typed: dict[str, Any] = {}
        """Options that were typed for this evening."""
        self.place: Any = None
        """Where the next massage must begin, if that is known: an area, a stroke, and options that hold."""
        self.said: set[str] = set()
        """What was said in massages."""

    def fault(self, rule: str, what: Any) -> None:
        self.wrong.append(f"{rule}: {what}")

    # --- states and events ------------------------------------------------------------------------

    def looks(self, state: Any) -> None:
        """A state, and that before it, which may have been another machine's."""
        before, self.state = self.state, state
        if state is before or not isinstance(state, State):
            return
        self.last = state
        if not isinstance(before, State) or state.phase is Phase.READY:
            if not isinstance(before, State) or before.phase is not Phase.READY:
                self._begins(state)
            return
        was, now = TRAITS[before.phase], TRAITS[state.phase]
        if now.leads and not was.leads and before.phase is not Phase.LINGERING:
            self.seen["led on"] += 1
            told = self._by
            if told not in LEADS_ON:
                self.fault("silence is no yes", f"{before.phase} became {state.phase} by {told}")
        if was.waits and state.area != before.area and self._by is None:
            self.fault("silence is no yes", f"{state.here.title} by itself")

    def _begins(self, state: State) -> None:
        """A massage is about to begin: what it does for whom."""
        self.books.append(state)
        truth, options = self.truth, state.options
        for name, value in self.typed.items():
            self.seen["typed options"] += 1
            if getattr(options, name) != value:
                self.fault("what is typed holds", f"{name} is {getattr(options, name)} for {value}")
        for leg in truth.recent():
            self.seen["a leg rests"] += 1
            if leg not in options.jabbed:
                self.fault("a jab is remembered", f"{leg} in {state.book.name}: {options.jabbed}")
        if options.jabbed and self.place is None and not truth.nearly():  # two jabs rest as long as the later one
            self.fault("a leg is back after three days", f"{options.jabbed} in {state.book.name}")
        if truth.harness:
            self.seen["a harness"] += 1
            if not options.harness:
                self.fault("a harness is remembered", state.book.name)
        self._is_there(state)
        if options.age is None and truth.age_known:
            self.fault("an age is remembered", state.book.name)
        if options.age is not None and options.age > truth.age() + 1:
            self.fault("nobody is made older", f"{options.age} for {truth.age()}")

    def note(self, before: Any, event: Any, command: Any) -> None:
        """An event was taken, and gave a command."""
        real = isinstance(event, Pressed) and event.key != STRAY
        quick = real and event.at - self._key[0] < (SAME_KEY if event.key == self._key[1] else SAME_ELBOW)
        if isinstance(event, Pressed):
            self._key = event.at, event.key
        if (
            isinstance(before, Dialogue)
            and real
            and not (
                self.hushed
                or before.over
                or quick
                or before.bound.get(event.key)
                or before.scene.reads() is Reads.NOTHING
            )
        ):
            self.fault("any key silences a list", f"{event} in {type(before.scene).__name__}")
        self.seen["keys in lists"] += isinstance(before, Dialogue) and real
        if not isinstance(before, State):
            return
        by_person = isinstance(event, Pressed) or (isinstance(event, Heard) and event.by is not Bringer.SCRIPT)
        self._by = command if by_person else None
        if self._by:
            self._newest = command
        if self._by in (Command.NO, Command.DONE, Command.BREAK, Command.ASLEEP):
            self.seen["noes"] += 1
            if not self.hushed and self._by is not Command.ASLEEP:
                self.fault("a no silences", f"{event} in {before.phase}")

    def takes(self, state: Any, event: Any) -> None:
        """An event is about to be taken."""
        self.event, self.hushed = event, False
        if isinstance(event, Pressed | Heard):
            self._alive = event.at
        if not isinstance(state, State):
            return
        if isinstance(event, Notice):
            self.news.append(event.text)
        if isinstance(event, Way) and event.say:
            self.news.append(WORDS.one(event.say))
        leads = TRAITS[state.phase].leads and isinstance(event, Pressed)
        if leads and state.keys.command(event.key, leads=True) is Command.NO:
            self.seen["a key while it leads"] += 1
            self._owed = event.at

    def _is_there(self, state: State) -> None:
        """A massage that goes on begins where it should, with the options that it had."""
        if self.place is None:
            return
        rule, area, stroke, options = self.place
        self.place = None
        areas = [one.title for one in state.book.areas]
        if area not in areas or (
            stroke and stroke not in [one.name for one in state.book.areas[areas.index(area)].strokes]
        ):
            self.seen[f"{rule}, but it is gone"] += 1
            return
        self.seen[rule] += 1
        here = state.here.strokes[state.start.stroke].name if stroke else ""
        if (state.here.title, here) != (area, stroke):
            self.fault(rule, f"{state.here.title}, {here} for {area}, {stroke}")
        for name in ("hands", "detail", "count", "bedtime", "beat", "pace", "times", "coach_asks", "baby"):
            if options and getattr(options, name) != getattr(state.options, name):
                self.fault(rule, f"{name} is {getattr(state.options, name)} for {getattr(options, name)}")

    # --- effects ----------------------------------------------------------------------------------

    def performs(self, effect: Any, now: int) -> None:
        state = self.state
        match effect:
            case Hush():
                self.hushed = True
                if isinstance(state, State) and isinstance(self.event, Tick | Spoken | Prepared | Notice | Way):
                    cut = [one for one in self._sounding if one[0] < now - 10 and one[1] > now + 10]
                    if cut and not getattr(self.event, "slept", 0):
                        self.fault("only a person cuts a sentence", f"{self.event} at {now}")
                self._cut = now
                self._owed = None
                self._sounding = [(a, min(b, now + SILENT_MS)) for a, b in self._sounding if a <= now]
            case Mark():
                self.marks.append(effect)
                if effect.what == MarkKind.STROKE and isinstance(state, State):
                    self._stroke(state, effect)
            case Say():
                if isinstance(state, State):
                    if TRAITS[state.phase].leads or TRAITS[state.phase].rests:
                        self.said.add(effect.text)
                    self._says(state, effect.text)

    def _stroke(self, state: State, mark: Mark) -> None:
        """A stroke begins."""
        self.seen["strokes"] += 1
        if state.book.name == DOLL:  # which is no baby
            return
        for leg in self.truth.recent():
            if mark.area.lower() == leg:
                self.fault("a resting leg is not massaged", f"{mark.stroke}, {mark.area}")
        parts = [
            (part, stroke)
            for part in routines().load(state.book.name).parts
            for stroke in part.strokes
            if stroke.name == mark.stroke
        ]
        if not parts:
            return
        if self.truth.harness and all(
            part.region not in WITH_A_HARNESS or UNDER_A_HARNESS & {*stroke.path} for part, stroke in parts
        ):
            self.fault("a harness is worn", f"{mark.stroke}, {mark.area}")
        age = min(max(part.from_age, stroke.from_age) for part, stroke in parts)
        known = state.options.age
        if age > (self.truth.age() if known is not None else STRETCHES_NEED_AN_AGE - 1):
            self.fault("a baby too young", f"{mark.stroke} from {age} for {self.truth.age()}, known as {known}")
        if any(leg in self.truth.recent() for leg in LEGS):
            side = state.here.side
            for part, _ in parts:
                if side and f"{side} leg" in self.truth.recent() and part.region in ON_A_LEG:
                    self.fault("a resting leg is not massaged", f"{mark.stroke}, {mark.area} in {part.region}")

    def _says(self, state: State, text: str) -> None:
        if state.phase in (Phase.PLAYING, Phase.LINGERING) and state.book.name != DOLL:
            for leg in self.truth.recent():
                self.seen["words near a resting leg"] += 1
                side = leg.split()[0]
                if re.search(rf"\b{side} {ON_LEG}", text, re.IGNORECASE) or re.search(BOTH, text, re.IGNORECASE):
                    self.fault("a resting leg is not named", f"{text!r} in {state.book.name}, {state.here.title}")
        if TRAITS[state.phase].rests and self._newest is not Command.REPEAT:
            words = {line for stroke in state.here.strokes for line in map(str, (*stroke.teach, *stroke.remind))}
            self.seen["words of a rest"] += 1
            if text in words and text != state.here.rest:
                self.fault("a rest has no movement", f"{text!r} in {state.phase} by {self._newest}")

    # --- sound ------------------------------------------------------------------------------------

    def earcon(self, cue: Any, at: int, now: int) -> None:
        """A short sound is going to sound."""
        begins = max(at, now)
        self._sounding.append((begins - 5, begins + cue.ms + 5))

    def spoken(self, event: Spoken) -> None:
        """A sentence is going to sound."""
        self._sounding.append((event.begins - 5, event.ends + 5))

    def sounds(self, samples: Any, since: int, now: int) -> None:
        """So much sounded from one moment to another."""
        if self._owed is not None and now > self._owed + SILENT_MS:
            self.fault("any key silences", f"nothing happened at {self._owed}")
            self._owed = None
        audible = len(samples) and bool(max(samples.max(), -samples.min()) > AUDIBLE)
        self._sounding = [one for one in self._sounding if one[1] >= since]
        if audible and not self.bedded:
            self.seen["sound"] += 1
            if not any(a <= now and b >= since for a, b in self._sounding):
                self.fault("silence after a no", f"sound from {since} to {now}, hushed at {self._cut}")
        if audible:
            self._alive = now
        state = self.state
        waits = isinstance(state, State) and not (TRAITS[state.phase].leads and not state.options.bedtime)
        if waits or (isinstance(state, State) and state.options.count is not None):
            self._alive = now
        elif now - self._alive > NO_LIFE_MS + 100:
            where = f"{state.phase} of {state.book.name}" if isinstance(state, State) else type(state.scene).__name__
            stroke = state.here.strokes[state.stroke].name if isinstance(state, State) else ""
            self.fault("a sign of life", f"nothing for {now - self._alive} ms in {where} {stroke}")
            self._alive = now

    def begins_anew(self) -> None:
        """Another session of the same evening."""
        self._sounding, self._alive, self.state, self._key = [(0, 3000)], 0, None, (-9999, "")


def watched(watch: Watch) -> type[LiveStage]:
    """A live stage that tells what it does."""

    class Spied(LiveStage):
        def perform(self, effect: Any) -> None:
            watch.bedded = isinstance(self.mixer, BedMixer)
            watch.performs(effect, self.clock.now())
            super().perform(effect)

        def _sounded(self, name: str, cue: Any, at: int, gain: int = 0) -> None:
            if cue is not None:
                watch.earcon(cue, at, self.clock.now())
            super()._sounded(name, cue, at, gain)

        def note(self, before: Any, event: Any, command: Any) -> None:
            watch.note(before, event, command)
            super().note(before, event, command)

    return Spied
