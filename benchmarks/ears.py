"""How well the microphone hears "baby says no" and the rest: misses, false alarms, confusions, latency and cost.

    python -m benchmarks.ears SOUNDS --clips CLIPS [CLIPS ...] --coach COACH [--png curve.png] [--part test]

SOUNDS is a folder of recordings with a manifest.json, CLIPS are folders made by training/make_clips.py and
training/make_other_voices.py, COACH one by training/make_coach.py. Only voices, recordings and rooms of ``--part`` are
used, which training never saw (docs/ears.md). Renderings are kept in --work, so that a second run is quick.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import resource
import time
from collections import Counter
from pathlib import Path

import numpy as np

from coach.ears.chain import Chain
from coach.ears.features import RATE
from coach.ears.heads import Heads
from coach.ears.spotter import Threshold, thresholds
from coach.model import Command
from training.evaluate import CONDITIONS, EARLY, LATE, Scene, heard, judged, peaks, render, scene, track
from training.mix import ClipFile, Stock, clips_in, hash_of, label_of
from training.sounds import read
from training.streams import embedded, stream

BARS = {"quiet": "1", "room": "4", "cry10": "12, 4", "cry5": "20, 8",
        "coach0": "8, 3", "coach6": "15, 6", "talk5": "30"}  # fmt: skip
"""Per cent of first sayings, and of both of two, that may be missed."""
REAL = ("baby", "speech", "words", "household")
Rendered = list[tuple[np.ndarray, Scene]]


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
    """Everything that is measured, and what is kept of it."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.heads = Heads(args.heads)
        self.points = thresholds(args.heads)
        self.no = {Command.NO: self.points[Command.NO]}
        clips = [c for folder in args.clips for c in clips_in(folder, args.part)]
        self.said = [c for c in clips if c.label == "no"]
        self.near = [c for c in clips if not c.label and label_of(c.text) != "no"]
        self.others = [c for c in clips if c.label not in ("", "no")]
        args.work.mkdir(parents=True, exist_ok=True)
        self._stock: Stock | None = None

    @property
    def stock(self) -> Stock:
        """The recordings, read when they are first needed."""
        if self._stock is None:
            self._stock = Stock(self.args.sounds, self.args.coach, self.args.part)
        return self._stock

    def scenes(self, name: str, clips: list[ClipFile], condition: str, sayings: int) -> Rendered:
        """All clips under a condition, ``--renders`` times; once where there is noise too, which takes longer."""
        times = self.args.renders if name == "no" and condition in ("quiet", "room") else 1
        store = self.args.work / f"{self.args.part}-{name}-{condition}-{len(clips)}x{times}.npz"
        if not store.exists():
            made = [r for seed in range(times) for r in render(clips, condition, self.stock, seed, sayings)]
            np.savez(store, *[f for f, _ in made], ends=np.array([s.ends for _, s in made]))
        with np.load(store) as kept:
            return [(kept[f"arr_{i}"], Scene(np.empty(0), tuple(ends))) for i, ends in enumerate(kept["ends"])]

    def recording(self, kind: str) -> np.ndarray:
        """Features of all recordings of a kind, one after another."""
        store = self.args.work / f"{self.args.part}-stream-{kind}.npy"
        if not store.exists():
            named = {"baby": "cries", "speech": "talk", "household": "homes"}.get(kind, kind)
            every = [getattr(r, "floats", r) for r in getattr(self.stock, named)]
            np.save(store, embedded(stream(every, np.random.default_rng(7), None)))
        return np.load(store)


def misses(bench: Bench) -> dict[str, list[tuple[np.ndarray, tuple[float, ...]]]]:
    """Print the table of sayings; returns the scores of "no" around the first, after its end and their times."""
    print('\n"baby says no", first saying missed; both of two sayings 2 s apart missed (bar)')
    kept, by_engine = {}, {}
    for condition in CONDITIONS:
        first = both = 0
        tracks = []
        for feats, made in bench.scenes("no", bench.said, condition, 2):
            times, scores = track(bench.heads, feats)
            got = [heard(judged(times, scores, bench.no), end, Command.NO) for end in made.ends]
            first, both = first + (not got[0]), both + (not any(got))
            near = (times > made.ends[0] - EARLY) & (times < made.ends[0] + LATE)
            tracks.append((scores[near, 0], (made.ends[0], *times[near])))
        n = len(tracks)
        kept[condition] = tracks
        by_engine.update({(condition, k): v for k, v in engines(bench, tracks).items()})
        print(f"  {condition:7} {wilson(first, n):34} both {wilson(both, n):34} ({BARS[condition]} %)")
    print("  by engine, first sayings that stayed below certainty:")
    for condition in CONDITIONS:
        print(f"    {condition:7} " + ", ".join(f"{e} {n}" for (c, e), n in by_engine.items() if c == condition))
    return kept


def engines(bench: Bench, tracks: list) -> dict[str, str]:
    """Misses and sayings of each engine, as ``3/40``; apart, those with a comma, so a pause, before the "no"."""
    said, missed = Counter[str](), Counter[str]()
    for i, (scores, _) in enumerate(tracks):
        clip = bench.said[i % len(bench.said)]
        engine = clip.engine + (" with a pause" if ", no" in clip.text.lower() else "")
        said[engine] += 1
        missed[engine] += scores.max(initial=-99) < bench.no[Command.NO].sure
    return {e: f"{missed[e]}/{n}" for e, n in sorted(said.items())}


def false_alarms(bench: Bench) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Print pauses and ducks on the recordings and on the coach's own voice; returns their tracks."""
    print("\nfalse alarms where nobody says a phrase (bar, an hour: pauses 1, ducks 8, other commands 0.5)")
    tracks, total, hours = {}, Counter[str](), 0.0
    for kind in (*REAL, "coach"):
        times, scores = tracks[kind] = track(bench.heads, bench.recording(kind))
        found = judged(times, scores, bench.no)
        mine = Counter(how for _, _, how in found)
        mine["others"] = sum(c is not Command.NO for _, c, how in judged(times, scores, bench.points) if how == "sure")
        span = len(times) * 0.08 / 3600
        counts = f"pauses {mine['sure']}, ducks {mine['suspect']}, other commands {mine['others']}"
        print(f"  {kind:9} {counts} in {span:.2f} h")
        if kind in REAL:
            total, hours = total + mine, hours + span
    for name, what in (("sure", "pauses"), ("suspect", "ducks"), ("others", "other commands")):
        print(f"  all real recordings, {what}: {poisson(total[name], hours)}")
    return tracks


def confusions(bench: Bench) -> None:
    """Print the near misses that pause, by wording."""
    fooled = Counter[str]()
    rendered = bench.scenes("near", bench.near, "room", 1)
    for i, (feats, made) in enumerate(rendered):
        found = judged(*track(bench.heads, feats), bench.no)
        fooled[bench.near[i % len(bench.near)].text] += heard(found, made.ends[0], Command.NO)
    wordings = len({c.text for c in bench.near})
    share = wilson(fooled.total(), len(rendered))
    print(f"\nconfusable sentences ({wordings} wordings, in rooms) that pause: {share} (4 %)")
    print("  most: " + ", ".join(f'"{t}" {n}' for t, n in fooled.most_common(6) if n))


def other_commands(bench: Bench) -> None:
    """Print misses and confusions of the other commands."""
    print("\nthe other commands: missed, wrong command (bar: quiet 4 %, room 10 %, wrong 1 %)")
    for condition in ("quiet", "room"):
        rendered = bench.scenes("others", bench.others, condition, 1)
        missed, wrong = Counter[str](), 0
        for i, (feats, made) in enumerate(rendered):
            meant = Command(bench.others[i % len(bench.others)].label)
            found = [d for d in judged(*track(bench.heads, feats), bench.points) if d[2] == "sure"]
            missed[meant.value] += not heard(found, made.ends[0], meant)
            wrong += any(c is not meant and at > made.ends[0] - 2 for at, c, _ in found)
        print(f"  {condition:6} missed {wilson(missed.total(), len(rendered))}; wrong {wilson(wrong, len(rendered))}")
        said = Counter(bench.others[i % len(bench.others)].label for i in range(len(rendered)))
        print("         " + ", ".join(f"{c} {missed[c]}/{n}" for c, n in sorted(said.items())))


def latency(kept: list[tuple[np.ndarray, tuple[float, ...]]], point: Threshold) -> None:
    """Print when "no" became sure after the end of the phrase, without audio input and output."""
    after = [1000 * (m[1:][i[0]] - m[0]) for s, m in kept if len(i := np.flatnonzero(s >= point.sure))]
    low, middle, high = np.percentile(after, [5, 50, 95])
    print(f"\nend of the phrase to certainty (quiet, {len(after)} sayings), ms of sound:")
    print(f"  p5 {low:.0f}, median {middle:.0f}, p95 {high:.0f}")


def sphinx(bench: Bench) -> None:
    """Print the same first sayings through pocketsphinx's keyphrase search, where its wheel is installed."""
    try:
        import pocketsphinx  # noqa: PLC0415
    except ImportError:
        print("\npocketsphinx is not installed: nothing to compare with")
        return
    print("\npocketsphinx 5 keyphrase, threshold 1e-20, the first rendering of each clip:")
    for condition in ("quiet", "room", "cry10"):
        missed = 0
        for i, clip in enumerate(bench.said):
            rng = np.random.default_rng([hash_of(condition) % 2**32, 0, i])
            made = scene(rng, read(clip.path), condition, bench.stock, 1)
            decoder = pocketsphinx.Decoder(keyphrase="baby says no", kws_threshold=1e-20, loglevel="FATAL")
            decoder.start_utt()
            pcm = (made.samples[4 * RATE :] / np.abs(made.samples).max() * 16000).astype(np.int16)
            decoder.process_raw(pcm.tobytes(), full_utt=True)
            decoder.end_utt()
            missed += decoder.hyp() is None
        print(f"  {condition:7} {wilson(missed, len(bench.said))}")
    rng, alarms, hours = np.random.default_rng(7), 0, 0.0
    for recordings in (bench.stock.talk, bench.stock.words):
        sound = stream([r.floats for r in recordings], rng, None)
        for i in range(0, len(sound), 10 * RATE):
            decoder = pocketsphinx.Decoder(keyphrase="baby says no", kws_threshold=1e-20, loglevel="FATAL")
            decoder.start_utt()
            decoder.process_raw((sound[i : i + 10 * RATE] * 32767).astype(np.int16).tobytes(), full_utt=True)
            decoder.end_utt()
            alarms += decoder.hyp() is not None
        hours += len(sound) / RATE / 3600
    print(f"  false alarms on speech and words: {poisson(alarms, hours)}")


def cost() -> None:
    """Print CPU and memory of the whole chain, with and without the canceller, in 20 ms pieces."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sound = np.random.default_rng(0).normal(size=60 * RATE).astype(np.float32) * 0.01
    played = np.random.default_rng(1).normal(size=60 * 24_000).astype(np.float32) * 0.01
    for cancel in (False, True):
        chain, start = Chain(cancel=cancel), time.process_time()
        for i in range(3000):
            chain.hear(sound[i * 320 : (i + 1) * 320], played[i * 480 : (i + 1) * 480])
        print(f"  canceller {'on ' if cancel else 'off'}: {100 * (time.process_time() - start) / 60:.1f} % of a core")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"  memory beyond what this benchmark had taken already: {grown:.0f} MB (bar 120)")


def picture(bench: Bench, kept: dict, tracks: dict, to: Path) -> None:
    """Misses of the first saying against false pauses an hour, for every threshold."""
    import matplotlib as mpl  # noqa: PLC0415 - only for --png

    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415

    hours = sum(len(tracks[k][0]) for k in REAL) * 0.08 / 3600
    alarms = np.sort(np.concatenate([peaks(tracks[k][0], tracks[k][1][:, 0]) for k in REAL]))[::-1]
    grid = np.linspace(-6, 12, 400)
    rates = np.array([(alarms >= g).sum() / hours for g in grid])
    plt.figure(figsize=(7, 5))
    for condition, scenes in kept.items():
        best = np.array([s.max(initial=-99) for s, _ in scenes])
        plt.plot(rates, [100 * (best < g).mean() for g in grid], label=condition)
    here = (alarms >= bench.no[Command.NO].sure).sum() / hours
    plt.axvline(here, color="grey", lw=1, ls=":", label="certainty, where we run")
    plt.xscale("symlog", linthresh=0.5)
    plt.xlim(0, 30)
    plt.ylim(0, 60)
    plt.xlabel(f"false pauses an hour ({hours:.1f} h of real recordings)")
    plt.ylabel(f"first sayings missed, % of {len(kept['quiet'])}")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.savefig(to, dpi=110)
    print(f"\npicture: {to}")


def main() -> None:
    """See the module's docstring."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sounds", type=Path)
    options.add_argument("--clips", type=Path, nargs="+", required=True)
    options.add_argument("--coach", type=Path, required=True)
    options.add_argument("--heads", type=Path, help="folder of head*.npz and thresholds.json; default: those that ship")
    options.add_argument("--part", default="test", choices=["tune", "test"])
    options.add_argument("--renders", type=int, default=2, help="renderings of each clip in the quiet and in rooms")
    options.add_argument("--work", type=Path, default=Path("/tmp/ears-benchmark"))  # noqa: S108
    options.add_argument("--png", type=Path, help="a picture of misses against false alarms (needs matplotlib)")
    options.add_argument("--sphinx", action="store_true", help="compare with pocketsphinx (slow)")
    args = options.parse_args()
    bench = Bench(args)
    voices = {(c.engine, c.voice) for c in bench.said}
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{len(bench.said)} clips of the phrase x {args.renders} renderings, {len(voices)} voices of "
          f"{len({e for e, _ in voices})} engines: {dict(Counter(c.engine for c in bench.said))}")  # fmt: skip
    print("operating points:", {c.value: (p.suspect, p.sure) for c, p in bench.points.items() if c is Command.NO})
    kept = misses(bench)
    tracks = false_alarms(bench)
    confusions(bench)
    other_commands(bench)
    latency(kept["quiet"], bench.points[Command.NO])
    print("\nthe whole chain (bar 6 %):")
    cost()
    if args.sphinx:
        sphinx(bench)
    if args.png:
        picture(bench, kept, tracks, args.png)


if __name__ == "__main__":
    main()
