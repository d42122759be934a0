"""Command lines at random: what somebody types of an evening, and what the coach knows from it."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from coach.model.options import BOTH_LEGS, LEGS
from tests.support.person import Truth, nothing

SCRIPTS = Path(__file__).parents[2] / "scripts"
ROUTINES = tuple(sorted({path.stem for path in SCRIPTS.glob("*.yaml")} - {"permission", "movements"}))
SHORT = ("five-minutes", "one-leg", "legs-and-feet", "nappy-minute", "hips", "after-a-jab", "arms-and-hands", "back")
FLAGS = {
    "--bedtime": 0.1,
    "--hips-cleared": 0.3,
    "--navel-healed": 0.3,
    "--reflux-free": 0.3,
    "--coach-asks": 0.1,
    "--hips-first": 0.1,
    "--no-care": 0.2,
    "--teach-again": 0.1,
    "--quiet": 0.1,
    "--no-crying": 0.1,
    "--no-listen": 0.05,
}
VALUES = {
    "--hands": ("left", "right", "one"),
    "--pace": ("80", "120", "breath", "heart"),
    "--detail": ("teach", "remind", "counts"),
    "--count": ("spoken", "ticked"),
    "--leave-out": ("rope", "left leg", "right leg", "wringing"),
    "--baby": ("Mia", "Jörg", "Ada"),
}
READING = (["list"], ["history"], ["check"], ["history", "--all"], ["history", "--json"])
KEYS = ("p=where are we", "x=off", "b=no", "space=yes", "k=all done")
Told = Callable[[], object]
"""Changes what the coach was told."""


def line(dice: random.Random, truth: Truth, *, cut: bool) -> tuple[list[str], Told]:
    """A command line, and what it tells the coach; ``cut``: a massage was cut off, so the lists are likely."""
    roll = dice.random()
    if roll < (0.7 if cut else 0.25):
        return [], nothing
    if roll < 0.32:
        options, tells = options_of(dice, truth)
        return ["course", *options], tells
    if roll < 0.55:
        return for_good(dice, truth) if roll < 0.47 else (["play", "--from-bookmark", "--no-care"], nothing)
    if roll < 0.6:
        return dice.choice((["forget", "--yes"], ["play", "doll"])), nothing
    if roll < 0.65:
        return dice.choice((*READING, ["show", dice.choice(ROUTINES)])), nothing
    options, tells = options_of(dice, truth)
    return ["play", dice.choice((*ROUTINES, *SHORT, *SHORT, *SHORT, "mine")), *options], tells


def options_of(dice: random.Random, truth: Truth) -> tuple[list[str], Told]:
    """Options of one evening."""
    typed = [flag for flag, chance in FLAGS.items() if dice.random() < chance]
    for flag, values in VALUES.items():
        if dice.random() < 0.12:
            typed += [flag, dice.choice(values)]
    tells: list[Told] = []
    if dice.random() < 0.5:
        typed += ["--age", f"{truth.age()}d"]
        tells.append(lambda: setattr(truth, "age_known", True))
    if dice.random() < 0.15:
        leg = dice.choice((*LEGS, BOTH_LEGS))
        typed += ["--jab", leg]
        tells.append(lambda: truth.jab(leg))
    if dice.random() < 0.06:
        typed.append("--harness")
        tells.append(lambda: setattr(truth, "harness", True))
    return typed, lambda: [tell() for tell in tells]


def for_good(dice: random.Random, truth: Truth) -> tuple[list[str], Told]:
    """A change of the profile."""
    leg, harness = dice.choice((*LEGS, BOTH_LEGS)), dice.random() < 0.3
    jab: tuple[list[str], Told] = ["--jab", leg], lambda: truth.jab(leg)
    changes: tuple[tuple[list[str], Told], ...] = (
        (["--age", f"{truth.age()}d"], lambda: setattr(truth, "age_known", True)),
        jab,
        jab,
        ([f"--{'' if harness else 'no-'}harness"], lambda: setattr(truth, "harness", harness)),
        (["--hands", dice.choice(VALUES["--hands"])], nothing),
        (["--hips-cleared", "--navel-healed", "--reflux-free"], nothing),
        (["--key", dice.choice(KEYS)], nothing),
        (["--baby", dice.choice(("Mia", "Zoë"))], nothing),
        (["--forget"], truth.forgotten),
        (["--bedtime"], nothing),
        (["--no-bedtime"], nothing),
        (["--leave-out", "rope"], nothing),
        ([], nothing),
    )
    typed, tells = dice.choice(changes)
    kept = not truth.full or "--forget" in typed  # a full disk keeps nothing, and deletes all the same
    return ["profile", *typed], tells if kept else nothing


def holding(typed: list[str]) -> dict[str, Any]:
    """The options of a typed massage that hold for the whole evening."""
    if typed[:1] not in (["play"], ["course"]):
        return {}
    flags = {"--bedtime": "bedtime", "--coach-asks": "coach_asks", "--harness": "harness"}
    found: dict[str, Any] = {name: True for flag, name in flags.items() if flag in typed}
    given = [flag for flag in ("--hands", "--count", "--baby") if flag in typed]
    return found | {flag[2:]: typed[typed.index(flag) + 1] for flag in given}
