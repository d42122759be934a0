"""The page for a reviewer: every sentence with its source and room for remarks."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main as cli
from coach.export import review
from coach.export.sources import facts
from coach.model.options import Hands, Options
from coach.model.wording import sentence
from coach.planning.arrange import arrange
from coach.planning.fillings import fillings
from coach.planning.timeline import asking
from coach.planning.timeline_builder import estimate
from coach.routines import library
from coach.support.durations import WEEK
from coach.support.errors import UsageError
from tests.support.told import WORDS, ours

NAMES = library.Library((library.ours(),)).names()


class Rows(HTMLParser):
    """Collects the cells of each row of a table, and every element there is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[Any] = []
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.feed(text)

    def handle_starttag(self, tag: Any, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: Any) -> None:
        if self.rows and self.rows[-1] and self.tags[-1][0] in ("td", "th"):
            self.rows[-1][-1] += data.strip()


def sentences(script: Any) -> Iterator[Any]:
    """Every sentence that stands in a routine, for the left side."""
    for part in script.parts:
        fill = fillings(part.sides[0] if part.sides else "", Options())
        said = [*part.before, part.help, *part.strokes]
        said += [stage for stroke in part.strokes for stage in stroke.stages]
        ways = [way for one in said for way in (one, one.one_hand) if way]
        lines = [line for way in ways for line in (*way.teach, *way.remind)]
        lines += [stroke.rest for stroke in part.strokes] + [part.rest]
        yield from (sentence(line, **fill) for line in lines if isinstance(line, str))


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_has_a_row_with_room_for_remarks(name: str) -> None:
    rows = Rows(review.page(ours(name), WORDS)).rows
    said = {row[0]: row for row in rows if len(row) == 4}
    assert [line for line in sentences(ours(name)) if line not in said] == []
    assert all(row[3] == "" for row in said.values() if row[0] != "Sentence")


@pytest.mark.parametrize("hands", ["right", "one"])
@pytest.mark.parametrize("detail", ["teach", "remind"])
@pytest.mark.parametrize("age", [5 * WEEK, 16 * WEEK])
@pytest.mark.parametrize("name", ["tummy", "face", "back", "wind", "first-weeks"])
def test_the_page_has_what_is_said_before_each_question(name: str, age: Any, detail: Any, hands: Any) -> None:
    options = Options(
        age=age, detail=detail, hands=Hands(hands), hips_cleared=True, navel_healed=True, reflux_free=True
    )
    book = arrange(ours(name), options, WORDS)
    rows = [re.escape(row[0]) for row in Rows(review.page(ours(name), WORDS)).rows if len(row) == 4]
    known = re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", row) for row in rows))
    laid = [asking(area, None if n else book.opening, options, WORDS, estimate) for n, area in enumerate(book.areas)]
    said = [cue.say for one in laid for cue in one.cues if cue.say and not cue.say.startswith("Ask ")]
    assert [line for line in said if not known.fullmatch(line)] == []


def test_a_sentence_names_its_sources_and_each_id_is_explained() -> None:
    page = review.page(ours("whole-body"), WORDS)
    rows = Rows(page).rows
    ids = {one for row in rows if len(row) == 4 for one in row[2].split() if re.fullmatch(r"[A-Z]\d+", one)}
    explained = {row[0]: row for row in rows if len(row) == 3}
    assert ids <= set(explained)
    assert "IAIM" in explained["T4"][2]
    assert all(fact.text and fact.told_by for fact in facts().values())
    (wheel,) = {tuple(row) for row in rows if row[0].startswith("Keep going, hand after hand, like a turning wheel")}
    assert wheel[2] == "T1"


def test_cautions_and_conditions_stand_beside_the_strokes() -> None:
    page = review.page(ours("tummy"), WORDS)
    assert "only with an answer about navel healed, hips cleared" in page.lower()
    assert "no stroke touches ribs, pubic bone, navel" in page
    assert "one source alone tells it" in page.lower()


def test_the_page_runs_nothing_and_can_be_read_by_a_screen_reader() -> None:
    read = Rows(review.page(ours("whole-body"), WORDS))
    assert not {"script", "link", "iframe", "form"} & {tag for tag, _ in read.tags}
    assert not [attrs for _, attrs in read.tags if any(name.startswith("on") or name == "src" for name in attrs)]
    assert dict(read.tags)["html"]["lang"] == "en"
    assert all(attrs.get("scope") for tag, attrs in read.tags if tag == "th")
    headings = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == 1
    assert all(later - one <= 1 for one, later in pairwise(headings))


def test_show_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "review.html"
    assert cli.main(["show", "whole-body", "--review", str(file)]) == 0
    assert str(file) in capsys.readouterr().out
    assert "for review" in file.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match=r"\.html"):
        review.write(ours("tummy"), WORDS, tmp_path / "review.txt")
