"""What is said, as text with times: WebVTT, SubRip and LRC. Knows only strings and milliseconds."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LEAST_MS = 1000
"""The shortest time a caption is shown, in milliseconds, unless the next one comes sooner."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One sentence, and when it's shown."""

    at: int
    """Milliseconds."""
    until: int
    """Milliseconds."""
    text: str


def captions(heard: Sequence[tuple[int, int, str]]) -> tuple[Caption, ...]:
    """One caption for each sentence. It begins with the words and never overlaps the next."""
    following = [*(at for at, _, _ in heard[1:]), None]
    return tuple(_captions(heard, following))


def _captions(heard: Iterable[tuple[int, int, str]], following: Iterable[int | None]) -> Iterator[Caption]:
    for (at, until, text), after in zip(heard, following, strict=True):
        end = max(until, at + LEAST_MS)
        end = end if after is None else min(end, after)
        if end > at:
            yield Caption(at, end, " ".join(text.split()))


def webvtt(said: Iterable[Caption], language: str) -> str:
    """A .vtt file (W3C WebVTT), as browsers and players read it."""
    blocks = ["WEBVTT", f"NOTE Language: {language}"]
    for n, caption in enumerate(said, 1):
        text = html.escape(caption.text, quote=False)
        blocks.append(f"{n}\n{_clock(caption.at, '.')} --> {_clock(caption.until, '.')}\n{text}")
    return "\n\n".join(blocks) + "\n"


def srt(said: Iterable[Caption]) -> str:
    """A .srt file (SubRip), as television sets and video players read it."""
    blocks = [
        f"{n}\n{_clock(caption.at, ',')} --> {_clock(caption.until, ',')}\n{caption.text}\n"
        for n, caption in enumerate(said, 1)
    ]
    return "\n".join(blocks)


def lrc(said: Iterable[Caption], title: str, language: str) -> str:
    """A .lrc file, as music players read it: each line is shown until the next."""
    lines = [f"[ti:{title}]", f"[la:{language}]"]
    for caption in said:
        hundredths = caption.at // 10
        lines.append(f"[{hundredths // 6000:02d}:{hundredths // 100 % 60:02d}.{hundredths % 100:02d}]{caption.text}")
    return "\n".join(lines) + "\n"


def _clock(ms: int, point: str) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{point}{ms % 1000:03d}"
