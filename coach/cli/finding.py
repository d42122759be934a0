"""A finding of the doctor about one part, and how it is printed or reported."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from coach.store.profile import Profile


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding about one part."""

    part: str
    text: str
    """One sentence; with a remedy if it is a fault."""
    fault: bool = False
    status: int = 0
    """The exit status, if no session can run because of it."""
    names: tuple[str, ...] = ()
    """Parts of the text that must not be in a report."""

    @property
    def line(self) -> str:
        """As a line of text."""
        return f"{'FAULT' if self.status else 'note ' if self.fault else 'ok   '}  {self.part}: {self.text}"

    @property
    def passed_on(self) -> str:
        """As a line of text without names and paths."""
        text = self.text
        for name in filter(None, self.names):
            text = text.replace(name, "...")
        text = re.sub(r"(choose one of:).*", r"\1 ...", text)  # names of devices may contain a person's name
        home = os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
        text = re.sub(r'"[^"]*"', '"..."', text if home == "~" else text.replace(home, "..."))
        text = re.sub(r"(?:[A-Za-z]:)?[\\/][^\s:;,()]+|\S+\.(?:ya?ml|wav|sqlite3)\b", "...", text)
        return replace(self, text=text).line


Check = Callable[[Profile], Iterator[Finding]]
