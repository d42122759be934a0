"""Evenings of the app in virtual time: its own start screen, its own session, no sound and no waiting."""

from __future__ import annotations

import datetime
import json
from typing import Any

NIGHT = """async ([routine, kept, well]) => {
  const [{ Start }, { Lead }] = await Promise.all([import("./start.js"), import("./lead.js")]);
  const app = await (await fetch("app.json")).json(), said = [];
  const start = new Start({ app, begin() {} }), listed = app.routines.find((one) => one.name === routine);
  const key = start.choiceOf(listed, kept);
  if (!key) return null;
  const whole = await (await fetch(`routines/${routine}.json`)).json(), clock = { postMessage() {} };
  const spoken = new Set(Object.values(whole.packs).flatMap(({ index }) => Object.keys(index)));
  const player = { now: 0, begin() {}, lengths: () => ({}), saying: () => [], perform(effects) {
    for (const [kind, , text] of effects) if (kind === "say") said.push(text);
  } };
  const settings = start.settings(listed, key), choice = whole.choices[key];
  const lead = new Lead({ app, routine: { ...whole, ...listed }, choice, settings, player, clock, show() {} });
  lead.start(kept);
  for (let n = 0; n < 3000 && !lead.session.s.over; n += 1) {
    player.now = Math.max(player.now, lead.session.wakeAt);
    if (lead.waits && !lead.speaks) lead.obey(lead.phase === "care" ? well : "yes");
    else lead.tick();
  }
  return { said, places: lead.book.areas.map(({ title }) => title), mute: said.filter((text) => !spoken.has(text)) };
}"""
"""A massage whose every question is answered with a yes: what was said, where it led, and what has no sound."""

TELLS = """async (answer) => {
  const { Start } = await import("./start.js"), app = await (await fetch("app.json")).json();
  const start = new Start({ app, begin() {} });
  start.asksLeg = true;
  start.show();
  [...document.querySelectorAll("#jab button")].find(({ textContent }) => textContent === answer).click();
}"""


class Nights:
    """One phone over many evenings: it keeps what the app keeps, and its clock is set."""

    def __init__(self, page: Any, address: str, now: datetime.datetime) -> None:
        self.page, self.now = page, now
        self.page.clock.set_fixed_time(now)
        self.page.goto(f"{address}/")
        self.page.evaluate("localStorage.clear()")

    def later(self, **time: float) -> None:
        """So much time goes by."""
        self.now += datetime.timedelta(**time)
        self.page.clock.set_fixed_time(self.now)

    def tells(self, answer: str) -> None:
        """Somebody says that a leg had a jab, and which."""
        self.page.evaluate(TELLS, answer)

    def keep(self, name: str, what: Any) -> None:
        """Leave something in the app's store, and open the app anew."""
        kept = [f"massage / {name}", json.dumps(what)]
        self.page.evaluate("(kept) => localStorage.setItem(...kept)", kept)
        self.page.reload()
        self.page.wait_for_selector("body[data-ready=yes]", timeout=5000)

    def night(self, routine: str, kept: Any = None, well: str = "yes") -> Any:
        """Lead a massage to its end, perhaps from a place where it stopped; None where the routine isn't offered.

        ``well``: the answer before the oil.
        """
        found = self.page.evaluate(NIGHT, [routine, kept, well])
        assert not found or not found["mute"], found["mute"]
        return found
