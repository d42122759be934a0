"""Puts the chosen parts together for the command line, which imports it only when sound is needed."""

from __future__ import annotations

import contextlib
import datetime
import functools
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from coach import outputs
from coach import voices as voice_registry
from coach import words as language
from coach.dialogue.menu_player import agreed, said_or_key
from coach.dialogue.offers import Ask
from coach.ears import bound_keys
from coach.ears.ear import Ear
from coach.ears.terminal_keys import TerminalKeys
from coach.model.wording import Words
from coach.outputs.watched import Watched
from coach.planning.bedtime import SPEECH_PERCENT, START_DB
from coach.playback import offline
from coach.playback.live_session import Hearing, Parts, Session
from coach.playback.missed import Missed
from coach.practice.scoring import offer
from coach.session.state import State
from coach.sound import earcons
from coach.sound.clip import Clip
from coach.sound.mixer import Mixer
from coach.store import profile
from coach.store.profile import Profile, journal_file
from coach.store.writer import Journal
from coach.support.errors import CoachError, EarError, SoundError, VoiceError
from coach.support.event_log import Log
from coach.support.terminal import Printer, clock_time, screen
from coach.voices.voice import Voice, warm

if TYPE_CHECKING:
    from coach.dialogue.home import House
    from coach.dialogue.more import Errand
    from coach.dialogue.setup import Workshop
    from coach.ears.spotting.easing import Easing
    from coach.practice.lesson import Practised

SAMPLE = "Rope. Slide your right hand along the leg to the ankle."
"""What each voice says in `coach voices`."""
ANSWERED = 4000
"""Milliseconds after a question at which it is answered where other answers are scripted too."""


LONGEST_SAYING_S = 30
"""Seconds after which a loudspeaker that takes no sound is not waited for."""


@functools.cache
def cue(name: str) -> Clip:
    """An earcon, the caregiver's own first."""
    return earcons.load(name, (profile.config_folder() / "audio_cues",))


def make_voice(
    mine: Profile, on_change: Callable[[str], None], on_trouble: Callable[[str], None], within_ms: int = 2000
) -> Voice:
    """The chosen voice with its cache and what takes over from it after so long."""
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
    )


def make_microphone(mine: Profile, hearing: Hearing) -> Ear:
    """The ear that hears phrases."""
    from coach.ears.microphone import Microphone  # noqa: PLC0415 - brings onnxruntime, after the first sound

    return Microphone(
        mine.microphone,
        clock=hearing.clock,
        reference=hearing.played,
        on_suspect=lambda _found: hearing.suspect(),
        on_health=hearing.tell,
        deaf_to=hearing.deaf_to,
        crying=hearing.crying,
        easing=easing_of(mine.eased),
    )


def easing_of(eased: int) -> Easing | None:
    """Makes "no" easier to hear by so many percent of what is allowed; None where nothing is to be made easier."""
    from coach.ears.spotting.easing import Easing, most_easier  # noqa: PLC0415 - brings onnxruntime

    return Easing(most_easier() * eased / 100) if eased else None


def parts(mine: Profile, words: Words, printer: Printer, log: Log, output: str) -> Parts:
    """Everything that a live session needs, from the caregiver's choices."""
    return Parts(
        voice=lambda on_change: make_voice(mine, on_change, printer.line),
        output=lambda on_state: Watched(lambda: outputs.make(output, mine.speaker), on_state),
        ear=TerminalKeys,
        pedals=functools.partial(bound_keys.ears, mine.keys, mine.pedals),
        bound=mine.keys,
        microphone=functools.partial(make_microphone, mine) if mine.listens else None,
        journal=lambda tell: Journal(journal_file(), tell),
        cues=cue,
        words=words,
        printer=printer,
        log=log,
        bed=bed(mine),
        gain_db=talking_db(mine),
    )


def bed(mine: Profile) -> Callable[[], Clip] | None:
    """What makes the sound under the voice, if one is wanted: that takes a moment. It raises a SoundError."""
    if not mine.lies_under:
        return None
    from coach.sound import beds  # noqa: PLC0415 - few want one

    return functools.partial(beds.load, mine.lies_under, beds.LUFS + (START_DB if mine.bedtime else 0))


def _made(under: Callable[[], Clip] | None) -> Clip | None:
    """The sound under the voice of a file; one that can't be had is told, and the file is made without it."""
    try:
        return under() if under else None
    except SoundError as error:
        print(error, file=sys.stderr)
        return None


First = Callable[[Ask], State]
"""Asks what there is to ask before a session, and gives the session."""


def play(first: First, mine: Profile, *, quiet: bool, log: str | None, large: bool = False) -> int:
    """Lead a massage on the loudspeaker; without one in print, without a terminal either into a file."""
    if mine.output == "file":
        return _render_instead(first, mine, log)
    record = Log(Path(log) if log else None)
    with contextlib.closing(record), _shown(large=large, quiet=quiet) as printer:
        return _play(first, mine, printer, record, log)


@contextlib.contextmanager
def _large() -> Iterator[IO[str]]:
    """Block letters, or plain lines where no terminal shows them."""
    if not sys.stdout.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        yield sys.stdout
        return
    from coach.cli.large_print import Large, can_show  # noqa: PLC0415 - brings the drawing library

    if not can_show(sys.stdout.encoding):
        yield sys.stdout
        return

    with contextlib.closing(Large(sys.stdout)) as large:
        yield cast("IO[str]", large)


def _play(first: First, mine: Profile, printer: Printer, record: Log, log: str | None) -> int:
    words = language.load()
    try:
        return _run(parts(mine, words, printer, record, mine.output), first)
    except SoundError as error:
        if mine.speaker or mine.output == "none":
            raise
        printer.line(str(error))
        record.write("output", None, error=str(error))
    if TerminalKeys(lambda: 0).check():
        printer.line(words.one("no-speaker-file"))
        return _render_instead(first, mine, log)
    printer.line(words.one("no-speaker"))
    return _run(parts(mine, words, printer, record, "none"), first)


def _render_instead(first: First, mine: Profile, log: str | None) -> int:
    state = first(lambda _menu: False)
    return render(state, mine, Path(f"{Path(state.book.name).stem}.wav"), (), log)


def _run(ready: Parts, first: First) -> int:
    with Session(ready) as session:
        _lead(session, first(_asking(session)))
    return 0


def _lead(session: Session, state: State) -> None:
    session.mixer.gain_db = state.level  # a session that is gone on with is as loud as it was
    ended = session.run(state)
    offer_practice(session, session.missed, aloud=ended.why != "asleep" and not ended.options.bedtime)


def offer_practice(session: Session, missed: Missed | None, *, aloud: bool) -> None:
    """After a session: one sentence at most, printed alone where a baby may sleep by now.

    ``missed`` is None where no microphone listened: one that was wanted and never opened has been told of already.
    """
    if missed is None and session.parts.microphone is not None:
        return
    marker = profile.data_folder() / "practised"
    offered = round(marker.stat().st_mtime * 1000) if marker.exists() else None
    badly, listened = (missed.badly, True) if missed else (False, False)
    if not (name := offer(offered, round(time.time() * 1000), badly=badly, listened=listened)):
        return
    line = session.parts.words.one(name)
    if aloud:
        said_or_key(session, (line,))
    else:
        session.parts.printer.line(line)
    _practice_is_known()


def _practice_is_known() -> None:
    """It is not offered anew; a folder that cannot be written costs one sentence more."""
    with contextlib.suppress(OSError):
        profile.data_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        (profile.data_folder() / "practised").touch(mode=0o600)


def _asking(session: Session) -> Ask:
    """Questions are asked where somebody can answer them."""
    return lambda menu: session.hears and agreed(session, menu)


def level(mine: Profile) -> int:
    """Decibels of a volume in percent."""
    return round(20 * math.log10(mine.volume / 100))


def welcome(house: House, mine: Profile, *, large: bool) -> Errand | None:
    """Welcome, ask what there is to ask, and play what was chosen, all on one loudspeaker; or give what to run then."""
    words, record = language.load(), Log()
    with _shown(large=large) as printer:
        try:
            return _welcome(parts(mine, words, printer, record, mine.output), house, mine)
        except SoundError as error:
            if mine.output == "none":
                raise
            printer.line(str(error))
            printer.line(words.one("no-speaker"))
            return _welcome(parts(mine, words, printer, record, "none"), house, mine)


def _welcome(ready: Parts, house: House, mine: Profile) -> Errand | None:
    with Session(ready) as session:
        chosen = house.receive(session, mine, workshop(ready))
        if not isinstance(chosen, State):
            return chosen
        _lead(session, chosen)
    return None


def talking_db(mine: Profile) -> int:
    """Decibels outside a session: at bedtime, from the first sound on, those with which its session begins."""
    return level(mine) + (START_DB if mine.bedtime else 0)


def set_up_again(mine: Profile) -> Profile | None:
    """Ask everything of the first run once more; the profile with the answers, None where they were left.

    Raises:
        EarError: there is nothing that could be pressed.
    """
    from coach.dialogue.setup import asked_again  # noqa: PLC0415 - only the first run and its likes need it

    with _shown() as printer:
        ready = parts(mine, language.load(), printer, Log(), mine.output)
        with Session(ready) as session:
            _needs_keys(session, "--again")
            return asked_again(session, mine, workshop(ready))


def workshop(ready: Parts) -> Workshop:
    """What the first run needs made or kept, for a session with these parts."""
    from coach.dialogue.setup import Workshop  # noqa: PLC0415 - only the first run and its likes need it

    def fitted(now: Profile) -> Parts:
        return parts(now, ready.words, ready.printer, ready.log, now.output)

    def learnt(session: Session, now: Profile) -> Profile:
        try:
            return _learnt(session, now, "no")
        finally:
            session.change(fitted(now))

    return Workshop(
        voice=lambda now: make_voice(now, lambda name: ready.printer.line(ready.words.one(name)), ready.printer.line),
        offered=_offered,
        parts=fitted,
        level=talking_db,
        learn=learnt,
        save=profile.save,
        today=lambda: datetime.datetime.now().astimezone().date(),
    )


def _offered() -> list[str]:
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


@contextlib.contextmanager
def _shown(*, large: bool = False, quiet: bool = False) -> Iterator[Printer]:
    """A printer to the terminal, in block letters where they are wanted, or to nobody."""
    plain = contextlib.nullcontext(screen(quiet=quiet))
    shown: contextlib.AbstractContextManager[IO[str] | None] = _large() if large and not quiet else plain
    with shown as out:
        printer = Printer(out)
        try:
            yield printer
        finally:
            printer.close()


def render(
    state: State,
    mine: Profile,
    file: Path,
    events: offline.Events,
    log: str | None,
    *,
    wait: int | None = None,
    captions: bool = False,
    page: bool = False,
) -> int:
    """Write a session to a file, whole or not at all, and say where it is; with chapters where the format has them.

    Without ``events`` nobody answers, so the file says that it cannot listen and leaves ``wait`` ms for each answer.
    With ``page`` the file is a folder, which gets a page for a phone.
    """
    from coach.export import audiobook  # noqa: PLC0415 - only files need it
    from coach.export import phone_page as pages  # noqa: PLC0415
    from coach.export.progress import Progress  # noqa: PLC0415

    record = Log(Path(log) if log else None)
    # A file can wait for its voice: one that a busy machine holds up must not be exchanged for another.
    complain = functools.partial(print, file=sys.stderr)
    voice = make_voice(mine, complain, complain, 30_000)
    wait = (ANSWERED if events else audiobook.WAIT) if wait is None else wait
    progress = Progress(sys.stderr, audiobook.expected_ms(state, wait))
    maker = audiobook.Maker(voice, cue, level(mine), wait, events, record, progress.reach, _made(bed(mine)))
    try:
        stage = pages.write(maker, state, file) if page else maker.file(state, file)
    finally:
        progress.done()
        record.close()
    if captions:
        audiobook.save_captions(stage, state, file)
    print(f"Written: {file / 'index.html' if page else file}, {clock_time(stage.at)} long.")
    return 0


def voices(mine: Profile, *, speak: bool, only: str | None) -> int:
    """List every voice that works here, and let each say a sentence."""
    from coach.voices.system import SystemVoice  # noqa: PLC0415 - starts a process

    lines: list[tuple[str, Profile]] = []
    for name in ("heart", "system"):
        if only in (None, name):
            problem = voice_registry.plain(name, mine.rate).check()
            print(f"{name}: {problem or 'ready.'}")
            if not problem:
                lines.append((name, replace(mine, voice=name)))
    if only == "system" and not mine.voice_id:
        for listed in SystemVoice(mine.rate).voices():
            print(f"  {listed}")
    if speak:
        _speak_samples(lines, mine)
    return 0


def _speak_samples(lines: list[tuple[str, Profile]], mine: Profile) -> None:
    mixer = Mixer()
    try:
        with outputs.make(mine.output, mine.speaker).open(mixer.render):
            for name, chosen in lines:
                voice = make_voice(chosen, print, print)
                warm(voice)
                mixer.play(voice.speak(f"This is the voice {name}. {SAMPLE}"))
                while mixer.busy:
                    time.sleep(0.02)
    except (SoundError, VoiceError) as error:
        print(error, file=sys.stderr)


def sounds(mine: Profile, *, quiet: bool) -> int:
    """Teach the earcons by ear; without a loudspeaker their meaning is still printed.

    Raises:
        SoundError: there is no loudspeaker.
    """
    from coach.dialogue.earcon_lesson import lesson, teach  # noqa: PLC0415 - only this needs it

    words = language.load()
    with _shown(quiet=quiet) as printer:
        try:
            with Session(parts(replace(mine, listens=False), words, printer, Log(), mine.output)) as session:
                teach(session)
        except SoundError:
            for line, _ in lesson(words):
                printer.line(line)
            raise
    return 0


def learn(mine: Profile, command: str) -> Profile:
    """Ask for a press of a pedal or a key, and give the profile in which it means ``command``.

    Raises:
        SoundError, EarError: there is no loudspeaker, or nothing that could be pressed.
    """
    with _shown() as printer:
        ready = parts(replace(mine, listens=False), language.load(), printer, Log(), mine.output)
        with Session(replace(ready, pedals=lambda _now: ())) as session:
            return _learnt(session, mine, command)


def _learnt(session: Session, mine: Profile, command: str) -> Profile:
    """The profile with what was pressed, heard by every ear that could hear it."""
    from coach.dialogue import bind_key as lesson  # noqa: PLC0415 - a function has the module's name
    from coach.ears.evdev_keys import EvdevKeys  # noqa: PLC0415 - only learning needs both
    from coach.ears.global_keys import GlobalKeys  # noqa: PLC0415

    hidden: list[EvdevKeys] = []

    def everything(now: Callable[[], int]) -> list[Ear]:
        hidden.append(EvdevKeys(now))
        found: list[Ear] = [hidden[0], GlobalKeys(now)]
        for ear in found:
            if problem := ear.check():
                session.parts.printer.line(f"Not heard: {problem}.")
        return [ear for ear in found if not ear.check()]

    session.change(replace(session.parts, pedals=everything, bound={}))
    _needs_keys(session, "--learn")
    learnt = lesson.learn(session, command)
    devices = {hidden[0].device_of[key] for key in learnt.keys if key in hidden[0].device_of}
    return replace(mine, keys={**mine.keys, **learnt.keys}, pedals=tuple(sorted({*mine.pedals, *devices})))


def _needs_keys(session: Session, option: str) -> None:
    if not session.hears:
        raise EarError(option, "there is nothing to be pressed", "start the coach in a terminal")


def practise(mine: Profile, keep: Path | None) -> Practised:
    """Teach the phrase and hear it; gives how well, and what is to be kept of it.

    Raises:
        SoundError, EarError: there is no loudspeaker, or no microphone.
        UsageError: what is said cannot be kept in that folder.
    """
    from coach.practice.capture import make_folder  # noqa: PLC0415
    from coach.practice.lesson import practise as lead  # noqa: PLC0415 - brings onnxruntime

    if keep:
        make_folder(keep)
    with _shown() as printer:
        ready = parts(replace(mine, listens=False, bed="none"), language.load(), printer, Log(), mine.output)
        with Session(ready) as session:
            _practice_is_known()
            return lead(session, mine.microphone, mine.eased, keep, listens=mine.listens)


def doctor(*, report: bool) -> int:
    """Look at every part, aloud and in print; the exit status of the first fault that a session cannot run with."""
    from coach.cli import doctor as parts_of  # noqa: PLC0415 - the function has the module's name

    status = 0
    try:
        mine = profile.load()
    except CoachError as error:
        mine, status = Profile(), error.status
        broken = parts_of.Finding("profile", str(error), fault=True, status=status)
        print(broken.passed_on if report else broken.line)
    say = _silently if report else _aloud(mine)
    if status:
        say(f"profile: {broken.text}")
    for found in parts_of.examine(mine):
        print(found.passed_on if report else found.line, flush=True)
        say(f"{found.part}: {found.text}" if found.fault else f"{found.part}, in order.")
        status = status or found.status
    last = "A session can run." if not status else "No session can run before what is marked FAULT is mended."
    print(last, flush=True)
    say(last)
    return status


def _silently(text: str) -> None:
    del text


def _aloud(mine: Profile) -> Callable[[str], None]:
    """Says a sentence and waits for its end; does nothing where there is no loudspeaker or no voice."""
    from coach.cli.doctor import play_out  # noqa: PLC0415 - only this needs it

    voice = make_voice(mine, _silently, _silently)

    def say(text: str) -> None:
        # Opened for each sentence: where a device has room for one program alone, its tones must find it free.
        with contextlib.suppress(VoiceError, SoundError):
            mixer = Mixer()
            mixer.play(voice.speak(text[:300]))
            play_out(outputs.make(mine.output, mine.speaker), mixer, LONGEST_SAYING_S, _silently)

    return say
