"""Reads taught sentences as places on the baby, and names each that goes astray.

A way is read from words alone, and only then held against the path of its stroke: the places that a sentence names,
their order, where a stroke ends, how a hand comes back to its beginning on the tummy, and what a sentence touches.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from coach import words as language
from coach.model.options import Options
from coach.model.places import Place, anticlockwise
from coach.model.routine import Line, Part, Region, Script, Stroke
from coach.planning.arrange import NothingLeftError, arrange

MOVES = re.compile(
    r"^(Circle|Comb|Cup|Draw|Glide|Keep gliding|Keep twisting|Let the hands|Roll|Slide|Stroke|Sweep"
    r"|The last circle|Then|Walk)\b"
)
BACK = re.compile(r"\blightly (back|across|along)|\bback\b.* for each")
"""A hand that comes back to where the next stroke begins."""
WARNS = re.compile(
    r"^(Stay|Don't|Never|If|While|With|Press softly|Use|Leave|Keep (the tips|your (finger tips|nails)))\b"
)
TUMMY = {
    "right leg crease": Place.RIGHT_GROIN,
    "leg crease": Place.LEFT_GROIN,
    "right side": Place.RIGHT_SIDE,
    "left side": Place.LEFT_SIDE,
    "sides of the belly": Place.SIDES,
    "sides?": Place.SIDES,
    "right ribs": Place.RIGHT_RIBS,
    "left ribs": Place.LEFT_RIBS,
    "ribs": Place.UNDER_RIBS,
    "nappy": Place.ABOVE_NAPPY,
    "legs?": Place.LEGS,
    "toes": Place.FEET,
}
CHEST = {
    "right shoulder": Place.RIGHT_SHOULDER,
    "left shoulder": Place.LEFT_SHOULDER,
    "shoulders?": Place.SHOULDERS,
    "right side": Place.RIGHT_FLANK,
    "left side": Place.LEFT_FLANK,
    "(?<!other )sides?": Place.FLANKS,
    "middle|low on the chest": Place.MID_CHEST,
    "legs?": Place.LEGS,
    "toes": Place.FEET,
}
FACE = {
    "forehead": Place.FOREHEAD,
    "(left |right )?temples?": Place.TEMPLES,
    "(left |right )?brows?": Place.BROWS,
    "(left |right )?cheekbones?": Place.CHEEKBONES,
    "(left |right )?cheeks?": Place.CHEEKS,
    "chin": Place.CHIN,
    "jaw": Place.JAW,
    "(left |right )?ears?": Place.EARS,
}
BACKS = {
    "neck": Place.NECK,
    "shoulders?": Place.SHOULDERS,
    "along the back": Place.BACK,
    "bottom": Place.BOTTOM,
    "legs?": Place.LEGS,
    "heels?": Place.HEELS,
}
ARMS = {
    "armpit": Place.ARMPIT,
    "upper arm|shoulder": Place.UPPER_ARM,
    "wrist": Place.WRIST,
    "back of the hand": Place.BACK_OF_HAND,
    "palm": Place.PALM,
    "fingertips": Place.FINGERS,
}
WORDS = {Region.TUMMY: TUMMY, Region.CHEST: CHEST, Region.FACE: FACE, Region.BACK: BACKS, Region.ARMS: ARMS}
SIDED = {
    Place.RIGHT_FLANK: Place.FLANKS,
    Place.LEFT_FLANK: Place.FLANKS,
    Place.RIGHT_SHOULDER: Place.SHOULDERS,
    Place.LEFT_SHOULDER: Place.SHOULDERS,
    Place.RIGHT_SIDE: Place.SIDES,
    Place.LEFT_SIDE: Place.SIDES,
}
"""With one hand each side has its turn, where the path names both sides at once."""
FORBIDDEN = {
    Place.RIBS: "ribs",
    Place.PUBIC_BONE: "pubic bone|nappy",
    Place.NAVEL: "navel",
    Place.THROAT: "throat",
    Place.COLLARBONES: "collarbones?",
    Place.NIPPLES: "nipples?",
    Place.BREASTBONE: "breastbone",
    Place.EYELIDS: "eyelids?|eyes?",
    Place.NOSTRILS: "nostrils?|nose",
    Place.SOFT_SPOT: "soft spot|crown",
    Place.SPINE: "spine",
    Place.ELBOW: "elbow",
}
NEAR = (
    r"\b(below|under|round|beside|above|side of|back to|past|to|bridge of) (the|your) (left |right )?(bridge of the )?"
)


def spoken(stroke: Stroke) -> Iterator[str]:
    """The sentences that teach a stroke, its stages included."""
    lines: Iterable[Line] = (*stroke.caution, *stroke.teach, *(line for stage in stroke.stages for line in stage.teach))
    yield from (line for line in lines if isinstance(line, str))


def named(line: str, region: Region) -> list[Place]:
    """The places that a sentence names, in order. Hands are no places."""
    bare = re.sub(r"\b(left|right) (hand|palm|thumb|fingers?)\b", r"\2", line)
    words = WORDS[region]
    found = re.finditer("|".join(f"(?P<p{n}>\\b(?:{word})\\b)" for n, word in enumerate(words)), bare)
    return [list(words.values())[int(match.lastgroup[1:])] for match in found if match.lastgroup]


def _follows(places: list[Place], path: tuple[Place, ...]) -> bool:
    """Whether places come in the order of a path, from any point of it."""
    rest = iter(path)
    return all(any(_alike(place, there) for there in rest) for place in places)


def _alike(one: Place, other: Place) -> bool:
    """Whether two names can mean the same place: with one hand each side has its turn."""
    return one == other or one == SIDED.get(other) or other == SIDED.get(one)


def _taught(script: Script, options: Options) -> Iterator[tuple[Part, Stroke]]:
    """Each stroke as it's told to this caregiver, with the part that says what to stay off."""
    for part in script.parts:
        if part.region not in WORDS:
            continue
        try:
            book = arrange(replace(script, parts=(part,)), options, language.load())
        except NothingLeftError:
            continue
        yield from ((part, stroke) for area in book.areas for stroke in area.strokes)


def faults(script: Script, options: Options) -> list[str]:
    """Every sentence of a routine that leads a hand astray, with its stroke."""
    return [
        f"{part.title}, {stroke.name}: {fault}"
        for part, stroke in _taught(script, options)
        for fault in (*_astray(stroke, part.region), *_touched(stroke, part.stay_off))
    ]


def _astray(stroke: Stroke, region: Region) -> Iterator[str]:
    lines = [line for line in spoken(stroke) if MOVES.match(line)]
    ahead = [places for line in lines if not BACK.search(line) and (places := named(line, region))]
    if not stroke.path or not ahead:
        return
    for places in ahead:
        if not _follows(places, stroke.path):
            yield f"{[str(place) for place in places]} isn't the order of the path"
    end = stroke.path[-1]
    if not _alike(ahead[-1][-1], end if region is Region.TUMMY else SIDED.get(end, end)) and len(stroke.path) > 1:
        yield f"it ends at {ahead[-1][-1]}, and its path at {stroke.path[-1]}"
    if region is Region.TUMMY:
        back = [stroke.path[-1:] + tuple(named(line, region)) + stroke.path[:1] for line in lines if BACK.search(line)]
        for way in (*ahead, *back):
            if anticlockwise(tuple(way)):
                yield f"{[str(place) for place in way]} runs anticlockwise"


def _touched(stroke: Stroke, stay_off: tuple[Place, ...]) -> Iterator[str]:
    """Each forbidden place that a sentence names other than to warn of it or to stay near it."""
    for line in spoken(stroke):
        for place in stay_off:
            bare = re.sub(f"{NEAR}({FORBIDDEN[place]})", "", line)
            if re.search(rf"\b({FORBIDDEN[place]})\b", bare) and not WARNS.match(line):
                yield f"“{line}” touches {place}"


def steps(script: Script, options: Options) -> int:
    """How many sentences name a way of two places or more; a check that reads none proves nothing."""
    return sum(
        len(named(line, part.region)) > 1
        for part, stroke in _taught(script, options)
        for line in spoken(stroke)
        if MOVES.match(line)
    )
