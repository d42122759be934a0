"""Times as caregivers write them. Pure."""

from __future__ import annotations

import re

from coach.errors import UsageError


def parse_time(text: str, option: str) -> int:
    """Milliseconds of a time such as "20s" or "1m30s".

    Raises:
        UsageError: that is no time, or longer than an hour; ``option`` is what named it.
    """
    match = re.fullmatch(r"(?:(\d{1,3})m)?(?:(\d{1,4}(?:\.\d+)?)s?)?", text.strip())
    ms = int(match[1] or 0) * 60_000 + round(float(match[2] or 0) * 1000) if match and text.strip() else -1
    if not 0 <= ms <= 3_600_000:  # noqa: PLR2004 - an hour
        raise UsageError(option, f'"{text[:40]}" is not a time of at most an hour', "write it as 20s or 1m30s")
    return ms
