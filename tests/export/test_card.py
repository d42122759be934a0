"""The large-print card: every word of the routine, real headings, and nothing that axe-core finds fault with."""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main as cli
from coach.export import card
from coach.model.options import Detail, Options
from coach.planning import age_limit
from coach.support.errors import UsageError
from tests.support import phone
from tests.support.told import TINY, WORDS, book_of, ours, routine

MONTHS = Options(age=90, hips_cleared=True, navel_healed=True, reflux_free=True)


class Read(HTMLParser):
    """Headings and paragraphs, as a screen reader comes across them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._tag = ""
        self.feed(text)

    def handle_starttag(self, tag: Any, attrs: Any) -> None:
        del attrs
        self._tag = tag

    def handle_data(self, data: Any) -> None:
        if self._tag in ("h1", "h2", "h3", "p") and data.strip():
            self.found.append((self._tag, data))


@pytest.mark.parametrize("name", ["legs-and-feet", "hips", "stretches"])
def test_it_says_every_word_of_the_script_in_its_order(name: str) -> None:
    again = replace(MONTHS, taught=True)
    book = book_of(ours(name), again)
    found = Read(card.page(book, again, WORDS)).found
    texts = [text for _, text in found]
    assert found[0] == ("h1", book.title)
    assert [text for tag, text in found if tag == "h2"][: len(book.areas)] == [area.title for area in book.areas]
    assert sum(tag == "h3" for tag, _ in found) == sum(len(area.strokes) for area in book.areas)
    for area in book.areas:
        for stroke in area.strokes:
            for line in (*stroke.caution, *stroke.teach):
                assert not isinstance(line, str) or line in texts


def printed(name: str) -> list[str]:
    book, options = age_limit.suited(ours(name), MONTHS, WORDS)
    return [text for _, text in Read(card.page(book, options, WORDS)).found]


def test_what_is_known_by_then_gets_one_line_and_its_caution() -> None:
    """The second leg, and what was learned on another evening, as in the massage itself."""
    texts = printed("legs-and-feet")
    assert "Roll the leg back and forth between your palms, like play dough." in texts
    assert "Flat hands roll the right leg back and forth, thigh to ankle." in texts
    assert texts.count("Don't press on the knee.") == 2
    assert texts.count("Most babies like the legs first.") == 1
    fifth = printed("course-5")
    assert "Spread fingers comb from neck to bottom, lighter each time." in fifth
    assert "Stay light over the spine." in fifth
    assert not any("Comb along" in text for text in fifth)


def test_an_area_begins_with_its_first_stroke_on_one_page() -> None:
    book, options = age_limit.suited(ours("course-2"), MONTHS, WORDS)
    groups = [[piece.kind for piece in group] for group in card.grouped(card.blocks(book, options, WORDS))]
    assert all("h3" in kinds for kinds in groups[1:-1])
    assert sum("h2" in kinds for kinds in groups) == len(book.areas) + 1
    assert not any(kinds.count("h3") > 1 for kinds in groups)


@pytest.mark.parametrize(("name", "told"), [("hips", "oil"), ("doll", "dry hands")])
@pytest.mark.parametrize("detail", [Detail.TEACH, Detail.REMIND])
def test_the_card_mentions_no_keys(name: str, told: str, detail: Detail) -> None:
    options = replace(MONTHS, detail=detail)
    texts = [text for _, text in Read(card.page(book_of(ours(name), options), options, WORDS)).found]
    assert any(told in text for text in texts)
    assert not any(word in text for text in texts for word in ("Enter", "Space", "key"))


def test_paper_speaks_of_no_sound() -> None:
    book = book_of(ours("legs-and-feet"), MONTHS)
    texts = [text for _, text in Read(card.page(book, MONTHS, WORDS)).found]
    assert "Rub your hands near your baby's ear." in texts
    assert not any(word in text for text in texts for word in ("chime", "ticks", "Goodbye"))
    assert not any(text == WORDS.times(6) for text in texts)  # it stands beside the name of the stroke
    bedtime = replace(MONTHS, bedtime=True)
    texts = [text for _, text in Read(card.page(book_of(ours("bedtime-five"), bedtime), bedtime, WORDS)).found]
    assert "Keep the head bare, and the room cool." in texts
    assert not any("sound" in text for text in texts)


def test_a_shorter_detail_gives_a_shorter_card() -> None:
    book = book_of(ours("hips"), MONTHS)
    long, short = (card.page(book, Options(detail=detail), WORDS) for detail in (Detail.TEACH, Detail.REMIND))
    assert len(Read(short).found) < len(Read(long).found)


def test_no_text_is_smaller_than_large_print() -> None:
    assert min(int(size) for size in re.findall(r"(\d+)pt", card.STYLE)) >= 18


def test_words_of_the_caregivers_own_routine_cannot_become_tags() -> None:
    text = card.page(book_of(routine(TINY.replace("title: Tiny", "title: Tiny & small"))), Options(), WORDS)
    assert "<h1>Tiny &amp; small</h1>" in text


def test_coach_show_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "hips.html"
    assert cli.main(["show", "hips", "--age", "3m", "--card", str(file)]) == 0
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert cli.main(["show", "hips", "--age", "3m", "--card", "hips.doc"]) == 2
    assert "end its name in .html, .htm or .pdf" in capsys.readouterr().err


def tags(node: Any) -> Iterator[Any]:
    """The structure of a PDF in its order: (tag, text alternative)."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"], node.get("/Alt", "")
        yield from tags(node.get("/K", []))


def titles(outline: Any, level: int = 1) -> Iterator[Any]:
    for one in outline:
        if isinstance(one, list):
            yield from titles(one, level + 1)
        else:
            yield level, one.title


def test_the_pdf_has_the_words_order_and_headings_of_the_page(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    book = book_of(ours("legs-and-feet"), MONTHS)
    card.write(book, MONTHS, WORDS, tmp_path / "card.pdf")
    read = pypdf.PdfReader(tmp_path / "card.pdf")
    root, found = read.trailer["/Root"], Read(card.page(book, MONTHS, WORDS)).found
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert read.metadata.title == book.title
    assert list(titles(read.outline)) == [(int(tag[1]), text) for tag, text in found if tag in ("h1", "h2", "h3")]
    structure = list(tags(root["/StructTreeRoot"]))
    assert [tag[1:].lower() for tag, _ in structure if tag in ("/H1", "/H2", "/H3")] == [
        tag for tag, _ in found if tag in ("h1", "h2", "h3")
    ]
    figures = [alt for tag, alt in structure if tag == "/Figure"]
    assert len(figures) == sum(len(area.strokes) for area in book.areas)
    assert figures[1].startswith("Left leg: rope. Your left hand holds")
    text = "".join(re.sub(r"\n?\d+$", "", page.extract_text()) for page in read.pages)
    squeezed = re.sub(r"\W+", "", text)
    words = [re.sub(r"\W+", "", text) for tag, text in found if tag in ("h1", "h2", "h3", "p")]
    assert squeezed == "".join(words)


@pytest.mark.parametrize("name", ["tummy", "wind", "whole-body"])
def test_a_stroke_with_more_words_than_a_page_holds_goes_on_overleaf(name: str, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    options = replace(MONTHS, navel_healed=True)
    book = book_of(ours(name), options)
    card.write(book, options, WORDS, tmp_path / "card.pdf")
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(tmp_path / "card.pdf").pages]
    assert "Draw on along the left side to the leg crease." in " ".join(pages)
    assert "stay with dry hands." in pages[-1]
    begins = next(page for page in pages if "third letter 3 times." in page)
    assert re.match(r"[A-Z][a-z ]+ First letter 3 times, ", begins)  # it has a page to itself
    assert "Say love with the line" in begins


def test_in_the_pdf_text_is_large_and_words_stay_words(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    odd = TINY.replace("title: Tiny", "title: 'Tiny #panic() *small* $x'")
    card.write(book_of(routine(odd)), Options(), WORDS, tmp_path / "card.pdf")
    sizes = []

    def visit(text: str, _cm: Any, tm: Any, _font: Any, size: Any) -> None:
        if text.strip():
            sizes.append(size * abs(tm[0]))

    pages = [page.extract_text(visitor_text=visit) for page in pypdf.PdfReader(tmp_path / "card.pdf").pages]
    assert min(sizes) >= 18
    assert " ".join(pages[0].split()).startswith("Tiny #panic() *small* $x Warm a little oil.")


def test_a_letter_that_no_font_has_is_told_in_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    letter = "\u0378"  # nobody has given it a meaning yet, and so no font has it
    odd = replace(book_of(routine()), title=f"Tiny {letter}")
    with pytest.raises(UsageError, match=r"^--card: no PDF can be made of it .*name it \.html"):
        card.write(odd, Options(), WORDS, tmp_path / "card.pdf")
    assert list(tmp_path.iterdir()) == []
    card.write(odd, Options(), WORDS, tmp_path / "card.html")
    assert f"<h1>Tiny {letter}</h1>" in (tmp_path / "card.html").read_text(encoding="utf-8")


def test_without_the_extra_a_pdf_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError, match=r"needs the extra card; run: pip install .*or name it \.html"):
        card.write(book_of(routine()), Options(), WORDS, tmp_path / "card.pdf")
    assert list(tmp_path.iterdir()) == []


def test_axe_finds_no_violation(tmp_path: Path) -> None:
    source = phone.axe()
    if why := phone.why_not() or ("" if source else "needs axe-core (pip install axe-playwright-python)"):
        pytest.skip(why)
    book = book_of(ours("whole-routine"), MONTHS)
    card.write(book, MONTHS, WORDS, tmp_path / "card.html")
    found = []
    with phone.chromium() as browser:
        page = browser.new_page()
        page.goto((tmp_path / "card.html").as_uri())
        page.add_script_tag(content=source)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [(scheme, one) for one in page.evaluate("axe.run().then((told) => told.violations)")]
    assert [(scheme, one["id"], [node["html"][:90] for node in one["nodes"]]) for scheme, one in found] == []
