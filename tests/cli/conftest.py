"""Runs a command line as the terminal does."""

from typing import Any

import pytest

from coach.cli import main as cli


@pytest.fixture
def coach(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command line: (exit status, printed, complaints)."""

    def run(*arguments: Any) -> Any:
        try:
            status: int | str = cli.main(arguments)
        except SystemExit as left:
            status = left.code or 0
        out = capsys.readouterr()
        return status, out.out, out.err

    return run
