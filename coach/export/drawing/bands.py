"""A session over time: its cues gathered into bands, blocks and spans. Knows nothing of drawing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from coach.export import plan_text
from coach.model.effects import Earcon
from coach.model.options import Options
from coach.model.plan import Area, Book, Cue
from coach.model.routine import Hold, Stroke
from coach.model.wording import Words
from coach.planning.timeline_builder import SOUND_MS, estimate


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in session milliseconds, and the label."""

    begin: int
    end: int
    text: str = ""


@dataclass
class Block:
    """One stroke over time, or what is said outside the strokes."""

    name: str
    begin: int
    end: int = 0
    about: str = ""
    said: list[Span] = field(default_factory=list)
    moves: list[Span] = field(default_factory=list)
    sounds: list[Span] = field(default_factory=list)
    waits: list[Span] = field(default_factory=list)


@dataclass
class Band:
    """One area with its blocks."""

    area: Area
    blocks: list[Block] = field(default_factory=list)


def laid(book: Book, options: Options, words: Words) -> list[Band]:
    """The cues of a session gathered into bands and blocks."""
    bands: list[Band] = []
    end = 0
    for at, area, cue in plan_text.planned(book, options, words):
        if not bands or bands[-1].area is not area:
            bands.append(Band(area))
        blocks = bands[-1].blocks
        name = _block_name(area, cue, blocks)
        if not blocks or name != blocks[-1].name:
            about = plan_text.how_often(area.strokes[cue.stroke]) if cue.stroke >= 0 else ""
            blocks.append(Block(name, at, about=about))
        _place(blocks[-1], area, cue, at)
        end = max(end, at + _length(cue), at - cue.at + cue.until)
    blocks_in_order = [block for band in bands for block in band.blocks]
    for block, following in zip(blocks_in_order, [*blocks_in_order[1:], Block("", end)], strict=True):
        block.end = following.begin
        _finish(block)
    return bands


def _length(cue: Cue) -> int:
    """About how long a cue sounds, in milliseconds."""
    return estimate(cue.say) if cue.say else SOUND_MS[cue.sound] if cue.sound else 0


def _block_name(area: Area, cue: Cue, before: list[Block]) -> str:
    """The stroke or passage that a cue belongs to."""
    if cue.stroke >= 0:
        return area.strokes[cue.stroke].name
    return "goodbye" if any(block.about for block in before) else "words before, and asking"


def _place(block: Block, area: Area, cue: Cue, at: int) -> None:
    if cue.say:
        block.said.append(Span(at, at + _length(cue), cue.say))
    if cue.sound:
        block.sounds.append(Span(at, at + _length(cue), cue.sound))
    if cue.say and cue.say == area.ask and cue.stroke < 0:
        block.waits.append(Span(at + _length(cue), at + _length(cue) + plan_text.ANSWER_MS))
    if cue.rep:
        until = at - cue.at + cue.until
        near = block.moves and block.moves[-1].end >= at - (until - at)
        begin = block.moves[-1].end if near else min(at, until)
        block.moves.append(Span(begin, until, _counted(area.strokes[cue.stroke], cue.rep)))


def _counted(stroke: Stroke, rep: int) -> str:
    """The number of a repetition as it's counted aloud: each stage starts from one. A hold counts seconds instead."""
    if isinstance(stroke.repeat, Hold):
        return f"{stroke.repeat.ms // 1000} s"
    for stage in stroke.stages:
        if rep <= stage.times:
            break
        rep -= stage.times
    return str(rep)


def _finish(block: Block) -> None:
    """A number is said after its movement has begun, so the first of a run begins earlier than its number.

    What is done until told to go on has no numbers: it's one movement to the end of its block.
    """
    for index, (move, following) in enumerate(zip(block.moves, block.moves[1:], strict=False)):
        if following.begin == move.end and (index == 0 or block.moves[index - 1].end < move.begin):
            block.moves[index] = replace(move, begin=min(move.begin, move.end - following.end + following.begin))
    if block.about and not block.moves and block.said and block.end - block.said[-1].end > SOUND_MS[Earcon.ALIVE]:
        block.moves.append(Span(block.said[-1].end, block.end, "…"))


def clip(block: Block, start: int, end: int) -> Block | None:
    """The piece of a block between two times; None if there is none."""
    if block.end <= start or block.begin >= end:
        return None
    name = block.name if block.begin >= start else f"… {block.name}"
    return Block(
        name,
        max(block.begin, start),
        min(block.end, end),
        block.about,
        _within(block.said, start, end),
        _within(block.moves, start, end),
        _within(block.sounds, start, end),
        _within(block.waits, start, end),
    )


def _within(spans: list[Span], start: int, end: int) -> list[Span]:
    return [
        replace(span, begin=max(span.begin, start), end=min(span.end, end))
        for span in spans
        if span.end > start and span.begin < end
    ]
