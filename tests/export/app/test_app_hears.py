"""The app hears "baby says no" without a touch: the whole page, with a WAV file as its microphone."""

import json
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.sound.resampling import resampled
from tests.support import app_phone, hosts, phone
from tests.support.app_phone import AppPhone
from tests.support.sounds import RATE, noise, said

pytestmark = pytest.mark.real
pytest.importorskip("av", reason="needs the extra takeaway: PyAV")
pytest.importorskip("segno", reason="needs the extra takeaway: segno")

PLAYED = 48_000
"""Samples a second of the microphone."""

KEEP_STREAMS = """
window.streams = [];
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await open(wanted);
  streams.push(stream);
  return stream;
};
"""
OPEN = "streams.flatMap((one) => one.getTracks()).filter((one) => one.readyState === 'live').length"


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A parent who says the phrase every eight seconds; Chromium plays the file again and again."""
    parent = said("Baby says no!", 5, 1.5)
    # A room is never quite silent; digital silence would be told as a fault.
    heard = resampled(parent + noise(len(parent) / RATE, 1e-3)[: len(parent)], RATE, PLAYED)
    path = tmp_path_factory.mktemp("parent") / "no.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(PLAYED)
        file.writeframes((np.clip(heard, -1, 1) * 32_767).astype("<i2").tobytes())
    return path


@pytest.fixture
def handset(microphone: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppPhone]:
    if why := phone.why_not():
        pytest.skip(why)
    fake = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}",
    ]
    with hosts.serving(app_phone.evening(tmp_path_factory)) as address, phone.chromium(fake) as opened:
        made = AppPhone(opened, address, KEEP_STREAMS, listens=True)
        yield made
        made.close()


def resting(handset: AppPhone) -> Any:
    handset.until("document.getElementById('ear').textContent.startsWith('Listening')", 60)
    handset.until_phase("resting")
    return handset.text("place")


def test_a_spoken_no_rests_without_a_touch(handset: AppPhone) -> None:
    handset.begin()
    assert resting(handset) == "Left leg"
    assert handset.page.evaluate("document.querySelector('#answers .yes').textContent") == "Ask again"


def test_one_tap_on_the_sign_closes_the_microphone_and_one_opens_it(handset: AppPhone) -> None:
    handset.begin()
    resting(handset)
    handset.wait_out_the_elbow()
    handset.page.click("#ear button")
    handset.until("document.getElementById('ear').textContent.startsWith('Not listening')")
    assert handset.page.evaluate(OPEN) == 0
    handset.page.click("#ear button")
    handset.until("document.getElementById('ear').textContent.startsWith('Listening')", 60)
    assert handset.page.evaluate(OPEN) == 1


def test_while_it_leads_the_sign_is_only_seen(handset: AppPhone) -> None:
    handset.begin()
    resting(handset)
    handset.lead()
    handset.until("document.getElementById('ear').textContent === 'Listening'")
    assert handset.page.evaluate("document.querySelector('#ear button')") is None


@pytest.mark.parametrize(
    ("told", "sign"),
    [
        ({"kind": "health", "say": "aloud-silent"}, "I may not hear you"),
        ({"kind": "measured", "mode": "pauses"}, "Listening in my pauses"),
        ({"kind": "measured", "mode": "keys"}, "I may not hear you"),
    ],
)
def test_the_sign_tells_how_far_it_hears(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, told: dict[str, str], sign: str
) -> None:
    if why := phone.why_not():
        pytest.skip(why)
    folder = shutil.copytree(app_phone.evening(tmp_path_factory), tmp_path / "app")
    (folder / "ears" / "ears.js").write_text(
        "export const whyNoEars = () => '';\n"
        f"export async function startEars({{ onHeard }}) {{ setTimeout(onHeard, 300, {json.dumps(told)});"
        " return { stop() {} }; }\n",
        encoding="utf-8",
    )
    with hosts.serving(folder) as address:
        handset = AppPhone(phone.shared(), address, listens=True)
        handset.begin()
        handset.until(f"document.getElementById('ear').textContent.startsWith({json.dumps(sign)})")
        handset.close()
