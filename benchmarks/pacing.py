"""How a session spends its time, for every routine, age and detail: python -m benchmarks.pacing.

Read from built timelines, by the same estimate of speech that plans a session; ``--heart`` times every sentence with
the voice heart instead (made once, then cached). The care questions are heard until the first answer, and
every question is answered at once. Columns: seconds until the first stroke is named; percent of it all that is talk
while the hands wait; percent that is movement (repetitions, holds, and the rests in which a sentence's movement is
done); percent of counted movement alone; the longest rest after a sentence; minutes in all, opening and closing
included.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

from benchmarks.setting import machine, verdict
from coach import words as language
from coach.model.options import Detail, Options
from coach.model.plan import Book, Timeline
from coach.model.wording import Words
from coach.planning import age_limit
from coach.planning import timeline as planning
from coach.planning.timeline_builder import REST_REMIND, Lengths, Track, estimate, movement_ms
from coach.routines.library import Library, ours
from coach.support.durations import MONTH, WEEK
from coach.support.errors import CoachError

FIRST_NIGHT_S, LATER_S = 120, 40
MOVEMENT = 45
"""Percent at least for a baby of four months. A short routine in long words is a lesson, and has no such bar."""
SHORT_MS = 9 * 60_000
LESSON = "doll"
"""Heard once, before the first evening."""
MOST_MINUTES = ((4 * WEEK, 5), (8 * WEEK, 8))
AGES = {"3 weeks": 3 * WEEK, "5 weeks": 5 * WEEK, "7 weeks": 7 * WEEK, "4 months": 4 * MONTH}
WAYS = {
    "teach": (Detail.TEACH, False),
    "remind": (Detail.REMIND, False),
    "counts": (Detail.COUNTS, False),
    "remind, later": (Detail.REMIND, True),
    "counts, later": (Detail.COUNTS, True),
}
"""The detail, and whether the cautions were heard on evenings before."""


@dataclass
class Spent:
    """Milliseconds of one session."""

    first: int = 0
    talk: int = 0
    counted: int = 0
    moving: int = 0
    longest_rest: int = 0
    total: int = 0


def lines_ms(lines: tuple[str, ...], length: Lengths, rest: int, percent: int) -> int:
    """How long sentences take, one after the other."""
    track = Track(length)
    track.lines(lines, rest, percent)
    return track.now


def before_ms(book: Book, options: Options, words: Words, length: Lengths) -> int:
    """From the first word to the first stroke's name: care, what can stop the coach, opening, question, answer."""
    care = words.say("care" if options.detail == "teach" else "care-short") + words.say("care-choices")[:1]
    named = words.say("ways-work", names=words.one("way-keys"))
    asked = planning.asking(book.areas[0], book.opening, options, words, length, named=named)
    return lines_ms(care, length, REST_REMIND, 0) + asked.length


def spans(laid: Timeline) -> list[tuple[int, int]]:
    """Beginnings and ends of the repetitions and holds of a timeline.

    A number is spoken some way into its repetition, so a repetition begins where the one before it ended; the first
    one is as long as the one that follows.
    """
    found: list[tuple[int, int]] = []
    beats = [cue for cue in laid.cues if cue.rep and cue.until]
    for n, cue in enumerate(beats):
        same = n and beats[n - 1].stroke == cue.stroke and beats[n - 1].rep == cue.rep - 1
        later = beats[n + 1] if n + 1 < len(beats) and beats[n + 1].stroke == cue.stroke else None
        begun = beats[n - 1].until if same else cue.until - (later.until - cue.until) if later else cue.at
        found.append((min(begun, cue.at), cue.until))
    return found


def add(spent: Spent, laid: Timeline, length: Lengths, ms: int) -> None:
    """Add a timeline to what was spent."""
    counted = sum(until - at for at, until in spans(laid)) + ms - laid.length  # a stroke left open is all movement
    moving = 0
    reps = spans(laid)
    spoken = [cue for cue in laid.cues if cue.say]
    for cue, after in zip(spoken, [*(later.at for later in spoken[1:]), laid.length], strict=True):
        if any(at <= cue.at < until for at, until in reps):
            continue
        rest = max(0, min([after, *(at for at, _ in reps if at >= cue.at)]) - cue.at - length(cue.say))
        spent.longest_rest = max(spent.longest_rest, rest)
        spent.talk += length(cue.say)
        moving += min(rest, movement_ms(cue.say))
    spent.counted += counted
    spent.moving += counted + moving
    spent.total += ms


def spend(book: Book, options: Options, words: Words, length: Lengths) -> Spent:
    """The times of a whole session."""
    spent = Spent()
    spent.first = spent.total = before_ms(book, options, words, length)
    for n, area in enumerate(book.areas):
        if n:
            asked = planning.asking(area, None, options, words, length)
            spent.total += asked.length
            spent.talk += sum(length(cue.say) for cue in asked.cues if cue.say)
        for laid, ms in planning.timelines(area, options, words, length):
            add(spent, laid, length, ms)
        options = planning.after(area, options)
    track = Track(length)
    planning.closing(book, options, track)
    spent.total += track.now
    spent.talk += spent.first + track.now
    return spent


def lengths(*, heart: bool) -> Lengths:
    """What times a sentence."""
    if not heart:
        return estimate
    from coach.voices.heart import HeartVoice  # noqa: PLC0415 - brings the voice

    voice, known = HeartVoice(), {}

    def length(text: str) -> int:
        if text not in known:
            clip = voice.speak(text)
            known[text] = len(clip.samples) * 1000 // clip.rate
        return known[text]

    return length


def faults(age: int, spent: Spent, *, taught: bool, later: bool) -> list[str]:
    """Which bars a session misses: ``taught`` in long words, ``later`` with cautions that were heard before."""
    late = LATER_S if later else FIRST_NIGHT_S
    most = next((minutes for days, minutes in MOST_MINUTES if age < days), 10_000)
    found = []
    if spent.first > late * 1000:
        found.append("late")
    lesson = taught and spent.total < SHORT_MS
    if spent.moving * 100 < spent.total * MOVEMENT and age >= 4 * MONTH and not lesson:
        found.append("still")
    if spent.total > most * 60_000:
        found.append("long")
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--heart", action="store_true", help="time the sentences with the voice")
    length = lengths(heart=parser.parse_args().heart)
    print(machine())
    words, shelf, missed = language.load(), Library((ours(),)), 0
    print(f"{'routine':15} {'age':9} {'detail':13} first  talk  moving counted  rest  minutes")
    for name in shelf.names():
        for called, age in AGES.items():
            script = shelf.load(name)
            strokes = frozenset(stroke.name for part in script.parts for stroke in part.strokes)
            for way, (detail, later) in WAYS.items():
                options = Options(detail=detail, age=age, hips_cleared=True, navel_healed=True, reflux_free=True)
                options = replace(options, warned=strokes if later else frozenset())
                try:
                    book, suited = age_limit.suited(script, options, words)
                except CoachError:
                    continue
                spent = spend(
                    book, replace(suited, hips_cleared=True, navel_healed=True, reflux_free=True), words, length
                )
                found = [] if name == LESSON else faults(age, spent, taught=detail is Detail.TEACH, later=later)
                missed += bool(found)
                share = [f"{100 * ms / spent.total:4.0f} %" for ms in (spent.talk, spent.moving, spent.counted)]
                print(
                    f"{name:15} {called:9} {way:13} {spent.first / 1000:4.0f} s {share[0]} {share[1]} {share[2]}"
                    f" {spent.longest_rest / 1000:4.1f} s {spent.total / 60_000:5.1f}  {' '.join(found)}"
                )
    bar = "first stroke at 2:00, later 0:40; movement 45 %; 5 minutes to four weeks, 8 to eight"
    print(verdict(met=not missed, bar=bar))


if __name__ == "__main__":
    main()
