"""What a routine takes from another file: all of its parts, or some strokes, with other sides or ages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coach.model.routine import Part
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
    from_age: int = 0
    """Days, if later than what is written there."""

    def chosen(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The parts with the wanted strokes. A part that has none of them is dropped."""
        kept = (
            replace(
                part,
                strokes=tuple(stroke for stroke in part.strokes if not self.only or stroke.name in self.only),
                sides=self.sides if part.sides and self.sides else part.sides,
                from_age=max(part.from_age, self.from_age),
            )
            for part in parts
        )
        return tuple(part for part in kept if part.strokes)

    def checked(self, parts: tuple[Part, ...], faults: Faults) -> None:
        """Report what is wanted and missing."""
        known = {stroke.name for part in parts for stroke in part.strokes}
        for name in self.only if parts else ():
            if name not in known:
                faults.add(self.line, f'"{self.name}" has no stroke "{name}"', f"it has {', '.join(sorted(known))}")
