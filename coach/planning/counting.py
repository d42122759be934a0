"""The repetitions of a stroke: when each begins, its number or tick, and what announces the change. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from coach.model.effects import Earcon
from coach.model.options import Beat, Options
from coach.model.plan import Area, Cue
from coach.model.routine import Count, Stroke
from coach.model.wording import sentence
from coach.planning.timeline_builder import LONGEST_SILENCE, SOUND_MS, Laying

BEAT_PERCENT = 30
"""A number is spoken this many milliseconds into its repetition, once the movement has begun."""
AFTER_WORD = 300
"""At least this many milliseconds of silence between a word and the next beat."""
PULSE_MS = {Beat.BREATH: 10_000, Beat.HEART: 1000}
"""Milliseconds of a breath at six a minute and of a heartbeat at sixty: those of a calm adult."""
TICKS_MS = {Beat.BREATH: 5000, Beat.HEART: 1000}
"""Milliseconds between ticks: half a breath, to breathe out, or one heartbeat."""
TICK_DB = -6
"""Decibels of those ticks relative to the tick of a count."""


def lay_beats(lay: Laying, index: int, span: tuple[int, int, int]) -> None:
    """Repetitions span[0]+1 to span[1] of span[2], evenly: no beat moves because a number is a long word."""
    track, options, stroke, (done, end, of) = lay.track, lay.options, lay.area.strokes[index], span
    said, interval = beats(lay, index, span)
    offset, count, silent = _offset(stroke, options), options.count or stroke.count, 0
    for rep, text in enumerate(said, done + 1):
        until, at = track.now + interval, track.now + offset
        # A silent beat is kept too, so that what is left is known after an interruption.
        tick = Earcon.TICK if count is Count.TICKED and not text and at >= silent else None
        cue = Cue(at, text, tick, index, rep, of, until)
        track.cues.append(cue)
        silent = max(silent, at + (track.length(text) if text else 0))
        if options.beat and count is not Count.SILENT:
            track.cues += _pulses(cue, options, silent, until if rep == end else at + interval)
        track.now = until


def _offset(stroke: Stroke, options: Options) -> int:
    """Milliseconds from the start of a repetition to its word: a name comes at once, a number during the movement."""
    return 0 if stroke.each or stroke.alternate else rep_ms(stroke, options) * BEAT_PERCENT // 100


def beats(lay: Laying, index: int, span: tuple[int, int, int]) -> tuple[list[str], int]:
    """What is said at each repetition, and the milliseconds from one to the next.

    The change that comes is announced after a number, never instead of it: where both together take longer than a
    repetition, every repetition is that long. Where nothing is counted aloud, a long announcement goes on over the
    next repetitions.
    """
    length, options, stroke, (done, end, _) = lay.track.length, lay.options, lay.area.strokes[index], span
    said = _beat_texts(lay, index, done, end)
    written, (n, heads_up) = rep_ms(stroke, options), _heads_up(lay, index, span)
    interval = written
    if heads_up and not said[n]:
        interval = max(interval, -(-(length(heads_up) + AFTER_WORD + _offset(stroke, options)) // (len(said) - n)))
        return [*said[:n], heads_up, *said[n + 1 :]], _rounded_up(interval, pulse_ms(options))
    said[n] = f"{said[n]} {heads_up}".strip()
    lasts = [length(text) + AFTER_WORD for text in said if text]
    lasts += [lasts[-1] + _offset(stroke, options)] if said[-1] else []  # what follows the last one begins on the beat
    return said, _rounded_up(max(interval, *lasts, 0), pulse_ms(options))


def _heads_up(lay: Laying, index: int, span: tuple[int, int, int]) -> tuple[int, str]:
    """Which of the remaining repetitions, from 0, announces the change, and in which words."""
    (done, end, _), words, stroke = span, lay.words, lay.area.strokes[index]
    if lay.options.bedtime and (lay.options.count or stroke.count) is not Count.SPOKEN:
        return 0, ""  # as few words as possible
    before, name = 0, ""
    for stage, later in pairwise(stroke.stages):
        before += stage.times
        if before == end:
            name = f"the {later.name}"
    name = name or next_name(lay.area, index)
    rep = max(end - 2, done + 1)
    return rep - done - 1, words.say("heads-up" if name else "heads-up-last", next=name)[end - rep]


def _pulses(cue: Cue, options: Options, silent: int, end: int) -> Iterator[Cue]:
    """The soft ticks of a breath or heart, after the number is said and before what comes at ``end``."""
    step = TICKS_MS[options.beat] * options.pace // 100
    for at in range(cue.at + step, end - SOUND_MS[Earcon.TICK], step):
        if at >= silent:
            yield replace(cue, at=at, say="", sound=Earcon.TICK, rep=0, of=0, until=0, gain=TICK_DB)


def rep_ms(stroke: Stroke, options: Options) -> int:
    """Milliseconds of a repetition at the caregiver's pace: as written, or a whole number of breaths or heartbeats."""
    if options.beat:
        return max(1, round(stroke.pace / PULSE_MS[options.beat])) * pulse_ms(options)
    return stroke.pace * options.pace // 100


def pulse_ms(options: Options) -> int:
    """Milliseconds of a breath or a heartbeat at the caregiver's pace; 0 where a repetition takes its own time."""
    return PULSE_MS.get(options.beat, 0) * options.pace // 100


def tick_ms(stroke: Stroke, options: Options) -> int:
    """Milliseconds between the ticks of an open-ended stroke; never a long silence."""
    return min(TICKS_MS.get(options.beat, stroke.pace) * options.pace // 100, LONGEST_SILENCE)


def _rounded_up(ms: int, pulse: int) -> int:
    return -(-ms // pulse) * pulse if pulse else ms


def _beat_texts(lay: Laying, index: int, done: int, end: int) -> list[str]:
    """What is said at each repetition after ``done``; empty where it is ticked or silent."""
    stroke, turns = lay.area.strokes[index], lay.area.strokes[index].alternate
    if (lay.options.count or stroke.count) is not Count.SPOKEN:
        return [""] * (end - done)
    if stroke.each:
        return [stroke.label.format(item=item) for item in stroke.each[done:end]]
    numbers = [lay.words.number(n) for n in _counted(stroke)[done:end]]
    if turns:
        return [sentence(f"{turns[n % len(turns)]}, {number.lower()}.") for n, number in enumerate(numbers, done)]
    return [f"{number}." for number in numbers]


def _counted(stroke: Stroke) -> Sequence[int]:
    """The number of every repetition of a stroke: every stage counts from one."""
    if not stroke.stages:
        return range(1, stroke.repetitions + 1)
    return [n for stage in stroke.stages for n in range(1, stage.times + 1)]


def next_name(area: Area, index: int) -> str:
    """What follows a stroke: the next stroke, or what comes after the area; empty after the last."""
    return area.strokes[index + 1].name if index + 1 < len(area.strokes) else area.then
