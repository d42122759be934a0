"""The folders of routines: the caregiver's own, then ours."""

from __future__ import annotations

from coach.routines import library
from coach.store import profile


def routines() -> library.Library:
    """The caregiver's own routines, then ours."""
    return library.Library((profile.config_folder() / "scripts", library.ours()))
