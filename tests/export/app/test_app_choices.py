"""What can be chosen in the app: speed, bedtime and how long the sound stays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.sound.clip import RATE, Clip
from tests.support import app_phone, hosts
from tests.support.app_phone import AppPhone

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    hum = 0.05 * np.sin(2 * np.pi * 200 / RATE * np.arange(3 * RATE))
    made: Path = tmp_path_factory.mktemp("app")
    app_phone.written(made, bed=Clip(hum.astype(np.float32), RATE), care=True)
    with hosts.serving(made) as served:
        yield served


@pytest.fixture
def handset(browser: Any, address: str) -> Iterator[AppPhone]:
    made = AppPhone(browser, address)
    yield made
    made.close()


SLOWED = """async (percent) => {
  const { slowed } = await import("./player.js"), context = new OfflineAudioContext(1, 24000, 24000);
  const tone = context.createBuffer(1, 48000, 24000);
  tone.getChannelData(0).forEach((_, n, all) => { all[n] = Math.sin(2 * Math.PI * 200 * n / 24000); });
  const made = slowed(context, tone, percent), heard = made.getChannelData(0).subarray(4800, 28800);
  return [made.duration, heard.filter((x, n) => n && x >= 0 && heard[n - 1] < 0).length];
}"""
"""How long two seconds of 200 Hz become, and how often they swing in a second."""


@pytest.mark.parametrize(("percent", "seconds"), [(120, 2.4), (85, 1.7)])
def test_another_speed_keeps_the_pitch_of_the_voice(handset: AppPhone, percent: int, seconds: float) -> None:
    lasts, swings = handset.page.evaluate(SLOWED, percent)
    assert lasts == pytest.approx(seconds, abs=0.1)
    assert swings == pytest.approx(200, abs=8)


def test_at_bedtime_the_screen_is_dark_and_the_sound_stays(handset: AppPhone) -> None:
    handset.page.click("#tonight-panel summary")
    handset.page.click("#bedtime")
    handset.page.select_option("#timer", "1800000")
    handset.begin()
    handset.lead()
    assert handset.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
    handset.page.mouse.click(195, 400)
    handset.more("Asleep")
    handset.until_phase("ended")
    handset.page.wait_for_timeout(3000)
    handset.until_heard()
