"""Renders a session into samples: the same core and mixer as live, with another inbox and stage."""

from __future__ import annotations

import re
from dataclasses import replace

from coach.model.events import Bringer, Command, Heard
from coach.planning.utterances import Listing, needed
from coach.playback.ahead import Ahead
from coach.playback.bed_stage import BeddedStage
from coach.playback.file_stage import FileStage, Sink
from coach.playback.live_stage import Cues
from coach.session.loop import MASSAGE, ScriptedInbox, run
from coach.session.state import State
from coach.sound.bed_mixer import BedMixer
from coach.sound.clip import Clip
from coach.sound.mixer import Mixer
from coach.support.errors import UsageError
from coach.support.event_log import Log
from coach.voices.voice import Voice

FADE_MS = 4000
"""Milliseconds in which the bed fades after the last word."""

Events = tuple[tuple[int, Command], ...]


def parse_events(text: str) -> Events:
    """Read "4s yes, 31s no, 1m30s next" as session milliseconds and commands.

    Raises:
        UsageError: an entry that is not a time and a command.
    """
    commands = {command.value: command for command in Command}
    commands["go on"] = Command.YES
    events = []
    for entry in filter(None, (piece.strip() for piece in text.split(","))):
        match = re.fullmatch(r"(?:(\d{1,4})m)?(?:(\d{1,6}(?:\.\d{1,9})?)s)?\s+([a-z ]+)", entry)
        if not match or not (match[1] or match[2]) or match[3] not in commands:
            known = ", ".join(sorted(commands))
            raise UsageError(
                "--events", f'"{entry[:40]}" is not a time and a command', f'write "4s yes"; commands are {known}'
            )
        events.append((int(match[1] or 0) * 60_000 + round(float(match[2] or 0) * 1000), commands[match[3]]))
    return tuple(events)


def render(
    state: State,
    voice: Voice,
    cues: Cues,
    sink: Sink,
    events: Events = (),
    answer_after: int = 4000,
    log: Log | None = None,
    gain_db: int = 0,
    bed: Clip | None = None,
) -> FileStage:
    """Play a session into ``sink``. The care questions are left out, because nobody can answer them.

    A ``bed`` lies under it and fades after the last word.

    Raises:
        VoiceError: a sentence cannot be spoken.
    """
    inbox = ScriptedInbox(events, answer_after)
    log = log or Log()
    state = replace(state, options=replace(state.options, care=False))

    def wanted(area: int) -> tuple[str, ...]:
        if area >= len(state.book.areas):
            return ()
        return needed(state.book, state.options, state.words, area, interrupted=bool(events), first=state.area)

    mixer = BedMixer(bed) if bed else Mixer()
    mixer.gain_db = gain_db
    with Ahead(voice, log) as ahead:
        stage = FileStage(mixer, voice, cues, ahead, wanted, inbox.put, sink, log)
        # What comes before the first asking must be timed by its true lengths too.
        first = Listing(state.book, state.options, state.words, state.area).before_asking()
        ahead.begin((*first, *wanted(state.area)))
        begun = replace(state, lengths={**state.lengths, **ahead.lengths(first)})
        inbox.put(Heard(0, Command.BEGIN, Bringer.SCRIPT))
        performer = BeddedStage(stage, mixer) if isinstance(mixer, BedMixer) else stage
        ended = run(MASSAGE, begun, inbox, performer)
    _finish(stage, mixer, ended)
    return stage


def _finish(stage: FileStage, mixer: Mixer, ended: State) -> None:
    """Reach the end of the last word; then the bed fades."""
    stage.reach(ended.said_at)
    if isinstance(mixer, BedMixer) and not _faded(ended):
        mixer.silence(FADE_MS)
        stage.reach(ended.said_at + FADE_MS)


def _faded(ended: State) -> bool:
    """Whether the bed has faded by itself, after a bedtime or once the baby fell asleep."""
    stays = ended.why == "asleep" or (ended.options.bedtime and ended.why == "finished")
    return bool(ended.options.bed_after) and stays
