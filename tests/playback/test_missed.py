"""Missed noes: counted once each time that the baby's no silenced the coach and the microphone heard nothing."""

from coach.model.effects import MarkKind
from coach.playback.missed import BAD_KEYS, Missed


def marked(*kinds: MarkKind) -> Missed:
    """What a session marked, while the microphone heard nothing."""
    missed = Missed()
    for kind in kinds:
        missed.mark(kind)
    return missed


def test_a_stop_for_the_babys_no_counts_once() -> None:
    both = (MarkKind.STOPPED, MarkKind.NO, MarkKind.GO_ON)
    assert marked(*both, *both).keys == 2
    assert not marked(*both, *both).badly
    assert marked(*both * BAD_KEYS).badly


def test_a_no_after_going_on_counts_again() -> None:
    assert marked(MarkKind.STOPPED, MarkKind.GO_ON, MarkKind.NO).keys == 2
    assert marked(MarkKind.STOPPED, MarkKind.MOVED, MarkKind.STROKE, MarkKind.STOPPED).keys == 2


def test_events_during_a_rest_start_no_new_count() -> None:
    assert marked(MarkKind.STOPPED, MarkKind.FOOT_HELP, MarkKind.REPEATED, MarkKind.NO).keys == 1


def test_a_no_that_the_microphone_heard_does_not_count() -> None:
    missed = Missed()
    missed.ear()
    missed.mark(MarkKind.NO)
    assert missed.keys == 0
