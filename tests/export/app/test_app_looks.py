"""The app for everybody: every phase in seven sizes and lights, with large letters, by axe and as it was looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support import app_phone, app_pictures, app_walk, hosts, phone

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

OVER = """() => [...document.querySelectorAll('button, h1, h2, p, li, label, summary, select')]
  .filter((one) => one.checkVisibility() && one.id !== 'no' && (one.getBoundingClientRect().right > innerWidth + 1
    || one.getBoundingClientRect().left < -1 || one.scrollWidth > one.clientWidth + 1))
  .filter((one) => getComputedStyle(one).clipPath === 'none').map((one) => one.outerHTML.slice(0, 90))"""
"""What is cut off, or wider than the screen."""
BELOW = """() => [...document.querySelectorAll('[data-phase=leading] main > p')].filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().bottom > innerHeight).map((one) => one.outerHTML.slice(0, 90))"""
"""What is below the screen while it leads, where nothing can be scrolled."""
OVERLAPPING = """() => {
  const [x, y] = [scrollX, scrollY];
  scrollTo(0, document.documentElement.scrollHeight); // there the answers stand in their own place
  const seen = [...document.querySelectorAll('button, h1, h2, p, li, label, summary, select, img')]
    .filter((one) => one.checkVisibility() && one.id !== 'no' && one.getBoundingClientRect().height)
    .filter((one) => getComputedStyle(one).clipPath === 'none');
  const both = (a, b) => {
    const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    return wide > 1 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1;
  };
  const pairs = seen.flatMap((a, i) => seen.slice(i + 1).map((b) => [a, b]));
  const found = pairs.filter(([a, b]) => !a.contains(b) && !b.contains(a) && both(a, b));
  scrollTo(x, y);
  return found.map((pair) => pair.map((one) => one.outerHTML.slice(0, 60)));
}"""
"""Pairs of things that lie upon each other."""
SMALL = """() => [...document.querySelectorAll('button, summary, select, p, li, label, h1, h2')]
  .filter((one) => one.checkVisibility())
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 16
    || (one.matches('button, summary, select') && Math.min(one.offsetWidth, one.offsetHeight) < 40))
  .map((one) => one.outerHTML.slice(0, 90))"""
"""Letters under 16 pixels, and whatever is too small for an oily thumb."""
ASK_AXE = """async () => (await axe.run()).violations
  .map(({ id, nodes }) => [id, ...nodes.map((one) => one.html.slice(0, 90))])"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A phase in a view."""

    faults: dict[str, list[Any]]
    """What was measured to be wrong, by kind."""
    axe: list[Any]
    picture: bytes


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with hosts.serving(app_phone.shared(tmp_path_factory, "walk", app_walk.written)) as served:
        yield served


def _seen(handset: Any, phase: str, view: app_walk.View) -> Seen:
    taken = app_walk.picture(handset, phase)
    page = handset.page
    faults = {name: page.evaluate(kind) for name, kind in {"cut off": OVER, "below": BELOW, "small": SMALL}.items()}
    faults["upon each other"] = page.evaluate(OVERLAPPING)
    wide = page.evaluate("document.documentElement.scrollWidth")
    faults["wider than the screen"] = [wide] * (wide > view.width)
    return Seen({name: found for name, found in faults.items() if found}, page.evaluate(ASK_AXE), taken)


@pytest.mark.parametrize("view", app_walk.VIEWS, ids=lambda view: view.name)
def test_every_phase_is_whole_large_unchanged_and_passes_axe(address: str, view: app_walk.View) -> None:
    """One walk for all of it: it takes long, and workers that shared these tests would each walk again."""
    if why := phone.why_not():
        pytest.skip(why)
    if not phone.axe():
        pytest.skip("needs axe-core (pip install axe-playwright-python)")
    handset = app_walk.opened(phone.shared(), address, view)
    handset.page.evaluate(phone.axe())
    phases = {phase: _seen(handset, phase, view) for phase in app_walk.phases(handset, view)}
    handset.close()
    kept = {path.stem: path for path in (app_walk.PICTURES / view.name).glob("*.webp")}
    assert sorted(kept) == sorted(phases), "python -m tools.app_pictures takes new ones; then look at each"
    changed = {
        phase: app_pictures.change(kept[phase].read_bytes(), seen.picture, app_pictures.today(view.name, phase))
        for phase, seen in phases.items()
    }
    found = {phase: (seen.faults, seen.axe, changed[phase]) for phase, seen in phases.items()}
    assert {phase: told for phase, told in found.items() if any(told)} == {}
