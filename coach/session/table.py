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
    """One row of the table."""

    to: tuple[Phase, ...]
    """The phase or phases that may follow."""
    does: str
    """In words, for the documentation."""
    move: Move


Row = tuple[Told, tuple[Phase, ...], str, Move]
Rows = Mapping[tuple[Phase, Told], Rule]


def _rows(phase: Phase, rows: Iterable[Row]) -> dict[tuple[Phase, Told], Rule]:
    """Rows of one phase. Without ``to`` the phase stays the same."""
    return {(phase, told): Rule(to or (phase,), does, move) for told, to, does, move in rows}


STAYS: tuple[Phase, ...] = ()
PLAYS, ASKS, ENDS = (Phase.PLAYING,), (Phase.ASKING,), (Phase.ENDED,)
RESTS, DECLINES = (Phase.RESTING,), (Phase.DECLINED,)
HANDS = "falls silent, says where the hands rest"
STOPS = f"{HANDS}; the baby's no only if a no follows, or the stroke is left out"

ADJUST: tuple[Row, ...] = (
    (Command.SLOWER, STAYS, "a slower beat", adjusting.slower),
    (Command.FASTER, STAYS, "a faster beat", adjusting.faster),
    (Command.LOUDER, STAYS, "a louder voice", adjusting.louder),
    (Command.SOFTER, STAYS, "a softer voice", adjusting.softer),
)
WHERE: Row = (Command.WHERE, STAYS, "says where this is and how long it still takes", adjusting.where)
KEYS: Row = (Command.KEYS, STAYS, "says what can be pressed", adjusting.which_keys)
BREAK = "says what helps a caregiver who is worn out"
DONE: Row = (Command.DONE, ENDS, "says goodbye", ending.done)
SURE: Row = (Sign.DONE_ALOUD, ENDS, "says goodbye", ending.done)
BEGUN: tuple[Row, ...] = (
    *ADJUST,
    (
        Command.PART_FORWARD,
        (Phase.ASKING, Phase.ENDED),
        "asks about the next area; after the last, says goodbye",
        playing.part_forward,
    ),
    (Command.PART_BACK, ASKS, "asks about the area before", playing.part_back),
    (Command.ASLEEP, ENDS, "fades away; a sound under the voice stays a while", ending.asleep),
    (Command.REMEMBER, STAYS, "remembers this place", adjusting.remember),
    DONE,
)
"""Rows shared by every phase from the first question on."""
RECALLS = "goes to the remembered place, if any; asks first in another area"
RECALLS_ASKING = "asks about the remembered place, if any"

CARE: tuple[Row, ...] = (
    (Command.YES, ASKS, "chime, then the first asking", care.yes),
    (Command.NO, ENDS, "not today; when in doubt ask a doctor", care.no),
    (Command.NOT_SURE, STAYS, "says whom to ask, and waits", care.not_sure),
    (Sign.JABBED, ENDS, "a list asks which leg, and the massage begins without it", care.jabbed),
    (Command.AGAIN, STAYS, "says the care questions again", care.again),
    (Command.BREAK, STAYS, BREAK, care.take_a_break),
    *ADJUST,
    WHERE,
    KEYS,
    DONE,
    SURE,
)

BEFORE: tuple[Row, ...] = (
    (Command.NEXT, (Phase.ASKING, Phase.ENDED), "asks about the next area", asking.next_area),
    (Command.BACK, ASKS, "asks about the area before", asking.area_before),
    (Command.TEACH, STAYS, "says the long words from here on", adjusting.teach),
    (Command.BREAK, DECLINES, BREAK, resting.take_a_break),
    *BEGUN,
)
"""Rows shared by the phases before any stroke of an area."""

QUESTION: tuple[Row, ...] = (
    (Command.NO, DECLINES, HANDS, resting.rest),
    (Sign.CRYING, DECLINES, HANDS, resting.rest_for_crying),
    (Sign.DONE_ALOUD, (Phase.ENDING_DECLINED,), "asks whether that was all", resting.confirm_end),
    (Command.NOT_SURE, ASKS, "asks again, later and softer", asking.not_sure),
    (Command.AGAIN, ASKS, "says the question again", asking.again),
    *BEFORE,
)
ASKING: tuple[Row, ...] = (
    (
        Command.YES,
        (Phase.PLAYING, Phase.FETCHING, Phase.ASKING),
        "begins the area; before the question, skips to it",
        asking.yes,
    ),
    *QUESTION,
    (Command.RECALL, ASKS, RECALLS_ASKING, adjusting.recall),
    WHERE,
    KEYS,
)
FETCHING: tuple[Row, ...] = (
    (Command.YES, STAYS, "sounds that the words are on their way", asking.still_fetching),
    (Sign.STOP, DECLINES, STOPS, resting.stop),
    *QUESTION,
    (Command.RECALL, (Phase.ASKING, Phase.FETCHING), RECALLS_ASKING, adjusting.recall),
    (Command.WHERE, STAYS, "sounds that the words are on their way", asking.still_fetching),
    (Command.KEYS, STAYS, "sounds that the words are on their way", asking.still_fetching),
)
DECLINED: tuple[Row, ...] = (
    (Command.YES, ASKS, "asks again", asking.ask_after_no),
    (Command.NO, STAYS, "stays silent", resting.still_resting),
    (Command.NOT_SURE, STAYS, "stays silent", resting.still_resting),
    (Command.AGAIN, ASKS, "asks again", asking.ask_after_no),
    (Command.FOOT_HELP, STAYS, "says that no foot is in hand", asking.no_foot_help),
    (Command.RELAX, STAYS, "says how to loosen a stiff arm or leg", resting.relax),
    (Command.REPEAT, STAYS, "says that no stroke has begun", asking.nothing_to_repeat),
    *BEFORE,
    (Command.RECALL, (Phase.ASKING, Phase.DECLINED), RECALLS_ASKING, adjusting.recall),
    WHERE,
    KEYS,
    (Sign.DONE_ALOUD, (Phase.ENDING_DECLINED,), "asks whether that was all", resting.confirm_end),
)

STROKE: tuple[Row, ...] = (
    (Command.BACK, PLAYS, "the stroke before this one", playing.back),
    (Command.FOOT_HELP, RESTS, "says how to soften a locked foot", resting.foot_help),
    (Command.RELAX, RESTS, "says how to loosen a stiff arm or leg", resting.relax),
    (Command.BREAK, RESTS, BREAK, resting.take_a_break),
    (Command.REPEAT, RESTS, "says the words of the stroke once more, slower", resting.repeat),
    (Sign.DONE_ALOUD, (Phase.ENDING,), "asks whether that was all", resting.confirm_end),
    *BEGUN,
    WHERE,
)
"""Rows shared by the phases in the middle of an area."""
LED: tuple[Row, ...] = (
    *STROKE,
    (Command.NO, RESTS, HANDS, resting.rest),
    (Sign.STOP, RESTS, STOPS, resting.stop),
    (Sign.CRYING, RESTS, HANDS, resting.rest_for_crying),
    (Command.AGAIN, PLAYS, "this stroke from its beginning", playing.again),
    (Command.TEACH, PLAYS, "this stroke from its beginning, in long words", adjusting.teach),
)
PLAYING: tuple[Row, ...] = (
    *LED,
    (
        Command.NEXT,
        (Phase.PLAYING, Phase.ASKING, Phase.ENDED),
        "the stroke after this one; after the last, what follows",
        playing.next_stroke,
    ),
    (
        Command.NOT_SURE,
        (Phase.PLAYING, Phase.ASKING, Phase.ENDED),
        "slower, and half of what is left",
        playing.not_sure,
    ),
    (Command.RECALL, (Phase.PLAYING, Phase.ASKING), RECALLS, adjusting.recall),
    (Sign.FUSSING, STAYS, "speaks lower, and asks before the next stroke", playing.lower_for_fussing),
)
LINGERING: tuple[Row, ...] = (
    *LED,
    *(
        (
            command,
            (Phase.PLAYING, Phase.ASKING, Phase.ENDED),
            "the stroke after this one; after the last, what follows",
            playing.linger_on,
        )
        for command in (Command.YES, Command.NOT_SURE, Command.NEXT)
    ),
    (Command.RECALL, (Phase.PLAYING, Phase.ASKING, Phase.LINGERING), RECALLS, adjusting.recall),
    KEYS,
)
RESTING: tuple[Row, ...] = (
    (
        Command.YES,
        (Phase.PLAYING, Phase.ASKING, Phase.ENDED),
        "says what is left and begins that stroke again",
        resting.go_on,
    ),
    (Command.NO, STAYS, "stays silent", resting.still_resting),
    (Command.NOT_SURE, STAYS, "stays silent", resting.still_resting),
    (
        Command.AGAIN,
        (Phase.PLAYING, Phase.ASKING, Phase.ENDED),
        "the interrupted stroke from its beginning",
        playing.again,
    ),
    (
        Command.NEXT,
        (Phase.PLAYING, Phase.ASKING, Phase.ENDED),
        "leaves the interrupted stroke out",
        playing.next_stroke,
    ),
    *STROKE,
    (Command.BACK, PLAYS, "the stroke before the interrupted one", playing.back),
    (Command.TEACH, STAYS, "says the long words from here on", adjusting.teach),
    (Command.RECALL, (Phase.PLAYING, Phase.ASKING, Phase.RESTING), RECALLS, adjusting.recall),
    KEYS,
)


def _doubted(phase: Phase, rest: Phase, rows: Iterable[Row]) -> dict[tuple[Phase, Told], Rule]:
    """Rows of a rest in which the coach asked whether to end: a second "all done" ends it; the rest is as usual."""
    others: dict[tuple[Phase, Told], Rule] = {
        (phase, told): Rule(to or (rest,), does, resting.not_the_end(move))
        for told, to, does, move in rows
        if told not in (Command.DONE, Sign.DONE_ALOUD)
    }
    return {**others, **_rows(phase, (DONE, SURE))}


TRANSITIONS: Rows = {
    (Phase.READY, Command.BEGIN): Rule(
        (Phase.CARE, Phase.ASKING), "asks the care questions before the oil", care.begin
    ),
    **_rows(Phase.CARE, CARE),
    **_rows(Phase.ASKING, ASKING),
    **_rows(Phase.FETCHING, FETCHING),
    **_rows(Phase.PLAYING, PLAYING),
    **_rows(Phase.LINGERING, LINGERING),
    **_rows(Phase.RESTING, RESTING),
    **_rows(Phase.DECLINED, DECLINED),
    **_doubted(Phase.ENDING, Phase.RESTING, RESTING),
    **_doubted(Phase.ENDING_DECLINED, Phase.DECLINED, DECLINED),
    (Phase.ENDED, Command.NO): Rule(ENDS, "falls silent in mid-goodbye", ending.ended),
}
"""What each command and sign does in each phase. What has no row does nothing."""


def table() -> str:
    """TRANSITIONS as a Markdown table."""
    order = [*Command, *Sign]
    rows = [
        f"| {phase} | {told.value} | {' or '.join(TRANSITIONS[phase, told].to)} | {TRANSITIONS[phase, told].does} |"
        for phase in Phase
        for told in order
        if (phase, told) in TRANSITIONS
    ]
    return "\n".join(["| while | told | then | the coach |", "|---|---|---|---|", *rows])
