"""What happens to each piece of sound: cancel, check the microphone, spot. Knows no device and no thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from coach.ears.spotting.crying import Crying
from coach.ears.spotting.easing import Easing
from coach.ears.spotting.echo_alignment import AUDIBLE, Aligned, Last
from coach.ears.spotting.health import Health
from coach.ears.spotting.near_end import Loudness, Someone
from coach.ears.spotting.phonemes import SEEN, Phonemes
from coach.ears.spotting.recogniser import Recogniser
from coach.ears.spotting.spotter import Detection, Spotter
from coach.ears.spotting.steps import RATE, Embeddings, Stream, step_end
from coach.model.events import Bringer, Command
from coach.sound.clip import RATE as COACH_RATE
from coach.sound.clip import Samples
from coach.sound.resampling import Resampler


def second_opinion() -> Phonemes:
    """The phonemes.

    Raises:
        EarError: the file of their recogniser is missing or damaged.

    """
    return Phonemes(Recogniser())


class Recent:
    """The last two seconds of sound, and what the phonemes say about them."""

    def __init__(self, phonemes: Phonemes) -> None:
        self._phonemes = phonemes
        self._last, self._count = Last(SEEN, np.empty(0, np.float32)), 0

    def push(self, samples: Samples) -> None:
        """Add sound; to be called before the steps that it completes are judged."""
        self._last.push(samples)
        self._count += len(samples)

    def opinion(self, at: float, commands: Sequence[Command]) -> list[float]:
        """The evidence for each command in the sound up to ``at`` seconds."""
        samples, newer = self._last.joined(), self._count - round(at * RATE)
        return self._phonemes.evidence(commands, samples[: len(samples) - newer])

    def consonants(self) -> int:
        """How many consonants are heard in the newest sound."""
        return self._phonemes.consonants(self._last.joined())


class Chain:
    """Everything between the microphone's samples and what was heard."""

    def __init__(
        self,
        *,
        cancel: bool,
        crying: bool = True,
        spotter: Spotter | None = None,
        easing: Easing | None = None,
        phonemes: Phonemes | None = None,
    ) -> None:
        """Load what is needed.

        Args:
            cancel: whether the coach's own voice is to be taken out.
            crying: whether to listen for crying too; may be changed at any time.
            spotter: judges the scores; for tests.
            easing: the caregiver's own.
            phonemes: the second opinion on a suspicion.

        """
        self.crying = crying
        self._aligned = Aligned() if cancel else None
        self._rate = Resampler(COACH_RATE, RATE)
        self._recent = Recent(phonemes) if phonemes else None
        self._spotter = spotter or Spotter(easing, opinion=self._recent.opinion if self._recent else None)
        self._stream, self._steps = Stream(), 0
        self._cries: Crying | None = None
        """Loaded when crying is first listened for."""
        self._someone, self._played = Someone(cancel=cancel), Loudness()
        self._health = Health()
        self.complaint = ""
        """The name of the sentence that the last piece gave reason to say, or empty."""

    def hear(self, heard: Samples, played: Samples) -> Iterator[Detection]:
        """Take ``heard`` at 16 kHz and ``played`` at 24 kHz, of about the same duration; iterate to the end.

        Each detection comes as soon as it is known, because asking the phonemes takes a moment.
        """
        self.complaint = self._health.hear(heard)
        said = self._rate.push(played)
        left = self._aligned.clean(heard, said) if self._aligned else heard
        if self._recent:
            self._recent.push(left)
        steps = self._stream.push(left)
        self._steps += len(steps)
        someone = self._someone.speaks(heard, self._aligned.took if self._aligned else said, left)
        talking = self._played.push(said) >= AUDIBLE
        yield from self._spotter.follow(steps.scores, someone=someone, coach=talking)
        yield from self._cry(steps.embeddings, left, someone=someone)

    def _cry(self, embeddings: Embeddings, left: Samples, *, someone: bool) -> Iterator[Detection]:
        if not self.crying:
            self._cries = None
            return
        if self._cries is None:
            self._cries = Crying(consonants=self._recent.consonants if self._recent else None)
        if by := self._cries.hear(embeddings, left, someone=someone):
            command = Command.NO if by == Bringer.CRYING else Command.NOT_SURE
            yield Detection(step_end(self._steps - 1), command, "sure", self._cries.score, Bringer(by))
