"""The caregiver's choices as a session needs them: which voice, loudspeaker, keys, microphone, journal and sounds."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coach import outputs
from coach import voices as voice_registry
from coach import words as language
from coach.ears.ear import Ear
from coach.ears.terminal_keys import TerminalKeys
from coach.model.options import SPEECH_PERCENT, START_DB
from coach.model.wording import Words
from coach.outputs.output import Output
from coach.outputs.watched import Watched
from coach.playback.devices import Hearing, Recorder
from coach.sound import earcons
from coach.sound.clip import Clip
from coach.store import profile
from coach.store.profile import Profile
from coach.support.event_log import Log
from coach.support.terminal import Printer
from coach.voices.voice import Voice

if TYPE_CHECKING:
    from coach.ears.spotting.easing import Easing


@functools.cache
def cue(name: str) -> Clip:
    """An earcon, the caregiver's own first."""
    return earcons.load(name, (profile.config_folder() / "audio_cues",))


def make_voice(
    mine: Profile,
    on_change: Callable[[str], None],
    on_trouble: Callable[[str], None],
    within_ms: int = 2000,
    at_once: int = 1,
) -> Voice:
    """The chosen voice with its cache and the voice that takes over if it fails or takes too long.

    ``at_once``: how many sentences it may make together.
    """
    rate = mine.rate * SPEECH_PERCENT // 100 if mine.bedtime else mine.rate
    kept = profile.cache_folder()
    return voice_registry.make(
        mine.voice,
        rate,
        voice_id=mine.voice_id,
        folder=None if kept == profile.NOWHERE else kept,
        on_change=on_change,
        on_trouble=on_trouble,
        within_ms=within_ms,
        at_once=at_once,
    )


def in_words(tell: Callable[[str], None]) -> Callable[[str], None]:
    """Turns ``tell``, which takes a sentence, into what a voice calls with the name of a sentence."""
    return lambda name: tell(language.load().one(name))


def easing_of(eased: int) -> Easing | None:
    """Makes "no" easier to hear by so many percent of what is allowed; None at 0."""
    from coach.ears.spotting.easing import Easing, most_easier  # noqa: PLC0415 - brings onnxruntime

    return Easing(most_easier() * eased / 100) if eased else None


def make_microphone(mine: Profile, hearing: Hearing, easing: Easing | None, **more: Any) -> Ear:
    """The ear that hears phrases; ``more`` goes to ``Microphone`` as it is."""
    from coach.ears.microphone import Microphone  # noqa: PLC0415 - brings onnxruntime, after the first sound

    return Microphone(
        mine.microphone,
        clock=hearing.clock,
        reference=hearing.played,
        on_suspect=lambda _found: hearing.suspect(),
        on_health=hearing.tell,
        deaf_to=hearing.deaf_to,
        ducked=hearing.ducked,
        names=(mine.baby,) if mine.baby else (),
        crying=hearing.crying,
        easing=easing,
        **more,
    )


def load_bed(mine: Profile) -> Clip:
    """The sound under the voice; takes a moment.

    Raises:
        SoundError: it turns out to be no sound.
    """
    from coach.sound import beds  # noqa: PLC0415 - few want one

    return beds.load(mine.lies_under, beds.LUFS + (START_DB if mine.bedtime else 0))


@dataclass(frozen=True, slots=True)
class Context:
    """One caregiver's choices, the printer and the log. A session opens its devices with it."""

    mine: Profile
    words: Words
    printer: Printer
    log: Log
    output: str
    """The audio library."""
    learning: bool = False
    """Whether every pedal, remote and key of any window is heard, without a meaning yet."""
    usual_speaker: bool = False
    """Whether the default loudspeaker plays because the one in the profile is missing."""

    @property
    def bound(self) -> Mapping[str, str]:
        """Names of commands, by the caregiver's own keys."""
        return {} if self.learning else self.mine.keys

    @property
    def gain_db(self) -> int:
        """Decibels until a massage sets its own: at bedtime as soft as a massage begins then."""
        return self.mine.level + (START_DB if self.mine.bedtime else 0)

    @property
    def listens(self) -> bool:
        """A microphone is wanted."""
        return self.mine.listens

    @property
    def relies(self) -> bool:
        """The caregiver knows that a microphone listens, and counts on it."""
        return self.mine.listens and self.mine.listening_told

    @property
    def bedded(self) -> bool:
        """A sound under the voice is wanted."""
        return bool(self.mine.lies_under)

    def voice(self, changed: Callable[[str], None]) -> Voice:
        """The voice; ``changed`` is called with the name of a sentence when another one takes over."""
        return make_voice(self.mine, changed, self.printer.line)

    def loudspeaker(self, changed: Callable[[str], None]) -> Output:
        """The output; ``changed`` is called when it is lost, gives no answer, or is back."""
        speaker = "" if self.usual_speaker else self.mine.speaker
        return Watched(lambda: outputs.make(self.output, speaker), changed)

    def keyboard(self, now: Callable[[], int]) -> Ear:
        """The terminal's keys."""
        return TerminalKeys(now)

    def pedals(self, now: Callable[[], int]) -> Sequence[Ear]:
        """Pedals, remotes and keys of other windows: the bound ones, or all while one is being learned."""
        from coach.ears import bound_keys  # noqa: PLC0415 - after the first sound

        if not self.learning:
            return bound_keys.ears(self.mine.keys, self.mine.pedals, now)
        found = bound_keys.every(now)
        for problem in filter(None, (ear.check() for ear in found)):
            self.printer.line(f"Not heard: {problem}.")
        return [ear for ear in found if not ear.check()]

    def microphone(self, hearing: Hearing) -> Ear:
        """The ear that hears phrases."""
        return make_microphone(self.mine, hearing, easing_of(self.mine.eased))

    def journal(self, trouble: Callable[[str], None]) -> Recorder:
        """The keeper of the record."""
        from coach.store.writer import Journal  # noqa: PLC0415 - after the first sound

        return Journal(profile.journal_file(), trouble)

    def cue(self, name: str) -> Clip:
        """A short sound."""
        return cue(name)

    def bed(self) -> Clip:
        """What sounds under the voice."""
        return load_bed(self.mine)
