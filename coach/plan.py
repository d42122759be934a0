"""A Script, the caregiver's options and the lengths of the phrases, made into timelines. Pure arithmetic.

``arrange`` chooses what is done and fills in the words; ``timeline`` says when each word is heard.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from coach import bedtime
from coach.errors import UsageError
from coach.model import (
    DAY,
    WEEK,
    Area,
    Book,
    Cue,
    Line,
    Options,
    Part,
    Passage,
    Script,
    Stroke,
    Timeline,
    Words,
    sentence,
)

Lengths = Callable[[str], int]
"""Milliseconds that a sentence takes to say."""

OTHER = {"left": "right", "right": "left", "": ""}

LONGEST_SESSION = ((4 * WEEK, 5), (6 * WEEK, 10), (10_000 * DAY, 30))
"""(younger than so many days, minutes): newborns two to five minutes, under six weeks five to ten, later
fifteen to thirty (Healthwise; nowbaby)."""
FEWER = ((4 * WEEK, 34), (6 * WEEK, 60))
"""(younger than so many days, percent of our own counts and holds): ours, so that the durations above are kept."""
STRETCHES_NEED_AN_AGE = 12 * WEEK
"""Days. What is meant for babies this old is left out when nobody said the age: the careful side."""

REST_NAME = 450
REST_TEACH, REST_TEACH_PERCENT = 800, 20
REST_REMIND, REST_REMIND_PERCENT = 450, 8
REST_TOTAL = 1300
"""Milliseconds after a name, a sentence (and percent of its length), and after "Six times.", before hands move."""
BEAT_PERCENT = 30
"""A number is spoken this far into its repetition: after the movement has begun."""
LONGEST_SILENCE = 7000
"""Milliseconds without a sound of ours while the coach leads; longer rests get a soft sign of life."""
SOUND_MS = {"chime": 5000, "paused": 1600, "alive": 1600, "finished": 3600, "trouble": 1000, "go_on": 900, "hello": 500,
            "tick": 100}  # fmt: skip
"""Milliseconds kept free for each earcon, a little more than ours take, so that none sounds under a sentence."""
TWO_HANDS = "left-out-hands"
"""Why a stroke is left out that takes both hands; said where its part begins, and not before the oil."""
AFTER_WORD = 300
"""Milliseconds of silence at least between a word and the next beat."""
HOLD_HEADS_UP = 3000
"""Milliseconds before the end of a hold at which the change is announced."""


PULSE_MS = {"breath": 10_000, "heart": 1000}
"""Milliseconds of a breath at six a minute and of a heartbeat at sixty: both those of somebody who has calmed down."""
TICKS_MS = {"breath": 5000, "heart": 1000}
"""Milliseconds from tick to tick: half a breath, for breathing out, and each heartbeat."""
TICK_DB = -6
"""Decibels of those ticks against the tick of a count."""


def estimate(text: str) -> int:
    """Milliseconds a calm voice takes: 80 a letter, measured at 140 words a minute, and 200 more."""
    return 200 + 80 * len(text)


@dataclass(frozen=True, slots=True)
class From:
    """Where in an area a timeline begins: at a stroke, some of its repetitions done."""

    stroke: int = 0
    done: int = 0
    lead: tuple[str, ...] = ()
    """Sentences that come first."""
    sound: str = ""
    """An earcon that comes before them."""
    paused: bool = False
    """It goes on after a pause: where the hands were is said, however little else is."""


# --- choosing ------------------------------------------------------------------------------------


def fillings(side: str, options: Options) -> dict[str, str]:
    """What each template name becomes. Left and right are the baby's.

    For the left leg the left hand holds, and for left-handed caregivers the right one. Which hand lies on the outer
    side of a leg changes with nobody's handedness: it is what a caregiver who faces the baby finds there.
    """
    out = [leg for leg in ("left", "right") if f"{leg} leg" in options.leave_out]
    young = options.age is not None and options.age < FEWER[-1][0]
    inner = side or "left"
    outer = OTHER[inner]
    hold, work = (outer, inner) if options.hands == "left" else (inner, outer)
    return {
        "side": side, "other": OTHER[side], "hold": hold, "work": work, "inner": inner, "outer": outer,
        "flank": "outside" if work == outer else "inside", "opposite": "inside" if work == outer else "outside",
        "thighs": f"the {OTHER[out[0]]} thigh" if len(out) == 1 else "the hips" if out else "the thighs",
        "baby": options.baby or "your baby",
        "weight": "the weight of a ripe plum" if young else "the weight of a ripe peach",
        "item": "{item}",
    }  # fmt: skip


def suited(script: Script, options: Options, words: Words) -> tuple[Book, Options]:
    """A routine arranged for this baby, in shorter words where the long ones would take more than the age allows.

    Raises:
        UsageError: as ``arrange`` does.
    """
    book = arrange(script, options, words)
    most = next((minutes for age, minutes in LONGEST_SESSION if options.age is not None and options.age < age), None)
    teaches = "teach" in (options.detail, *(detail_of(options, s.name) for area in book.areas for s in area.strokes))
    if most and teaches and _is_longer(book.areas, options, words, most * 60_000):
        shorter = None if options.known is None else {s.name: _shorter(detail_of(options, s.name))
                                                      for area in book.areas for s in area.strokes}  # fmt: skip
        return book, replace(options, detail=_shorter(options.detail), known=shorter)
    return book, options


def detail_of(options: Options, stroke: str) -> str:
    """How much is said of a stroke: as chosen, or as it was learned over the nights."""
    return options.detail if options.known is None else options.known.get(stroke, "teach")


def _shorter(detail: str) -> str:
    return "remind" if detail == "teach" else detail


def _is_longer(areas: tuple[Area, ...], options: Options, words: Words, ms: int) -> bool:
    """Whether areas take longer than ``ms``, by estimate; looks no further than it must."""
    total = 0
    for area in areas:
        total += total_ms((area,), options, words, estimate)
        if total > ms:
            return True
    return False


def total_ms(
    areas: tuple[Area, ...], options: Options, words: Words, length: Lengths, start: From | None = None
) -> int:
    """Milliseconds of areas from ``start`` in the first of them; waits not counted, open-ended strokes as written."""
    total, begin = 0, start or From()
    for area in areas:
        while begin.stroke < len(area.strokes):
            laid = timeline(area, options, words, length, begin)
            last = max((cue.stroke for cue in laid.cues), default=len(area.strokes))
            total += laid.length + (area.strokes[last].about if laid.lingers else 0)
            begin = From(last + 1)
        begin = From()
    return total


def arrange(script: Script, options: Options, words: Words) -> Book:
    """Choose what is done for this baby, mirror the sides, fill in the words.

    Raises:
        UsageError: a name that is not in the routine, a count that is not ours to change, or nothing left to do.
    """
    _check_names(script, options)
    words = words.handed(options.hands)
    areas: list[Area] = []
    reasons: dict[str, list[str]] = {}
    for part in bedtime.ordered(script.parts, options):
        areas += _areas(part, options, words, reasons)
    if not areas:
        why = " ".join(_left_out(reasons, words)) or "Nothing is left to do."
        raise UsageError(script.name, why, "choose another routine, or say the age, for example --age 4m")
    if options.bedtime:
        areas = bedtime.ticked(areas)
    following = [area.called for area in areas[1:]]
    areas = [replace(area, then=then) for area, then in zip(areas, [*following, ""], strict=True)]
    fill = fillings("", options)
    opening = tuple(_filled_passage(passage, fill, options) for passage in script.opening)
    return Book(script.name, script.title, _notices(reasons, options, words) + opening, tuple(areas),
                tuple(_filled_passage(passage, fill, options) for passage in script.closing))  # fmt: skip


def _areas(part: Part, options: Options, words: Words, reasons: dict[str, list[str]]) -> list[Area]:
    """A part on each of its sides; what it leaves out because it takes two hands is said once, where it begins."""
    here: dict[str, list[str]] = {}
    areas = [_area(part, side, options, words, here) for side in part.sides or ("",)]
    areas = [area for area in areas if area.strokes]
    if areas and (names := here.pop(TWO_HANDS, [])):
        said = _left_out({TWO_HANDS: names}, words)
        areas[0] = replace(areas[0], before=(*areas[0].before, Passage(said, said)))
    for why, names in here.items():
        reasons.setdefault(why, []).extend(names)
    return areas


def known_names(script: Script) -> list[str]:
    """What can be left out of a routine, or played alone. A leg can be left out of any, for its strokes need both."""
    titles = [
        part.title.format(**fillings(side, Options())).lower() for part in script.parts for side in part.sides or ("",)
    ]
    return list(
        dict.fromkeys(
            [*(stroke.name for part in script.parts for stroke in part.strokes), *titles, "left leg", "right leg"]
        )
    )


def _check_names(script: Script, options: Options) -> None:
    strokes = {stroke.name: stroke for part in script.parts for stroke in part.strokes}
    known = known_names(script)
    for name in (*options.leave_out, *options.only, *(options.times or {})):
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f'did you mean "{close[0]}"?' if close else f"it has {', '.join(dict.fromkeys(known))}"
            raise UsageError(script.name, f'there is no "{name}" in it', hint)
    for name in options.times or {}:
        if name in strokes and not (strokes[name].ours and strokes[name].times):
            raise UsageError(script.name, f'the count of "{name}" is fixed by its source', "leave it as it is")


def _area(part: Part, side: str, options: Options, words: Words, reasons: dict[str, list[str]]) -> Area:
    fill = fillings(side, options)
    title = sentence(part.title, **fill)
    kept = []
    for stroke in part.strokes:
        why = _why_not(part, stroke, title.lower(), options)
        if why:
            reasons.setdefault(why, []).append(title.lower() if title.lower() in options.leave_out else stroke.name)
        else:
            kept.append(_filled_stroke(stroke, fill, options))
    return Area(
        title=title, side=side, ask=words.one("ask-named" if options.baby else "ask", baby=options.baby),
        before=tuple(_filled_passage(passage, fill, options) for passage in part.before),
        rest=sentence(_rest(part, options) or words.lines["hands-still"][0], **fill),
        strokes=tuple(kept), help=_filled_passage(part.help, fill, options).teach,
        offer=tuple(_filled(part.offer, fill)) if side != "right" else (),
        again=bool(side) and side != part.sides[0], sources=part.sources,
    )  # fmt: skip


def _rest(part: Part, options: Options) -> str:
    return part.one_hand.rest if part.one_hand and options.hands == "one" else part.rest


def _why_not(part: Part, stroke: Stroke, title: str, options: Options) -> str:  # noqa: PLR0911 - one for each reason
    """Why a stroke is left out, as the name of a sentence; empty when it is done."""
    if options.only and stroke.name not in options.only and title not in options.only:
        return "only"
    if title in options.leave_out or stroke.name in options.leave_out:
        return "left-out-asked"
    if options.bedtime and stroke.energy != bedtime.CALM:
        return "left-out-bedtime"
    if stroke.both_legs and any(f"{leg} leg" in options.leave_out for leg in ("left", "right")):
        return "left-out-legs"
    from_age = max(part.from_age, stroke.from_age)
    if options.age is None and from_age >= STRETCHES_NEED_AN_AGE:
        return "left-out-unknown-age"
    if options.age is not None and options.age < from_age:
        return "left-out-age"
    if stroke.needs == "hips-cleared" and not options.hips_cleared:
        return "left-out-hips"
    if options.hands == "one" and stroke.one_hand is None:
        return TWO_HANDS
    return ""


def _left_out(reasons: dict[str, list[str]], words: Words) -> tuple[str, ...]:
    """One sentence for each reason; what --only leaves out needs none."""
    return tuple(
        words.one(why, names=_listed(tuple(dict.fromkeys(names)), words))
        for why, names in reasons.items() if why != "only"
    )  # fmt: skip


def _listed(names: tuple[str, ...], words: Words) -> str:
    most = 3
    if len(names) > most:
        return words.one("some-strokes", n=words.number(len(names)).lower())[:-1].lower()
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {words.lines['and'][0]} {names[-1]}"


def _notices(reasons: dict[str, list[str]], options: Options, words: Words) -> tuple[Passage, ...]:
    """What is said first because of this baby: what is left out, and a gentler hand for the youngest."""
    said: list[Passage] = []
    if left := _left_out(reasons, words):
        said.append(Passage(left, left))
    if options.age is not None and options.age < FEWER[-1][0]:
        gentle = words.say("gentle")
        said.append(Passage(gentle, gentle, sources=("R2",)))
    return tuple(said)


def _filled(lines: Iterable[Line], fill: dict[str, str]) -> Iterator[Line]:
    return (sentence(line, **fill) if isinstance(line, str) else line for line in lines)


def _filled_passage(passage: Passage, fill: dict[str, str], options: Options) -> Passage:
    if passage.one_hand and options.hands == "one":
        passage = replace(passage, teach=passage.one_hand.teach, remind=passage.one_hand.remind)
    return replace(passage, teach=tuple(_filled(passage.teach, fill)), remind=tuple(_filled(passage.remind, fill)))


def _one_handed(stroke: Stroke) -> Stroke:
    """The stroke with the words of one hand."""
    one = stroke.one_hand
    assert one is not None  # noqa: S101 - strokes that have no such words are left out
    stages = tuple(replace(stage, teach=stage.one_hand.teach, remind=stage.one_hand.remind) if stage.one_hand else stage
                   for stage in stroke.stages)  # fmt: skip
    return replace(stroke, teach=one.teach, remind=one.remind, rest=one.rest, total=one.total or stroke.total,
                   alternate=one.alternate, pace=one.pace or stroke.pace, stages=stages, as_drawn=False)  # fmt: skip


def _filled_stroke(stroke: Stroke, fill: dict[str, str], options: Options) -> Stroke:
    if options.hands == "one":
        return _worded(_one_handed(stroke), fill, options)
    worded = _worded(stroke, fill, options)
    usual = worded if options.hands == "right" else _worded(stroke, _right_handed(fill), options)
    return replace(worded, as_drawn=worded == usual)


def _right_handed(fill: dict[str, str]) -> dict[str, str]:
    return {**fill, "hold": fill["inner"], "work": fill["outer"], "flank": "outside", "opposite": "inside"}


def _worded(stroke: Stroke, fill: dict[str, str], options: Options) -> Stroke:
    def share(n: int, least: int) -> int:
        percent = next((p for age, p in FEWER if options.age is not None and options.age < age), 100)
        return max(min(n, least), n * percent // 100) if stroke.ours else n

    return replace(
        stroke,
        teach=tuple(_filled(stroke.teach, fill)), remind=tuple(_filled(stroke.remind, fill)),
        stages=tuple(replace(stage, times=share(stage.times, 2), teach=tuple(_filled(stage.teach, fill)),
                             remind=tuple(_filled(stage.remind or stage.teach, fill))) for stage in stroke.stages),
        times=(options.times or {}).get(stroke.name, share(stroke.times, 2)), hold=share(stroke.hold, 6000),
        each=tuple(name.format(**fill) for name in stroke.each), label=sentence(stroke.label, **fill),
        alternate=tuple(name.format(**fill) for name in stroke.alternate),
        total=sentence(stroke.total, **fill), rest=sentence(stroke.rest, **fill),
    )  # fmt: skip


# --- timing --------------------------------------------------------------------------------------


@dataclass
class Track:
    """A timeline while it is being laid, sentence after sentence."""

    length: Lengths
    now: int = 0
    cues: list[Cue] = field(default_factory=list)
    stroke: int = -1
    quick: int = 100
    """Percent of the usual rests."""
    pace: int = 100
    """Percent of the usual time that words take."""
    offer_at: int = -1
    """The stroke before which the foot help is offered."""

    def sound(self, name: str, gain: int = 0) -> None:
        """An earcon and the time that it takes."""
        self.cues.append(Cue(self.now, sound=name, stroke=self.stroke, gain=gain))
        self.now += SOUND_MS[name]

    def say(self, text: str, rest: int, gain: int = 0) -> None:
        """A sentence and the rest after it."""
        self.cues.append(Cue(self.now, say=text, stroke=self.stroke, gain=gain, pace=self.pace))
        self.now += self.length(text) * self.pace // 100 + rest

    def lines(self, lines: Iterable[Line], rest: int, percent: int) -> None:
        """Sentences with a rest after each that grows with what there was to take in."""
        for line in lines:
            if isinstance(line, int):
                self.now += line
            else:
                self.say(line, (rest + self.length(line) * percent // 100) * self.quick // 100)

    def timeline(self, *, lingers: bool = False) -> Timeline:
        """What was laid, with a sign of life in every long silence."""
        return Timeline(tuple(_kept_alive(self.cues, self.now, self.length)), self.now, lingers)


def _kept_alive(cues: list[Cue], end: int, length: Lengths) -> list[Cue]:
    audible = [cue for cue in cues if cue.say or cue.sound]
    signs = [
        sign
        for cue, following in zip(audible, [*(later.at for later in audible), end][1:], strict=True)
        if following - cue.at > LONGEST_SILENCE
        for sign in _signs_of_life(cue, following, length)
    ]
    return sorted([*cues, *signs], key=lambda cue: cue.at) if signs else cues


def _signs_of_life(cue: Cue, following: int, length: Lengths) -> Iterator[Cue]:
    silent = cue.at + (length(cue.say) * cue.pace // 100 if cue.say else SOUND_MS.get(cue.sound, 0))
    signs = max(0, following - silent) // LONGEST_SILENCE
    step = (following - silent) // (signs + 1)
    for n in range(1, signs + 1):
        yield replace(cue, at=silent + n * step, say="", sound="alive", gain=0, rep=0, of=0, until=0)


def passages(said: Iterable[Passage], options: Options, track: Track, *, taught: bool = False) -> None:
    """Lay what is said outside the strokes: taught, or reminded of."""
    for passage in said:
        if passage.sound:
            track.sound(passage.sound)
        elif taught or options.detail == "teach":
            track.lines(passage.teach, REST_TEACH, REST_TEACH_PERCENT)
        else:
            track.lines(passage.remind, REST_REMIND, REST_REMIND_PERCENT)



def asking(
    area: Area, opening: tuple[Passage, ...] | None, options: Options, words: Words, length: Lengths,
    lead: tuple[str, ...] = (), named: tuple[str, ...] = (),
) -> Timeline:  # fmt: skip
    """What is said until the baby is asked, the question last; ``opening`` is None for all areas but the first.

    ``lead`` are sentences about why it goes on in this area, ``named`` what can stop the coach, before the oil.

    The chime and what follows it in the opening come last, right before the question: the baby learns what it means.
    """
    track, said = Track(length, quick=bedtime.rests(options)), opening or ()
    chime = next((n for n, passage in enumerate(said) if passage.sound), len(said))
    if opening is None:
        track.sound("go_on")
    elif options.age is not None and options.age < FEWER[0][0]:
        track.lines(words.say("dry-hands"), REST_TEACH, REST_TEACH_PERCENT)
    if opening is not None:
        track.lines(named, REST_TEACH, REST_TEACH_PERCENT)
    passages(said[:chime], options, track)
    if options.beat and opening is not None:
        track.lines(words.say(f"pace-{options.beat}"), REST_TEACH, REST_TEACH_PERCENT)
    track.lines(lead, REST_REMIND, REST_REMIND_PERCENT)
    passages(area.before, options, track, taught=is_new(area, options))
    track.say(area.rest, REST_TEACH)
    passages(said[chime:], options, track)
    track.say(area.ask, 0)
    return track.timeline()


def is_new(area: Area, options: Options) -> bool:
    """Whether nothing of an area was learned over the nights, so that what is said before it is not shortened."""
    return options.known is not None and all(detail_of(options, stroke.name) == "teach" for stroke in area.strokes)


def timeline(area: Area, options: Options, words: Words, length: Lengths, start: From = From()) -> Timeline:
    """When each word of an area is heard, from ``start`` to its end or to the first open-ended stroke."""
    track = Track(length, quick=(55 if area.again else 100) * bedtime.rests(options) // 100,
                  offer_at=first_foot(area))  # fmt: skip
    lay = _Laying(track, area, options, words)
    if start.sound:
        track.sound(start.sound)
    track.lines(start.lead, REST_REMIND, REST_REMIND_PERCENT)
    for index in range(start.stroke, len(area.strokes)):
        first = start if index == start.stroke else From(index)
        _lay_stroke(lay, index, first)
        if area.strokes[index].about:
            return track.timeline(lingers=True)
    return track.timeline()


def first_foot(area: Area) -> int:
    """The stroke before which the foot help is offered; -1 where it is not."""
    return next((n for n, stroke in enumerate(area.strokes) if stroke.foot), -1) if area.offer else -1


def repetitions(stroke: Stroke) -> int:
    """How many repetitions a stroke has in all; an open-ended one and a hold have one."""
    return stroke.times or len(stroke.each) or sum(stage.times for stage in stroke.stages) or 1


@dataclass(frozen=True, slots=True)
class _Laying:
    """What it takes to lay the strokes of an area."""

    track: Track
    area: Area
    options: Options
    words: Words


def _lay_stroke(lay: _Laying, index: int, start: From) -> None:
    track, area, options, words = lay.track, lay.area, lay.options, lay.words
    stroke = area.strokes[index]
    track.stroke = index
    if index == track.offer_at and not start.done:
        track.lines(area.offer, REST_TEACH, REST_TEACH_PERCENT)
    track.say(sentence(stroke.name) + ".", REST_NAME)
    if start.done:
        track.say(left_sentence(area, stroke, start.done, words), REST_NAME)
        track.lines(stroke.remind, REST_REMIND, REST_REMIND_PERCENT)
    elif (detail := detail_of(options, stroke.name)) == "teach":
        track.lines(stroke.teach, REST_TEACH, REST_TEACH_PERCENT)
    elif detail == "remind" or start.paused:
        track.lines(stroke.remind, REST_REMIND, REST_REMIND_PERCENT)
    if stroke.stages:
        _lay_stages(lay, index, start.done)
        return
    if not start.done:
        track.say(stroke.total or words.times(repetitions(stroke)), REST_TOTAL)
    if stroke.hold:
        until = track.now + stroke.hold * options.pace // 100
        track.cues.append(Cue(track.now, sound="tick", stroke=index, rep=1, of=1, until=until))
        _announce(lay, index, until)
        track.now = until
    elif not stroke.about:
        _lay_beats(lay, index, (start.done, repetitions(stroke), repetitions(stroke)))


def _announce(lay: _Laying, index: int, until: int) -> None:
    """Say what follows a hold shortly before its end, where there is time for it."""
    track, name = lay.track, _next_name(lay.area, index)
    text = lay.words.say("heads-up", next=name)[0]
    at = until - max(HOLD_HEADS_UP, track.length(text) + AFTER_WORD)
    if name and at > track.now + AFTER_WORD:
        track.cues.append(Cue(at, say=text, stroke=index))


def taught(stroke: Stroke, words: Words) -> Iterator[Line]:
    """All that someone new hears of a stroke: its name, its words, how often."""
    yield sentence(stroke.name) + "."
    yield from stroke.teach
    for stage in stroke.stages:
        yield from stage.teach
        yield words.times(stage.times)
    if not stroke.stages:
        yield stroke.total or words.times(repetitions(stroke))


def left_sentence(area: Area, stroke: Stroke, done: int, words: Words) -> str:
    """What is left of an interrupted stroke: "Two more on the left leg."."""
    return words.one("left-here", n=words.number(repetitions(stroke) - done), title=area.called)


def _lay_stages(lay: _Laying, index: int, done: int) -> None:
    track, stroke, begin = lay.track, lay.area.strokes[index], 0
    for stage in stroke.stages:
        end = begin + stage.times
        if done < end:
            teaching = detail_of(lay.options, stroke.name) == "teach" and not done
            track.lines(stage.teach if teaching else stage.remind, REST_TEACH, REST_TEACH_PERCENT)
            if done <= begin:
                track.say(lay.words.times(stage.times), REST_TOTAL)
            _lay_beats(lay, index, (max(begin, done), end, repetitions(stroke)))
        begin = end


def _lay_beats(lay: _Laying, index: int, span: tuple[int, int, int]) -> None:
    """Repetitions span[0]+1 to span[1] of span[2], evenly: no beat moves because a number is a long word."""
    track, options, stroke, (done, end, of) = lay.track, lay.options, lay.area.strokes[index], span
    said, interval = _beats(lay, index, span)
    offset, count, silent = _offset(stroke, options), options.count or stroke.count, 0
    for rep, text in enumerate(said, done + 1):
        until, at = track.now + interval, track.now + offset
        # A silent beat is kept too, so that what is left is known after an interruption.
        tick = "tick" if count == "ticked" and not text and at >= silent else ""
        cue = Cue(at, text, tick, index, rep, of, until)
        track.cues.append(cue)
        silent = max(silent, at + (track.length(text) if text else 0))
        if count != "silent":
            track.cues += _pulses(cue, options, silent, until if rep == end else at + interval)
        track.now = until


def _offset(stroke: Stroke, options: Options) -> int:
    """Milliseconds from the beginning of a repetition to its word: a name comes at once, a number in the movement."""
    return 0 if stroke.each or stroke.alternate else rep_ms(stroke, options) * BEAT_PERCENT // 100


def _beats(lay: _Laying, index: int, span: tuple[int, int, int]) -> tuple[list[str], int]:
    """What is said at each repetition, and the milliseconds from one to the next.

    The change that comes is announced with a number if both fit, else instead of it; a long announcement goes on
    over the next repetitions, whose numbers are left out.
    """
    length, options, stroke, (done, end, _) = lay.track.length, lay.options, lay.area.strokes[index], span
    said = [_beat_text(lay, index, rep) for rep in range(done + 1, end + 1)]
    written, (n, heads_up) = rep_ms(stroke, options), _heads_up(lay, index, span)
    longer = f"{said[n]} {heads_up}".strip()
    together = bool(stroke.each) or not heads_up or estimate(longer) < written - AFTER_WORD
    said[n] = longer if together else heads_up
    others = [text for m, text in enumerate(said) if text and (m != n or together)]
    interval = max([written, *(length(text) + AFTER_WORD for text in set(others))])
    if not together:
        room = length(heads_up) + AFTER_WORD + _offset(stroke, options)
        interval = max(interval, -(-room // (len(said) - n)))
    interval = _rounded_up(interval, pulse_ms(options))
    if not together:
        covered = (length(heads_up) + AFTER_WORD - 1) // interval
        said[n + 1 : n + 1 + covered] = [""] * len(said[n + 1 : n + 1 + covered])
    return said, interval


def _heads_up(lay: _Laying, index: int, span: tuple[int, int, int]) -> tuple[int, str]:
    """At which of the repetitions that are left a change is announced, from 0, and in which words."""
    (done, end, _), words, stroke = span, lay.words, lay.area.strokes[index]
    if lay.options.bedtime and (lay.options.count or stroke.count) != "spoken":
        return 0, ""  # as few words as can be
    before, name = 0, ""
    for stage, later in zip(stroke.stages, stroke.stages[1:], strict=False):
        before += stage.times
        if before == end:
            name = f"the {later.name}"
    name = name or _next_name(lay.area, index)
    rep = max(end - 2, done + 1)
    return rep - done - 1, words.say("heads-up" if name else "heads-up-last", next=name)[end - rep]


def _pulses(cue: Cue, options: Options, silent: int, end: int) -> Iterator[Cue]:
    """The soft ticks of a breath or a heart after a count, once it is said, and before what comes at ``end``."""
    step = TICKS_MS.get(options.beat, 0) * options.pace // 100
    for at in range(cue.at + step, end - SOUND_MS["tick"], step) if step else ():
        if at >= silent:
            yield replace(cue, at=at, say="", sound="tick", rep=0, of=0, until=0, gain=TICK_DB)


def rep_ms(stroke: Stroke, options: Options) -> int:
    """Milliseconds a repetition takes at the caregiver's pace: as written, or so many whole breaths or heartbeats."""
    if options.beat:
        return max(1, round(stroke.pace / PULSE_MS[options.beat])) * pulse_ms(options)
    return stroke.pace * options.pace // 100


def pulse_ms(options: Options) -> int:
    """Milliseconds of a breath or a heartbeat at the caregiver's pace; 0 where a repetition takes its own time."""
    return PULSE_MS.get(options.beat, 0) * options.pace // 100


def tick_ms(stroke: Stroke, options: Options) -> int:
    """Milliseconds from tick to tick of a stroke that goes on until told, never a long silence."""
    return min(TICKS_MS.get(options.beat, stroke.pace) * options.pace // 100, LONGEST_SILENCE)


def _rounded_up(ms: int, pulse: int) -> int:
    return -(-ms // pulse) * pulse if pulse else ms


def _beat_text(lay: _Laying, index: int, rep: int) -> str:
    """What is said at one repetition, empty where it is ticked or silent."""
    options, words, stroke = lay.options, lay.words, lay.area.strokes[index]
    if (options.count or stroke.count) != "spoken":
        return ""
    first = rep - 1
    for stage in stroke.stages:  # every stage counts from one
        if first < stage.times:
            break
        first -= stage.times
    number = words.number(first + 1)
    if stroke.each:
        return stroke.label.format(item=stroke.each[rep - 1])
    if stroke.alternate:
        return sentence(f"{stroke.alternate[(rep - 1) % len(stroke.alternate)]}, {number.lower()}.")
    return f"{number}."


def _next_name(area: Area, index: int) -> str:
    return area.strokes[index + 1].name if index + 1 < len(area.strokes) else area.then


# --- what must be ready --------------------------------------------------------------------------


def phrases(area: Area, options: Options, words: Words, *, interrupted: bool = True) -> tuple[str, ...]:
    """Every sentence of an area in the order of need: its timeline, then what being ``interrupted`` would need."""
    wanted = [cue.say for cue in _whole(area, options, words)]
    for stroke in area.strokes if interrupted else ():
        wanted.append(stroke.rest)
        reminders = (*stroke.remind, *(line for stage in stroke.stages for line in stage.remind))
        wanted += [line for line in (*reminders, *taught(stroke, words)) if isinstance(line, str)]
        wanted.append(words.one("where", stroke=stroke.name, title=area.called))
        wanted += [left_sentence(area, stroke, done, words) for done in range(1, min(repetitions(stroke), 20))]
    for index in range(len(area.strokes) if interrupted else 0):
        wanted += _late(_Laying(Track(estimate), area, options, words), index)
    wanted += [line for line in area.help if isinstance(line, str)]
    if interrupted:
        wanted.append(words.one("where-asking", title=area.called))
    return tuple(dict.fromkeys(text for text in wanted if text))


def _late(lay: _Laying, index: int) -> Iterator[str]:
    """What is said where a stroke goes on with its last repetitions, which announce the change in other words."""
    stroke, begin = lay.area.strokes[index], 0
    if stroke.hold or stroke.about:
        return
    for times in [stage.times for stage in stroke.stages] or [repetitions(stroke)]:
        end = begin + times
        for done in range(max(begin, end - 2), end):
            yield from _beats(lay, index, (done, end, repetitions(stroke)))[0]
        yield from (_beat_text(lay, index, rep) for rep in range(begin + 1, min(end, begin + 30) + 1))
        begin = end


def _whole(area: Area, options: Options, words: Words) -> Iterator[Cue]:
    """The cues of an area from its first stroke to its last, open-ended strokes passed over."""
    start = 0
    while start < len(area.strokes):
        laid = timeline(area, options, words, estimate, From(start))
        yield from laid.cues
        last = max((cue.stroke for cue in laid.cues), default=len(area.strokes))
        start = last + 1
