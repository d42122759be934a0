"""The large-print card: every word of the routine, real headings, and nothing that axe-core finds fault with."""

import re
from html.parser import HTMLParser

import phone
import pytest
from told import TINY, WORDS, book_of, ours, routine

from coach import card, cli
from coach.model import Options

MONTHS = Options(age=90)


class Read(HTMLParser):
    """Headings and paragraphs, as a screen reader comes across them."""

    def __init__(self, text):
        super().__init__()
        self.found, self._tag = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        del attrs
        self._tag = tag

    def handle_data(self, data):
        if self._tag in ("h1", "h2", "h3", "p") and data.strip():
            self.found.append((self._tag, data))


@pytest.mark.parametrize("name", ["legs-and-feet", "hips", "stretches"])
def test_it_says_every_word_of_the_script_in_its_order(name):
    book = book_of(ours(name), MONTHS)
    found = Read(card.page(book, MONTHS, WORDS)).found
    texts = [text for _, text in found]
    assert found[0] == ("h1", book.title)
    assert [text for tag, text in found if tag == "h2"][: len(book.areas)] == [area.title for area in book.areas]
    assert sum(tag == "h3" for tag, _ in found) == sum(len(area.strokes) for area in book.areas)
    for area in book.areas:
        for stroke in area.strokes:
            for line in stroke.teach:
                assert not isinstance(line, str) or line in texts


def test_a_shorter_detail_gives_a_shorter_card():
    book = book_of(ours("hips"), MONTHS)
    long, short = (card.page(book, Options(detail=detail), WORDS) for detail in ("teach", "remind"))
    assert len(Read(short).found) < len(Read(long).found)


def test_nothing_is_smaller_than_large_print():
    assert min(int(size) for size in re.findall(r"(\d+)pt", card.STYLE)) >= 18


def test_words_of_a_caregivers_own_routine_cannot_become_tags():
    text = card.page(book_of(routine(TINY.replace("title: Tiny", "title: Tiny & small"))), Options(), WORDS)
    assert "<h1>Tiny &amp; small</h1>" in text


def test_coach_show_writes_it(tmp_path, capsys):
    file = tmp_path / "hips.html"
    assert cli.main(["show", "hips", "--age", "3m", "--card", str(file)]) == 0
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert cli.main(["show", "hips", "--age", "3m", "--card", "hips.doc"]) == 2
    assert "does not end in .html" in capsys.readouterr().err


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(tmp_path, scheme):
    source = phone.axe()
    if why := phone.why_not() or ("" if source else "needs axe-core (pip install axe-playwright-python)"):
        pytest.skip(why)
    book = book_of(ours("whole-routine"), MONTHS)
    card.write(book, MONTHS, WORDS, tmp_path / "card.html")
    with phone.chromium() as browser:
        page = browser.new_page(color_scheme=scheme)
        page.goto((tmp_path / "card.html").as_uri())
        page.add_script_tag(content=source)
        found = page.evaluate("axe.run()")["violations"]
        page.screenshot(path=str(tmp_path / f"card-{scheme}.png"))
    assert [(one["id"], [node["html"][:90] for node in one["nodes"]]) for one in found] == []
