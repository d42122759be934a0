/* What broke, or is whole again, while a rest lasts: coach/session/news.py. `it` is the session. */

/** What is to be told, with one more: of each thing only the newest, and nothing of one that is as it was. */
export function keptNews(unsaid, news) {
  const about = news.about || news.text, others = unsaid.filter((one) => (one.about || one.text) !== about);
  const before = unsaid.find((one) => !others.includes(one)) ?? news;
  return before.good !== news.good ? others : [...others, news];
}

/** Tell all of it from a moment on; the moment after it. */
export function tellNews(it, unsaid, at) {
  for (const { text } of unsaid) {
    it.tell("say", at, text, 0, 100);
    at += it.plan.length(text) + it.plan.rests.remind[0];
  }
  return at;
}

/** The rest is over: all else is said that much later. */
export function toldAtLast(it, at) {
  const { unsaid } = it.s;
  it.change({ unsaid: [] });
  if (it.s.phase === "ended") return;
  it.delay(tellNews(it, unsaid, at + it.n.afterHush) - at);
}
