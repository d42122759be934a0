/* The phases. Only a yes gets past a question, and a no is silenced first. */
const enter = (next) => {
  phase = next;
  since = performance.now();
  document.body.dataset.phase = next;
  clearTimeout(dimmer);
  dimmer = setTimeout(dim, DIM_MS);
  show();
  const first = phase === "leading" ? byId("no") : byId("answers").firstElementChild;
  if (first) first.focus({ preventScroll: true });
};

const lead = (index) => {
  if (index >= steps.length) return end();
  const step = steps[index];
  if (step.kind === "stroke" && granted !== step.part) return ask(step.part);
  hush();
  at = index;
  began = step.start ?? step.at;
  enter("leading");
  say("");
  wake();
  bed(1, 0.5);
  sound(began, step.kind === "ask" ? step.hold : step.until, () => arrive(index));
};

const arrive = (index) => {
  const step = steps[index];
  if (step.kind === "ask") return wait();
  if (step.kind === "end") return end();
  const next = steps[index + 1];
  if (!next) return end();
  if (next.kind === "stroke" && next.part === granted) { // no seek between strokes, so no gap in the beat
    at = index + 1;
    playing = { until: next.until, then: () => arrive(at) };
    return show();
  }
  return lead(index + 1);
};

const ask = (part) => lead(steps.findIndex((step) => step.kind === "ask" && step.part === part));

const wait = () => {
  hush();
  enter("asking");
  duck(false);
  remind("ask-wait");
};

const remind = (name) => REMINDERS_MS.forEach((ms, n) => later(ms, () => clip(`${name}-${n}`, quiet)));
const quiet = () => { playing = null; stop(); if (phase !== "resting") duck(false); };

/* A tap that comes at once was meant for what was there before: the elbow that said no would be on "All done" now. */
const tooSoon = () => performance.now() - since < (TOO_SOON_MS[phase] ?? 0);

const yes = () => {
  if (tooSoon()) return;
  if (phase === "asking") {
    granted = steps[at].part;
    hush();
    at += 1;
    enter("leading");
    sound(steps[at - 1].yes, steps[at].until, () => arrive(at));
  } else if (phase === "resting") {
    lead(at);
  } else if (phase === "ready" || phase === "ended") {
    if (document.readyState !== "loading") open();
    if (!audio) return document.addEventListener("DOMContentLoaded", yes, { once: true });
    granted = -1;
    lead(0);
  }
};

const notSure = () => {
  if (phase !== "asking") return;
  hush();
  say(words["not-sure-said"]);
  const step = steps[at];
  later(AFTER_HUSH_MS, () => clip("not-sure", quiet));
  later(ASK_AGAIN_MS, () => { say(step.ask); sound(step.question, step.hold, () => { quiet(); since = performance.now(); }, 0.5); });
};

const rest = (why) => {
  hush();
  bed(0, FADE_S);
  if (phase === "resting" || phase === "ended") return; // after the end there is nothing to rest from
  const asked = phase === "asking" || steps[at].kind === "ask";
  enter("resting");
  if (typeof why === "string") { since = -Infinity; return say(why); } // nobody's elbow is on the screen
  const name = asked ? "resting-asked" : steps[at].rest ?? "resting";
  if (clips[name]) say(clips[name][2]);
  later(AFTER_HUSH_MS, () => clip(name, quiet));
  remind("rest-wait");
};

const move = (by) => {
  const kind = steps[at].kind;
  hush();
  if (kind === "ask") {
    const asks = steps.map((step, n) => (step.kind === "ask" ? n : -1)).filter((n) => n >= 0);
    const to = asks[Math.max(0, asks.indexOf(at) + by)];
    return to === undefined ? lead(steps.findIndex((step) => step.kind === "end")) : lead(to);
  }
  if (by > 0) return lead(Math.min(at + 1, steps.length - 1));
  return lead(steps[at - 1]?.kind === "stroke" ? at - 1 : at);
};

const end = () => {
  hush();
  at = steps.length - 1;
  granted = -1;
  const stays = bedtime && phase === "leading";
  enter("ended");
  release();
  if (stays) return keepBed();
  bed(0, BED_BACK_S);
};

const keepBed = () => {
  bed(1, BED_BACK_S);
  later(Math.max(0, bedAfter - BED_FADES_S * 1000), () => bed(0, BED_FADES_S));
};

const asleep = () => {
  end();
  keepBed();
};

const tick = () => {
  if (!audio || !playing) return;
  const now = audio.currentTime * 1000;
  if (now >= playing.until || audio.ended) { const { then } = playing; playing = null; then(); return; }
  if (phase === "leading") caption(now);
  if (under && phase !== "resting") duck(phase !== "leading" || speaks(now));
};
