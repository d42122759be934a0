"""Our routines hold every fact of the source articles, and every sentence keeps the rules of docs/spoken-style.md."""

import re

import pytest
from told import WORDS, ours

from coach import cues, library, phrases, plan, rendering
from coach.errors import UsageError
from coach.model import MONTH, WEEK, Options
from coach.state import State
from coach.voices.silent import SilentVoice

ROUTINES = ("legs-and-feet", "hips", "stretches", "whole-routine")
DETAILS = ("teach", "remind", "counts")
IDS = [
    *(f"R{n}" for n in range(1, 9)),
    *(f"P{n}" for n in range(1, 8)),
    *(f"S{n}" for n in range(14)),
    *(f"H{n}" for n in range(1, 6)),
    *(f"Y{n}" for n in range(1, 6)),
]
"""One for each fact of the two articles: rules, permission, strokes of the legs, of the hips, stretches."""

FORBIDDEN = {
    "pointing": r"\b(as shown|look|here|this way|like this|see|watch)\b",
    "praise": r"\b(well done|good (job|girl|boy)|great|perfect|excellent|wonderful|clever|brave|bravo|hooray)\b",
    "health": r"\b(immun\w*|lymph\w*|digest\w*|toxin\w*|detox\w*|colic|heal(s|ing|ed)?|cures?|releases?|energy)\b",
}
LONGEST = 15
"""Words of a spoken sentence."""
BODY = r"(leg|thigh|hip|foot|knee|tummy|heel|toe|ankle|sole|body|bottom)"


def books():
    for name in ROUTINES:
        for detail in DETAILS:
            for baby in ("", "Anna"):
                for options in (
                    Options(),
                    Options(age=10),
                    Options(age=5 * WEEK),
                    Options(age=4 * MONTH, hips_cleared=True),
                    Options(age=4 * MONTH),
                    Options(leave_out=("left leg",)),
                    Options(leave_out=("right leg",)),
                ):
                    chosen = Options(
                        detail=detail,
                        baby=baby,
                        age=options.age,
                        hips_cleared=options.hips_cleared,
                        leave_out=options.leave_out,
                    )
                    try:
                        yield plan.arrange(ours(name), chosen, WORDS), chosen
                    except UsageError:
                        assert name in ("stretches", "legs-and-feet")


def spoken():
    """Every sentence that can be spoken, and where it stands."""
    found = {}
    for book, options in books():
        for number in range(len(book.areas)):
            for text in rendering.needed(book, options, WORDS, number):
                found.setdefault(text, book.name)
    fill = {
        "n": "Twelve",
        "names": "side to side and cross-over",
        "next": "ankle rings",
        "stroke": "toe squeezes",
        "title": "bottom and hips",
        "ago": "three days ago",
        "minutes": "twelve minutes",
        "baby": "Anna",
    }
    for name in WORDS.lines:
        if name not in ("numbers", "and") and not name.startswith("page-"):  # those are printed on a page alone
            for text in WORDS.say(name, **fill):
                found.setdefault(text, f"words, {name}")
    return found


SPOKEN = spoken()


def sentences(text):
    return [piece for piece in re.split(r"(?<=[.?!])\s+", text) if piece]


def offenders(rule):
    return {text: where for text, where in SPOKEN.items() if rule(text)}


def test_every_fact_of_the_articles_is_carried():
    carried = set()
    for name in ROUTINES:
        script = ours(name)
        for part in script.parts:
            carried |= {*part.sources, *part.help.sources}
            carried |= {source for stroke in part.strokes for source in stroke.sources}
            carried |= {source for passage in part.before for source in passage.sources}
        carried |= {source for passage in (*script.opening, *script.closing) for source in passage.sources}
    assert [one for one in IDS if one not in carried] == []
    assert carried - set(IDS) == set()


def test_the_whole_routine_is_the_three_others():
    whole = ours("whole-routine")
    parts = [part.title for name in ROUTINES[:3] for part in ours(name).parts]
    assert [part.title for part in whole.parts] == parts


def test_there_are_routines_to_be_played_and_no_others_in_the_list():
    assert library.Library((library.ours(),)).names() == sorted(ROUTINES)


def test_no_sentence_is_longer_than_can_be_kept_in_mind():
    assert offenders(lambda text: any(len(piece.split()) > LONGEST for piece in sentences(text))) == {}


def test_no_sentence_contains_what_the_coach_listens_for():
    said = {text for text, where in offenders(phrases.contained).items() if where != "words, aloud"}
    assert said == set(), "only the hint what can be said aloud may say it"


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_sentence_breaks_the_rule_about(rule):
    assert offenders(lambda text: re.search(FORBIDDEN[rule], text, re.IGNORECASE)) == {}


def test_up_and_down_never_stand_alone():
    def bare(text):
        return any(
            not re.search(BODY, text[found.end() :], re.IGNORECASE)
            for found in re.finditer(r"\b(up|down|upward|downward)\b(?! glide)", text, re.IGNORECASE)
        )

    assert offenders(bare) == {}


def test_everything_is_filled_in_and_can_be_read_aloud():
    assert offenders(lambda text: set(text) & set("{}<>[]*_#|\\")) == {}
    assert offenders(lambda text: not text[:1].isupper() and not text[:1].isdigit()) == {}
    unfinished = offenders(lambda text: text[-1] not in ".?!")
    pieces = r"words, (minute|ago|chapter|cover)"
    assert {text for text, where in unfinished.items() if not re.match(pieces, where)} == set()


@pytest.mark.parametrize("name", ROUTINES)
@pytest.mark.parametrize("detail", DETAILS)
def test_left_and_right_are_explained_once(name, detail):
    book = plan.arrange(ours(name), Options(detail=detail, age=4 * MONTH), WORDS)
    said = [
        line
        for passage in book.opening
        for line in (passage.teach if detail == "teach" else passage.remind)
        if isinstance(line, str)
    ]
    assert len([line for line in said if "left" in line.lower() and "baby's" in line]) == 1
    assert any("side of your right hand" in line for line in said)


def test_a_hand_stays_on_the_baby_at_every_wait():
    for book, _ in books():
        for area in book.areas:
            assert re.search(r"\b(hands?|palms?)\b", area.rest), area.title
            for stroke in area.strokes:
                assert re.search(r"\b(hands?|palms?)\b", stroke.rest), stroke.name
                assert stroke.rest.startswith("Resting."), stroke.name


def test_foot_help_can_be_asked_for_in_every_foot_stroke_and_is_offered():
    for area in plan.arrange(ours("legs-and-feet"), Options(), WORDS).areas:
        foot = {source for stroke in area.strokes if stroke.foot for source in stroke.sources}
        assert foot == {"S6", "S7", "S8", "S9", "S10", "S11"}
        assert area.help
        assert bool(area.offer) is (area.side == "left")


def test_the_waking_stroke_and_the_game_are_told_apart_for_bedtime():
    legs, stretches = (ours(name).parts[0] for name in ("legs-and-feet", "stretches"))
    assert {stroke.name for stroke in legs.strokes if stroke.energy == "waking"} == {"upward glide"}
    assert {stroke.name for stroke in stretches.strokes if stroke.energy == "playful"} == {"toes to nose"}


class Counting:
    """Takes samples and counts them."""

    def __init__(self):
        self.frames = 0

    def write(self, samples):
        assert len(samples)
        self.frames += len(samples)


@pytest.mark.parametrize("name", ROUTINES)
@pytest.mark.parametrize("detail", DETAILS)
def test_every_routine_plans_and_renders(name, detail):
    options = Options(detail=detail, age=4 * MONTH, hips_cleared=True)
    book = plan.arrange(ours(name), options, WORDS)
    sink = Counting()
    stage = rendering.render(State(book, WORDS, options), SilentVoice(), cues.load, sink)
    said = [text for _, text in stage.said]
    assert said.count("Massage?") == len(book.areas)
    assert said[-1] == "Goodbye."
    for area in book.areas:
        for stroke in area.strokes:
            assert f"{stroke.name.capitalize()}." in said
    assert sink.frames > 60 * 24_000
