"""The page's engine in Node, or in Chromium where there is no Node: it is given stories, and tells what it did."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from coach.export import app

ENGINE = Path(app.__file__).parent.parent / "assets" / "app" / "engine"
RETELL = """
const retell = (Session, story) => {
  const { machine, book, lines, lengths, options, begin } = story, told = [];
  const session = new Session(machine, book, lines, lengths, options, begin);
  for (const [kind, at, ...given] of story.events) {
    const before = session.wakeAt;
    const effects = session[kind](at, ...given);
    told.push([before, session.s.phase, session.s.over, effects]);
  }
  return told;
};
"""


def retold(stories: list[dict[str, Any]]) -> list[Any]:
    """What the engine did at each event of each story: when it would have woken, the phase after, the effects."""
    node = shutil.which("node")
    return _in_node(node, stories) if node else _in_chromium(stories)


def _in_node(node: str, stories: list[dict[str, Any]]) -> list[Any]:
    script = f"""
    import {{ Session }} from {json.dumps((ENGINE / "session.js").as_uri())};
    {RETELL}
    let given = "";
    for await (const piece of process.stdin) given += piece;
    process.stdout.write(JSON.stringify(JSON.parse(given).map((story) => retell(Session, story))));
    """
    ran = subprocess.run(
        [node, "--input-type=module", "-e", script],
        input=json.dumps(stories),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    return list(json.loads(ran.stdout))


def _in_chromium(stories: list[dict[str, Any]]) -> list[Any]:
    from tests.support import hosts, phone  # noqa: PLC0415 - they need the browser

    with hosts.serving(ENGINE.parent) as address, phone.shared().new_page() as tab:
        tab.goto(f"{address}/engine/plan.js")
        retelling = f"async (stories) => {{ const {{ Session }} = await import('{address}/engine/session.js'); {RETELL}"
        return list(tab.evaluate(retelling + "return stories.map((story) => retell(Session, story)); }", stories))
