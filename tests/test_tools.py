"""The licences and the audit of what the coach is built on."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tools.audit import told
from tools.licences import APART, UNKNOWN, Licence, licences

ROOT = Path(__file__).parent.parent


def listed(lock: str = "requirements.lock") -> dict[str, Licence]:
    return {one.name: one for one in licences(ROOT / lock)}


def test_every_default_dependency_has_a_known_licence() -> None:
    found = listed()
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {re.split(r"[^\w-]", one)[0].lower() for one in wanted} <= set(found)
    assert [one.name for one in found.values() if one.text == UNKNOWN] == []


def test_the_gpls_code_is_named_and_none_of_it_runs_in_the_coachs_own_process() -> None:
    assert {one.name for one in listed().values() if one.gpl} == {"espeakng-loader"}
    everything = listed("requirements-dev.lock")
    assert {one.name for one in everything.values() if one.gpl} == set(APART)


def test_a_licence_that_nobody_states_is_listed_as_unknown(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("no-such-package==1.0 \\\n    --hash=sha256:00\n")
    assert list(licences(tmp_path / "lock")) == [Licence("no-such-package", "1.0", UNKNOWN)]


@pytest.mark.parametrize(
    ("text", "gpl"),
    [
        ("GPLv3", True),
        ("GPL-2.0-or-later", True),
        ("GNU General Public License (GPL)", True),
        ("LGPL-2.1", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MPL-2.0", False),
    ],
)
def test_the_gpl_is_told_from_its_lesser_sister(text: str, gpl: bool) -> None:  # noqa: FBT001 - a table
    assert Licence("one", "1", text).gpl is gpl


def report(**package: object) -> str:
    return json.dumps({"dependencies": [{"name": "one", "version": "1", "vulns": []}, package], "fixes": []})


def test_a_known_vulnerability_is_red_and_named() -> None:
    hole = {"id": "PYSEC-1", "fix_versions": ["2.1"], "aliases": [], "description": ""}
    status, text = told(report(name="two", version="2", vulns=[hole]), "Found 1 known vulnerability")
    assert status == 1
    assert "two 2, PYSEC-1; mended in 2.1" in text


def test_a_package_that_the_index_knows_nothing_about_is_counted_and_not_red() -> None:
    status, text = told(report(name="two", skip_reason="Dependency not found on PyPI"), "")
    assert (status, "1 packages audited" in text, "NOT AUDITED: 1 " in text) == (0, True, True)


def test_a_network_that_is_not_there_is_said_and_not_red() -> None:
    status, text = told("", "Traceback\nrequests.exceptions.ConnectionError: Max retries exceeded")
    assert (status, text.startswith("NOT AUDITED: ")) == (0, True)


def test_an_audit_that_breaks_for_another_reason_is_red() -> None:
    assert told("", "No module named pip_audit")[0] == 1
