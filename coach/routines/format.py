"""The format of a routine's file: every key, what it can be, and the noun it becomes. Parser and schema read it."""

from __future__ import annotations

from typing import Any

from coach.model.circumstances import Condition, Kind, When
from coach.model.effects import Earcon
from coach.model.places import Place, anticlockwise
from coach.model.routine import (
    About,
    Count,
    Each,
    Energy,
    Hold,
    OneHand,
    Part,
    Passage,
    Position,
    Region,
    Repeat,
    Stage,
    Stages,
    Stroke,
    Times,
)
from coach.routines.includes import Include
from coach.routines.speech import TEMPLATE_NAMES, Age, Spoken
from coach.support.letters import small
from coach.support.yaml_nodes import Faults, Node
from coach.support.yaml_schema import Choice, Group, Key, ListOf, Number, Text, YesNo, build

LONGEST_NAME = 40

SPEECH = ListOf(Spoken(rests=True), least=0, single=True, most=40)
SOURCES = ListOf(Text(r"[A-Z]\d{1,2}", "an id such as S7"), single=True, most=20)
LETTER = r"[^\W\d_]"
NAME = Text(rf"{LETTER}(?:{LETTER}|[' -]){{1,39}}", "a short name of letters", LONGEST_NAME)
INCLUDE = Text(r"[a-z0-9][a-z0-9-]{0,59}", "the name of a routine without .yaml")
NEEDS = ListOf(Choice(tuple(Condition)), single=True, most=len(Condition))
PATH = ListOf(Choice(tuple(Place)), single=True, most=20)
TITLE = Spoken(hint="a title", fills=(), most=80)
AREA = Spoken(hint="a title", most=80)


def _passage(node: Node, given: dict[str, Any], faults: Faults) -> Passage | Include:
    if "include" in given:
        if len(given) > 1:
            faults.add(node, '"include" cannot be combined with other keys', "give it an entry of its own")
        return Include(given["include"], node.line)
    if not given.keys() & {"teach", "sound"} and node.line not in faults.broken:
        faults.add(node, "this entry has neither words nor a sound", 'give it "teach" or "sound"')
    given.setdefault("remind", given.get("teach", ()))
    passage: Passage = build(Passage)(node, given, faults)
    return passage


def _one_hand(what: str, keys: dict[str, Key]) -> Key:
    """The key ``one-hand``, with the keys that it may change."""
    return Key(Group(f"the one-hand way of {what}", keys, build(OneHand)), "for a caregiver with one hand")


CAUTION = "what must not be touched, pressed or pulled; few words keep it"
ONE_HAND_SPEECH = {
    "caution": Key(SPEECH, CAUTION),
    "teach": Key(SPEECH, "what is said to someone new", required=True),
    "remind": Key(SPEECH, "what is said to someone who knows", required=True),
}

PASSAGE = Group(
    "a passage",
    {
        "teach": Key(SPEECH, "what is said to someone new"),
        "remind": Key(SPEECH, "what is said to someone who knows; left out, it is the same"),
        "when": Key(Choice(tuple(When)), "said only where this holds"),
        "sound": Key(Choice(tuple(Earcon)), "a cue to sound instead of words"),
        "one-hand": _one_hand("a passage", ONE_HAND_SPEECH),
        "sources": Key(SOURCES, "ids of the facts this carries"),
        "keys": Key(YesNo(), "it tells what can be pressed, so files leave it out"),
        "lesson": Key(YesNo(), "it teaches the signs of yes and no, so its long words come on three evenings at least"),
        "early": Key(YesNo(), "it keeps the baby safe, so its long words come on three evenings at least"),
        "goodbye": Key(YesNo(), "the last words; a bedtime says before them how the baby sleeps safely"),
        "include": Key(INCLUDE, "take the entries of another file instead"),
    },
    _passage,
)

STAGE = Group(
    "a stage",
    {
        "name": Key(NAME, "where on the path", required=True),
        "times": Key(Number(1, 200), "how often here", required=True),
        "teach": Key(SPEECH, "what is said to someone new", required=True),
        "remind": Key(SPEECH, "what is said to someone who knows"),
        "one-hand": _one_hand("a stage", ONE_HAND_SPEECH),
    },
    lambda node, given, faults: build(Stage)(node, {"name": "", "times": 1, **given}, faults),
)

REPEATS: dict[str, type[Repeat]] = {"times": Times, "each": Each, "stages": Stages, "hold": Hold, "about": About}


def _stroke(node: Node, given: dict[str, Any], faults: Faults) -> Stroke:
    if anticlockwise(given.get("path", ())):
        what = f'the path of "{given.get("name", "")}" runs anticlockwise on the tummy'
        faults.add(node, what, "name its places clockwise, as you look at them: right-side, under-ribs, left-side")
    repeats = [key for key in REPEATS if key in given]
    whole = not faults.torn(node)
    if len(repeats) != 1 and whole and "name" in given:
        what = (
            "does not say how often" if not repeats else f"says how often in {len(repeats)} ways ({', '.join(repeats)})"
        )
        faults.add(node, f'stroke "{given["name"]}" {what}', f"give it one of {', '.join(REPEATS)}")
    given = {"name": "", "teach": (), "remind": (), **given, "line": node.line}
    given["name"] = small(given["name"])  # it is said inside sentences, and typed after --only
    counted = [REPEATS[key](given.pop(key)) for key in repeats]
    stroke: Stroke = build(Stroke)(node, {**given, "repeat": counted[0] if counted else Times(1)}, faults)
    return stroke


LABELS = ListOf(Spoken(hint="a short name"), least=2, most=20)

STROKE = Group(
    "a stroke",
    {
        "name": Key(NAME, "its short name, the same every night", required=True),
        "sources": Key(SOURCES, "ids of the facts it carries"),
        "caution": Key(SPEECH, CAUTION),
        "teach": Key(
            SPEECH, "for someone who has never done it: hand, place, way, firmness, what to avoid", required=True
        ),
        "remind": Key(SPEECH, "for someone who knows it", required=True),
        "times": Key(Number(1, 200), "how many times"),
        "each": Key(LABELS, "once for each of these, each named"),
        "label": Key(Spoken(fills=(*TEMPLATE_NAMES, "item")), "how one of each is named, with {item}"),
        "stages": Key(ListOf(STAGE, most=10), "down a path in stages"),
        "hold": Key(Number(1, 120, 1000, " of seconds"), "for so many seconds"),
        "about": Key(Number(5, 600, 1000, " of seconds"), "until told to go on; in a file, for so many seconds"),
        "alternate": Key(LABELS, "what takes turns, such as {work} and {hold} hand, or legs"),
        "total": Key(Spoken(), 'how often in words, where "Six times." does not fit'),
        "pace": Key(Number(0.5, 60, 1000, " of seconds"), "seconds a repetition"),
        "count": Key(Choice(tuple(Count)), "how repetitions are counted"),
        "ours": Key(YesNo(), "the number is our choice, so the caregiver may change it"),
        "rest": Key(Spoken(), "where the hands rest at a no"),
        "energy": Key(Choice(tuple(Energy)), "what it does to the baby"),
        "foot": Key(YesNo(), "the toes may curl: foot help is offered"),
        "both-legs": Key(YesNo(), "needs both legs"),
        "last-side": Key(YesNo(), "done once, on the last side that is massaged"),
        "needs": Key(NEEDS, "what the caregiver must have said first"),
        "path": Key(PATH, "the way of a hand in named places; on the tummy it runs clockwise as you look at it"),
        "single": Key(YesNo(), "one source alone tells it"),
        "from-age": Key(Age(), "younger babies are spared it"),
        "one-hand": _one_hand(
            "a stroke",
            {
                **ONE_HAND_SPEECH,
                "rest": Key(Spoken(), "where the hand rests at a no", required=True),
                "total": Key(Spoken(), "how often in words"),
                "alternate": Key(LABELS, "what takes turns; without it nothing does"),
                "pace": Key(Number(0.5, 60, 1000, " of seconds"), "seconds a repetition"),
            },
        ),
    },
    _stroke,
)


def _stay_off(strokes: tuple[Stroke, ...], off: tuple[Place, ...], faults: Faults) -> None:
    """Report every path that crosses a place that its part must not touch."""
    for stroke in strokes:
        for place in dict.fromkeys(place for place in stroke.path if place in off):
            what = f'the path of "{stroke.name}" leads over {place}, which stands in stay-off:'
            faults.add(stroke.line, what, "lead the path round it, or take it from stay-off:")


OF_AN_INCLUDE = ("only", "sides", "one-side", "from-age", "times", "pace", "rounds", "dry", "short")
"""What may stand beside the include of a part."""
ALONE = {
    "only": "list the strokes you want under strokes:",
    "times": "give each stroke its own times:",
    "pace": "give each stroke its own pace:",
}
"""What has no meaning without an include, and what to do instead."""


def _part(node: Node, given: dict[str, Any], faults: Faults) -> Part | Include:
    if "include" in given:
        if given.keys() - {"include", *OF_AN_INCLUDE}:
            faults.add(node, '"include" cannot be combined with other keys', "give it an entry of its own")
        chosen = {key.replace("-", "_"): given[key] for key in OF_AN_INCLUDE if key in given}
        return Include(given["include"], node.line, **chosen)
    for key, todo in ALONE.items():
        if given.pop(key, ()):
            faults.add(node, f'"{key}" needs an "include" beside it', todo)
    for key in ("title", "strokes"):
        if key not in given and not faults.broken:
            faults.add(node, f'a part has no "{key}"', f"add {key}:")
    given = {"title": "", "strokes": (), **given, "line": node.line}
    first: dict[str, Stroke] = {}
    for stroke in given["strokes"]:
        if stroke.name and first.setdefault(stroke.name, stroke) is not stroke:
            faults.add(stroke.line, f'"{stroke.name}" is the name of two strokes in one part', "give each its own name")
    _stay_off(given["strokes"], given.get("stay-off", ()), faults)
    part: Part = build(Part)(node, given, faults)
    return part


PART = Group(
    "a part",
    {
        "title": Key(AREA, "the body area, with {side} where it has two"),
        "before": Key(ListOf(PASSAGE, most=20), "what is said before the asking"),
        "region": Key(Choice(tuple(Region)), "where on the body, so that the hips can come first"),
        "rest": Key(Spoken(), "where the hands rest while the coach waits"),
        "sides": Key(ListOf(Choice(("left", "right")), most=2), "everything on the first, then mirrored on the second"),
        "one-side": Key(YesNo(), "one of its sides in a session, the other one the next time"),
        "position": Key(Choice(tuple(Position)), "how the baby lies; said before the asking where it changes"),
        "dry": Key(YesNo(), "wiped hands, no oil"),
        "stay-off": Key(PATH, "places that no stroke of it touches"),
        "needs": Key(NEEDS, "what the caregiver must have said first"),
        "minutes-since-feed": Key(Number(5, 180), "minutes that the last feed must lie back"),
        "rounds": Key(Number(1, 5), "how often all of it comes, each time asked for anew"),
        "strokes": Key(ListOf(STROKE), "the movements, in order"),
        "offer": Key(SPEECH, "says once that there is foot help"),
        "help": Key(PASSAGE, "the foot help"),
        "from-age": Key(Age(), "younger babies are spared it"),
        "one-hand": _one_hand("a part", {"rest": Key(Spoken(), "where the hand rests", required=True)}),
        "sources": Key(SOURCES, "ids of the facts it carries"),
        "include": Key(INCLUDE, "take the parts of another file instead"),
        "only": Key(ListOf(NAME), "of the parts of that file, these strokes"),
        "times": Key(Number(1, 200), "at most this many repetitions of its strokes, where the count is ours"),
        "pace": Key(Number(0.5, 60, 1000, " of seconds"), "seconds a repetition at least"),
        "short": Key(YesNo(), "it was learned on another evening: one line a stroke"),
    },
    _part,
)

ROUTINE = Group(
    "a routine",
    {
        "coach": Key(Number(1, 1), "the version of this format: 1", required=True),
        "title": Key(TITLE, "what the routine is called", required=True),
        "about": Key(TITLE, "one line for the list of routines"),
        "opening": Key(ListOf(PASSAGE, most=60), "what is said and sounded before the first asking"),
        "parts": Key(ListOf(PART, most=2000), "the body areas, in order"),
        "closing": Key(ListOf(PASSAGE, most=60), "what is said at the end"),
        "bedtime": Key(YesNo(), "it is a bedtime on every evening"),
        "kind": Key(Choice(tuple(Kind)), "the list by ear in which it stands; without it, the first one"),
    },
    lambda _node, given, _faults: given,
)
