"""Writes a massage as a sound file with chapters, and its captions beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from coach import words as language
from coach.export import captions as subtitles
from coach.export.chapters import Chapter, chapters
from coach.export.encode import FORMATS, EncodedOut
from coach.export.output_names import SOUNDS, output_file
from coach.export.tags import About
from coach.export.unattended import for_a_file
from coach.model.wording import Words
from coach.outputs.file_out import FORMATS as PLAIN
from coach.outputs.file_out import FileOut
from coach.planning import timeline
from coach.planning.timeline_builder import estimate
from coach.playback import offline
from coach.playback.file_stage import FileStage, Sink
from coach.playback.live_stage import Cues
from coach.session.state import State
from coach.sound.clip import RATE, Clip, Samples
from coach.support.event_log import Log
from coach.support.files import save_together
from coach.voices.voice import Voice

WAIT = 20_000
"""How long a file waits after each question, in milliseconds."""
CAPTIONS = (".vtt", ".srt", ".lrc")
"""The endings of the captions beside a file."""
Reach = Callable[[int], None]
"""Called with the milliseconds written so far."""


@dataclass
class Told:
    """Passes samples on and reports progress."""

    sink: Sink
    reach: Reach
    frames: int = 0

    def write(self, samples: Samples) -> None:
        """Pass the next samples on."""
        self.sink.write(samples)
        self.frames += len(samples)
        self.reach(self.frames * 1000 // RATE)


@dataclass(frozen=True)
class Maker:
    """What rendering needs besides the session."""

    voice: Voice
    cues: Cues
    gain_db: int = 0
    wait: int = WAIT
    """The wait after each question, in milliseconds."""
    events: offline.Events = ()
    """Answers with their times; with them the file sounds as a live session would have."""
    log: Log | None = None
    reach: Reach = lambda _ms: None
    bed: Clip | None = None

    def rendered(self, state: State, sink: Sink) -> FileStage:
        """Play a session into ``sink``."""
        told = Told(sink, self.reach)
        return offline.render(
            state, self.voice, self.cues, told, self.events, self.wait, self.log, self.gain_db, self.bed
        )

    def perform(self, state: State, sink: Sink) -> tuple[FileStage, tuple[Chapter, ...]]:
        """Play a session the way a file has it; return the stage, with all that was heard, and the chapters."""
        stage = self.rendered(state if self.events else for_a_file(state), sink)
        return stage, chapters(stage.marks, stage.spans, state.book, written(state), stage.at)

    def file(self, state: State, path: Path) -> FileStage:
        """Write a session to a file, whole or not at all, with chapters if the format and the libraries allow.

        Raises:
            UsageError: the format needs a library of the extra ``takeaway``, which is missing.
            SoundError: the file can't be written.
            VoiceError: a sentence can't be spoken.
        """
        path = output_file(path, "--output", SOUNDS)
        if not chaptered(path):
            with FileOut(path) as plain:
                return self.perform(state, plain)[0]
        with EncodedOut(path) as out:
            stage, found = self.perform(state, out)
            out.finish(about(state, stage), found)
        return stage


def chaptered(path: Path) -> bool:
    """Whether a file gets chapters: its ending decides, and for an .mp3 whether the extra ``takeaway`` is installed."""
    ending = path.suffix.lower()
    return ending in FORMATS and not (ending in PLAIN and find_spec("av") is None)


def written(state: State) -> Words:
    """The words that are written and not spoken, in the session's language."""
    return language.load(f"{state.words.language}-page")


def expected_ms(state: State, wait: int) -> int:
    """About how long a session will be, for a progress bar: strokes are planned, the words around them are guessed."""
    book, options = state.book, state.options
    told = [line for area in book.areas for passage in area.before for line in passage.teach]
    told += [line for passage in (*book.opening, *book.ending) for line in passage.teach]
    around = sum(estimate(line) * 4 // 3 for line in told if isinstance(line, str))
    return around + timeline.total_ms(book.areas, options, state.words, state.length) + len(book.areas) * (wait + 8000)


def about(state: State, stage: FileStage) -> About:
    """The tags that a player shows."""
    from coach.export.cover import COVER_PIXELS, cover  # noqa: PLC0415 - imports the drawings, which a plain file doesn't need

    words = state.words
    said = "\n".join(text for _, _, text in stage.spans)
    first = " ".join(words.say("cannot-listen"))
    front = cover(state.book.title, written(state).one("cover"))
    return About(state.book.title, first, words.language, front, COVER_PIXELS, said)


def captions_beside(path: Path) -> dict[str, Path]:
    """The files of the captions of a sound file, by their endings.

    Raises:
        UsageError: one can't be written.
    """
    return {ending: output_file(path.with_suffix(ending), "--captions", CAPTIONS) for ending in CAPTIONS}


def save_captions(stage: FileStage, state: State, path: Path) -> None:
    """Write .vtt, .srt and .lrc beside a sound file, each whole or not at all.

    Raises:
        UsageError: one can't be written.
    """
    said, language = subtitles.captions(stage.spans), state.words.language
    texts = {
        ".vtt": subtitles.webvtt(said, language),
        ".srt": subtitles.srt(said),
        ".lrc": subtitles.lrc(said, state.book.title, language),
    }
    save_together({place: texts[ending].encode() for ending, place in captions_beside(path).items()}, "--captions")
