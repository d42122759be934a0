"""Every test has folders of its own: none touches the profile, the cache or the routines of a real user."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("coach", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("coach")


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
