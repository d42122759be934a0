"""The app without a network, two apps on one host, and a new version that waits until somebody agrees."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support import app_phone, hosts
from tests.support.app_phone import AppPhone
from tests.support.hosts import Host

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")
KEPT = "navigator.serviceWorker.ready.then(() => true)"
PART = """async (asked) => {
  const answer = await fetch("silence.wav", { headers: { range: `bytes=${asked}` } });
  return [answer.status, answer.headers.get("content-range"), (await answer.arrayBuffer()).byteLength];
}"""
"""An iPhone asks for a sound in parts, and plays nothing that comes whole."""
KEPT_EARS = """async () => {
  for (let n = 0; n < 300; n++) {
    const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    const names = kept.flat().map(({ url }) => url.split("/").at(-1)).filter((name) => name.endsWith(".split.gz"));
    if (names.length === 2) return names.sort();
    await new Promise((done) => { setTimeout(done, 100); });
  }
  return [];
}"""
"""The networks that the browser keeps, within half a minute."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return app_phone.evening(tmp_path_factory)


def test_once_opened_it_works_after_the_server_is_killed(browser: Any, folder: Path) -> None:
    host = Host(folder)
    handset = AppPhone(browser, host.address)
    handset.page.evaluate(KEPT)
    handset.page.reload()
    handset.until("navigator.serviceWorker.controller !== null")
    assert "unkept" not in handset.page.evaluate("localStorage.getItem('massage / choices')")
    handset.begin()
    handset.until_heard()
    host.kill()
    handset.page.reload()
    handset.until("document.body.dataset.ready === 'yes'")
    handset.begin()
    handset.until_heard()
    handset.lead()
    assert handset.page.evaluate("document.getElementById('drawing').naturalWidth > 0")
    assert [handset.page.evaluate(PART, asked) for asked in ("0-1", "24000-", "24044-", "9-3")] == [
        [206, "bytes 0-1/24044", 2],
        [206, "bytes 24000-24043/24044", 44],
        [416, "bytes */24044", 0],
        [416, "bytes */24044", 0],
    ]
    handset.context.close()


def test_two_apps_on_one_host_share_nothing(browser: Any, folder: Path, tmp_path: Path) -> None:
    for name in ("evening", "later"):
        shutil.copytree(folder, tmp_path / name)
    host = Host(tmp_path)
    handset = AppPhone(browser, f"{host.address}/evening")
    for name in ("evening", "later", "evening"):
        handset.page.goto(f"{host.address}/{name}/")
        handset.page.evaluate(KEPT)
        handset.page.reload()
        handset.until("navigator.serviceWorker.controller !== null")
        handset.begin()
    names = handset.page.evaluate("caches.keys()")
    for name in ("evening", "later"):
        assert len([one for one in names if one.startswith(f"massage {host.address}/{name}/ ")]) == 2, names
    host.kill()
    handset.page.goto(f"{host.address}/later/")
    handset.until("document.body.dataset.ready === 'yes'")
    stored = handset.page.evaluate("Object.keys(localStorage)")
    assert "massage /evening/ place" in stored
    assert handset.page.locator("text=Go on from last time?").count() == 1, "its own place, not that of the other one"
    handset.page.click("text=No, begin anew")
    assert "massage /evening/ place" in handset.page.evaluate("Object.keys(localStorage)")
    handset.context.close()


def changed(folder: Path) -> None:
    """Make a new version, with other words."""
    [old] = (folder / "sounds").glob("evening-usual-*")
    other = old.rename(old.with_name("evening-usual-000000000000.aac")).name
    for name in ("app.json", "routines/evening.json", "sw.js", "index.html"):
        text = (folder / name).read_text(encoding="utf-8").replace(old.name, other)
        text = text.replace("<h1 id", '<h1 data-new="yes" id').replace('VERSION = "', 'VERSION = "2')
        (folder / name).write_text(text, encoding="utf-8")


def test_a_new_version_asks_first_and_brings_its_words(browser: Any, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "app")
    host = Host(tmp_path / "app")
    handset = AppPhone(browser, host.address)
    handset.page.evaluate(KEPT)
    handset.page.reload()
    handset.until("navigator.serviceWorker.controller !== null")
    handset.begin()
    handset.until_heard()
    changed(tmp_path / "app")
    handset.page.reload()
    handset.until("document.getElementById('update') !== null")
    assert handset.page.locator("[data-new]").count() == 0
    host.kill()
    handset.page.click("text=Use the new version")
    handset.until("document.querySelector('[data-new]') !== null")
    handset.begin()
    handset.until_heard()
    handset.context.close()


def test_the_ears_are_fetched_before_anything_begins(browser: Any, folder: Path) -> None:
    with hosts.serving(folder) as address:
        handset = AppPhone(browser, address, listens=True)
        found = handset.page.evaluate(KEPT_EARS)
        assert found == ["look.split.gz", "step.split.gz"]
        assert handset.phase == "start"
        handset.close()
