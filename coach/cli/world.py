"""Does the errands of dialogues: the only place where dialogues reach files, devices and the journal."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from coach import outputs
from coach import voices as voice_registry
from coach.cli import choices
from coach.cli.context import Context, in_words, make_microphone, make_voice
from coach.cli.typed import NOTHING
from coach.dialogue import errands as of
from coach.dialogue.more import Typed
from coach.dialogue.scenes import Errand
from coach.ears.evdev_keys import EvdevKeys
from coach.export import plan_text
from coach.model.options import Options
from coach.playback.live_session import Session
from coach.playback.loudspeaker import PATIENCE_S
from coach.practice import errands as practising
from coach.practice.scoring import Points
from coach.session.state import State
from coach.store import forget, history, profile
from coach.store.database import read
from coach.store.profile import Profile
from coach.store.writer import wall_ms
from coach.support.errors import EarError, UsageError, VoiceError
from coach.voices.voice import Voice

if TYPE_CHECKING:
    from coach.practice.rehearsal import Rehearsal

REMEMBERED = 50
"""Sessions to look back on for offers."""
FORMS = {
    "sound": ("{}.mp3", "render", "-o"),
    "page": ("{}-page", "render", "--page"),
    "card": ("{}.html", "show", "--card"),
}
"""By the form in which a routine is written: its file's name, and the command and the option that write it."""
RunTyped = Callable[[Typed], int]
"""Runs a command as if it had been typed."""


class RealWorld:
    """The errands of one session."""

    def __init__(self, session: Session, context: Context, typed: RunTyped) -> None:
        self.session, self.context, self._typed = session, context, typed
        self._made: dict[tuple[str, str, int], Voice] = {}
        """Voices that have been heard, by name, id and rate, so that the chosen one needn't start again."""
        self._making = threading.Lock()
        self._looked: Future[Sequence[str]] | None = None
        self._rehearsal: Rehearsal | None = None

    def do(self, errand: Errand[Any]) -> object:
        """Do an errand and return its result."""
        match errand:
            case of.Warm():
                self.session.loudspeaker.warmed()
            case of.Save(mine):
                profile.save(mine)
            case of.Forget():
                forget.delete(forget.everything())
            case of.Hold(mine):
                profile.TONIGHT[profile.path()] = mine
            case of.Become(mine):
                self._become(mine)
            case of.KeepListening(on):
                self._keep_listening(on=on)
            case of.HearAllKeys(why):
                self._hear_all_keys(why)
            case practising.Ease(percent):
                self._practised.ease(percent)
            case practising.Louder(db):
                self.session.mixer.gain_db += db
            case _:
                return self._brought(errand)
        return None

    def _brought(self, errand: Errand[Any]) -> object:  # noqa: C901, PLR0911 - one line for each errand
        """Do an errand that brings something back."""
        match errand:
            case of.Offered(mine):
                return choices.shelf(mine, self.context.words)
            case of.Begin(mine, name, options, chosen):
                return self._begin(mine, name, options, chosen=chosen)
            case of.Remembered():
                return of.Memory(choices.past(REMEMBERED), wall_ms())
            case of.Tale():
                return [*history.aloud(read(profile.journal_file(), last=history.ALOUD), self.context.words)]
            case of.Held(mine, name):
                book, options = choices.loaded(name, choices.options_of(NOTHING, mine), self.context.words)
                return [*plan_text.aloud(book, options, self.context.words)]
            case of.Write(form, name):
                return self._write(form, name)
            case of.Speakers(mine):
                return [] if mine.output == "none" else outputs.devices(mine.output)
            case of.Voices(ahead):
                return self._voices(ahead=ahead)
            case of.Bind(mine, keys):
                return self._bind(mine, keys)
            case of.MicrophoneOpen():
                return self.session.listening.opened(PATIENCE_S)
            case _:
                return self._practising(errand)

    def _practising(self, errand: Errand[Any]) -> object:
        """Do an errand of practising that brings something back."""
        match errand:
            case practising.OpenEar(eased, keep):
                return self._open_ear(eased, keep)
            case practising.Keep(steps, number):
                return self._practised.keep(steps, number)
            case practising.Figures():
                return self._practised.figures
        raise NotImplementedError(errand)

    def voice(self, name: str) -> Voice:
        """A voice by its name, at the present rate."""
        mine = self.context.mine
        voice, _, ident = name.partition(":")
        return self._voice(replace(mine, voice=voice, voice_id=ident))

    def _voice(self, mine: Profile) -> Voice:
        kept = mine.voice, mine.voice_id, mine.rate
        with self._making:  # a list of voices is spoken and prepared at once, and each voice is a process
            if kept not in self._made:
                line = self.context.printer.line
                self._made[kept] = make_voice(mine, in_words(line), line)
            return self._made[kept]

    def _begin(self, mine: Profile, name: str, options: Options | None, *, chosen: bool) -> State:
        if chosen:
            choices.remember(name)
        wanted = choices.options_of(NOTHING, mine) if options is None else choices.told_since(options, mine)
        book, suited = choices.loaded(name, wanted, self.context.words)
        return choices.state_of(book, self.context.words.suited(suited), suited, mine)

    def _write(self, form: str, name: str) -> Path:
        """Write a routine to the system's music or documents folder. Returns its path."""
        try:
            folder = Path(platformdirs.user_documents_dir() if form == "card" else platformdirs.user_music_dir())
        except RuntimeError:  # a user without a home
            folder = Path.cwd()
        file_name, command, option = FORMS[form]
        file = folder / file_name.format(name)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            todo = "make room, or free its name"
            raise UsageError(str(folder), f"cannot be written ({error.strerror})", todo) from error
        self._typed((command, name, option, str(file)))
        return file

    # --- what the caregiver hears and presses ------------------------------------------------------

    def _become(self, mine: Profile) -> None:
        before, self.context = self.context, replace(self.context, mine=mine, learning=False)
        self.session.mixer.gain_db = self.context.gain_db
        was = before.mine
        other = (mine.voice, mine.voice_id, mine.rate) != (was.voice, was.voice_id, was.rate)
        named = mine.baby != was.baby  # with the name there is one more phrase to listen for
        if other or named or before.learning or (mine.keys, mine.pedals) != (was.keys, was.pedals):
            self.session.change(self.context, self._voice(mine) if other else None)
        if was.listens and not mine.listens:
            self.session.listening.stop()
        elif named and mine.listens:
            self.session.listening.again()

    def _keep_listening(self, *, on: bool) -> None:
        now = replace(profile.so_far(), listens=on, listening_told=True)
        try:
            profile.save(now)
        except UsageError:
            profile.TONIGHT[profile.path()] = now
            raise

    def _voices(self, *, ahead: bool) -> Sequence[str]:
        if self._looked is None:
            self._looked = Future()
            threading.Thread(target=_look, args=(self._looked,), name="looking for voices", daemon=True).start()
        return () if ahead else self._looked.result()

    def _hear_all_keys(self, why: str) -> None:
        self.context = replace(self.context, learning=True)
        self.session.change(self.context)
        if not self.session.hears:
            raise EarError(why, "there is nothing to press", "start the coach in a terminal")

    def _bind(self, mine: Profile, keys: Mapping[str, str]) -> Profile:
        hidden = [ear.device_of for ear in self.session.others if isinstance(ear, EvdevKeys)]
        devices = {names[key] for names in hidden for key in keys if key in names}
        return replace(mine, keys={**mine.keys, **keys}, pedals=tuple(sorted({*mine.pedals, *devices})))

    # --- practising ----------------------------------------------------------------------------------

    def _open_ear(self, eased: int, keep: Path | None) -> Points:
        from coach.practice.rehearsal import Rehearsal  # noqa: PLC0415 - brings onnxruntime

        rehearsal = self._rehearsal = Rehearsal(self.session.inbox.put, self.session.clock.now, eased, keep)
        told = {"on_piece": rehearsal.watch.piece, "on_measured": rehearsal.measured}
        self.session.listening.open(
            lambda hearing: make_microphone(self.context.mine, hearing, rehearsal.easing, **told)
        )
        return rehearsal.points

    @property
    def _practised(self) -> Rehearsal:
        assert self._rehearsal is not None  # noqa: S101 - a lesson begins by opening the ear
        return self._rehearsal


def _look(found: Future[Sequence[str]]) -> None:
    """Look for the voices; a thread of a pool would hold up the end of the program until it has them."""
    try:
        found.set_result(offered())
    except Exception as error:  # noqa: BLE001 - raised where it is asked for
        found.set_exception(error)


def offered() -> Sequence[str]:
    """The voices that the first run lets be heard: the usual one, the system's, and another of the system's."""
    from coach.voices.system import SystemVoice  # noqa: PLC0415 - starts a process

    found = [name for name in ("heart", "system") if not voice_registry.plain(name).check()]
    if "system" in found:
        with contextlib.suppress(VoiceError):
            english = [
                ident
                for ident, _, languages in SystemVoice().voices()
                if any(one.lower().startswith("en") for one in languages)
            ]
            found += [f"system:{ident}" for ident in english if "us" not in ident.lower()][:1]
    return found
