"""What each move of the session's table does, as data: the steps that the page's engine runs, in order.

The table itself is exported by ``machine.py``. A step is a name and its arguments; ``engine/steps.js`` has a function
for each name. Recorded sessions, run through both, prove that a recipe does what its move does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coach.planning import bedtime, timeline_builder
from coach.session.transitions import adjusting, asking, care, resting
from coach.session.transitions.saying import AFTER_HUSH, ANSWER_AFTER

Step = list[Any]
Recipe = list[Step]

HUSH, BED_OFF = ["hush"], ["bed-off"]
GO_ON = {"sound": "go_on"}
RELAXING = ["touch-relaxation", "then-go-on"]


def _mark(what: str) -> Step:
    return ["mark", what]


def _stroke(by: int) -> Step:
    return ["play", {"from": "here", "by": by, **GO_ON}]


def _moved(what: Step) -> Recipe:
    return [HUSH, _mark("moved"), what]


def _adjusted(name: str, *more: Step) -> Recipe:
    return [["adjusted", name], *more]


def _pace(step: int, name: str) -> Recipe:
    return [["pace", step], *_adjusted(name, _mark("pace"))]


def _level(step: int, name: str) -> Recipe:
    return [["level", step], *_adjusted(name, ["send-level"], _mark("loudness"))]


TEACH_LED: Recipe = [
    HUSH,
    _mark("taught"),
    ["play", {"from": "here", "by": 0, "lead": ["taught"], "after": AFTER_HUSH}],
]

RECIPES: Mapping[str, Recipe] = {
    "adjusting.slower": _pace(adjusting.SLOWER, "slower"),
    "adjusting.faster": _pace(-adjusting.SLOWER, "faster"),
    "adjusting.louder": _level(adjusting.LOUDER, "louder"),
    "adjusting.softer": _level(-adjusting.LOUDER, "softer"),
    "adjusting.teach": [["teach"], ["if", "led", TEACH_LED, _adjusted("taught", _mark("taught"))]],
    "adjusting.remember": [["remember"], _mark("remembered")],
    "adjusting.recall": [["recall"]],
    "adjusting.where": [["where", ANSWER_AFTER]],
    "adjusting.which_keys": [["aside-keys"], HUSH],
    "asking.yes": [
        [
            "if",
            "before-question",
            [["sooner", AFTER_HUSH], HUSH],
            [HUSH, _mark("yes"), ["play", {"from": "start", **GO_ON}]],
        ]
    ],
    "asking.still_fetching": [["sound", "alive"]],
    "asking.again": [HUSH, _mark("asked"), ["ask-again"]],
    "asking.not_sure": [HUSH, _mark("not sure"), ["ask-later", asking.ASK_AGAIN, asking.SOFTER_ASK]],
    "asking.next_area": _moved(["onward"]),
    "asking.area_before": _moved(["ask", -1]),
    "asking.ask_after_no": [HUSH, ["bed-on"], _mark("go on"), _mark("asked"), ["ask-again"]],
    "asking.nothing_to_repeat": [["aside", ["nothing-to-repeat"]], HUSH, _mark("repeated")],
    "asking.no_foot_help": [["aside", ["no-foot-help"]], HUSH, _mark("foot help")],
    "care.begin": [["begin"]],
    "care.again": [["care-lines", ["care", "care-choices"]], HUSH],
    "care.yes": [HUSH, _mark("yes"), ["ask", 0]],
    "care.no": [HUSH, BED_OFF, _mark("no"), ["end", "care", ["care-no", "care-signs", "goodbye-no/last"]]],
    "care.take_a_break": [["care-lines", ["worn-out", "care-choices"]], HUSH, _mark("a break")],
    "care.jabbed": [["end-at-once", care.JABBED], HUSH],
    "care.not_sure": [["care-lines", ["care-not-sure", "care-signs", "care-choices"]], HUSH, _mark("not sure")],
    "ending.done": [HUSH, ["if", "rests", [["end", "no", ["goodbye-no"]]], [["end", "done", ["goodbye-done"]]]]],
    "ending.asleep": [["asleep", bedtime.SPEECH_FADES_MS, bedtime.BED_RISES_MS]],
    "ending.ended": [["over"], HUSH, BED_OFF],
    "playing.next_stroke": _moved(_stroke(1)),
    "playing.back": _moved(_stroke(-1)),
    "playing.again": _moved(_stroke(0)),
    "playing.part_forward": _moved(["onward"]),
    "playing.part_back": _moved(["ask", -1]),
    "playing.not_sure": [
        HUSH,
        _mark("not sure"),
        _mark("pace"),
        ["pace", adjusting.SLOWER],
        ["halve", ["not-sure-still", timeline_builder.BREATH, "not-sure-soft"], AFTER_HUSH],
    ],
    "playing.linger_on": [HUSH, _mark("go on"), ["play", {"from": "start", "by": 1, "whole": True, **GO_ON}]],
    "playing.lower_for_fussing": [["lower"]],
    "resting.rest": [HUSH, BED_OFF, _mark("no"), ["rest", "hands"]],
    "resting.stop": [HUSH, BED_OFF, _mark("stopped"), ["rest", "hands"], ["stopped"]],
    "resting.rest_for_crying": [HUSH, BED_OFF, _mark("no"), _mark("crying"), ["rest", "crying"]],
    "resting.still_resting": [["only-sound", "paused", AFTER_HUSH], HUSH, BED_OFF],
    "resting.go_on": [HUSH, _mark("go on"), ["play", {"from": "start", "paused": True, **GO_ON}]],
    "resting.foot_help": [HUSH, _mark("foot help"), ["foot-help"]],
    "resting.relax": [
        HUSH,
        _mark("touch relaxation"),
        ["if", "before", [["aside", RELAXING]], [["lay-aside", RELAXING]]],
    ],
    "resting.take_a_break": [HUSH, _mark("a break"), ["lay-aside", ["worn-out", "after-break"]]],
    "resting.repeat": [HUSH, _mark("repeated"), ["repeat", resting.SLOW_WORDS]],
    "resting.confirm_end": [HUSH, _mark("asked"), ["confirm-end"]],
}
"""The steps of each move, by module and name."""
NOT_THE_END: Recipe = [["no-longer-in-doubt"]]
"""The steps before any other move while the end is in doubt."""
