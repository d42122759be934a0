"""The table of what each command and sign does in each phase. The one in the architecture page is made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coach.model.events import Command, Sign
from coach.model.phases import Phase
from coach.session.transitions import adjusting, asking, care, ending, playing, resting
from coach.session.transitions.saying import Move

Told = Command | Sign


@dataclass(frozen=True, slots=True)
class Rule:
    """What a command or sign leads to in a phase."""

    to: tuple[Phase, ...]
    """The phase or phases that may follow."""
    move: Move


Row = tuple[Told, tuple[Phase, ...], Move]
Rows = Mapping[tuple[Phase, Told], Rule]


def _rows(phase: Phase, rows: Iterable[Row]) -> dict[tuple[Phase, Told], Rule]:
    """Rows of one phase. Without ``to`` the phase stays the same."""
    return {(phase, told): Rule(to or (phase,), move) for told, to, move in rows}


STAYS: tuple[Phase, ...] = ()
PLAYS, ASKS, ENDS = (Phase.PLAYING,), (Phase.ASKING,), (Phase.ENDED,)
RESTS, DECLINES = (Phase.RESTING,), (Phase.DECLINED,)
NEXT_AREA = (Phase.ASKING, Phase.ENDED)
"""Asks about an area, or ends after the last."""
NEXT_STROKE = (Phase.PLAYING, *NEXT_AREA)
"""Plays a stroke, or after the last one of an area goes on to the next area."""

ADJUST: tuple[Row, ...] = (
    (Command.SLOWER, STAYS, adjusting.slower),
    (Command.FASTER, STAYS, adjusting.faster),
    (Command.LOUDER, STAYS, adjusting.louder),
    (Command.SOFTER, STAYS, adjusting.softer),
)
WHERE: Row = (Command.WHERE, STAYS, adjusting.where)
KEYS: Row = (Command.KEYS, STAYS, adjusting.which_keys)
DONE: Row = (Command.DONE, ENDS, ending.done)
SURE: Row = (Sign.DONE_ALOUD, ENDS, ending.done)
BEGUN: tuple[Row, ...] = (
    *ADJUST,
    (Command.PART_FORWARD, NEXT_AREA, playing.part_forward),
    (Command.PART_BACK, ASKS, playing.part_back),
    (Command.ASLEEP, ENDS, ending.asleep),
    (Command.REMEMBER, STAYS, adjusting.remember),
    DONE,
)
"""Rows shared by every phase from the first question on."""

CARE: tuple[Row, ...] = (
    (Command.YES, ASKS, care.yes),
    (Command.NO, ENDS, care.no),
    (Command.NOT_SURE, STAYS, care.not_sure),
    (Sign.JABBED, ENDS, care.jabbed),
    (Command.AGAIN, STAYS, care.again),
    (Command.BREAK, STAYS, care.take_a_break),
    *ADJUST,
    WHERE,
    KEYS,
    DONE,
    SURE,
)

BEFORE: tuple[Row, ...] = (
    (Command.NEXT, NEXT_AREA, asking.next_area),
    (Command.BACK, ASKS, asking.area_before),
    (Command.TEACH, STAYS, adjusting.teach),
    (Command.BREAK, DECLINES, resting.take_a_break),
    *BEGUN,
)
"""Rows shared by the phases before any stroke of an area."""

QUESTION: tuple[Row, ...] = (
    (Command.NO, DECLINES, resting.rest),
    (Sign.CRYING, DECLINES, resting.rest_for_crying),
    (Sign.DONE_ALOUD, (Phase.ENDING_DECLINED,), resting.confirm_end),
    (Command.NOT_SURE, ASKS, asking.not_sure),
    (Command.AGAIN, ASKS, asking.again),
    *BEFORE,
)
ASKING: tuple[Row, ...] = (
    (Command.YES, (Phase.PLAYING, Phase.FETCHING, Phase.ASKING), asking.yes),
    *QUESTION,
    (Command.RECALL, ASKS, adjusting.recall),
    WHERE,
    KEYS,
)
FETCHING: tuple[Row, ...] = (
    (Command.YES, STAYS, asking.still_fetching),
    (Sign.STOP, DECLINES, resting.stop),
    *QUESTION,
    (Command.RECALL, (Phase.ASKING, Phase.FETCHING), adjusting.recall),
    (Command.WHERE, STAYS, asking.still_fetching),
    (Command.KEYS, STAYS, asking.still_fetching),
)
DECLINED: tuple[Row, ...] = (
    (Command.YES, ASKS, asking.ask_after_no),
    (Command.NO, STAYS, resting.still_resting),
    (Command.NOT_SURE, STAYS, resting.still_resting),
    (Command.AGAIN, ASKS, asking.ask_after_no),
    (Command.FOOT_HELP, STAYS, asking.no_foot_help),
    (Command.RELAX, STAYS, resting.relax),
    (Command.REPEAT, STAYS, asking.nothing_to_repeat),
    *BEFORE,
    (Command.RECALL, (Phase.ASKING, Phase.DECLINED), adjusting.recall),
    WHERE,
    KEYS,
    (Sign.DONE_ALOUD, (Phase.ENDING_DECLINED,), resting.confirm_end),
)

STROKE: tuple[Row, ...] = (
    (Command.BACK, PLAYS, playing.back),
    (Command.FOOT_HELP, RESTS, resting.foot_help),
    (Command.RELAX, RESTS, resting.relax),
    (Command.BREAK, RESTS, resting.take_a_break),
    (Command.REPEAT, RESTS, resting.repeat),
    (Sign.DONE_ALOUD, (Phase.ENDING,), resting.confirm_end),
    *BEGUN,
    WHERE,
)
"""Rows shared by the phases in the middle of an area."""
LED: tuple[Row, ...] = (
    *STROKE,
    (Command.NO, RESTS, resting.rest),
    (Sign.STOP, RESTS, resting.stop),
    (Sign.CRYING, RESTS, resting.rest_for_crying),
    (Command.AGAIN, PLAYS, playing.again),
    (Command.TEACH, PLAYS, adjusting.teach),
)
PLAYING: tuple[Row, ...] = (
    *LED,
    (Command.NEXT, NEXT_STROKE, playing.next_stroke),
    (Command.NOT_SURE, NEXT_STROKE, playing.not_sure),
    (Command.RECALL, (Phase.PLAYING, Phase.ASKING), adjusting.recall),
    (Sign.FUSSING, STAYS, playing.lower_for_fussing),
)
LINGERING: tuple[Row, ...] = (
    *LED,
    (Command.YES, NEXT_STROKE, playing.linger_on),
    (Command.NOT_SURE, NEXT_STROKE, playing.linger_on),
    (Command.NEXT, NEXT_STROKE, playing.linger_on),
    (Command.RECALL, (Phase.PLAYING, Phase.ASKING, Phase.LINGERING), adjusting.recall),
    KEYS,
)
RESTING: tuple[Row, ...] = (
    (Command.YES, NEXT_STROKE, resting.go_on),
    (Command.NO, STAYS, resting.still_resting),
    (Command.NOT_SURE, STAYS, resting.still_resting),
    (Command.AGAIN, NEXT_STROKE, playing.again),
    (Command.NEXT, NEXT_STROKE, playing.next_stroke),
    *STROKE,
    (Command.TEACH, STAYS, adjusting.teach),
    (Command.RECALL, (Phase.PLAYING, Phase.ASKING, Phase.RESTING), adjusting.recall),
    KEYS,
)


def _doubted(phase: Phase, rest: Phase, rows: Iterable[Row]) -> dict[tuple[Phase, Told], Rule]:
    """Rows of a rest in which the coach asked whether to end: a second "all done" ends it; the rest is as usual."""
    others: dict[tuple[Phase, Told], Rule] = {
        (phase, told): Rule(to or (rest,), resting.not_the_end(move))
        for told, to, move in rows
        if told not in (Command.DONE, Sign.DONE_ALOUD)
    }
    return {**others, **_rows(phase, (DONE, SURE))}


TRANSITIONS: Rows = {
    (Phase.READY, Command.BEGIN): Rule((Phase.CARE, Phase.ASKING), care.begin),
    **_rows(Phase.CARE, CARE),
    **_rows(Phase.ASKING, ASKING),
    **_rows(Phase.FETCHING, FETCHING),
    **_rows(Phase.PLAYING, PLAYING),
    **_rows(Phase.LINGERING, LINGERING),
    **_rows(Phase.RESTING, RESTING),
    **_rows(Phase.DECLINED, DECLINED),
    **_doubted(Phase.ENDING, Phase.RESTING, RESTING),
    **_doubted(Phase.ENDING_DECLINED, Phase.DECLINED, DECLINED),
    (Phase.ENDED, Command.NO): Rule(ENDS, ending.ended),
}
"""What each command and sign does in each phase. What has no row does nothing."""
