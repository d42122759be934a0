"""What a routine takes from another file: all of its parts, or some strokes, with other sides or ages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coach.model.routine import Part, Stages, Stroke, Times
from coach.support.yaml_nodes import Faults


@dataclass(frozen=True)
class Include:
    """Stands for the entries of another file until they are fetched."""

    name: str
    line: int
    only: tuple[str, ...] = ()
    """Names of strokes; empty for all of them."""
    sides: tuple[str, ...] = ()
    """Sides instead of those written there; empty keeps them."""
    one_side: bool = False
    """One side in a session, and the other one the next time."""
    from_age: int = 0
    """Days, if later than what is written there."""
    times: int = 0
    """Repetitions at most, where the count is ours; 0 leaves them."""
    pace: int = 0
    """Milliseconds of a repetition at least; 0 leaves what is written there."""
    rounds: int = 0
    """Rounds instead of those that are written there; 0 keeps them."""
    dry: bool = False
    """Without oil, even where it is written with oil."""
    short: bool = False
    """It was learned on another evening, so one line a stroke is enough; the long words can still be asked for."""

    def chosen(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The parts with the wanted strokes. A part that has none of them is dropped."""
        kept = (
            replace(
                part,
                strokes=tuple(
                    self._slower(self._fewer(one)) for one in part.strokes if not self.only or one.name in self.only
                ),
                sides=self.sides if part.sides and self.sides else part.sides,
                one_side=self.one_side or part.one_side,
                from_age=max(part.from_age, self.from_age),
                rounds=self.rounds or part.rounds,
                dry=self.dry or part.dry,
                short=self.short or part.short,
            )
            for part in parts
        )
        return tuple(part for part in kept if part.strokes)

    def _slower(self, stroke: Stroke) -> Stroke:
        """The stroke with no less time for each repetition than is wanted, for one hand too."""
        one = stroke.one_hand
        one = replace(one, pace=max(one.pace, self.pace)) if one and one.pace else one
        return replace(stroke, pace=max(stroke.pace, self.pace), one_hand=one)

    def _fewer(self, stroke: Stroke) -> Stroke:
        """The stroke with no more repetitions than are wanted, where their number is ours."""
        if not (self.times and stroke.ours):
            return stroke
        match stroke.repeat:
            case Times(times):
                return replace(stroke, repeat=Times(min(times, self.times)))
            case Stages(stages):
                fewer = tuple(replace(stage, times=min(stage.times, self.times)) for stage in stages)
                return replace(stroke, repeat=Stages(fewer))
            case _:
                return stroke

    def checked(self, parts: tuple[Part, ...], faults: Faults) -> None:
        """Report what is wanted and missing."""
        known = {stroke.name for part in parts for stroke in part.strokes}
        for name in self.only if parts else ():
            if name not in known:
                faults.add(self.line, f'"{self.name}" has no stroke "{name}"', f"it has {', '.join(sorted(known))}")
