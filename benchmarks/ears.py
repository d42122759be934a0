"""How well the microphone hears "baby says no" and the rest: misses, false alarms, confusions, latency and cost.

    python -m benchmarks.ears SOUNDS --clips CLIPS [CLIPS ...] --coach COACH [--more MORE] [--png curve.png]

SOUNDS is a folder of recordings with a manifest.json, CLIPS are folders made by training/make_clips.py and
training/make_other_voices.py, COACH one by training/make_coach.py, MORE, with further people who talk, one by
training/more_sounds.py. Only voices, recordings and rooms of ``--part`` are
used, which training never saw (docs/ears.md). Renderings are kept in --work, so that a second run is quick.
Needs what training/requirements.lock pins.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from coach.ears.spotting.needs import Level
from coach.ears.spotting.phonemes import Phonemes
from coach.ears.spotting.pipeline import Chain, second_opinion
from coach.ears.spotting.spotter import Detection, Opinion
from coach.ears.spotting.steps import RATE
from coach.ears.spotting.thresholds import thresholds
from coach.model.events import Command
from coach.sound.resampling import Resampler
from training import evaluate
from training.evaluate import CONDITIONS, EARLY, LATE, Asked, Scene, heard, peaks, recording, scenes, track
from training.mix import ClipFile, Stock, clips_in, label_of
from training.parts import Parts, parts

BARS = {
    "quiet": "1",
    "room": "4",
    "cry10": "12, 4",
    "cry5": "20, 8",
    "coach0": "8, 3",
    "coach6": "15, 6",
    "talk5": "30",
}
"""Per cent of first sayings, and of both of two, that may be missed."""
REAL = ("baby", "speech", "words", "household")
NATURAL = ("kokoro", "hibari", "piper")
"""Engines whose voices sound like people's."""
PHRASE = "baby says no"


def wilson(k: int, n: int) -> str:
    """``12.3 % (10.1 to 15.0), 37/300``: a share with its 95 % interval."""
    if not n:
        return "none"
    p, z = k / n, 1.96
    middle, half = p + z * z / 2 / n, z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return f"{100 * p:.1f} % ({100 * max(0, low):.1f} to {100 * high:.1f}), {k}/{n}"


def poisson(k: int, hours: float) -> str:
    """``0.8 an hour (0.2 to 2.3), 2 in 2.4 h``: a rate with its 95 % interval (Wilson and Hilferty)."""
    low = 0.0 if k == 0 else k * (1 - 1 / (9 * k) - 1.96 / (3 * math.sqrt(k))) ** 3
    high = (k + 1) * (1 - 1 / (9 * (k + 1)) + 1.96 / (3 * math.sqrt(k + 1))) ** 3
    return f"{k / hours:.2f} an hour ({low / hours:.2f} to {high / hours:.2f}), {k} in {hours:.2f} h"


class Bench:
    """Everything that is measured, with its results."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.heads = Parts(args.heads / "step.onnx") if args.heads else parts()
        self.points = thresholds(args.heads)
        clips = [c for folder in args.clips for c in clips_in(folder, args.part)]
        self.said = [c for c in clips if c.label == "no"]
        self.near = [c for c in clips if not c.label and label_of(c.text) != "no"]
        self.others = [c for c in clips if c.label not in ("", "no")]
        args.work.mkdir(parents=True, exist_ok=True)
        self.stock = Stock(args.sounds, args.coach, args.part)
        self.phonemes = None if args.alone else second_opinion()
        self.second = self.phonemes is not None
        self.paused = 0.0
        """False pauses an hour."""
        self.looks: list[float] = []
        """Seconds of CPU that each new look of the second opinion took."""

    def scenes(self, name: str, condition: str) -> list[Scene]:
        """All clips of a kind under a condition; every third one where there is noise too, which takes longer."""
        return scenes(self.args.work, name, self.clips(name, condition), condition, self.stock)

    def clips(self, name: str, condition: str) -> list[ClipFile]:
        """Those that are put into a condition."""
        every = {"no": self.said, "near": self.near, "others": self.others}[name]
        if condition in ("quiet", "room"):
            return every
        folders = dict.fromkeys(c.path.parent.parent for c in every)
        return [c for folder in folders for c in [c for c in every if c.path.parent.parent == folder][::3]]

    def judge(self, name: str, made: list[Scene]) -> list[list[Detection]]:
        """What is heard in each scene by the heads and, if available, the second opinion."""
        store = self.args.work / f"{self.args.part}-looked-{name}.npz"
        asked = Asked(self.phonemes, store) if self.phonemes else None
        out = []
        for i, one in enumerate(made):
            opinion = asked.about(i, one.samples) if asked else None
            out.append(evaluate.judged_scene(self.heads, one, self.points, opinion))
        if asked:
            self.looks += asked.seconds
            asked.keep()
        return out

    def alone(self, made: list[Scene]) -> list[list[Detection]]:
        """What the heads alone would have heard."""
        return [evaluate.judged_scene(self.heads, one, self.points, None) for one in made]


def misses(bench: Bench) -> dict[str, list[tuple[float, np.ndarray, Detection | None]]]:
    """Print the table of sayings; returns, of each first saying, its end, the scores of "no" and what was sure."""
    print('\n"baby says no", first saying missed; both of two sayings 2 s apart missed (bar)')
    kept, by_engine = {}, {}
    for condition in CONDITIONS:
        made = bench.scenes("no", condition)
        found = bench.judge(f"no-{condition}", made)
        got = np.array([[heard(f, end, Command.NO) for end in s.ends] for f, s in zip(found, made, strict=True)])
        both = wilson(int((~got.any(1)).sum()), len(got))
        print(f"  {condition:7} {wilson(int((~got[:, 0]).sum()), len(got)):34} both {both:34} ({BARS[condition]} %)")
        if bench.second:
            lone = sum(not heard(f, s.ends[0], Command.NO) for f, s in zip(bench.alone(made), made, strict=True))
            print(f"          the heads alone: {wilson(lone, len(made))}")
        if condition.startswith("coach"):
            both = softly(bench, condition, made, found, got)
            print(f"          both, where the coach lowers its voice at a suspicion: {both}")
        kept[condition] = [first_saying(bench, f, s) for f, s in zip(found, made, strict=True)]
        by_engine[condition] = engines(bench, condition, got[:, 0])
    print("  by engine, first sayings missed:")
    for condition, line in by_engine.items():
        print(f"    {condition:7} {line}")
    return kept


def afresh(bench: Bench, one: Scene) -> Opinion | None:
    """The second opinion on a scene that is not kept."""
    phonemes = bench.phonemes
    if phonemes is None:
        return None
    sound = one.samples.astype(np.float32) / np.float32(32768)
    return lambda at: phonemes.evidence(sound[: round(at * RATE)])


def softly(bench: Bench, condition: str, made: list[Scene], found: list[list[Detection]], got: np.ndarray) -> str:
    """Both sayings missed, where a first one that was only suspected makes the coach lower its voice for the second."""
    first = {
        i: d.at
        for i, (one, heard_so) in enumerate(zip(made, found, strict=True))
        if not got[i].any()
        for d in heard_so
        if d.level is Level.SUSPECT and d.command is Command.NO and -EARLY <= d.at - one.ends[0] <= LATE
    }
    again = evaluate.softened(bench.clips("no", condition), condition, bench.stock, first)
    judged = {i: evaluate.judged_scene(bench.heads, s, bench.points, afresh(bench, s)) for i, s in again.items()}
    saved = sum(heard(judged[i], s.ends[1], Command.NO) for i, s in again.items())
    return wilson(int((~got.any(1)).sum()) - saved, len(got))


def first_saying(bench: Bench, found: list[Detection], made: Scene) -> tuple[float, np.ndarray, Detection | None]:
    """When it ended, the scores of "no" around that, and the certainty about it."""
    end = made.ends[0]
    times, scores = track(bench.heads, made.features(bench.heads))
    sure = [d for d in found if d.command is Command.NO and d.level is Level.SURE and -EARLY <= d.at - end <= LATE]
    return end, scores[(times > end - EARLY) & (times < end + LATE), 0], sure[0] if sure else None


def engines(bench: Bench, condition: str, got: np.ndarray) -> str:
    """Misses and sayings of each engine, as ``flite 3/40``; apart, those with a comma, so a pause, before the "no"."""
    said, missed = Counter[str](), Counter[str]()
    for clip, was_heard in zip(bench.clips("no", condition), got, strict=True):
        engine = clip.engine + (" with a pause" if ", no" in clip.text.lower() else "")
        said[engine] += 1
        missed[engine] += not was_heard
    natural = [e for e in said if e in NATURAL]
    line = ", ".join(f"{e} {missed[e]}/{n}" for e, n in sorted(said.items()))
    return f"{line}; natural voices {sum(missed[e] for e in natural)}/{sum(said[e] for e in natural)}"


def false_alarms(bench: Bench) -> tuple[np.ndarray, float]:
    """Print pauses and ducks on the recordings and on the coach's own voice; returns heights of "no", and hours."""
    print("\nfalse alarms where nobody says a phrase (bar, an hour: pauses 1, ducks 8, other commands 0.5)")
    total, lone, hours, heights = Counter[str](), Counter[str](), 0.0, []
    real = (*REAL, *(("voices",) if bench.args.more else ()))
    for kind, wet in [(k, w) for k in real for w in (False, True)] + [("coach", False)]:
        made = recording(bench.args.work, bench.stock, kind, wet=wet, more=bench.args.more)
        mine = Counter(named(d) for d in bench.judge(f"recording-{kind}{'-wet' if wet else ''}", [made])[0])
        span = len(made.samples) / RATE / 3600
        counts = f"pauses {mine['pauses']}, ducks {mine['ducks']}, other commands {mine['other commands']}"
        print(f"  {kind + (', in rooms' if wet else ''):19} {counts} in {span:.2f} h")
        if kind in real:
            total, hours = total + mine, hours + span
            lone.update(named(d) for d in bench.alone([made])[0])
            times, scores = track(bench.heads, made.features(bench.heads))
            heights.append(peaks(times, scores[:, 0]))
    bench.paused = total["pauses"] / hours
    for what in ("pauses", "ducks", "other commands"):
        print(f"  all real recordings, once as they are and once in rooms, {what}: {poisson(total[what], hours)}")
    if bench.second:
        print(f"  the heads alone: pauses {poisson(lone['pauses'], hours)}; ducks {poisson(lone['ducks'], hours)}")
    return np.sort(np.concatenate(heights))[::-1], hours


def named(found: Detection) -> str:
    """The row of the table that a false alarm belongs to."""
    if found.level is Level.SUSPECT:
        return "ducks"
    return "pauses" if found.command is Command.NO else "other commands"


def confusions(bench: Bench) -> None:
    """Print the near misses that pause, by wording."""
    fooled, made = Counter[str](), bench.scenes("near", "room")
    for clip, one, found in zip(bench.near, made, bench.judge("near-room", made), strict=True):
        fooled[clip.text] += heard(found, one.ends[0], Command.NO)
    wordings = len({c.text for c in bench.near})
    share = wilson(fooled.total(), len(made))
    print(f"\nconfusable sentences ({wordings} wordings, in rooms) that pause: {share} (4 %)")
    print("  most: " + ", ".join(f'"{t}" {n}' for t, n in fooled.most_common(8) if n))


def other_commands(bench: Bench) -> None:
    """Print misses and confusions of the other commands."""
    print("\nthe other commands: missed, wrong command (bar: quiet 4 %, room 10 %, wrong 1 %)")
    for condition in ("quiet", "room"):
        made = bench.scenes("others", condition)
        missed, wrong, natural = Counter[str](), Counter[str](), [0, 0]
        for clip, one, found in zip(bench.others, made, bench.judge(f"others-{condition}", made), strict=True):
            meant = Command(clip.label)
            lost = not heard(found, one.ends[0], meant)
            missed[clip.label] += lost
            if clip.engine in NATURAL:
                natural = [natural[0] + lost, natural[1] + 1]
            wrong.update(
                {
                    f"{clip.label} as {d.command.value}"
                    for d in found
                    if d.level is Level.SURE and d.command is not meant and d.at > one.ends[0] - 2
                }
            )
        print(f"  {condition:6} missed {wilson(missed.total(), len(made))}; wrong {wilson(wrong.total(), len(made))}")
        said = Counter(c.label for c in bench.others)
        print("         " + ", ".join(f"{c} {missed[c]}/{n}" for c, n in sorted(said.items())))
        print(f"         natural voices {natural[0]}/{natural[1]}; wrong: {dict(wrong)}")


def latency(bench: Bench, kept: list[tuple[float, np.ndarray, Detection | None]]) -> None:
    """Print when "no" became sure after the end of the phrase, without audio input and output."""
    after = np.array([1000 * (d.at - end) for end, _, d in kept if d])
    low, middle, high = np.percentile(after, [5, 50, 95])
    print(f"\nend of the phrase to certainty (quiet, {len(after)} sayings), ms of sound:")
    print(f"  p5 {low:.0f}, median {middle:.0f}, p95 {high:.0f}")
    if bench.second and bench.looks:
        look = 1000 * float(np.median(bench.looks))
        low, middle, high = np.percentile(after + look, [5, 50, 95])
        print(
            f"  with the second opinion's own {look:.0f} ms: "
            f"p5 {low:.0f}, median {middle:.0f}, p95 {high:.0f} (bar: median 200, p95 350)"
        )


def sphinx(bench: Bench) -> None:
    """Print the same first sayings and recordings through pocketsphinx's keyphrase search, where it is installed."""
    try:
        import pocketsphinx  # noqa: PLC0415
    except ImportError:
        print("\npocketsphinx is not installed: nothing to compare with")
        return

    def finds(pcm: np.ndarray) -> bool:
        decoder = pocketsphinx.Decoder(keyphrase=PHRASE, kws_threshold=1e-20, loglevel="FATAL")
        decoder.start_utt()
        loudest = max(1, int(np.abs(pcm).max()))
        decoder.process_raw((pcm.astype(np.int32) * 16000 // loudest).astype(np.int16).tobytes(), full_utt=True)
        decoder.end_utt()
        return decoder.hyp() is not None

    print("\nbeside it, pocketsphinx 5 looking for the keyphrase, threshold 1e-20, missed of the first sayings:")
    for condition in ("quiet", "room", "cry10"):
        made = bench.scenes("no", condition)[::2]
        missed = sum(not finds(s.samples[int((s.ends[0] - 2.2) * RATE) : int((s.ends[0] + 0.6) * RATE)]) for s in made)
        print(f"  {condition:7} {wilson(missed, len(made))}")
    near = bench.scenes("near", "room")[::2]
    print(f"  confusable sentences taken for it: {wilson(sum(finds(s.samples) for s in near), len(near))}")
    alarms, hours = 0, 0.0
    for kind in ("speech", "words"):
        sound = recording(bench.args.work, bench.stock, kind).samples
        alarms += sum(finds(sound[i : i + 10 * RATE]) for i in range(0, len(sound), 10 * RATE))
        hours += len(sound) / RATE / 3600
    print(f"  false alarms on speech and words: {poisson(alarms, hours)}")


def cost(second: Phonemes | None) -> None:
    """Print CPU and memory of the whole chain, with and without the canceller, in 20 ms pieces."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    played = np.random.default_rng(1).normal(size=60 * 24_000).astype(np.float32) * 0.01
    hiss = np.random.default_rng(0).normal(size=60 * RATE) * 0.001
    # 0.1 s later in the room: without an echo there would be nothing to cancel, and nothing would be.
    sound = (hiss + np.resize(np.pad(0.7 * Resampler(24_000, RATE).push(played), (RATE // 10, 0)), 60 * RATE)).astype(
        np.float32
    )
    for cancel in (False, True):
        chain, start = Chain(cancel=cancel, phonemes=second), time.process_time()
        for i in range(3000):
            list(chain.hear(sound[i * 320 : (i + 1) * 320], played[i * 480 : (i + 1) * 480]))
        print(f"  canceller {'on ' if cancel else 'off'}: {100 * (time.process_time() - start) / 60:.1f} % of a core")
    if second:
        looks = []
        for i in range(20):
            start = time.perf_counter()
            second.evidence(sound[i * RATE : (i + 2) * RATE])
            looks.append(1000 * (time.perf_counter() - start))
        print(f"  a look of the second opinion: median {np.median(looks):.0f} ms, longest {max(looks):.0f} ms")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"  memory beyond what this benchmark had taken already: {grown:.0f} MB")


def memory() -> None:
    """Print what the chain adds to a process that had numpy only, measured in one of its own (Linux)."""
    code = (
        "import numpy as np\n"
        "from pathlib import Path\n"
        # What resource tells begins with the parent's peak.
        "def peak(): return int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) / 1024\n"
        "before = peak()\n"
        "from coach.ears.spotting.pipeline import Chain, second_opinion\n"
        "second = second_opinion()\n"
        "chain = Chain(cancel=True, phonemes=second)\n"
        "quiet = np.random.default_rng(0).normal(size=320).astype(np.float32) * 0.01\n"
        "for _ in range(500): list(chain.hear(quiet, np.resize(quiet, 480)))\n"
        "second and second.evidence(np.resize(quiet, 32000))\n"
        "print(f'{peak() - before:.0f}')\n"
    )
    grown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    print(f"  memory that the chain adds: {grown} MB (bar 120)")


def picture(bench: Bench, kept: dict[str, Any], heights: np.ndarray, hours: float, to: Path) -> None:
    """Misses of the first saying against false pauses an hour: the heads alone, for every threshold, and our point."""
    import matplotlib as mpl  # noqa: PLC0415 - only for --png

    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    grid = np.linspace(-6, 12, 400)
    rates = np.array([(heights >= g).sum() / hours for g in grid])
    plt.figure(figsize=(7, 5))
    for condition, sayings in kept.items():
        best = np.array([s.max(initial=-99) for _, s, _ in sayings])
        line = plt.plot(rates, [100 * (best < g).mean() for g in grid], label=condition)[0]
        missed = 100 * float(np.mean([d is None for _, _, d in sayings]))
        plt.plot([bench.paused], [missed], "o", color=line.get_color())
    plt.plot([], [], "ko", label="where we run, with the second opinion" if bench.second else "where we run")
    plt.xscale("symlog", linthresh=0.5)
    plt.xlim(-0.02, 30)
    plt.ylim(0, 60)
    plt.xlabel(f"false pauses an hour ({hours:.1f} h: {hours / 2:.1f} h of real recordings, and the same in rooms)")
    plt.ylabel(f"first sayings missed, % of {len(kept['quiet'])} ({len(kept['cry10'])} in noise)")
    plt.legend(title="lines: the heads alone")
    plt.grid(alpha=0.3)
    plt.savefig(to, dpi=110)
    print(f"\npicture: {to}")


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sounds", type=Path)
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--more", type=Path, help="false alarms of acted voices and prompts, too")
    options.add_argument("--heads", type=Path, help="folder of step.onnx and thresholds.json; default: those that ship")
    options.add_argument("--part", default="test", choices=["tune", "test"])
    options.add_argument("--alone", action="store_true", help="the heads without the second opinion")
    options.add_argument("--work", type=Path, default=Path("/tmp/ears-benchmark"))  # noqa: S108
    options.add_argument("--png", type=Path, help="a picture of misses against false alarms (needs matplotlib)")
    options.add_argument("--sphinx", action="store_true", help="compare with pocketsphinx, if it is installed")
    args = options.parse_args()
    bench = Bench(args)
    voices = {(c.engine, c.voice) for c in bench.said}
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(
        f"{len(bench.said)} clips of the phrase, {len(voices)} voices of "
        f"{len({e for e, _ in voices})} engines: {dict(Counter(c.engine for c in bench.said))}"
    )
    print(f"second opinion: {'phonemes' if bench.second else 'none'}; no at: {bench.points[Command.NO]}")
    kept = misses(bench)
    heights, hours = false_alarms(bench)
    confusions(bench)
    other_commands(bench)
    latency(bench, kept["quiet"])
    print("\nthe whole chain (bar 6 %):")
    cost(bench.phonemes)
    memory()
    if args.png:
        picture(bench, kept, heights, hours, args.png)
    if args.sphinx:
        sphinx(bench)


if __name__ == "__main__":
    main()
