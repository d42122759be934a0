"""The generated parts of the documentation are up to date."""

import re
from pathlib import Path

import pytest
import yaml

from tools import pages

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    str(path.relative_to(ROOT))
    for folder in (".", "docs", "benchmarks", "training")
    for path in (ROOT / folder).glob("*.md")
)
FORMS = sorted([*(ROOT / ".github").rglob("*.yml"), ROOT / ".pre-commit-config.yaml"])


def test_every_generated_part_is_up_to_date() -> None:
    assert pages.stale() == [], "run python -m tools.pages"


def test_a_page_without_the_marker_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for settings"):
        pages.renewed("nothing here", "settings", "")


@pytest.mark.parametrize("page", PAGES)
def test_every_file_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:coach|scripts|audio_cues|docs|benchmarks|tests|tools|training)/[\w./-]*)`", text))
    missing = [name for name in named if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_between_pages_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for link, heading in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text):
        if "://" not in link:
            target = (ROOT / page).parent / link if link else ROOT / page
            assert target.exists(), link
            assert not heading or heading in headings(target), heading


def headings(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    said = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in said}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_forms_and_the_workflows_can_be_read(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_fault_form_asks_for_the_doctors_report() -> None:
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/fault.yml").read_text(encoding="utf-8"))
    asked = [one for one in form["body"] if "coach doctor --report" in one["attributes"].get("label", "")]
    assert [one["validations"]["required"] for one in asked] == [True]


def test_ci_runs_every_python_that_the_coach_promises() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["unit"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
