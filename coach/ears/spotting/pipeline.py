"""Runs each piece of sound through the chain: check the microphone, cancel, spot. Knows no device and no thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from coach.ears.spotting.around import Around
from coach.ears.spotting.calls import Lately
from coach.ears.spotting.chatter import Chatter
from coach.ears.spotting.crying import Cry, Crying
from coach.ears.spotting.easing import Easing
from coach.ears.spotting.echo_alignment import AUDIBLE, Aligned
from coach.ears.spotting.gain import Gain
from coach.ears.spotting.guard import Guard
from coach.ears.spotting.health import Health
from coach.ears.spotting.likeness import LATEST, WINDOW, likeness
from coach.ears.spotting.near_end import WELL, Loudness, Someone
from coach.ears.spotting.needs import SEEN, Call, Level, Needs
from coach.ears.spotting.own_voice import OwnVoice
from coach.ears.spotting.phonemes import SEEN as PHONEMES_SEEN
from coach.ears.spotting.phonemes import Phonemes
from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.self_check import decibels
from coach.ears.spotting.spotter import Detection, Spotter
from coach.ears.spotting.steps import RATE, Embeddings, Steps, Stream, step_end
from coach.ears.spotting.tape import Last
from coach.ears.spotting.utterances import Ends
from coach.model.events import Bringer, Command
from coach.sound.clip import RATE as COACH_RATE
from coach.sound.clip import Samples
from coach.sound.resampling import Resampler

SHORTEST = 2 * RATE // 5
"""How many samples the shortest phrase takes, 0.4 s."""


def second_opinion() -> Phonemes:
    """Load the phoneme recogniser.

    Raises:
        EarError: its file is missing or damaged.

    """
    return Phonemes(Recogniser())


class Recent:
    """Keeps the last seconds of sound, and asks the phonemes about them."""

    def __init__(self, phonemes: Phonemes, names: Sequence[str] = ()) -> None:
        self._phonemes, self._needs, self._ends = phonemes, Needs(phonemes.recogniser, names), Ends()
        self._last, self._count, self._lately = Last(SEEN), 0, Lately()
        self.used: Mapping[Command, float] = {}
        """Until when, in seconds of sound, the coach's own phrase for a command may be heard."""

    def push(self, samples: Samples) -> None:
        """Add sound; call this before the steps that it completes are judged."""
        self._last.push(samples)
        self._count += len(samples)

    def opinion(self, at: float) -> dict[Command, float]:
        """The evidence for each command in the sound up to ``at`` seconds."""
        samples, newer = self._last.joined(), self._count - round(at * RATE)
        until = samples[: len(samples) - newer]
        found = self._phonemes.evidence(until)
        for command in found:
            fresh = at - self.used.get(command, -np.inf)
            if fresh < PHONEMES_SEEN / RATE:
                found[command] = self._since(command, until[len(until) - max(0, round(fresh * RATE)) :])
        return found

    def _since(self, command: Command, samples: Samples) -> float:
        """The evidence in the sound since the coach's own phrase alone."""
        return self._phonemes.evidence(samples)[command] if len(samples) >= SHORTEST else -np.inf

    def need(self, samples: Samples, steps: Steps, *, words: bool, someone: bool, since: float) -> Call:
        """Which call ended within the newest ``samples``.

        Args:
            samples: the newest, which were pushed before.
            steps: what they completed.
            words: single words and "no no no" count too.
            someone: whether anybody speaks; if not, nothing is looked for.
            since: what was said before this, in seconds of sound, isn't looked at.

        """
        self._lately.push(steps)
        newer = self._count - round(max(since, 0.0) * RATE)
        if not self._ends.push(samples) or not someone or newer <= 0:
            return Call(Level.NONE, 0.0)
        return self._needs.look(self._last.joined()[-newer:], self._lately.highest(), words=words)

    def newest(self) -> Samples:
        """The last 3.5 s of sound."""
        return self._last.joined()

    @property
    def talking(self) -> bool:
        """Whether somebody is talking now."""
        return self._ends.talking

    def consonants(self) -> int:
        """How many consonants are heard in the newest sound."""
        return self._phonemes.consonants(self._last.joined())


class Chain:
    """The whole chain from the microphone's samples to what was heard."""

    def __init__(
        self,
        *,
        cancel: bool,
        crying: bool = True,
        easing: Easing | None = None,
        phonemes: Phonemes | None = None,
        names: Sequence[str] = (),
        guarded: bool = False,
    ) -> None:
        """Load what is needed.

        Args:
            cancel: whether to remove the coach's own voice.
            crying: whether to listen for crying too; may be changed at any time.
            easing: makes this caregiver's "no" easier to hear.
            phonemes: the second opinion on a suspicion.
            names: what the caregiver calls the baby, as letters: "Mia says no" is one more phrase.
            guarded: whether to believe only what the self-check allows.

        """
        self.crying = crying
        self.ducked = False
        """Whether the coach has been soft for a moment; may be changed at any time."""
        self.own = frozenset[Command]()
        """The commands whose phrases it's saying; may be changed at any time."""
        self.guard = Guard() if guarded else None
        self.news = ""
        """The name of the sentence about the listening mode that the last piece led to, or ""."""
        self._aligned = Aligned() if cancel else None
        self._rate, self._stream = Resampler(COACH_RATE, RATE), Stream()
        self._recent = Recent(phonemes, names) if phonemes else None
        self._spotter = Spotter(easing, self._recent.opinion if self._recent else None, self._likeness)
        self._own, self._chatter, self._steps, self._heard = OwnVoice(), Chatter(), 0, 0
        self._cries: Crying | None = None
        """Loaded when crying is first listened for."""
        self._someone, self._played, self._left = Someone(cancel=cancel), Loudness(), Loudness()
        self._health, self._gain = Health(), Gain()
        self.complaint = ""
        """The name of the sentence about the microphone that the last piece led to, or ""."""

    def hear(self, heard: Samples, played: Samples) -> Iterator[Detection]:
        """Take ``heard`` at 16 kHz and ``played`` at 24 kHz, of about equal length; iterate to the end.

        Each detection is yielded as soon as it's known, because asking the phonemes takes a moment.
        """
        said = self._rate.push(played)
        talking = self._played.push(said) >= AUDIBLE
        self.complaint, heard = self._health.hear(heard, coach=talking), self._gain.push(heard)
        left = self._aligned.clean(heard, said) if self._aligned else heard
        took = self._aligned.took if self._aligned else said
        self.news = self._checked(heard, took, left)
        if self._recent:
            self._recent.push(left)
        steps = self._stream.push(left)
        self._steps += len(steps)
        around = self._around(talking=talking, own=self._sounding(len(heard)))
        if Command.NO in around.own:  # nothing that is said later may go on from the coach's own "baby says"
            self._spotter.judge.acted = step_end(self._steps - 1)
        someone = self._someone.speaks(heard, took, left, coach=talking)
        yield from filter(self._lets, self._spotter.follow(steps.scores, around, someone=someone))
        yield from filter(self._lets, self._need(left, steps, around, someone=someone, talking=talking))
        cry = self._cry(steps.embeddings, left, someone=someone)
        level_db = decibels(self._left.push(left) ** 2)
        if self.guard:
            self.guard.notice(talking=talking, ducked=self.ducked)
            going = self._cries is not None and self._cries.going
            yield from self.guard.cries(cry, at=step_end(self._steps - 1), going=going, level_db=level_db)
        elif cry:
            yield cry

    def _checked(self, heard: Samples, took: Samples, left: Samples) -> str:
        """Measure how well it can listen here; return the name of a sentence to say now, or ""."""
        if self.guard is None:
            return ""
        self.guard.check.drift_ppm = self._aligned.drift if self._aligned else None
        return self.guard.push(heard, took, left)

    def _sounding(self, count: int) -> frozenset[Command]:
        """The commands whose phrases are the coach's own in the next ``count`` samples."""
        self._heard += count
        if self.own:
            self._own.note(self.own, self._heard, self._aligned.late if self._aligned else 0)
            if self._recent:
                self._recent.used = self._own.over()
        return self._own.sounding(self._heard)

    def _around(self, *, talking: bool, own: frozenset[Command]) -> Around:
        """What else sounds."""
        well, coach = self._someone.coach_left <= WELL, talking and not self.ducked
        more, again, apart = 0.0, False, False
        if self.guard:
            more, again = self.guard.more(coach=coach), self.guard.twice
            well = (well or self.guard.unheard) and self.guard.everything
            apart = self.guard.twice and not well
        return Around(
            coach=coach,
            well=well,
            softens=self.guard is not None,
            again=again,
            apart=apart,
            baby=self._cries is not None and self._cries.baby,
            more=more,
            own=own,
            harder=self._chatter.harder,
            calls=self._chatter.calls(coach=talking),
        )

    def _likeness(self) -> float:
        """How much of the coach's voice the newest sound holds, because the canceller missed it."""
        if not self._recent or not self._aligned:
            return 0.0
        return likeness(self._recent.newest(), self._aligned.sent(WINDOW + LATEST))

    def _lets(self, found: Detection) -> bool:
        return self.guard is None or self.guard.lets(found)

    def _need(
        self, left: Samples, steps: Steps, around: Around, *, someone: bool, talking: bool
    ) -> Iterator[Detection]:
        if not self._recent:
            return
        babys = self._cries is not None and self._cries.maybe_baby
        words = not babys and (around.well or not around.coach)
        # Where most of the coach is left, only what was said in its pauses, or beside a soft coach, is looked at.
        judge = self._spotter.judge
        since = judge.acted
        if self.guard and not (around.well or around.apart):
            since = max(since, self.guard.loud_until)
        call = self._recent.need(left, steps, words=words, someone=someone, since=since)
        at = step_end(self._steps - 1)
        on = self._recent.talking and not talking  # what is left of the coach isn't somebody who talks on
        talks = self._chatter.push(len(steps), talking=on)
        if self.guard:
            self.news = self.news or talks
        if found := judge.uttered(at, call, around) or judge.settled(at, talking=on):
            yield found

    def _cry(self, embeddings: Embeddings, left: Samples, *, someone: bool) -> Detection | None:
        if not self.crying:
            self._cries = None
            return None
        if self._cries is None:
            self._cries = Crying(consonants=self._recent.consonants if self._recent else None)
        if (noticed := self._cries.hear(embeddings, left, someone=someone)) is Cry.NONE:
            return None
        command, by = (
            (Command.NO, Bringer.CRYING) if noticed is not Cry.FUSSING else (Command.NOT_SURE, Bringer.FUSSING)
        )
        level = Level.SUSPECT if noticed is Cry.PERHAPS else Level.SURE
        return Detection(step_end(self._steps - 1), command, level, self._cries.score, by)
