"""What is reported when a microphone can't hear well."""

from __future__ import annotations

import numpy as np
import pytest

from coach.ears.spotting.health import BACK_SAY, CLIPPED_SAY, FAINT_SAY, LOUD_SAY, SILENT_SAY, Health
from coach.sound.clip import Clip, Samples, resample
from tests.support.sounds import RATE, noise


@pytest.mark.parametrize(
    ("sound", "sentence"),
    [
        (np.zeros(10 * RATE, np.float32), SILENT_SAY),
        (noise(10, 5e-5), FAINT_SAY),
        (np.sign(noise(10)), CLIPPED_SAY),
        (noise(10, 0.1), LOUD_SAY),
        (np.concatenate([noise(9, 0.003), noise(1, 0.1)]), ""),
    ],
)
def test_each_microphone_fault_has_its_sentence(sound: Samples, sentence: str) -> None:
    assert Health().hear(sound) == sentence


def test_a_lasting_fault_is_reported_once() -> None:
    health, faint = Health(), noise(10, 5e-5)
    assert [health.hear(faint) for _ in range(3)] == [FAINT_SAY, "", ""]


def test_a_quiet_room_is_not_taken_for_a_faint_microphone() -> None:
    health, faint, well = Health(), noise(10, 5e-5), noise(10, 0.01)
    assert [health.hear(sound) for sound in (well, faint, faint)] == ["", "", ""]
    assert [health.hear(faint) for _ in range(6)].count(FAINT_SAY) == 1


def test_a_microphone_with_too_little_gain_is_reported_within_ten_seconds() -> None:
    assert told(Health(), (12, 6e-5)) == [(10.0, FAINT_SAY)]


def faded(*parts: tuple[float, float]) -> Samples:
    """Sound that comes and dies away in a room without any noise of its own, to 16 bits."""
    pieces = []
    for seconds, loud in parts:
        sound = noise(seconds, loud)
        fading = np.concatenate([np.ones(len(sound) // 2), np.geomspace(1, 1e-6, len(sound) - len(sound) // 2)])
        pieces.append(np.round(sound * fading * 32768) / 32768)
    return np.concatenate(pieces).astype(np.float32)


def said_of(sound: Samples, coach: Samples | None = None) -> list[str]:
    """What is said of a sound; ``coach`` is true where the coach talks."""
    health, pieces = Health(), range(0, len(sound), 320)
    talks = np.zeros(len(sound), bool) if coach is None else coach
    said = [health.hear(sound[at : at + 320], coach=bool(talks[at])) for at in pieces]
    return [one for one in said if one]


def test_in_a_digitally_silent_room_no_fault_comes_and_goes() -> None:
    sound = faded(*[(3, 0.05), (14, 0.0)] * 8)
    assert said_of(sound) == []


def test_a_microphone_that_no_longer_hears_the_coach_is_reported() -> None:
    sound = faded(*[(3, 0.05), (1, 0.0)] * 2, (8, 0.0))
    talks = np.ones(len(sound), bool)
    assert said_of(sound, talks) == [SILENT_SAY]


def test_the_end_of_a_loud_background_is_reported_once() -> None:
    health = Health()
    assert [health.hear(sound) for sound in (noise(10, 0.1), noise(10, 0.01))] == [LOUD_SAY, BACK_SAY]


def test_the_coachs_own_voice_is_no_loud_room() -> None:
    health = Health()
    assert health.hear(noise(10, 0.1), coach=True) == ""
    assert health.hear(noise(10, 0.1), coach=True) == ""
    assert health.hear(noise(10, 0.001)) == ""


def test_a_loud_room_is_told_from_the_coachs_pauses() -> None:
    health, said = Health(), []
    for _ in range(6):
        said += [health.hear(noise(7, 0.1), coach=True), health.hear(noise(3, 0.1))]
    assert [say for say in said if say] == [LOUD_SAY]


def told(health: Health, *parts: tuple[float, float]) -> list[tuple[float, str]]:
    """What is said, and after how many seconds; each part so many seconds at so much loudness."""
    sound = np.concatenate([noise(seconds, loud) for seconds, loud in parts])
    pieces = np.split(sound, range(320, len(sound), 320))
    return [(round(i * 0.02 + 0.02, 2), say) for i, piece in enumerate(pieces) if (say := health.hear(piece))]


def test_overload_and_its_end_are_reported_within_seconds() -> None:
    assert told(Health(), (4, 0.01), (15, 5.0), (20, 0.01)) == [(5.0, CLIPPED_SAY), (28.98, BACK_SAY)]


def test_clipping_at_a_higher_rate_is_overload_too() -> None:
    cut = resample(Clip(np.clip(noise(15, 5.0), -1, 1), 48_000), RATE).samples.clip(-1, 1)
    health = Health()
    assert CLIPPED_SAY in [health.hear(piece) for piece in np.split(cut, range(320, 2 * RATE, 320))[:-1]]


def test_a_baby_crying_close_to_the_microphone_is_not_overload() -> None:
    assert told(Health(), *[(1, 0.3), (0.5, 0.01)] * 6) == []


def test_a_knock_on_the_microphone_is_not_overload() -> None:
    assert told(Health(), (2, 0.01), (0.4, 50.0), (7, 0.01)) == []


def test_a_muted_microphone_and_its_return_are_reported_within_seconds() -> None:
    assert told(Health(), (4, 0.01), (15, 0), (2, 0.01)) == [(5.76, SILENT_SAY), (19.02, BACK_SAY)]


def test_a_microphone_muted_from_the_start_is_reported_once() -> None:
    assert told(Health(), (60, 0)) == [(10.0, SILENT_SAY)]


def test_a_microphone_muted_from_the_start_is_reported_when_the_coach_talks() -> None:
    sound = np.zeros(4 * RATE, np.float32)
    assert said_of(sound, np.ones(len(sound), bool)) == [SILENT_SAY]


def test_a_very_quiet_room_is_not_taken_for_a_muted_microphone() -> None:
    assert told(Health(), *[(1.5, 0), (0.1, 0.01)] * 4) == []


def test_a_microphone_muted_again_is_reported_just_as_fast() -> None:
    said = told(Health(), (12, 0), (1, 0.01), (9, 0))
    assert said == [(10.0, SILENT_SAY), (12.02, BACK_SAY), (14.76, SILENT_SAY)]


def test_a_driver_with_a_noise_gate_is_not_reported_repeatedly() -> None:
    assert len(told(Health(), *[(6, 0), (1, 0.01)] * 20)) <= 4


def test_sharply_cut_silences_do_not_come_and_go_as_faults() -> None:
    assert len(told(Health(), *[(3, 0.01), (0.3, 0)] * 3, *[(2, 0.01), (4, 0)] * 20)) == 0


def test_a_busy_machine_that_hears_late_is_reported_less_often() -> None:
    sound = faded(*[(3, 0.05), (2.5, 0.0)] * 40)
    assert len(said_of(sound, np.ones(len(sound), bool))) <= 6
