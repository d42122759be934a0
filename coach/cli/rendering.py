"""`coach render`: a session as a file, or as a page for a phone."""

from __future__ import annotations

import functools
import os
import sys
import threading
from pathlib import Path

from coach import words as language
from coach.cli.context import cue, in_words, load_bed, make_voice
from coach.export import audiobook
from coach.export.output_names import different
from coach.export.progress import Counted, Progress
from coach.playback import offline
from coach.playback.file_stage import FileStage
from coach.session.state import State
from coach.sound.clip import Clip
from coach.store.profile import Profile
from coach.support.errors import SoundError
from coach.support.event_log import Log
from coach.support.terminal import clock_time
from coach.voices.voice import Voice, ready_to_say, warm

PATIENT_MS = 300_000
"""Milliseconds that a sentence of a file may take: on a slow machine a voice loads for half a minute, and may then take
longer for a sentence than the sentence lasts."""
PROCESSORS = min(4, os.cpu_count() or 1)
"""How many processors make sentences of a file together; each takes another 20 MB."""
ANSWERED = 4000
"""Milliseconds after which a question is answered with yes if other answers are scripted."""


def render(
    state: State,
    mine: Profile,
    voice: Voice,
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
    beside = audiobook.captions_beside(file).values() if captions else ()  # found out before anything is rendered
    kept = (("--log", Path(log) if log else None), ("--bed", Path(mine.lies_under) if mine.lies_under else None))
    different(*kept, ("--output", file), *(("--captions", one) for one in beside))
    record = Log(Path(log) if log else None)
    wait = (ANSWERED if events else audiobook.WAIT) if wait is None else wait
    progress = Progress(sys.stderr, audiobook.expected_ms(state, wait))
    counted = Counted(voice, progress.made)
    maker = audiobook.Maker(counted, cue, mine.level, wait, events, record, progress.reach, bed_of(mine))
    try:
        stage = _page(maker, state, file) if page else maker.file(state, file)
    finally:
        progress.done()
        record.close()
    if captions:
        audiobook.save_captions(stage, state, file)
    print(f"Written: {file / 'index.html' if page else file}, {clock_time(stage.at)} long.")
    return 0


def _page(maker: audiobook.Maker, state: State, folder: Path) -> FileStage:
    from coach.export import phone_page  # noqa: PLC0415 - brings the drawings, which a sound file needs nothing of

    return phone_page.write(maker, state, folder)


def voice_of(mine: Profile) -> Voice:
    """The voice of a file, which can wait: a slow one on a busy machine must not be replaced by another."""
    complain = functools.partial(print, file=sys.stderr)
    return make_voice(mine, in_words(complain), complain, PATIENT_MS, PROCESSORS)


def waking_voice_of(mine: Profile) -> Voice:
    """The same voice, loading from now on, unless its cache has the first sentence, and so perhaps all others."""
    voice = voice_of(mine)
    if not ready_to_say(voice, language.load().say("cannot-listen")[0]):
        threading.Thread(target=warm, args=(voice,), name="warming the voice", daemon=True).start()
    return voice


def bed_of(mine: Profile) -> Clip | None:
    """The background sound of a file. If it can't be read, say so and make the file without it."""
    try:
        return load_bed(mine) if mine.lies_under else None
    except SoundError as error:
        print(error, file=sys.stderr)
        return None
