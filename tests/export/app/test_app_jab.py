"""A leg that had a jab is left out: whatever else was chosen, and even where the browser keeps nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import app_phone, hosts
from tests.support.app_phone import NO_STORAGE, AppPhone

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

CHOSEN = 'localStorage.setItem("massage / choices", JSON.stringify({ listens: false, leg: "LEG" }));'
FULL = 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return app_phone.written(tmp_path_factory.mktemp("jab"), care=True)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with hosts.serving(folder) as served:
        yield served


def jabbed(handset: AppPhone, leg: str) -> None:
    """Say before the oil that a leg had a jab."""
    handset.begin()
    handset.wait_out_the_elbow()
    handset.page.click("text=A leg had a jab")
    handset.wait_out_the_elbow()
    handset.page.click(f"#jab >> text={leg}")


def leads(handset: AppPhone) -> str:
    """Which leg is massaged."""
    handset.begin()
    handset.lead()
    return handset.text("place").partition(":")[0]


@pytest.mark.parametrize("storage", [FULL, NO_STORAGE], ids=["full", "forbidden"])
def test_a_jab_counts_where_the_browser_keeps_nothing(browser: Any, address: str, storage: str) -> None:
    handset = AppPhone(browser, address, storage, listens=True)
    handset.page.uncheck("#listens")
    jabbed(handset, "The left leg")
    assert leads(handset) == "Right leg"
    handset.close()


def test_a_jab_in_one_leg_brings_no_other_leg_back(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address, CHOSEN.replace("LEG", "left leg"), listens=True)
    jabbed(handset, "The right leg")
    assert handset.page.locator(".card").count() == 0
    assert "No routine here fits" in handset.text("start")
    handset.close()


def test_a_jab_that_was_told_in_another_tab_counts_here(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address)
    told = "localStorage.setItem('massage / choices', JSON.stringify({ jab: { leg: 'both legs', at: Date.now() } }))"
    handset.page.evaluate(told)
    handset.page.click(".card")
    handset.until("document.getElementById('start').textContent.includes('No routine here fits')", 3)
    assert handset.text("news") == ""
    handset.close()


def test_a_second_tap_on_the_jab_answers_nothing(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address)
    for width in (320, 360, 390, 820):
        handset.page.set_viewport_size({"width": width, "height": width * 16 // 9})
        handset.wait_out_the_elbow()
        handset.begin()
        handset.wait_out_the_elbow()
        before = handset.page.evaluate("JSON.stringify({ ...localStorage })")
        handset.page.dblclick("text=A leg had a jab")
        assert handset.page.is_visible("#jab")
        assert handset.page.evaluate("JSON.stringify({ ...localStorage })") == before, width
    handset.close()


def test_after_the_answer_a_screen_reader_is_at_the_title(browser: Any, address: str) -> None:
    handset = AppPhone(browser, address)
    jabbed(handset, "The left leg")
    assert handset.page.evaluate("document.activeElement.id") == "title"
    handset.close()
