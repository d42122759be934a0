"""Times and ages as caregivers write them. Pure."""

from __future__ import annotations

import re

from coach.support.errors import UsageError

DAY, WEEK, MONTH, YEAR = 1, 7, 30, 365
"""Days in each unit. Ages are kept in days; a month counts as 30 days, a year as 365."""
AGE_UNITS = {"d": DAY, "w": WEEK, "m": MONTH, "y": YEAR}


def parse_time(text: str, option: str) -> int:
    """A time such as "20s" or "1m30s", in milliseconds.

    Raises:
        UsageError: it isn't a time, or it's longer than an hour; the message names ``option``.
    """
    match = re.fullmatch(r"(?:(\d{1,3})m)?(?:(\d{1,4}(?:\.\d+)?)s?)?", text.strip())
    ms = int(match[1] or 0) * 60_000 + round(float(match[2] or 0) * 1000) if match and text.strip() else -1
    if not 0 <= ms <= 3_600_000:  # noqa: PLR2004 - an hour
        raise UsageError(option, f'"{text[:40]}" is not a time of at most an hour', "write it as 20s or 1m30s")
    return ms


def age_in_days(text: str) -> int | None:
    """An age such as "5d", "10w", "3m" or "1y", in days; None for anything else."""
    match = re.fullmatch(r"(\d{1,4}) ?([dwmy])", text.strip().lower())
    return int(match[1]) * AGE_UNITS[match[2]] if match else None
