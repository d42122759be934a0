"""The session's table and numbers as data for the page's engine, so that nothing is written down twice."""

from __future__ import annotations

import sys
from typing import Any

from coach.export.app.recipes import NOT_THE_END, RECIPES, Recipe
from coach.model import options
from coach.model.phases import TRAITS
from coach.planning import bedtime, counting, timeline, timeline_builder
from coach.playback import listening
from coach.session import machine, spoken, state
from coach.session.table import TRANSITIONS
from coach.session.transitions import adjusting, playing, resting, saying
from coach.session.transitions.saying import Move


def exported() -> dict[str, Any]:
    """The phases, the transitions and every number that the engine needs."""
    rows = [
        {"phase": phase.value, "told": told.value, "to": [one.value for one in rule.to], "does": recipe_of(rule.move)}
        for (phase, told), rule in TRANSITIONS.items()
    ]
    traits = {
        phase.value: {
            "waits": one.waits,
            "leads": one.leads,
            "rests": one.rests,
            "before": one.before,
            "reminder": one.reminder,
            "keys": one.keys,
        }
        for phase, one in TRAITS.items()
    }
    return {
        "transitions": rows,
        "traits": traits,
        "leftOut": [command.value for command in machine.LEFT_OUT],
        "planning": _planning(),
        "numbers": _numbers(),
    }


def recipe_of(move: Move) -> Recipe:
    """The steps of a move.

    Raises:
        KeyError: the table has a move without a recipe.
    """
    if inner := _inner(move):
        return [*NOT_THE_END, *RECIPES[name_of(inner)]]
    return RECIPES[name_of(move)]


def name_of(move: Move) -> str:
    """A move's module and its name there, such as "playing.back"; for a move without a name, Python's text of it."""
    module = sys.modules[move.__module__]
    names = (name for name, one in vars(module).items() if one is move)
    return next((f"{module.__name__.rpartition('.')[2]}.{name}" for name in names), str(move))


def _inner(move: Move) -> Move | None:
    """The move that ``not_the_end`` wraps; None for any other move."""
    if not getattr(move, "__qualname__", "").startswith(resting.not_the_end.__name__):
        return None
    inner: Move = next(cell.cell_contents for cell in move.__closure__ or ())
    return inner


def _planning() -> dict[str, Any]:
    build = timeline_builder
    return {
        "soundMs": build.SOUND_MS,
        "longestSilence": build.LONGEST_SILENCE,
        "movements": build.MOVEMENTS,
        "unhurried": build.UNHURRIED,
        "takesTime": build.TAKES_TIME.pattern,
        "bedtimeRests": bedtime.REST_PERCENT,
        "rests": {
            "name": build.REST_NAME,
            "teach": [build.REST_TEACH, build.REST_TEACH_PERCENT],
            "remind": [build.REST_REMIND, build.REST_REMIND_PERCENT],
            "tell": [build.REST_TELL, build.REST_TELL_PERCENT],
            "total": build.REST_TOTAL,
        },
        "holdHeadsUp": timeline.HOLD_HEADS_UP,
        "breath": build.BREATH,
        "afterWord": counting.AFTER_WORD,
        "beatPercent": counting.BEAT_PERCENT,
        "pulse": counting.PULSE_MS,
        "ticksMs": counting.TICKS_MS,
        "tickDb": counting.TICK_DB,
    }


def _numbers() -> dict[str, Any]:
    return {
        "reminders": list(state.REMINDERS),
        "signOfLife": state.SIGN_OF_LIFE,
        "newsAfter": state.NEWS_AFTER,
        "newsNear": state.NEWS_NEAR,
        "late": machine.LATE,
        "slept": machine.SLEPT,
        "afterHush": saying.AFTER_HUSH,
        "answerAfter": saying.ANSWER_AFTER,
        "fastest": options.FASTEST,
        "slowest": options.SLOWEST,
        "loudest": adjusting.LOUDEST,
        "softest": adjusting.SOFTEST,
        "enough": resting.ENOUGH,
        "fussingDb": playing.FUSSING_DB,
        "fussingWait": playing.FUSSING_WAIT,
        "startDb": options.START_DB,
        "whisperDb": bedtime.WHISPER_DB,
        "stepDb": bedtime.STEP_DB,
        "bedFadesMs": bedtime.BED_FADES_MS,
        "saidBack": spoken.SAID_BACK,
        "undone": spoken.UNDONE,
        "undoMs": spoken.UNDO_MS,
        "suspectDb": listening.SUSPECT_DB,
        "suspectMs": listening.SUSPECT_MS,
    }
