/* What is shown, and told to a screen reader. */
const say = (text) => { const line = byId("caption"); if (line.textContent !== text) line.textContent = text; };

const speaks = (now) => captions.some(([from, until]) => now >= from - 150 && now < until + 400);

const caption = (now) => {
  let low = 0, high = captions.length - 1;
  while (low < high) { const middle = (low + high + 1) >> 1; if (captions[middle][0] <= now) low = middle; else high = middle - 1; }
  const [begins, , text] = captions[low];
  if (low !== shown && begins <= now && begins >= began) { shown = low; say(text); } // none of the stroke that was left
};

const button = (text, act, kind = "") => {
  const one = document.createElement("button");
  one.type = "button";
  one.textContent = text;
  one.className = kind;
  one.addEventListener("click", () => { if (act === rest || !tooSoon()) act(); });
  return one;
};

const ANSWERS = {
  ready: () => [button(words.begin, yes, "yes")],
  leading: () => [],
  asking: () => [button(words["answer-yes"], yes, "yes"), button(words["not-now"], rest, "no"), button(words["not-sure"], notSure)],
  resting: () => [button(steps[at].kind === "ask" ? words["ask-again"] : words["go-on"], yes, "yes"), ...(bedtime ? [button(words.asleep, asleep)] : []), button(words.done, end)],
  ended: () => [button(words.again, yes)],
};

const show = () => {
  shown = -1;
  const step = steps[at], started = phase !== "ready" && phase !== "ended";
  byId("place").textContent = phase === "ready" ? "" : started ? `${words[phase]}: ${step.title}` : words.ended;
  byId("hint").hidden = phase !== "ready";
  byId("no").hidden = phase !== "leading";
  byId("moves").hidden = !started || phase === "leading"; // while it leads, the whole screen is a no
  byId("answers").replaceChildren(...ANSWERS[phase]());
  byId("drawing").hidden = !(started && step.drawing !== undefined);
  byId("drawing").innerHTML = started && step.drawing !== undefined ? drawings[step.drawing] : "";
  if (phase === "asking") say(step.ask);
  if (phase === "ready" || phase === "ended") say("");
  byId("caption").setAttribute("aria-live", phase === "leading" ? "off" : "polite"); // the voice says it already
  remote();
};

const dim = () => document.body.classList.toggle("dim", bedtime && phase !== "ready" && phase !== "ended");
const bright = () => { /* only a touch makes the screen bright again: a question must not light up the room */
  document.body.classList.remove("dim");
  clearTimeout(dimmer);
  dimmer = setTimeout(dim, DIM_MS);
};
