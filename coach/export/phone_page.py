"""Writes a folder with one self-contained page that leads a massage on a phone: sound, captions, drawings and answers.

The page's code is in ``assets``; this module gives it its data.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from coach.export.audiobook import Maker, about, written
from coach.export.captions import captions
from coach.export.chapters import Chapter, chapters
from coach.export.cover import icon
from coach.export.drawing.album import drawing
from coach.export.encode import EncodedOut, library
from coach.export.output_names import own_folder
from coach.export.tags import About
from coach.export.unattended import for_a_file
from coach.model.effects import MarkKind
from coach.model.wording import Words
from coach.playback.file_stage import FileStage
from coach.session.state import State
from coach.sound.clip import RATE, Clip, Samples, frames
from coach.sound.pieces import joined
from coach.support.files import save_together
from coach.voices import private_folder

ASSETS = Path(__file__).parent / "assets"
FORMAT, TYPE = ".m4a", "audio/mp4"
"""The sound's format: every phone's browser plays AAC."""
BITS = 22_000
"""Bits a second: below 4 kHz it's as clear as 26,000, and a phone reads the page in two seconds."""
BED_BITS, BED_S, AROUND_MS = 32_000, 120, 1000
"""For the sound under the voice: bits a second, the longest loop in seconds, and how much is written beyond the loop's
end, so that what an encoder adds or cuts there isn't part of it."""
GAP = 700
"""The silence between the sentences after the end, in milliseconds."""
ROOM = 4000
"""The silence after each question, in milliseconds: the page stops there in time, even if a browser calls it late."""
WAITING = ("resting", "resting-asked", "ask-wait", "rest-wait")


def write(maker: Maker, state: State, folder: Path) -> FileStage:
    """Write index.html, its manifest, service worker and icons.

    Raises:
        UsageError: the folder can't be written, or the extra ``takeaway`` is missing.
        SoundError, VoiceError: the sound can't be made.
    """
    folder = own_folder(folder, "--page")
    library("av", "--page")  # found out before anything is rendered
    state, after = for_a_file(state, "page-listens"), state.options.bed_after
    state = replace(state, options=replace(state.options, bed_after=0))  # at the end, the page keeps the bed going
    scratch, kept = private_folder.make()
    with kept:
        sound = scratch / f"sound{FORMAT}"
        stage, clips = _sound(maker, state, sound)
        bed, loop = _bed(maker.bed, scratch / f"bed{FORMAT}", about(state, stage)) if maker.bed else (b"", {})
        page = _page(state, _massage(state, stage, clips) | loop | {"bedAfter": after}, sound.read_bytes(), bed)
    words = written(state)
    save_together({folder / name: content for name, content in _files(state, words, page)}, "--page")
    return stage


def _sound(maker: Maker, state: State, path: Path) -> tuple[FileStage, dict[str, list[Any]]]:
    """The session and, after its end, what may be said while it waits; begin, end and words of each by name."""
    with EncodedOut(path, BITS) as out:
        # The bed is a loop of its own, for the waits.
        stage = replace(maker, bed=None, wait=ROOM).rendered(state, out)
        clips: dict[str, list[Any]] = {}
        at = stage.at
        for name, text in _waiting(state):
            clip = maker.voice.speak(text)
            out.write(np.concatenate([_silence(GAP), clip.samples]))
            clips[name] = [at + GAP, at + GAP + clip.ms + 50, text]
            at += (frames(GAP) + len(clip.samples)) * 1000 // RATE
        out.write(_silence(GAP))
        out.finish(about(state, stage), ())
    return stage, clips


def _bed(bed: Clip, path: Path, about: About) -> tuple[bytes, dict[str, Any]]:
    """The sound under the voice as a file, a little longer than its loop, and where the loop lies in it."""
    samples = bed.samples[: BED_S * RATE]
    if len(samples) < len(bed.samples):
        samples = joined(samples, RATE)[0][RATE:]
    with EncodedOut(path, BED_BITS) as out:
        out.write(np.resize(samples, len(samples) + frames(AROUND_MS)))
        out.finish(about, ())
    return path.read_bytes(), {"loop": [AROUND_MS / 2000, AROUND_MS / 2000 + len(samples) / RATE]}


def _silence(ms: int) -> Samples:
    return np.zeros(frames(ms), np.float32)


def _waiting(state: State) -> Iterator[tuple[str, str]]:
    for name in WAITING:
        lines = state.words.say(f"page-{name}" if f"page-{name}" in state.words.lines else name)
        for n, line in enumerate(lines):
            yield (name if len(lines) == 1 else f"{name}-{n}"), line
    yield "not-sure", state.words.one("ask-not-sure")
    rests = (stroke.rest for area in state.book.areas for stroke in area.strokes if stroke.rest)
    for n, rest in enumerate(dict.fromkeys(rests)):
        yield f"rest-{n}", rest


# --- what the page knows -------------------------------------------------------------------------


def _massage(state: State, stage: FileStage, clips: dict[str, list[Any]]) -> dict[str, Any]:
    found = chapters(stage.marks, stage.spans, state.book, written(state), stage.at)
    said = captions(stage.spans)
    steps = list(_steps(state, stage, found, {text: name for name, (_, _, text) in clips.items()}))
    drawings = list(dict.fromkeys(step["drawing"] for step in steps if "drawing" in step))  # many drawings appear twice
    for step in steps:
        if "drawing" in step:
            step["drawing"] = drawings.index(step["drawing"])
    return {
        "steps": steps,
        "drawings": drawings,
        "bedtime": state.options.bedtime,
        "captions": [[one.at, one.until, one.text] for one in said],
        "clips": clips,
        "words": {name: lines[0] for name, lines in written(state).lines.items()}
        | {"not-sure-said": state.words.one("ask-not-sure")},
    }


def _steps(
    state: State, stage: FileStage, found: tuple[Chapter, ...], clips: dict[str, str]
) -> Iterator[dict[str, Any]]:
    yeses = [mark.at for mark in stage.marks if mark.what == MarkKind.YES]
    part, first = -1, 0
    for n, chapter in enumerate(found):
        step: dict[str, Any] = {"kind": "say", "at": chapter.at, "until": chapter.until, "title": chapter.title}
        step["part"] = part
        if chapter.asks:
            part += 1
            first = n + 1
            area = state.book.areas[part]
            begin, end = next((at, end) for at, end, text in stage.spans if text == area.ask and chapter.at <= at)
            step |= {
                "kind": "ask",
                "part": part,
                "question": begin,
                "hold": end,
                "ask": area.ask,
                "yes": next(at for at in yeses if at >= end),
            }
        elif n == len(found) - 1:
            step |= {"kind": "end"}
        elif part >= 0:
            area = state.book.areas[part]
            stroke = area.strokes[n - first]
            step |= {"kind": "stroke", "drawing": drawing(area, stroke), "rest": clips.get(stroke.rest)}
        yield {key: value for key, value in step.items() if value not in ("", None)}


# --- files ---------------------------------------------------------------------------------------


def _page(state: State, massage: dict[str, Any], sound: bytes, bed: bytes) -> str:
    words = written(state)
    shown = {
        "language": state.words.language,
        "title": state.book.title,
        "hint": words.one("begin-hint"),
        "moves": f"{words.one('previous')}, {words.one('next')}",
        "noscript": words.one("no-sound"),
        "tapno": words.one("tap-no"),
        "next": words.one("next"),
        "previous": words.one("previous"),
        "keys": words.one("keys"),
    }
    return Template(_asset("page.html")).substitute(
        {name: html.escape(text) for name, text in shown.items()},
        style=_asset("page.css"),
        script=_script(),
        # "</script>" in a caption mustn't end the script.
        massage=json.dumps(massage, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/"),
        sound=_data(sound),
        bed=f'\n<script type="text/plain" id="bed">{_data(bed)}</script>' if bed else "",
    )


def _data(sound: bytes) -> str:
    return f"{TYPE},{base64.b64encode(sound).decode('ascii')}"


def _files(state: State, words: Words, page: str) -> Iterator[tuple[str, bytes]]:
    content = page.encode()
    title, below = state.book.title, words.one("cover")
    yield "index.html", content
    yield "sw.js", Template(_asset("sw.js")).substitute(version=hashlib.sha256(content).hexdigest()[:12]).encode()
    icons = [{"src": f"icon-{side}.png", "sizes": f"{side}x{side}", "type": "image/png"} for side in (192, 512)]
    yield (
        "manifest.webmanifest",
        json.dumps(
            {
                "name": f"{title}, {below}",
                "short_name": title,
                "lang": state.words.language,
                "start_url": "./",
                "scope": "./",
                "display": "fullscreen",
                "orientation": "any",
                "background_color": "#14110f",
                "theme_color": "#14110f",
                "icons": icons,
            },
            ensure_ascii=False,
            indent=1,
        ).encode(),
    )
    for side in (192, 512):
        yield f"icon-{side}.png", icon(side)


def _script() -> str:
    """The parts of the page's script in one function: a page that is opened from a folder can load no modules."""
    parts = "\n".join(_asset(f"page/{part}.js") for part in ("known", "sound", "phases", "shown", "controls"))
    return f'"use strict";\n(() => {{\n{parts}}})();'


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")
