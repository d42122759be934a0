"""Our routines hold every fact of the source articles, and every sentence keeps the rules of docs/spoken-style.md."""

import functools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from coach.export.sources import facts
from coach.model.options import Detail, Hands, Options
from coach.planning import utterances
from coach.planning.arrange import arrange
from coach.playback import offline
from coach.routines import library
from coach.session.state import State
from coach.sound import earcons
from coach.support.durations import MONTH, WEEK
from coach.support.errors import UsageError
from coach.voices.silent import SilentVoice
from coach.words import phrases
from tests.support.told import WORDS, ours

pytestmark = pytest.mark.long
ROUTINES = ("legs-and-feet", "hips", "stretches", "whole-routine")
SHORT = ("five-minutes", "one-leg", "doll")
AREAS = ("tummy", "wind", "chest", "face", "back", "nappy-minute", "arms-and-hands", "first-weeks", "bedtime-five")
TWO_HANDED = ("movements",)
"""What nobody can do with one hand."""
TOGETHER = ("whole-body", "after-a-jab")
EVENINGS = tuple(f"course-{n}" for n in range(1, 6))
"""Areas that a class teaches besides; test_whole_body.py says more about these."""
DETAILS = tuple(Detail)
IDS = [one for one in facts() if one[0] in "RPSHY"]
"""The facts about rules, permission, legs, hips and stretches: those of the two articles, and what was added since."""

FORBIDDEN = {
    "pointing": r"\b(as shown|looks?|here|this way|like this|sees?|watch(es)?|shown|picture|visible|notice|bright)\b",
    "praise": r"\b(well done|good (job|girl|boy)|great|perfect|excellent|wonderful|clever|brave|bravo|hooray)\b",
    "health": r"\b(immun\w*|lymph\w*|digest\w*|toxin\w*|detox\w*|colic|heal(s|ing|ed)?|cures?|releases?|energy)\b",
}
SPELLED = r"\b[A-Z]{2,}|\b(e\.g|i\.e|etc|cm|mm|approx|vs|Dr|Mr|Mrs)\.|[&/@%=+~^]|^A (says|asks|begins|tells|plays)\b"
"""What a voice spells, or says as another word; a sentence that begins with the key A says it as an article."""
LONGEST = 14
"""Words of a spoken sentence."""
BODY = r"(leg|thigh|hip|foot|knee|tummy|heel|toe|ankle|sole|body|bottom)"


ANSWERED = tuple(
    Options(age=4 * MONTH, hips_cleared=True, navel_healed=True, reflux_free=True, hands=Hands(hands))
    for hands in ("right", "left", "one")
)
"""Every question about the baby is answered, so nothing is left out but for want of a hand."""


BABIES = (
    Options(),
    Options(baby="Anna"),
    Options(age=10),
    Options(age=5 * WEEK),
    Options(age=4 * MONTH, hips_cleared=True),
    Options(age=4 * MONTH),
    Options(leave_out=("left leg",)),
    Options(leave_out=("right leg",)),
    Options(age=4 * MONTH, hips_cleared=True, hands=Hands.LEFT),
    Options(age=4 * MONTH, hips_cleared=True, hands=Hands.ONE),
    Options(age=10, hands=Hands.ONE),
    *ANSWERED,
    *(replace(answered, baby="Anna") for answered in ANSWERED),
)


def books() -> Iterator[Any]:
    for name in ROUTINES + SHORT + AREAS + TWO_HANDED + EVENINGS:
        for chosen in (replace(baby, detail=detail) for detail in DETAILS for baby in BABIES):
            try:
                yield arrange(ours(name), chosen, WORDS), chosen
            except UsageError:
                assert name in ("stretches", "legs-and-feet", *SHORT, *AREAS, *TWO_HANDED, *EVENINGS)


@functools.cache
def spoken() -> Any:
    """Every sentence that can be spoken, and where it stands. It takes seconds, so no collecting process does it."""
    found: dict[str, Any] = {}
    for book, options in books():
        for number in range(len(book.areas)):
            for text in utterances.needed(book, options, WORDS.suited(options), number):
                found.setdefault(text, book.name)
    fill = {
        "n": "Twelve",
        "names": "side to side and cross-over",
        "next": "ankle rings",
        "stroke": "toe squeezes",
        "title": "bottom and hips",
        "file": "legs and feet",
        "folder": "Music",
        "ago": "three days ago",
        "minutes": "twelve minutes",
        "baby": "Anna",
        "of": "twelve",
        "m": "twelve",
        "voice": "-20",
        "room": "-60",
    }
    for name in WORDS.lines:
        if name not in ("numbers", "and") and not name.startswith("page-"):  # those are printed on a page alone
            for text in WORDS.say(name, **fill):
                found.setdefault(text, f"words, {name}")
    return found


def sentences(text: str) -> Any:
    return [piece for piece in re.split(r"(?<=[.?!])\s+", text) if piece]


def offenders(rule: Any) -> Any:
    return {text: where for text, where in spoken().items() if rule(text)}


def test_every_fact_is_carried_and_nothing_else_is_cited() -> None:
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


def test_the_whole_routine_is_the_three_others() -> None:
    whole = ours("whole-routine")
    parts = [part.title for name in ROUTINES[:3] for part in ours(name).parts]
    assert [part.title for part in whole.parts] == parts


def test_the_list_has_exactly_the_routines_that_can_be_played() -> None:
    assert library.Library((library.ours(),)).names() == sorted(
        ROUTINES + SHORT + AREAS + TWO_HANDED + TOGETHER + EVENINGS
    )


def test_no_sentence_is_too_long_to_remember() -> None:
    assert offenders(lambda text: any(len(piece.split()) > LONGEST for piece in sentences(text))) == {}


TEACHING = (
    "words, aloud",
    "words, aloud-only",
    "words, listening",
    "words, listening-keyless",
    "words, practise-teach",
)
"""What holds the phrase: the ears are deaf to it meanwhile."""


def test_no_sentence_contains_what_the_coach_listens_for() -> None:
    said = {text for text, where in offenders(phrases.contained).items() if where not in TEACHING}
    assert said == set(), "only the hint what can be said aloud, and the practice of it, may say it"


ALLOWED = {
    "pointing": r"^(A yes|A no|Not sure) looks \w+, \w+, and feels \w+\.$",
    "praise": r"^Well done, both of you\.$",
}
"""A baby's answer is seen by those who see, and is told by ear and touch too; the thanks at the end are for both."""


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_no_sentence_breaks_the_rule_about(rule: Any) -> None:
    said = offenders(lambda text: re.search(FORBIDDEN[rule], text, re.IGNORECASE))
    assert [text for text in said if not re.search(ALLOWED.get(rule, "^$"), text)] == []


PLACES = r"\b(thigh|hip|foot|knee|calf|heel|toes?|ankle|sole|bottom|arch|shin|belly|tummy)\b"
HAND = r"\b(left|right|your|cupped) (hand|thumb|palm|index finger|four fingers)\b"
_WAY = "Circle|Roll|Twist|Glide|Draw|Scoop|Walk|Rub|Sweep|Rock|Bring|Bend|Then rock"
MOVES = rf"^(Slide (the C|both hands|your hand along)|{_WAY})\b"
WARNS = r"^(Don't|Never|Stay off|Skip this|Press softly|Keep your hands? loose|With an older child)"
SEEN = r"\b(it|its|them|they|their|these|those)\b"


def teachings() -> Iterator[Any]:
    """Every stroke that is ever taught, as its sentences, for both sides and for every caregiver."""
    for name in ROUTINES + AREAS + TWO_HANDED:
        for hands in ("right", "left", "one") if name not in TWO_HANDED else ("right", "left"):
            book, _ = grown(name, hands)
            for area in book.areas:
                for stroke in area.strokes:
                    staged = (line for stage in stroke.stages for line in stage.teach)
                    lines = [line for line in (*stroke.caution, *stroke.teach, *staged) if isinstance(line, str)]
                    yield f"{hands}, {area.title}, {stroke.name}", lines


def test_the_hand_is_named_before_the_place() -> None:
    late = {
        line: where
        for where, lines in teachings()
        for line in lines
        if (hand := re.search(HAND, line, re.IGNORECASE))
        and (place := re.search(PLACES, line))
        and place.start() < hand.start()
        and not line.startswith(("Lay the", "Let the"))
    }
    assert late == {}


def test_what_must_be_avoided_is_said_before_the_movement() -> None:
    for where, lines in teachings():
        moves = [n for n, line in enumerate(lines) if re.search(MOVES, line)]
        warned = [n for n, line in enumerate(lines) if re.search(WARNS, line)]
        first = moves[0] if moves else len(warned)  # where no verb tells a movement, warnings come before all else
        assert all(n < first for n in warned), (where, lines)


def test_no_pronoun_stands_without_its_noun_in_the_same_sentence() -> None:
    noun = rf"{PLACES}|\b(hands?|palms?|rings?|fingers?|thumbs?|leg|legs|baby|bone)\b"
    bare = {
        piece: where
        for where, lines in teachings()
        for line in lines
        for piece in sentences(line)
        if any(
            not re.search(noun, piece[: found.start()], re.IGNORECASE)
            for found in re.finditer(SEEN, piece, re.IGNORECASE)
        )
        or re.search(r"\bthe others?\b(?! (\w+ )?(hand|leg|foot|side|ankle|half|fingers?|knee))", piece)
    }
    assert bare == {}


@pytest.mark.parametrize("answer", ["a yes", "a no", "not sure"])
def test_every_answer_can_be_seen_heard_and_felt(answer: str) -> None:
    said = [line for passage in ours("hips").opening for line in passage.teach if isinstance(line, str)]
    (line,) = [line.lower() for line in said if line.lower().startswith(f"{answer} looks")]
    assert re.search(rf"^{answer} looks [^,]+, (coos|cries|fusses), and feels \w+", line)


def test_a_cough_or_new_colour_means_stop_at_once() -> None:
    said = [line for passage in ours("hips").opening for line in passage.teach if isinstance(line, str)]
    assert any("cough" in line and "colour" in line and "at once" in line for line in said)
    assert not any("cough" in line and "no " in line for line in said)


def test_no_word_is_one_a_voice_would_spell_or_mistake() -> None:
    assert offenders(lambda text: any(re.search(SPELLED, piece) for piece in sentences(text))) == {}


def test_up_and_down_never_stand_alone() -> None:
    def bare(text: str) -> Any:
        return any(
            not re.search(BODY, text[found.end() :], re.IGNORECASE)
            for found in re.finditer(r"\b(up|down|upward|downward)\b(?! glide)", text, re.IGNORECASE)
        )

    assert offenders(bare) == {}


def test_every_template_is_filled_in_and_can_be_read_aloud() -> None:
    assert offenders(lambda text: set(text) & set("{}<>[]*_#|\\")) == {}
    assert offenders(lambda text: not text[:1].isupper() and not text[:1].isdigit()) == {}
    unfinished = offenders(lambda text: text[-1] not in ".?!")
    pieces = r"words, (minute|rounds?|round-title|ago|chapter|cover|way-)"
    assert {text for text, where in unfinished.items() if not re.match(pieces, where)} == set()


@pytest.mark.parametrize("name", ROUTINES + AREAS)
def test_left_and_right_are_explained_once(name: str) -> None:
    book, _ = grown(name, "right", "teach")
    said = [line for passage in book.opening for line in passage.teach if isinstance(line, str)]
    assert len([line for line in said if "left" in line.lower() and "baby's" in line]) == 1
    assert any("side of your right hand" in line for line in said)


@pytest.mark.parametrize("name", ROUTINES + AREAS)
def test_later_nights_find_each_side_by_the_nearer_hand(name: str) -> None:
    for area in grown(name, "right", "remind")[0].areas:
        near = {"left": "by your right hand", "right": "by your left hand", "": ""}[area.side]
        assert any(near in str(line) for passage in area.before for line in passage.remind) or not near


def test_a_hand_stays_on_the_baby_at_every_wait() -> None:
    for book, _ in books():
        for area in book.areas:
            assert re.search(r"\b(hands?|palms?)\b", area.rest), area.title
            for stroke in area.strokes:
                assert re.search(r"\b(hands?|palms?)\b", stroke.rest), stroke.name
                assert stroke.rest.startswith("Resting."), stroke.name


def grown(name: str, hands: Any, detail: Any = Detail.TEACH) -> Any:
    answered = next(one for one in ANSWERED if one.hands == hands)
    options = replace(answered, detail=detail)
    return arrange(ours(name), options, WORDS), options


def said_in(book: Any, options: Any) -> Any:
    """Every sentence that can be heard in a routine, and every rest."""
    words = WORDS.suited(options)
    found = {line for n in range(len(book.areas)) for line in utterances.needed(book, options, words, n)}
    return found | {line for area in book.areas for line in area.help}


@pytest.mark.parametrize("name", ROUTINES + AREAS)
@pytest.mark.parametrize("detail", DETAILS)
def test_with_one_hand_no_sentence_asks_for_a_second_one(name: str, detail: Any) -> None:
    two = r"\b(both (hands|palms)|(right|left) (hand|thumb|palm|finger)|two hands|hands|palms|other hand|thumbs)\b"
    before_a_name = "(This is|[Tt]hen|We were at|I'll remember|Back to)"
    named = rf"Resting hands\.|Thumbs\.|{before_a_name} (thumbs|resting hands)"
    asked = {line for line in said_in(*grown(name, "one", detail)) if re.search(two, line, re.IGNORECASE)}
    assert {line for line in asked if not re.search(named, line)} == set()


@pytest.mark.parametrize("name", ROUTINES)
def test_two_handed_strokes_are_left_out_and_named_once_a_part(name: str) -> None:
    book, _ = grown(name, "one")
    other, _ = grown(name, "right")
    kept, every = ({stroke.name for area in one.areas for stroke in area.strokes} for one in (book, other))
    said = [
        (area.title, line)
        for area in book.areas
        for passage in area.before
        for line in passage.teach
        if str(line).startswith("With one hand")
    ]
    expected = {"Left leg": {"rolling"}, "Stretches": {"side to side", "cross-over"}}
    assert {title for title, _ in said} == {title for title in expected if title in [a.title for a in book.areas]}
    assert every - kept == {stroke for title, _ in said for stroke in expected[title]}
    for title, line in said:
        assert all(stroke in line for stroke in expected[title])


@pytest.mark.parametrize("name", ROUTINES + AREAS)
def test_with_one_hand_the_counts_of_the_articles_stay(name: str) -> None:
    (book, _), (other, _) = grown(name, "one"), grown(name, "right")
    counts = {stroke.name: stroke.repetitions for area in other.areas for stroke in area.strokes}
    assert all(stroke.repetitions == counts[stroke.name] for area in book.areas for stroke in area.strokes)


@pytest.mark.parametrize("name", ROUTINES + AREAS)
def test_left_handed_words_swap_hands_and_keep_the_babys_sides(name: str) -> None:
    (usual, _), (left, _) = grown(name, "right"), grown(name, "left")
    geometry = ("baby's right thigh", "left lower leg", "left thigh", "right lower leg")
    changed = 0
    for one, other in zip(usual.areas, left.areas, strict=True):
        assert (one.title, one.before, one.rest) == (other.title, other.before, other.rest)
        for stroke, mirrored in zip(one.strokes, other.strokes, strict=True):
            assert stroke.name == mirrored.name
            for said, told in zip(all_of(stroke), all_of(mirrored), strict=True):
                if isinstance(said, int) or any(words in said for words in geometry):
                    assert said == told
                else:
                    assert exchanged(said) == told
                    changed += said != told
    assert changed or name in ("hips", "stretches", "chest", "face", "back", "first-weeks")


def all_of(stroke: Any) -> Any:
    return (*stroke.caution, *stroke.teach, *stroke.remind, stroke.rest, *stroke.alternate)


def exchanged(text: str) -> Any:
    """The sentence with the caregiver's hands exchanged, and what lies at them."""
    pairs = {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}
    hand = r"\b(left|right)(?= (?:hand|thumb|palm|index finger)\b)"
    text = re.sub(hand, lambda found: pairs[found[1]], text, flags=re.IGNORECASE)
    sides = {"outside": "inside", "inside": "outside"}
    return re.sub(r"\b(outside|inside)(?= of the (?:thigh|leg|ankle))", lambda found: sides[found[1]], text)


def test_scripts_name_the_caregivers_hands_only_by_templates() -> None:
    for name in ROUTINES[:3] + AREAS:
        text = (library.ours() / f"{name}.yaml").read_text(encoding="utf-8")
        lines = [line for line in text.lower().splitlines() if not line.startswith("#")]
        assert [line for line in lines if re.search(r"\b(left|right) (hand|thumb|palm|finger)", line)] == []


def test_foot_help_can_be_asked_for_in_every_foot_stroke() -> None:
    for area in arrange(ours("legs-and-feet"), Options(), WORDS).areas:
        foot = {source for stroke in area.strokes if stroke.foot for source in stroke.sources}
        assert foot == {"S6", "S7", "S8", "S9", "S10", "S11"}
        assert area.help
        assert bool(area.offer) is (area.side == "left")


def test_waking_strokes_and_games_are_marked_for_bedtime() -> None:
    legs, stretches = (ours(name).parts[0] for name in ("legs-and-feet", "stretches"))
    assert {stroke.name for stroke in legs.strokes if stroke.energy == "waking"} == {"upward glide"}
    assert {stroke.name for stroke in stretches.strokes if stroke.energy == "playful"} == {"toes to nose"}


class Counting:
    """Takes samples and counts them."""

    def __init__(self) -> None:
        self.frames = 0

    def write(self, samples: Any) -> None:
        assert len(samples)
        self.frames += len(samples)


@pytest.mark.parametrize("name", ROUTINES + AREAS)
@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("hands", ["right", "left", "one"])
def test_every_routine_plans_and_renders(name: str, detail: Any, hands: str) -> None:
    book, options = grown(name, hands, detail)
    words = WORDS.suited(options)
    sink = Counting()
    stage = offline.render(State(book, words, options), SilentVoice(), earcons.load, sink)
    said = [text for _, _, text in stage.spans]
    assert [text for text in said if text in {area.ask for area in book.areas}] == [area.ask for area in book.areas]
    assert said[-1] == "Goodbye."
    for area in book.areas:
        for stroke in area.strokes:
            assert f"{stroke.name.capitalize()}." in said
    assert sink.frames > 60 * 24_000
