"""What a timeline says and counts, for the tests of planning."""

from collections.abc import Iterator
from typing import Any

from coach.model.options import Options
from coach.planning import timeline
from coach.planning.timeline import From
from coach.planning.timeline_builder import estimate
from coach.support.durations import MONTH
from tests.support.told import WORDS

LEGS, HIPS, STRETCHES, WHOLE = "legs-and-feet", "hips", "stretches", "whole-routine"


GROWN = Options(age=4 * MONTH, hips_cleared=True)


FIXED = {"S3": 2, "S6": 5, "S7": 5, "S8": 1, "S9": 3, "S12": 3}


def strokes_of(book: Any, source: Any) -> Any:
    return [(area, stroke) for area in book.areas for stroke in area.strokes if source in stroke.sources]


def cues_of(area: Any, options: Any = GROWN, start: Any = From(), length: Any = estimate) -> Iterator[Any]:  # noqa: B008 - frozen
    """Every cue of an area to its end, open-ended strokes passed over."""
    while start.stroke < len(area.strokes):
        laid = timeline.timeline(area, options, WORDS, length, start)
        yield from laid.cues
        start = From(max(cue.stroke for cue in laid.cues) + 1)


def reps_of(area: Any, name: str, options: Any = GROWN) -> Any:
    return [cue for cue in cues_of(area, options) if cue.rep and area.strokes[cue.stroke].name == name]
