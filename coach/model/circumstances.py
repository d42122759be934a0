"""When something fits: sentences around the strokes, strokes for this baby, and routines in a list."""

from __future__ import annotations

from enum import StrEnum


class When(StrEnum):
    """Where something outside the strokes fits, so that every routine can include the same opening and closing."""

    OIL = "oil"
    """There may be oil on the hands."""
    DRY = "dry"
    """The massage begins with dry hands, and so takes no oil: the baby may even stay dressed."""
    TOWEL = "towel"
    """Any other routine: a towel lies ready."""
    ON_THE_BACK = "on the back"
    """The massage begins with the baby on the back."""
    FACE_DOWN = "face down"
    """At the end of a massage: the baby lies on the tummy by then."""
    FIRST = "first"
    """Only before the first area: not before its second side, nor before any other."""


class Kind(StrEnum):
    """What a routine is among others, so that the list by ear stays short."""

    AREA = "area"
    """A part of the body, or all of it."""
    SHORT = "short"
    """For a few minutes, or for one occasion."""
    EVENING = "evening"
    """One of the five evenings of the course."""
    OWN = "own"
    """The caregiver's own: always in the first list."""


class Condition(StrEnum):
    """What a caregiver must have said about the baby before some strokes are done. Silence is never a yes."""

    HIPS_CLEARED = "hips-cleared"
    NAVEL_HEALED = "navel-healed"
    NO_REFLUX = "no-reflux"
