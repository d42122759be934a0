# ruff: noqa: RUF001
"""The ears that listen: features, heads, the two levels, the canceller and the health of a microphone."""

from __future__ import annotations

import sys
import threading
import zlib
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from coach.ears import microphone
from coach.ears.microphone import LOST_SAY, Microphone
from coach.ears.recording import listen_file
from coach.ears.spotting import features
from coach.ears.spotting.crying import CONSONANTS, Crying
from coach.ears.spotting.echo import Canceller, find_delay
from coach.ears.spotting.echo_alignment import Aligned, ToMicrophoneRate
from coach.ears.spotting.heads import COMMANDS, SEEN, Heads
from coach.ears.spotting.health import BACK_SAY, CLIPPED_SAY, FAINT_SAY, LOUD_SAY, SILENT_SAY, Health
from coach.ears.spotting.near_end import Someone
from coach.ears.spotting.phonemes import HURRY, Phonemes
from coach.ears.spotting.pipeline import Recent, second_opinion
from coach.ears.spotting.recogniser import CHANGES, FIXED, WEIGHTS, Hama, assets, changed, unpacked
from coach.ears.spotting.spotter import (
    DROWNED,
    TRUSTED_OTHERS,
    Detection,
    Judge,
    Spotter,
    Threshold,
    smoothed,
    thresholds,
)
from coach.ears.spotting.voicing_features import frames_at, lasting, measured
from coach.model.events import Command, Heard
from coach.sound.clip import Clip, resample
from coach.support.errors import EarError

if TYPE_CHECKING:
    from coach.sound.clip import Samples

RATE = 16_000
NO = {Command.NO: Threshold(suspect=1.0, sure=3.0)}


def noise(seconds: float, loud: float = 0.05, seed: int = 1) -> Samples:
    return (loud * np.random.default_rng(seed).normal(size=int(seconds * RATE))).astype(np.float32)


def said(text: str, before: float = 2.0, after: float = 1.5) -> Samples:
    """The voice that ships, as a caregiver."""
    from hibari import Hibari  # noqa: PLC0415 - half a second to load

    spoken = resample(Clip(np.asarray(Hibari("heart")(text, seed=0), np.float32), 24_000), RATE).samples
    quiet = noise(before + after + len(spoken) / RATE, 1e-4)
    start = int(before * RATE)
    quiet[start : start + len(spoken)] += spoken
    return quiet


def row(score: float) -> np.ndarray:
    scores = np.full(len(COMMANDS), -9, np.float32)
    scores[0] = score
    return scores


def levels(judge: Judge, *moments: tuple[float, float]) -> list[str]:
    return [d.level for at, score in moments for d in judge.judge(at, row(score))]


SECOND = {Command.NO: Threshold(suspect=1.0, sure=3.0, ask=0.0, agreed=0.8)}


class Opinion:
    """A second opinion that always says the same, and how often it was asked."""

    def __init__(self, ratio: float) -> None:
        self.ratio, self.asked = ratio, 0

    def __call__(self, _at: float, commands: Sequence[Command]) -> list[float]:
        """The same of every command."""
        self.asked += 1
        return [self.ratio for _ in commands]


def test_when_sound_comes_in_pieces_of_any_length_its_features_are_the_same() -> None:
    sound, rng, stream = noise(4), np.random.default_rng(2), features.Stream()
    pieces = np.split(sound, np.cumsum(rng.integers(1, 3000, 60)))
    streamed = np.concatenate([stream.push(piece) for piece in pieces])
    np.testing.assert_allclose(streamed, features.features(sound), atol=1e-3)


def test_when_a_step_is_made_the_sound_that_it_needs_has_just_come() -> None:
    for step in range(5):
        enough = round(features.step_end(step) * RATE)
        assert len(features.features(noise(enough / RATE))) == step + 1
        assert len(features.features(noise(enough / RATE)[:-1])) == step


def test_when_a_loud_sound_follows_what_came_before_is_seen_as_it_was() -> None:
    quiet = noise(2, 1e-3)
    with_bang = np.concatenate([quiet, noise(1, 0.5)])
    np.testing.assert_allclose(features.features(with_bang)[:20], features.features(quiet)[:20], atol=1e-3)


def test_when_scores_are_asked_step_by_step_they_are_those_of_the_whole() -> None:
    heads, steps = Heads(), features.features(noise(4))
    whole = heads.scores(steps)
    single = np.concatenate([heads.scores(steps[i : i + SEEN]) for i in range(len(whole))])
    np.testing.assert_allclose(single, whole, atol=1e-3)
    assert heads.scores(steps[: SEEN - 1]).shape == (0, len(COMMANDS))


def test_when_scores_are_smoothed_each_is_the_mean_of_up_to_three() -> None:
    scores = np.arange(5, dtype=np.float32)[:, None]
    np.testing.assert_allclose(smoothed(scores)[:, 0], [0, 0.5, 1, 2, 3])


def test_when_a_score_is_high_it_is_sure_at_once_and_says_so_once() -> None:
    assert levels(Judge(NO), (1.0, 4.0), (1.08, 5.0), (1.5, 4.0)) == ["sure"]


def test_when_a_score_is_middling_it_is_a_suspicion_and_one_saying_is_no_witness_for_itself() -> None:
    assert levels(Judge(NO), (1.0, 2.0), (1.08, 2.2), (1.6, 2.0)) == ["suspect"]


def test_when_it_is_said_again_within_six_seconds_a_suspicion_becomes_sure() -> None:
    assert levels(Judge(NO), (1.0, 2.0), (3.5, 2.0)) == ["suspect", "sure"]
    assert levels(Judge(NO), (1.0, 2.0), (7.5, 2.0)) == ["suspect", "suspect"]


def test_when_the_coach_talks_what_is_left_of_its_voice_is_no_witness_for_itself() -> None:
    judge = Judge(NO)
    moments = ((1.0, True), (3.5, False), (5.5, False))
    found = [d for at, coach in moments for d in judge.judge(at, row(2.0), coach=coach)]
    assert [d.level for d in found] == ["suspect", "suspect", "sure"]


def test_when_a_suspicion_turns_out_clear_it_is_sure_without_waiting() -> None:
    assert levels(Judge(NO), (1.0, 2.0), (1.08, 3.5)) == ["suspect", "sure"]


def test_when_two_phrases_score_only_the_one_further_above_its_point_is_heard() -> None:
    judge = Judge({Command.NO: Threshold(1, 3), Command.YES: Threshold(5, 5)})
    scores = row(4.0)
    scores[COMMANDS.index(Command.YES)] = 6.0
    assert [d.command for d in judge.judge(1.0, scores)] == [Command.NO]


def test_while_the_coach_talks_the_heads_must_think_of_it_too_before_the_second_opinion_is_asked() -> None:
    points, opinion = {Command.NO: Threshold(suspect=1.0, sure=3.0, ask=-2.0, agreed=-5.0)}, Opinion(0.0)
    assert not list(Judge(points, opinion).judge(1.0, row(-1.0), coach=True))
    assert [d.level for d in Judge(points, opinion).judge(1.0, row(-1.0))] == ["sure"]
    assert [d.level for d in Judge(points, opinion).judge(1.0, row(0.0), coach=True)] == ["sure"]


@pytest.mark.parametrize(("short", "found"), [(DROWNED - 0.5, ["sure"]), (DROWNED + 0.5, [])])
def test_while_the_coach_talks_a_no_may_fit_worse_by_just_so_much(short: float, found: list[str]) -> None:
    points = {Command.NO: Threshold(suspect=5.0, sure=9.0, ask=-2.0, agreed=0.0)}
    judge = Judge(points, Opinion(-short))
    assert [d.level for d in judge.judge(1.0, row(0.0), coach=True)] == found
    assert not list(Judge(points, Opinion(-short)).judge(1.0, row(0.0)))


def test_while_the_coach_talks_no_other_command_may_fit_worse() -> None:
    points = {Command.BACK: Threshold(suspect=9, sure=9, ask=-2, agreed=0.0)}
    scores = np.full(len(COMMANDS), -9, np.float32)
    scores[COMMANDS.index(Command.BACK)] = 0.0
    assert not list(Judge(points, Opinion(-DROWNED / 2)).judge(1.0, scores, coach=True))


def test_when_the_heads_are_sure_of_another_command_it_counts_for_more_than_with_no() -> None:
    def found(command: Command) -> list[str]:
        scores = np.full(len(COMMANDS), -9, np.float32)
        scores[COMMANDS.index(command)] = TRUSTED_OTHERS
        judge = Judge({command: Threshold(suspect=9, sure=9, ask=0, agreed=0.0)}, Opinion(1 - TRUSTED_OTHERS))
        return [d.level for d in judge.judge(1.0, scores)]

    assert found(Command.BACK) == ["sure"]
    assert found(Command.NO) == []


def test_when_the_second_opinion_agrees_a_suspicion_is_sure_after_the_coach_was_lowered() -> None:
    assert levels(Judge(SECOND, Opinion(0.0)), (1.0, 2.0)) == ["suspect", "sure"]


def test_when_the_second_opinion_doubts_it_stays_a_suspicion_though_the_heads_alone_would_be_sure() -> None:
    assert levels(Judge(SECOND, Opinion(-3.0)), (1.0, 4.0), (1.2, 4.0)) == ["suspect"]


def test_when_the_second_opinion_speaks_against_it_it_is_no_suspicion_and_two_of_them_are_no_certainty() -> None:
    assert levels(Judge(SECOND, Opinion(-30.0)), (1.0, 4.0), (3.0, 4.0)) == []


def test_when_the_second_opinion_doubts_twice_within_six_seconds_it_is_sure() -> None:
    assert levels(Judge(SECOND, Opinion(-3.0)), (1.0, 4.0), (3.0, 4.0)) == ["suspect", "sure"]


def test_when_the_heads_are_far_surer_than_ever_by_mistake_the_second_opinion_still_decides() -> None:
    opinion = Opinion(-1.0)
    assert levels(Judge(SECOND, opinion), (1.0, 7.0), (1.2, 7.0)) == ["suspect"]
    assert opinion.asked > 0


def test_when_the_heads_only_just_think_of_it_agreement_is_still_not_enough() -> None:
    assert levels(Judge(SECOND, Opinion(0.0)), (1.0, 0.5)) == []


def test_when_a_possibility_lasts_the_second_opinion_is_asked_at_every_step() -> None:
    opinion = Opinion(-30.0)
    levels(Judge(SECOND, opinion), *[(1.0 + 0.08 * i, 2.0) for i in range(6)])
    assert opinion.asked == 6


def test_when_the_heads_waver_between_two_phrases_the_second_opinion_decides() -> None:
    points = {c: Threshold(suspect=5, sure=5, ask=0, agreed=0.8) for c in (Command.NO, Command.YES)}
    judge = Judge(points, lambda _at, commands: [0.0 if c is Command.YES else -20.0 for c in commands])
    scores = row(4.0)
    scores[COMMANDS.index(Command.YES)] = 2.5
    assert [d.command for d in judge.judge(1.0, scores)] == [Command.YES]


def test_when_another_command_than_no_scores_high_it_still_needs_the_second_opinion() -> None:
    points = {Command.BACK: Threshold(suspect=0, sure=0, ask=-2, agreed=-4)}
    scores = np.full(len(COMMANDS), -9, np.float32)
    scores[COMMANDS.index(Command.BACK)] = 2.5
    assert list(Judge(points, Opinion(-20.0)).judge(1.0, scores)) == []
    assert [d.level for d in Judge(points, Opinion(-1.0)).judge(1.0, scores)] == ["sure"]


class FakeRecogniser:
    """Writes down what it is given instead of hearing it."""

    symbols = (*"bisznovæ", "eɪ", "ɛ", "oʊ", "<wb>", "<blank>")
    blank = 12

    def __init__(self, written: str) -> None:
        self.steps = np.full((100, len(self.symbols)), -12.0, np.float32)
        words = [sound for symbol in written.split() for sound in (symbol, symbol, "<blank>", "<blank>")]
        sounds = ["<blank>"] * (90 - len(words)) + words + ["<blank>"] * 10
        for step, sound in enumerate(sounds):
            self.steps[step, self.symbols.index(sound)] = 0.0

    def listen(self, _samples: Samples) -> np.ndarray:
        """What was written, in two seconds."""
        return self.steps


def fit(recogniser: FakeRecogniser, command: Command = Command.NO) -> float:
    return Phonemes(recogniser).look(noise(2))[command]


def ratio(written: str, command: Command = Command.NO) -> float:
    return fit(FakeRecogniser(written), command)


def test_when_the_phonemes_are_those_of_the_phrase_nothing_speaks_against_it() -> None:
    assert ratio("b eɪ b i <wb> s ɛ z <wb> n oʊ") == 0
    assert ratio("v eɪ b i s eɪ z n o") == 0


@pytest.mark.parametrize(
    "written", ["b eɪ b i <wb> s ɛ z", "s ɛ z <wb> n oʊ", "b eɪ b i <wb> s ɛ z <wb> b æ b i", "i <wb> s ɛ z <wb> n oʊ"]
)
def test_when_a_sound_of_the_phrase_is_missing_it_does_not_fit(written: str) -> None:
    assert ratio(written) <= -8


def test_when_the_baby_says_none_or_nana_it_was_not_no() -> None:
    assert ratio("b eɪ b i <wb> s ɛ z <wb> n æ n") == -np.inf
    assert ratio("b eɪ b i <wb> s ɛ z <wb> n æ n æ") == -np.inf


@pytest.mark.parametrize("more", ["s", "s b", "b i z"])
def test_when_talk_goes_on_without_a_pause_it_fits_less_well_and_is_still_the_phrase(more: str) -> None:
    assert ratio(f"b eɪ b i s ɛ z n oʊ {more}") == -HURRY


def test_when_the_phrase_ended_long_ago_it_is_not_what_was_said_now() -> None:
    early = FakeRecogniser("b eɪ b i <wb> s ɛ z <wb> n oʊ")
    early.steps = np.roll(early.steps, -45, axis=0)
    assert fit(early) < -8


def test_when_there_is_no_sound_at_all_no_phrase_fits() -> None:
    assert Phonemes(FakeRecogniser("b")).evidence([Command.NO], np.zeros(RATE, np.float32)) == [-np.inf]


def test_when_a_real_voice_says_a_phrase_the_phonemes_know_which() -> None:
    phonemes = second_opinion()
    if phonemes is None:
        pytest.skip("there is no phoneme recogniser for this system")
    for text, command in (("Baby says no!", Command.NO), ("A bit slower.", Command.SLOWER)):
        sound = said(text, 2, 0.2)[: -RATE // 4]  # its clips end in silence
        assert COMMANDS[int(np.argmax(phonemes.evidence(COMMANDS, sound)))] is command


def test_the_recogniser_gives_the_symbols_that_its_own_library_gives() -> None:
    hama = pytest.importorskip("hama.asr")
    try:
        theirs = hama.ASRModel()
    except (OSError, RuntimeError):
        pytest.skip("there is none of its library for this system")
    sound = said("Baby says no!", 2, 0.2)[:32_000]
    feed = {"waveform": sound[None], "waveform_lengths": np.array([len(sound)])}
    expected = theirs.session.run(["log_probs"], feed)[0][0]
    ours = Hama(changes=None)
    assert (ours.symbols, ours.symbols[ours.blank]) == (tuple(theirs.decoder_tokens), "<blank>")
    np.testing.assert_allclose(ours.listen(sound), expected, atol=0.05)


def test_what_training_changed_is_added_to_the_weights_row_by_row(tmp_path: Path) -> None:
    data = (assets() / WEIGHTS).read_bytes()
    before = unpacked(data)
    own = [name for name in before if name not in FIXED]
    count, rows = sum(before[n].size for n in own), sum(len(before[n]) for n in own)
    steps = np.arange(count) % 15 + 1
    np.savez(
        tmp_path / "changes.npz",
        of=np.array(zlib.crc32(data)),
        sizes=np.full(rows, 0.5, np.float16),
        steps=(np.pad(steps, (0, count % 2)).reshape(-1, 2) @ [16, 1]).astype(np.uint8),
    )
    after = changed(data, tmp_path / "changes.npz")
    added = np.concatenate([(after[n] - before[n]).ravel() for n in own])
    np.testing.assert_allclose(added, (steps - 8) * 0.5, atol=1e-5)
    assert (after["mel_fb"] == before["mel_fb"]).all()


def test_when_the_phonemes_are_of_another_file_than_training_had_it_is_told(tmp_path: Path) -> None:
    np.savez(tmp_path / "changes.npz", of=np.array(1))
    with pytest.raises(ImportError, match="other weights than those that training went on from"):
        Hama(tmp_path / "changes.npz")


@pytest.mark.parametrize("kept", [0, 10, 100_000])
def test_when_what_training_added_is_damaged_it_is_told(tmp_path: Path, kept: int) -> None:
    (tmp_path / "changes.npz").write_bytes(CHANGES.read_bytes()[:kept])
    with pytest.raises(ImportError, match="hama: "):
        Hama(tmp_path / "changes.npz")


def test_in_a_sentence_consonants_are_heard_and_in_a_cry_none() -> None:
    phonemes = second_opinion()
    if phonemes is None:
        pytest.skip("there is no phoneme recogniser for this system")
    assert phonemes.consonants(said("Could you pass me the towel, please?", 1, 0)) > CONSONANTS
    assert phonemes.consonants(voice(3, 400, glide=0.3)) <= CONSONANTS


def test_when_the_phonemes_package_has_other_weights_it_is_as_if_it_was_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets = tmp_path / "hama" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "hama" / "__init__.py").touch()
    (assets / "g2p_vocab.json").write_text('{"decoder": ["b"]}', "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "hama", raising=False)
    for wrong in (b"nothing", b"HAMAPK\x01\x02" + bytes(4)):
        (assets / "asr_waveform.hama").write_bytes(wrong)
        assert second_opinion() is None


def test_when_the_phonemes_package_is_not_installed_the_heads_decide_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "hama", None)
    assert second_opinion() is None


def test_when_a_question_is_asked_in_the_middle_of_a_piece_only_the_sound_until_then_is_looked_at() -> None:
    seen = []

    class Remembering(FakeRecogniser):
        def listen(self, samples: Samples) -> np.ndarray:
            """Keeps what it is asked about."""
            seen.append(samples)
            return super().listen(samples)

    recent = Recent(Phonemes(Remembering("b")))
    sound = noise(3)
    recent.push(sound[:RATE])
    recent.push(sound[RATE:])
    recent.opinion(2.5, [Command.NO])
    asked = sound[RATE // 2 : 5 * RATE // 2]
    np.testing.assert_allclose(seen[0], asked / np.abs(asked).max() / 2, rtol=1e-5)


class FakeWebrtc:
    """A canceller that leaves a share of what it hears."""

    share = 1.0

    def __init__(self, **_how: object) -> None:
        pass

    def process(self, near: Samples, _far: Samples) -> Samples:
        """That share."""
        return near * self.share


@pytest.mark.parametrize(
    ("ours", "webrtc", "someone"),
    [(0.2, None, False), (0.9, None, True), (0.9, 0.9, True), (0.9, 0.01, False), (0.2, 0.9, False)],
)
def test_somebody_speaks_when_no_canceller_takes_all_of_the_sound(
    monkeypatch: pytest.MonkeyPatch, ours: float, webrtc: float | None, *, someone: bool
) -> None:
    fake = None if webrtc is None else SimpleNamespace(AudioProcessor=type("Fake", (FakeWebrtc,), {"share": webrtc}))
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", fake)
    heard = noise(1)
    assert Someone(cancel=True).speaks(heard, heard, ours * heard) is someone


def test_when_nobody_but_the_coach_speaks_no_phrase_is_heard() -> None:
    steps = features.features(said("Baby says no!"))
    assert list(Spotter().follow(steps))
    assert list(Spotter().follow(steps, someone=False)) == []


def test_every_command_has_an_operating_point() -> None:
    assert set(thresholds()) == set(COMMANDS)
    assert all(point.suspect <= point.sure for point in thresholds().values())


def test_when_baby_says_no_is_said_in_a_quiet_room_it_is_heard_within_half_a_second_of_its_end(tmp_path: Path) -> None:
    sound = said("Baby says no!")
    soundfile.write(tmp_path / "no.wav", sound, RATE)
    ended = np.flatnonzero(np.abs(sound) > 0.01)[-1] / RATE
    found = [d for d in listen_file(tmp_path / "no.wav") if d.level == "sure"]
    assert [d.command for d in found] == [Command.NO]
    assert found[0].at <= ended + 0.5


def test_when_something_else_is_said_nothing_is_sure() -> None:
    found = Spotter().follow(features.features(said("Now stroke the left leg, from the hip down to the foot.")))
    assert [d for d in found if d.level == "sure"] == []


def test_when_the_room_is_silent_or_noisy_nothing_is_heard() -> None:
    assert list(Spotter().follow(features.features(np.zeros(5 * RATE, np.float32)))) == []
    assert list(Spotter().follow(features.features(noise(5)))) == []


def test_when_a_file_cannot_be_read_the_message_says_which(tmp_path: Path) -> None:
    with pytest.raises(EarError, match=r"gone\.wav"):
        next(listen_file(tmp_path / "gone.wav"))


def echo(played: Samples, delay: int) -> Samples:
    path = noise(0.1, 1.0, seed=5) * np.exp(-np.arange(1600) / 200).astype(np.float32)
    path *= np.float32(0.3 / np.sqrt((path**2).sum()))
    return np.pad(np.convolve(played, path), (delay, 0))[: len(played)].astype(np.float32)


def power(samples: Samples) -> float:
    return float((samples[-RATE:] ** 2).mean())


def test_when_the_coach_talks_alone_the_canceller_takes_twenty_decibels_off() -> None:
    played = noise(8)
    heard = echo(played, 700)
    left = Canceller(700).clean(heard, played)
    assert power(left) < power(heard) / 100


def test_when_the_caregiver_talks_too_her_voice_is_left_as_it_was() -> None:
    played, near = noise(8), noise(8, 0.015, seed=9)
    near[: 4 * RATE] = 0
    left = Canceller(700).clean(echo(played, 700) + near, played)
    off = left[-2 * RATE :] - near[: len(left)][-2 * RATE :]
    assert power(off) < power(near) / 5


def test_when_a_delay_is_looked_for_it_is_found_and_unrelated_sounds_have_none() -> None:
    played = noise(3)
    delay, sure = find_delay(echo(played, 2345), played)
    assert abs(delay - 2345) < 16
    assert sure > 10
    assert find_delay(noise(3, seed=7), played)[1] < 10


def test_when_the_device_changes_the_delay_is_measured_again() -> None:
    played, aligned = noise(16), Aligned()
    heard = np.concatenate([echo(played, 800)[: 8 * RATE], echo(played, 3000)[8 * RATE :]])
    step = RATE // 50
    left = [aligned.clean(heard[i : i + step], played[i : i + step]) for i in range(0, len(heard), step)]
    assert abs(aligned.delay - 3000) < 16
    assert power(np.concatenate(left)) < power(heard) / 30


def test_when_nothing_is_played_the_microphone_passes_as_it_is() -> None:
    heard = noise(5)
    np.testing.assert_array_equal(Aligned().clean(heard, np.zeros_like(heard)), heard)


def decibels(heard: Samples, left: Samples) -> float:
    """By how much less is left."""
    return 10 * float(np.log10((heard**2).mean() / (left**2).mean()))


def pieces(late: Sequence[int], heard: Samples, played: Samples) -> Samples:
    """What is left of ``heard`` in pieces of 20 ms, the loudspeaker's so many pieces late, one after another."""
    aligned, left, given = Aligned(), [], 0
    for i in range(len(heard) // 320):
        upto = max(given, (i + 1 - late[i % len(late)]) * 320)
        left.append(aligned.clean(heard[i * 320 : (i + 1) * 320], played[given:upto]))
        given = upto
    return np.concatenate(left)


def test_when_the_machine_is_busy_and_the_loudspeakers_pieces_come_in_lumps_the_coach_is_still_taken_out() -> None:
    played = noise(14)
    heard = echo(played, 1500)
    left = pieces([0, 0, 0, 1, 2, 3, 0, 2, 4], heard, played)
    assert decibels(heard[-4 * RATE :], left[-4 * RATE :]) > 20


def test_when_the_loudspeakers_pieces_begin_early_and_then_come_late_what_it_got_is_not_taken_for_silence() -> None:
    played, aligned = noise(2), Aligned()
    aligned.clean(noise(0.02), played[:320])
    took = []
    for i in range(2, 90):
        aligned.clean(noise(0.02), played[(i - 1) * 320 : i * 320] if i > 6 else played[:0])
        took.append(float(np.abs(aligned.took).max()))
    assert min(took) > 0


def test_when_the_loudspeaker_distorts_the_coach_is_taken_out_all_the_same() -> None:
    played = noise(12, 0.15)
    heard = echo((np.tanh(3 * played) / 3).astype(np.float32), 700)
    left = Canceller(700).clean(heard, played)
    assert decibels(heard[-2 * RATE :], left[-2 * RATE :]) > 25  # without the cube it is 18


@pytest.mark.parametrize("seconds", [0.1, 0.3, 2.0])
def test_when_the_microphone_loses_sound_the_coach_is_soon_taken_out_again(seconds: float) -> None:
    played, aligned, left = noise(20), Aligned(), []
    heard, gone = echo(played, 800), round((8 + seconds) * RATE)
    for at in (*range(0, 8 * RATE, 320), *range(gone, len(heard), 320)):
        begin = 8 * RATE if at == gone else at  # the loudspeaker's go on, and wait
        left.append(aligned.clean(heard[at : at + 320], played[begin : at + 320]))
    soon = np.concatenate(left)[11 * RATE : 13 * RATE]
    assert decibels(heard[gone + 3 * RATE : gone + 5 * RATE], soon) > 20


def test_when_the_loudspeaker_was_gone_for_a_while_the_coach_is_taken_out_again() -> None:
    played, hush = noise(20), 3 * RATE
    aligned, left = Aligned(), []
    heard = echo(np.insert(played, 8 * RATE, np.zeros(hush, np.float32)), 800)
    for at in range(0, len(heard), 320):
        begin = at if at < 8 * RATE else at - hush
        given = played[:0] if 8 * RATE <= at < 8 * RATE + hush else played[begin : begin + 320]
        left.append(aligned.clean(heard[at : at + 320], given))
    assert decibels(heard[-2 * RATE :], np.concatenate(left)[-2 * RATE :]) > 20


def test_when_both_sounds_are_cut_at_the_same_moment_they_are_not_taken_for_the_same_sound() -> None:
    cut = np.where(np.arange(2 * RATE) < RATE // 3, 1, 0).astype(np.float32)
    assert find_delay(noise(2, seed=7) * cut + 0.3 * cut, noise(2, seed=8) * cut + 0.3 * cut)[1] < 10


def test_when_nothing_is_played_any_more_the_canceller_rests_and_knows_the_room_afterwards() -> None:
    played = np.concatenate([noise(6), np.zeros(10 * RATE, np.float32), noise(2, seed=9)])
    hiss = noise(18, seed=10) * np.float32(0.01)
    heard = echo(played, 700) + hiss
    left = Canceller(700).clean(heard, played)
    np.testing.assert_array_equal(left[10 * RATE : 12 * RATE], heard[10 * RATE : 12 * RATE])
    assert decibels(heard[-RATE:], left[-RATE:]) > 20


def test_when_the_loudspeakers_samples_come_in_pieces_they_arrive_whole_at_the_microphones_rate() -> None:
    seconds = np.arange(24_000) / 24_000
    tone = np.sin(2 * np.pi * 440 * seconds).astype(np.float32)
    down = ToMicrophoneRate()
    out = np.concatenate([down.push(piece) for piece in np.split(tone, [7, 1000, 1001, 9000])])
    assert abs(len(out) - 16_000) <= 1
    assert np.abs(out[2000:-2000]).max() == pytest.approx(1, abs=0.02)


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
def test_when_the_microphone_is_not_well_it_says_why(sound: Samples, sentence: str) -> None:
    assert Health().hear(sound) == sentence


def test_when_the_microphone_stays_unwell_it_says_so_once() -> None:
    health, faint, well = Health(), noise(10, 5e-5), noise(10, 0.01)
    assert [health.hear(sound) for sound in (faint, faint, well, faint)] == [FAINT_SAY, "", BACK_SAY, FAINT_SAY]


def test_when_it_is_loud_and_then_quiet_again_that_is_said_once() -> None:
    health = Health()
    assert [health.hear(sound) for sound in (noise(10, 0.1), noise(10, 0.01))] == [LOUD_SAY, BACK_SAY]


def test_when_the_microphone_is_overloaded_it_is_said_within_three_seconds_and_when_it_is_heard_again() -> None:
    assert told(Health(), (4, 0.01), (15, 5.0), (20, 0.01)) == [(5.0, CLIPPED_SAY), (28.98, BACK_SAY)]


def test_when_a_device_cuts_off_at_a_higher_rate_it_is_overloaded() -> None:
    cut = resample(Clip(np.clip(noise(15, 5.0), -1, 1), 48_000), RATE).samples.clip(-1, 1)
    health = Health()
    assert CLIPPED_SAY in [health.hear(piece) for piece in np.split(cut, range(320, 2 * RATE, 320))[:-1]]


def test_when_a_baby_cries_beside_the_microphone_it_is_not_overloaded_at_once() -> None:
    assert told(Health(), *[(1, 0.3), (0.5, 0.01)] * 6) == []


def test_when_somebody_knocks_at_the_microphone_it_is_not_overloaded() -> None:
    assert told(Health(), (2, 0.01), (0.4, 50.0), (7, 0.01)) == []


def told(health: Health, *parts: tuple[float, float]) -> list[tuple[float, str]]:
    """What is said, and after how many seconds; each part so many seconds at so much loudness."""
    sound = np.concatenate([noise(seconds, loud) for seconds, loud in parts])
    pieces = np.split(sound, range(320, len(sound), 320))
    return [(round(i * 0.02 + 0.02, 2), say) for i, piece in enumerate(pieces) if (say := health.hear(piece))]


def test_when_the_microphone_is_muted_it_is_said_within_three_seconds_and_when_it_is_heard_again() -> None:
    assert told(Health(), (4, 0.01), (15, 0), (2, 0.01)) == [(5.76, SILENT_SAY), (19.02, BACK_SAY)]


def test_when_it_is_muted_from_the_start_and_for_long_it_is_said_once() -> None:
    assert told(Health(), (60, 0)) == [(2.5, SILENT_SAY)]


def test_when_a_quiet_room_is_just_above_exact_silence_it_is_not_muted() -> None:
    assert told(Health(), *[(1.5, 0), (0.1, 0.01)] * 4) == []


def test_when_it_is_muted_again_that_is_told_as_soon() -> None:
    said = told(Health(), (9, 0), (1, 0.01), (9, 0))
    assert said == [(2.5, SILENT_SAY), (9.02, BACK_SAY), (11.76, SILENT_SAY)]


def test_when_a_driver_cuts_off_the_room_between_sounds_it_is_not_told_over_and_over() -> None:
    assert len(told(Health(), *[(6, 0), (1, 0.01)] * 20)) == 4


class FakeCryHead:
    """Calls a step crying whose first feature is positive, and lasting what most steps of three seconds are."""

    sure, fussing = 0.0, 0.0

    def crying(self, feats: np.ndarray) -> np.ndarray:
        """Log-odds of each step from the twelfth on, by both networks."""
        return np.where(feats[11:, :1] > 0, 3.0, -5.0).repeat(2, axis=1)

    def weighed(self, parts: np.ndarray) -> np.ndarray:
        """The mean of the first network's."""
        return parts[:, 0]


def cried(*seconds_and_crying: tuple[float, bool], someone: bool = True, talk: Sequence[int] = ()) -> list[str]:
    """What is noticed in sound that has a pitch, or is nearly still; ``talk``: consonants at each look."""
    answers = list(talk)
    asked = (lambda: answers.pop(0) if len(answers) > 1 else answers[0]) if talk else None
    ear, found = Crying(FakeCryHead(), asked), []  # type: ignore[arg-type]
    for is_crying in [crying for seconds, crying in seconds_and_crying for _ in range(round(seconds / 0.08))]:
        sound = voice(0.08) if is_crying else noise(0.08) * np.float32(0.01)
        step = np.full((1, features.WIDTH), 1.0 if is_crying else -1.0, np.float32)
        found.append(ear.hear(step, sound, someone=someone))
    return [by for by in found if by]


def voice(seconds: float, hertz: float = 450.0, glide: float = 0.0) -> Samples:
    """A voice of two harmonics that glides by so many octaves a second."""
    at = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * hertz * (at if not glide else (2 ** (glide * at) - 1) / (glide * np.log(2)))
    return (0.05 * np.sin(phase) + 0.03 * np.sin(2 * phase)).astype(np.float32)


def test_when_a_baby_cries_for_three_seconds_it_is_noticed_once() -> None:
    assert cried((2, False), (3, True)) == ["crying"]
    assert cried((2, False), (12, True)) == ["crying"]


def test_when_somebody_talks_or_sings_it_is_no_crying() -> None:
    assert cried((2, False), (12, True), talk=[7]) == []


def test_when_the_talk_stops_and_the_crying_goes_on_it_is_noticed() -> None:
    assert cried((2, False), (5, True), talk=[7, 7, 0]) == ["crying"]


def test_when_talk_begins_beside_crying_that_was_noticed_it_is_not_noticed_again() -> None:
    assert cried((2, False), (12, True), talk=[0, 7]) == ["crying"]


def test_when_a_baby_squeaks_it_is_nothing() -> None:
    assert cried((2, False), (1.0, True), (5, False)) == []


def test_when_a_baby_fusses_it_is_no_crying_and_told_once_until_it_is_quiet() -> None:
    assert cried((2, False), *[(0.6, True), (1.2, False)] * 10) == ["fussing"]
    assert cried(*[(0.6, True), (1.2, False)] * 5, (12, False), *[(0.6, True), (1.2, False)] * 5) == ["fussing"] * 2


def test_when_only_the_coach_sounds_nobody_cries() -> None:
    assert cried((2, False), (6, True), someone=False) == []


def test_when_a_crying_baby_breathes_in_between_it_still_counts() -> None:
    assert cried((2, False), (1.4, True), (0.3, False), (1.6, True)) == ["crying"]


def test_when_a_baby_cries_again_later_it_is_noticed_again() -> None:
    assert cried((4, True), (4, False), (4, True)) == ["crying"] * 2


def alike(sound: Samples) -> np.ndarray:
    """What three seconds of a sound are like."""
    return lasting(measured(frames_at(sound, np.arange(1, 69) * 640))[None])[0]


def test_a_voice_is_high_or_low_by_its_pitch() -> None:
    assert alike(voice(3, 450))[0] > 0.9
    assert alike(voice(3, 180))[1] > 0.9


def test_an_instrument_holds_its_pitch_and_a_throat_does_not() -> None:
    held, glides = alike(voice(3, 450)), alike(voice(3, 400, glide=0.3))
    assert held[7] > 0.9
    assert glides[7] < 0.1


def test_bursts_and_the_breaths_between_them_are_counted() -> None:
    burst, breath = voice(0.6), np.zeros(6400, np.float32)
    parts = alike(np.concatenate([burst, breath] * 3))
    assert parts[4] * 4 == 3
    assert 0.2 < parts[3] < 0.5


class FakeDevice:
    """A microphone that hands over one recording and is then still."""

    def __init__(self, sound: Samples, pieces: SimpleQueue[bytes | None]) -> None:
        self.closed = False
        for piece in np.split((sound * 32767).astype(np.int16), range(320, len(sound), 320)):
            pieces.put(piece.tobytes())

    def close(self) -> None:
        """End it."""
        self.closed = True


class FakeSpotter:
    """Hears one suspicion and one certainty in the first sound of all."""

    def __init__(self) -> None:
        self._left = [Detection(1.0, Command.NO, "suspect", 2.0), Detection(1.1, Command.NO, "sure", 4.0)]

    def follow(self, _features: Samples, **_known: bool) -> list[Detection]:
        """Both at once, the first time."""
        found, self._left = self._left, []
        return found


def listening(monkeypatch: pytest.MonkeyPatch, deaf_to: frozenset[Command] = frozenset()) -> tuple[list, list, list]:
    opened: list[FakeDevice] = []
    heard: list[object] = []
    suspected: list[object] = []
    monkeypatch.setattr(microphone, "LOST_AFTER", 0.01)

    def opening(_name: str, pieces: SimpleQueue[bytes | None]) -> FakeDevice:
        opened.append(FakeDevice(noise(0.1), pieces))
        return opened[-1]

    monkeypatch.setattr(microphone, "_open", opening)
    lost = threading.Event()
    ear = Microphone(
        clock=lambda: 4321,
        on_suspect=suspected.append,
        on_health=lambda _say: lost.set(),
        spotter=FakeSpotter(),  # type: ignore[arg-type]
        deaf_to=lambda: deaf_to,
    )
    with ear.listen(heard.append):
        assert lost.wait(5)
    return opened, heard, suspected


def test_when_the_microphone_goes_away_it_is_said_and_it_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, _, _ = listening(monkeypatch)
    assert opened[0].closed
    assert all(device.closed for device in opened)


@pytest.mark.parametrize(
    ("loud", "sentences"),
    [(0.05, [LOST_SAY, BACK_SAY]), (0.0, [LOST_SAY, SILENT_SAY])],
)
def test_when_the_microphone_is_back_that_is_said_but_not_when_it_is_muted(
    monkeypatch: pytest.MonkeyPatch, loud: float, sentences: list[str]
) -> None:
    monkeypatch.setattr(microphone, "LOST_AFTER", 0.2)
    sounds = iter([noise(0.1), noise(2.6, loud)])
    monkeypatch.setattr(microphone, "_open", lambda _name, pieces: FakeDevice(next(sounds), pieces))
    said: SimpleQueue[str] = SimpleQueue()
    ear = Microphone(clock=lambda: 0, on_health=said.put, spotter=FakeSpotter())  # type: ignore[arg-type]
    with ear.listen(lambda _event: None):
        assert [said.get(timeout=20) for _ in sentences] == sentences


def test_when_no_is_certain_it_is_reported_with_the_moment_and_the_ear(monkeypatch: pytest.MonkeyPatch) -> None:
    _, heard, suspected = listening(monkeypatch)
    assert heard == [Heard(4321, Command.NO, "microphone")]
    assert [d.level for d in suspected] == ["suspect"]


def test_when_the_coach_says_the_phrase_itself_the_ear_is_deaf_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _, heard, suspected = listening(monkeypatch, frozenset({Command.NO}))
    assert (heard, suspected) == ([], [])


def test_when_there_is_no_such_microphone_the_message_names_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [{"name": "Built-in", "id": 1}, {"name": "Headset", "id": 2}]
    monkeypatch.setattr(microphone, "_captures", lambda: known)
    ear = Microphone("Studio", clock=lambda: 0)
    assert "Built-in, Headset" in ear.check()
    with pytest.raises(EarError, match="Studio"), ear.listen(lambda _event: None), nullcontext():
        pass
    assert Microphone("head", clock=lambda: 0).check() == ""
