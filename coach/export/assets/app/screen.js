/* What is seen and touched while a massage goes on. While it leads, the whole screen is a no. */
import { button, byId, filled, made } from "./parts.js";

const TOO_SOON_MS = { resting: 2000, asking: 700, ended: 2000 }, FRESH_MS = 700, LONG = 60;
const KEYS = { Enter: "yes", y: "yes", n: "no", " ": "no", h: "not sure", a: "again", ArrowRight: "next", ArrowLeft: "back", s: "slower", f: "faster", w: "where are we", q: "all done", z: "asleep", l: "repeat slower" };
const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "CapsLock", "AltGraph", "Fn"];

export class Screen {
  constructor({ app, obey, leave, listen, speaks }) {
    Object.assign(this, { app, obey, leave, listen, speaks, hears: "", words: app.written, phase: "start", since: -Infinity, opened: -Infinity });
    this.no = byId("no");
    this.no.setAttribute("aria-label", this.words["tap-no"]);
    byId("hint").textContent = this.words["tap-no"];
    this.no.addEventListener("pointerdown", (event) => { event.preventDefault(); this.obey("no"); });
    // A screen reader clicks the words that it reads, which lie below the button. The click of a yes comes here before it leads.
    document.addEventListener("click", () => { if (this.phase === "leading") this.obey("no"); }, true);
    document.addEventListener("pointerdown", (event) => this.farewell(event));
    byId("more").querySelector("summary").textContent = this.words.more;
    byId("more").addEventListener("toggle", () => {
      this.opened = performance.now();
      if (byId("more").open) byId("more").scrollIntoView({ block: "nearest" });
    });
    byId("more").querySelector("summary").addEventListener("click", (event) => { if (this.tooSoon()) event.preventDefault(); });
    document.addEventListener("keydown", (event) => this.key(event));
    // A button is pressed when Space is let go: not by the Space that went down somewhere else, and said no there.
    document.addEventListener("keyup", (event) => { if (event.key === " " && event.target !== this.spaced) event.preventDefault(); });
  }

  /** A touch that comes at once was meant for what was there before. */
  tooSoon() {
    const now = performance.now();
    return now - this.since < (TOO_SOON_MS[this.phase] ?? 0) || now - this.opened < FRESH_MS;
  }

  /** A touch silences the goodbye; once it is said, only the sound under it goes on, and a touch leaves that alone. */
  farewell(event) {
    if (this.phase === "ended" && !this.tooSoon() && !event.target.closest("button") && this.speaks()) this.obey("no");
  }

  key(event) {
    if (event.key === " " && !event.repeat) this.spaced = this.phase === "leading" ? null : event.target;
    if (this.phase === "start" || MODIFIERS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.phase === "leading") {
      event.preventDefault();
      return this.obey("no");
    }
    if (event.repeat) return event.preventDefault(); // the elbow that said no still lies there
    const on = document.activeElement?.tagName;
    if ((on === "BUTTON" || on === "SUMMARY") && (event.key === "Enter" || event.key === " ")) return; // its own click follows
    const command = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!command || (this.phase === "ended" && command !== "no")) return;
    event.preventDefault();
    if (command === "no" || !this.tooSoon()) this.obey(command);
  }

  static phaseOf(lead) {
    if (lead.phase === "ended") return "ended";
    if (lead.leads) return "leading";
    return lead.rests ? "resting" : "asking";
  }

  show(lead) {
    const phase = Screen.phaseOf(lead), { n, of, left, area, stroke } = lead.progress(), inner = lead.phase;
    const changed = phase !== this.phase || inner !== this.inner, { words } = this;
    Object.assign(this, { phase, inner });
    document.body.dataset.phase = phase;
    document.body.classList.toggle("night", lead.options.bedtime);
    byId("start").hidden = true;
    const before = lead.session.traits.before || inner === "care", ended = phase === "ended";
    byId("place").textContent = ended ? words.ended : inner === "care" ? words["before-oil"] : before ? area.title : `${area.title}: ${stroke.name}`;
    byId("left").textContent = ended || before ? "" : filled(words["stroke-of"], { n, of, minutes: Math.max(1, Math.ceil(left / 60_000)) });
    this.draw(lead, ended || before ? null : [area, stroke]);
    this.no.hidden = byId("hint").hidden = phase !== "leading";
    if (changed) this.change(lead);
  }

  change(lead) {
    const group = byId("answers");
    this.since = performance.now();
    if (this.phase === "resting" || this.phase === "asking") this.caption("");
    if (this.phase === "ended") this.caption(this.words.thanks);
    if (this.phase === "leading") this.news(""); // what was told before is over
    group.replaceChildren(...this.answers(lead));
    this.sign();
    group.setAttribute("aria-label", this.words[this.phase]);
    const others = this.others(lead);
    byId("more").hidden = !others.length;
    byId("more").open = false;
    byId("others").replaceChildren(...others);
    (this.phase === "leading" ? this.no : group).focus({ preventScroll: true });
    if (this.phase !== "leading") window.scrollTo(0, 0);
  }

  draw(lead, at) {
    const [file, alt] = lead.routine.drawings[at?.[1].drawing] ?? ["", ""], picture = byId("drawing");
    picture.hidden = !file;
    if (file && (picture.getAttribute("src") !== file || picture.alt !== alt)) Object.assign(picture, { src: file, alt });
  }

  caption(text) {
    const place = byId("caption");
    place.classList.toggle("long", text.length > LONG);
    if (place.textContent !== text) place.textContent = text;
  }

  answer(name, command, kind = "") { return button(this.words[name], () => { if (command === "no" || !this.tooSoon()) this.obey(command); }, kind); }

  answers(lead) {
    if (this.phase === "asking") {
      const care = lead.phase === "care";
      return [this.answer(care ? "care-yes" : "answer-yes", "yes", "yes"), this.answer(care ? "care-no" : "not-now", "no", "no"),
        ...(care ? [this.answer("care-jab", "a jab")] : []), this.answer("not-sure", "not sure")];
    }
    if (this.phase === "resting") return [this.answer(lead.session.traits.before ? "ask-again" : "go-on", "yes", "yes")];
    return this.phase === "ended" ? [button(this.words["to-start"], () => { if (!this.tooSoon()) this.leave(); })] : [];
  }

  /** What moves and ends lies one touch deeper, so that it is never where a no was. */
  others(lead) {
    const care = lead.phase === "care", calm = lead.options.bedtime ? [this.answer("asleep", "asleep")] : [];
    const adjust = [this.answer("slower", "slower"), this.answer("faster", "faster"), this.answer("where", "where are we")];
    const calmer = this.answer("break", "a break");
    if (this.phase === "asking") return [...(care ? [] : [this.answer("next", "next"), this.answer("previous", "back")]), ...adjust, ...calm, calmer, this.answer("done", "all done")];
    if (this.phase !== "resting") return [];
    const moves = lead.session.traits.before ? [] : [this.answer("words-again", "repeat slower"), this.answer("stiff", "touch relaxation")];
    return [this.answer("next", "next"), this.answer("previous", "back"), ...moves, ...adjust, ...calm, calmer, this.answer("done", "all done")];
  }

  /** What no voice says. */
  news(text) { byId("news").textContent = text; }

  /** How it listens: "on", "pauses", "unsure", "off" where no microphone is open, or nothing to show. */
  ear(state) {
    this.hears = state;
    this.sign();
  }

  /** One tap turns listening off, or on. While it leads the sign is only seen: then the whole screen is a no. */
  sign() {
    const { hears, words } = this, open = hears !== "off", place = byId("ear"), focused = place.contains(document.activeElement);
    place.hidden = !hears || this.phase === "ended";
    if (place.hidden) return place.replaceChildren();
    const turn = button(words[open ? "ear-stop" : "ear-start"], () => { if (!this.tooSoon()) this.listen(!open); }, "turn");
    place.replaceChildren(made("span", { className: `sign ${hears}` }), words[`ear-${hears}`], ...(this.phase === "leading" ? [] : [" ", turn]));
    if (focused && turn.isConnected) turn.focus();
  }

  toStart() {
    Object.assign(this, { phase: "start", inner: "" });
    document.body.dataset.phase = "start";
    for (const id of ["place", "left", "caption", "answers", "others"]) byId(id).replaceChildren();
    byId("more").hidden = this.no.hidden = byId("hint").hidden = byId("drawing").hidden = true;
    this.ear("");
    window.scrollTo(0, 0);
  }
}
