"""Which way each taught sentence leads a hand, and what it touches; and that a routine gone wrong is noticed."""

import re
from dataclasses import replace
from typing import Any

import pytest

from coach.model.options import Hands, Options
from coach.model.routine import Region
from coach.routines import library
from coach.routines.parser import parse
from coach.support.durations import MONTH
from tests.support import ways
from tests.support.told import ours

NAMES = library.Library((library.ours(),)).names()
AREAS = ("tummy", "wind", "chest", "arms-and-hands", "face", "back")
KNOWN = Options(age=4 * MONTH, hips_cleared=True, navel_healed=True, reflux_free=True)
HANDS = ("right", "left", "one")


@pytest.mark.parametrize("hands", HANDS)
@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_leads_a_hand_astray(name: str, hands: Any) -> None:
    assert ways.faults(ours(name), replace(KNOWN, hands=Hands(hands))) == []


@pytest.mark.parametrize("hands", HANDS)
@pytest.mark.parametrize(("name", "fewest"), [*zip(AREAS, (8, 10, 2, 6, 3, 4), strict=True)])
def test_enough_sentences_name_a_way_to_prove_something(name: str, fewest: Any, hands: Any) -> None:
    assert ways.steps(ours(name), replace(KNOWN, hands=Hands(hands))) >= fewest


# --- routines gone wrong --------------------------------------------------------------------------------


def wrong(name: str, change: Any) -> Any:
    """Our routine, each sentence rewritten by ``change``; the paths stay as they are."""
    text = (library.ours() / f"{name}.yaml").read_text(encoding="utf-8")
    rewritten = re.sub(r'"[^"\n]*"', lambda found: change(found[0]), text)
    assert rewritten != text
    return parse(name, rewritten, lambda _: (library.ours() / "permission.yaml").read_text(encoding="utf-8"))


def exchanged(sentence: Any, one: str = "left", other: str = "right") -> Any:
    """The sentence with two words in each other's place."""
    return re.sub(rf"\b({one}|{other})\b", lambda found: other if found[0] == one else one, sentence)


def astray(name: str, change: Any, hands: str = "right") -> Any:
    """The strokes of a routine gone wrong in which that is noticed."""
    found = ways.faults(wrong(name, change), replace(KNOWN, hands=Hands(hands)))
    return {fault.split(": ")[0].split(", ")[-1] for fault in found}


@pytest.mark.parametrize("hands", HANDS)
@pytest.mark.parametrize(
    ("name", "turning"),
    [
        ("tummy", {"sun and moon", "love letters", "finger walk", "flat circle"}),
        ("wind", {"belly circles", "belly letters"}),
    ],
)
def test_a_tummy_whose_sides_are_exchanged_is_noticed(name: str, turning: Any, hands: Any) -> None:
    assert astray(name, exchanged, hands) >= turning


def test_a_left_handed_mirror_image_of_the_tummy_is_noticed() -> None:
    """Hands may be exchanged for left-handed caregivers; the baby's sides may not."""
    assert ways.faults(ours("tummy"), replace(KNOWN, hands=Hands.LEFT)) == []
    assert "flat circle" in astray("tummy", exchanged, "left")


@pytest.mark.parametrize("hands", HANDS)
def test_a_way_back_against_the_bowel_is_noticed(hands: Any) -> None:
    def over_the_top(sentence: Any) -> Any:
        sentence = sentence.replace("Lay the pads on the right side again.", "Glide lightly back.")
        return re.sub(r"Glide .*lightly back[^.]*", "Glide your hand lightly back below the ribs", sentence)

    assert "finger walk" in astray("tummy", over_the_top, hands)


def test_a_back_stroked_upward_is_noticed() -> None:
    found = astray("back", lambda sentence: exchanged(sentence, "neck", "bottom"))
    assert found >= {"swoop", "long swoop", "combing", "shoulder combing"}


def test_arms_stroked_the_other_way_are_noticed() -> None:
    found = astray("arms-and-hands", lambda sentence: exchanged(sentence, "wrist", "shoulder"))
    assert found >= {"arm rope", "arm glide"}


def test_a_face_stroked_inward_is_noticed() -> None:
    def inward(sentence: Any) -> Any:
        return sentence.replace("out to the temples", "in to the forehead").replace("to the ears", "to the chin")

    assert astray("face", inward) >= {"forehead lines", "jaw circles"}


FORBIDDEN = {
    "tummy": ("Press the palm onto the ribs.", "Rub softly over the navel.", "Slide on over the pubic bone."),
    "chest": ("Slide up over the throat.", "Draw along the collarbones.", "Circle round and over the nipples."),
    "face": ("Stroke softly over the eyelids.", "Draw on over the soft spot.", "Lay a finger over the nostrils."),
    "back": ("Slide your palm along the spine.",),
    "arms-and-hands": ("Squeeze the elbow softly.",),
}


@pytest.mark.parametrize(("name", "sentence"), [(name, one) for name, lines in FORBIDDEN.items() for one in lines])
def test_a_sentence_that_touches_what_to_stay_off_is_noticed(name: str, sentence: Any) -> None:
    script = ours(name)
    part = next(part for part in script.parts if part.region in ways.WORDS)
    strokes = tuple(replace(stroke, teach=(*stroke.teach, sentence)) for stroke in part.strokes)
    told = ways.faults(replace(script, parts=(replace(part, strokes=strokes),)), KNOWN)
    assert len([fault for fault in told if "touches" in fault]) >= len(strokes)


def test_every_region_that_is_stroked_is_read() -> None:
    regions = {part.region for name in AREAS for part in ours(name).parts}
    assert regions == set(ways.WORDS) == {*Region} - {Region.LEGS, Region.HIPS}
