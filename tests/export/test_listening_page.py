"""The open microphone in Chromium: what it hears at any sample rate, and what it does when it's refused or gone."""

from pathlib import Path

import numpy as np
import pytest

from tests.support import phone
from tests.support.listening_page import commands, listening, quiet, start, told, until, wav
from tests.support.sounds import RATE, said
from training.matrix import EARS

pytestmark = [pytest.mark.real, pytest.mark.skipif(bool(phone.why_not()), reason=phone.why_not() or "-")]


@pytest.fixture(scope="module")
def sayings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Chromium plays the file from when the microphone is asked for; a busy machine hears it some seconds later."""
    texts = ("Baby says no!", "Speak softly.", "Next stroke.")
    sound = np.concatenate([quiet(6), *(said(text, 1.5, 1.5) for text in texts), quiet(15)])
    return wav(tmp_path_factory.mktemp("microphone") / "sayings.wav", sound)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_speech_into_the_microphone_is_heard(sayings: Path, rate: int) -> None:
    with listening(sayings) as page:
        start(page, rate)
        assert until(page, "['no', 'softer', 'next'].every((command) => heard(command))", 60), told(page)


def test_the_coachs_own_phrase_is_ignored(sayings: Path) -> None:
    with listening(sayings) as page:
        start(page)
        page.evaluate("saying.add('no'); saying.add('softer')")
        assert until(page, "heard('next')", 25), told(page)
        assert commands(page) == ["next"]


def test_after_stop_the_microphone_is_closed_and_nothing_reported(sayings: Path) -> None:
    with listening(sayings) as page:
        start(page)
        page.evaluate("ears.stop()")
        assert page.evaluate("ears.stream.getTracks().every((track) => track.readyState === 'ended')")
        page.wait_for_timeout(4000)
        assert told(page) == []


def test_a_lost_microphone_is_reported_and_comes_back(sayings: Path) -> None:
    with listening(sayings) as page:
        start(page)
        page.evaluate("ears.stream.getAudioTracks()[0].onended()")
        assert until(page, "told.some((one) => one.say === 'aloud-back')", 5)
        assert [one["say"] for one in told(page) if one["kind"] == "health"] == ["aloud-lost", "aloud-back"]


def test_a_refused_microphone_is_an_error_with_the_browsers_name(sayings: Path) -> None:
    with listening(sayings) as page:
        page.evaluate("""() => {
            const refused = () => Promise.reject(new DOMException("no", "NotAllowedError"));
            navigator.mediaDevices.getUserMedia = refused;
        }""")
        with pytest.raises(Exception, match="NotAllowedError"):
            start(page)


def test_where_there_is_no_microphone_it_says_why(sayings: Path) -> None:
    with listening(sayings) as page:
        why = 'import("/ears/ears.js").then(({ whyNoEars }) => whyNoEars())'
        assert page.evaluate(why) == ""
        page.evaluate("Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: undefined })")
        assert "no microphone" in page.evaluate(why)


def test_the_coachs_own_phrase_is_ignored_only_while_it_sounds(sayings: Path) -> None:
    with listening(sayings, files={"player.js": (EARS.parent / "player.js").read_bytes()}) as page:
        page.evaluate("""async () => {
            const { Player } = await import("/player.js");
            const nothing = () => {}, told = { onOutside: nothing, onCaption: nothing, onTrouble: nothing };
            window.player = new Player({ silence: new Audio(), ...told });
            player.wake();
            player.clip = async () => new AudioBuffer({ length: 24000, sampleRate: 48000 });
            await player.play(player.now, "Say: baby says no.", 0, 100);
        }""")
        assert until(page, "player.saying().join() === 'Say: baby says no.'", 5)
        assert until(page, "player.saying().length === 0", 5)


DRIFT_PPM = 50
ECHO = """async () => {
  const sound = async (at) => context.decodeAudioData(await (await fetch(at)).arrayBuffer());
  const [played, heard] = await Promise.all(["/played.wav", "/heard.wav"].map(sound));
  for (const [buffer, to] of [[played, tapNode], [heard, microphone]]) {
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(to);
    source.start(context.currentTime + 0.5);
  }
}"""
"""Both begin together: what the coach says, and what a microphone whose clock drifts gets of it."""
MICROPHONE = """() => {
  navigator.mediaDevices.getUserMedia = async () => {
    window.microphone = new MediaStreamAudioDestinationNode(context);
    return microphone.stream;
  };
}"""


def test_a_no_is_heard_beside_the_coach_while_clocks_drift(sayings: Path, tmp_path: Path) -> None:
    coach = np.concatenate(
        [said("Slide both hands from the hip down to the ankle, one after the other.", 0.4, 0.4)] * 6
    )
    echo = 0.5 * np.interp(np.arange(len(coach)) * (1 - DRIFT_PPM / 1e6) - 640, np.arange(len(coach)), coach)
    no, at = said("Baby says no!", 0.1, 0.1), len(coach) - 4 * RATE
    echo[at : at + len(no)] += no
    heard = (echo + 1e-3 * np.random.default_rng(0).normal(size=len(echo))).astype(np.float32)
    names = {"played": coach, "heard": heard}
    files = {f"{name}.wav": wav(tmp_path / f"{name}.wav", sound, 48_000).read_bytes() for name, sound in names.items()}
    with listening(sayings, files=files) as page:
        page.evaluate(MICROPHONE)
        start(page)
        page.evaluate(ECHO)
        assert until(page, "told.some(({ kind }) => kind === 'no')", 60), told(page)
        assert page.evaluate("told.filter(({ kind }) => kind === 'measured').at(-1).found.driftPpm") == pytest.approx(
            DRIFT_PPM, abs=10
        )
        assert commands(page) == ["no"]
