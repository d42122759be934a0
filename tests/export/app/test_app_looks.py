"""The app for everybody: every phase in six sizes, in light and dark, at bedtime and with letters twice as large."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import app_phone, hosts, phone
from tests.support.app_phone import AppPhone

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

VIEWS: dict[str, Any] = {
    "a small phone": ((360, 640), "light", "100%"),
    "a small phone, letters twice as large": ((320, 568), "light", "200%"),
    "a phone in the dark": ((390, 844), "dark", "100%"),
    "a phone on its side": ((844, 390), "light", "100%"),
    "a tablet": ((820, 1180), "dark", "100%"),
    "a computer": ((1280, 800), "light", "100%"),
}
OVER = """() => [...document.querySelectorAll('button, h1, h2, p, label, summary, select')]
  .filter((one) => one.checkVisibility() && one.id !== 'no' && (one.getBoundingClientRect().right > innerWidth + 1
    || one.getBoundingClientRect().left < -1 || one.scrollWidth > one.clientWidth + 1))
  .filter((one) => getComputedStyle(one).clipPath === 'none').map((one) => one.outerHTML.slice(0, 90))"""
"""What is cut off, or wider than the screen."""
BELOW = """() => [...document.querySelectorAll('main > p')].filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().bottom > innerHeight).map((one) => one.outerHTML.slice(0, 90))"""
"""What is below the screen, where nothing can be scrolled."""
OVERLAPPING = """() => {
  scrollTo(0, document.documentElement.scrollHeight); // there the answers stand in their own place
  const seen = [...document.querySelectorAll('button, h1, h2, p, label, summary, select, img')]
    .filter((one) => one.checkVisibility() && one.id !== 'no' && one.getBoundingClientRect().height)
    .filter((one) => getComputedStyle(one).clipPath === 'none');
  const both = (a, b) => {
    const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    return wide > 1 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1;
  };
  const pairs = seen.flatMap((a, i) => seen.slice(i + 1).map((b) => [a, b]));
  const found = pairs.filter(([a, b]) => !a.contains(b) && !b.contains(a) && both(a, b));
  scrollTo(0, 0);
  return found.map((pair) => pair.map((one) => one.outerHTML.slice(0, 60)));
}"""
"""Pairs of things that lie upon each other."""
SMALL = """() => [...document.querySelectorAll('button, summary, select, p, label, h1, h2')]
  .filter((one) => one.checkVisibility())
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 16
    || (one.matches('button, summary, select') && Math.min(one.offsetWidth, one.offsetHeight) < 40))
  .map((one) => one.outerHTML.slice(0, 90))"""
"""Letters under 16 pixels, and whatever is too small for an oily thumb."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with hosts.serving(app_phone.written(tmp_path_factory.mktemp("app"))) as served:
        yield served


def phases(handset: AppPhone) -> Iterator[str]:
    """Every phase, one after the other."""
    yield "start"
    handset.begin()
    yield "asking"
    handset.lead()
    handset.until("document.getElementById('caption').textContent === 'Slide to the ankle.'")
    yield "leading"
    handset.page.mouse.click(100, 200)
    handset.until("document.getElementById('caption').textContent.startsWith('Resting')")
    yield "resting"
    handset.wait_out_the_elbow()
    handset.page.click("#more summary")
    yield "more"
    handset.page.wait_for_timeout(750)
    handset.page.click("#others button:text-is('All done')")
    handset.until_phase("ended")
    yield "ended"


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_cut_off_covered_or_small_in_any_phase(
    browser: Any, address: str, view: str, monkeypatch: Any
) -> None:
    (width, height), scheme, letters = VIEWS[view]
    monkeypatch.setattr(phone, "PHONE", {"width": width, "height": height})
    handset = AppPhone(browser, address, color_scheme=scheme)
    handset.page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
    for phase in phases(handset):
        assert handset.page.evaluate("document.documentElement.scrollWidth") <= width, phase
        assert handset.page.evaluate(OVER) == [], phase
        assert phase != "leading" or handset.page.evaluate(BELOW) == []
        assert handset.page.evaluate(OVERLAPPING) == [], phase
        assert handset.page.evaluate(SMALL) == [], phase
    handset.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("bedtime", [False, True])
def test_axe_finds_nothing_in_any_phase(browser: Any, address: str, scheme: Any, *, bedtime: bool) -> None:
    source = phone.axe()
    if not source:
        pytest.skip("needs axe-core (pip install axe-playwright-python)")
    handset = AppPhone(browser, address, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    handset.page.add_script_tag(content=source)
    if bedtime:
        handset.page.click("#tonight-panel summary")
        handset.page.click("#bedtime")
    for phase in phases(handset):
        found = handset.page.evaluate("axe.run()")["violations"]
        assert [(one["id"], [node["html"][:90] for node in one["nodes"]]) for one in found] == [], phase
    handset.close()
