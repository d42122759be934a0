"""Every test has folders of its own: none touches the profile, the cache or the routines of a real user."""

import os
import sys
from collections.abc import Generator, Iterator
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("coach", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("coach")

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
MUST_RUN = os.environ.get("CI") == "true" and sys.platform == "linux"
"""Continuous integration on Linux installs all that any test needs, so a test that is skipped there hides a fault."""


COUNTED = frozenset({"cli", "dialogue", "planning", "practice", "routines", "session", "store", "stories", "words"})
"""The folders whose tests reach every branch of the pure core."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests by which branches are counted; all others run faster without."""
    for item in items:
        if item.path.parent.name in COUNTED and not item.get_closest_marker("long"):
            item.add_marker("counted")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails where every test must run."""
    del item, call
    report = yield
    return must_run(report) if MUST_RUN and not hasattr(report, "wasxfail") else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A skipped module fails where every test must run."""
    del collector
    report = yield
    return must_run(report) if MUST_RUN else report


def must_run(report: Report) -> Report:
    """The report of a test that was skipped as one of a test that failed, with the reason."""
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"In continuous integration every test runs, and this one did not. {reason}"
    return report


@pytest.fixture
def room() -> Iterator[Any]:
    """A virtual room with a loudspeaker, a parent and a microphone; without PulseAudio there is none."""
    from tests.support.room import NoRoomError, Room  # noqa: PLC0415 - few tests need one

    try:
        with Room() as made:
            yield made
    except NoRoomError as why:
        pytest.skip(str(why))


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The caregiver's folders, empty; gives the folder that holds them."""
    folder = tmp_path_factory.mktemp("home")
    for variable, name in (
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_DATA_HOME", "data"),
        ("APPDATA", "config"),
        ("LOCALAPPDATA", "cache"),
    ):
        monkeypatch.setenv(variable, str(folder / name))
    return folder
