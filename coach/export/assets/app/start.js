/* The start screen: where it stopped last, the routines, tonight's choices, what was done, and how it gets onto another phone. */
import { button, byId, filled, made } from "./parts.js";
import * as store from "./store.js";

const SPEEDS = [["120", "speed-slow"], ["100", "speed-usual"], ["85", "speed-fast"]], TIMERS = [["0", "timer-none"], ["600000", "timer-10"], ["1200000", "timer-20"], ["1800000", "timer-30"]];
const DAYS_A_WEEK = 7, SHOWN = 5, DAY_MS = 24 * 3_600_000, JAB_MS = 3 * DAY_MS, FRESH_MS = 700, LESSONS = 3, LEG = /^(left|right) leg/i;

/** Both legs where either one is left out for another reason. */
const joined = (leg, other) => (!leg || leg === other ? other : other ? "both legs" : leg);

export class Start {
  constructor({ app, begin }) {
    Object.assign(this, { app, begin, words: app.written, since: -Infinity });
    byId("start").addEventListener("click", (event) => this.tooSoon(event), true);
    const { age } = app.usual;
    if (store.choices.get().seen?.age !== age) store.choices.set({ seen: { age, at: Date.now() } });
  }

  /** The second of two quick touches was meant for what was there before. */
  tooSoon(event) {
    if (performance.now() - this.since >= FRESH_MS) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The start screen after a massage. */
  back() {
    this.since = performance.now();
    this.afresh();
  }

  /** Show it where what had the focus is gone: a screen reader goes on at the title. */
  afresh() {
    this.show();
    byId("title").focus({ preventScroll: true });
  }

  get chosen() {
    const { usual } = this.app, kept = store.choices.get();
    return { age: usual.age === null ? "" : String(usual.age), aged: kept.seen?.at, leg: "", hands: usual.hands, detail: usual.detail, bedtime: false, speed: "100", timer: "600000", listens: true, ...kept };
  }

  /** The age in days that was chosen here, or that the app was written with, and the days since then or since it was first
      opened. */
  get age() {
    const { age, aged } = this.chosen;
    return age === "" ? "" : String(Number(age) + Math.max(0, Math.floor((Date.now() - aged) / DAY_MS)));
  }

  /** The leg that had a jab in the last three days. What was told here later than the app was given its jab takes its place. */
  get jab() {
    const { jab: told } = this.chosen, { jab: written } = this.app, resting = (one) => (one && Date.now() - one.at < JAB_MS ? one.leg : "");
    return joined(resting(told), told?.at > written?.at ? "" : resting(written));
  }

  /** What a massage is begun with. */
  settings(routine, key) {
    const { hands, timer } = this.chosen, shortOpening = store.history.before(routine.name, store.today());
    return { hands, key, jab: this.jab, options: { shortOpening, lesson: store.history.all().filter(({ lessons }) => lessons).length < LESSONS, bedAfter: this.app.bed ? Number(timer) : 0 } };
  }

  /** A leg that had a jab is left out, whatever else was chosen. */
  get leg() { return joined(this.chosen.leg, this.jab); }

  /** "right" where it's that leg's turn, in a routine of one leg a session: the leg to go on with, else the one not led last. */
  turn({ name, turns }, from) {
    if (from) return from.key?.split("|")[1] === "right" ? "right" : "";
    const done = store.history.all().filter((one) => one.routine === name).flatMap((one) => one.areas ?? []);
    return turns.length && done.filter((area) => turns.includes(area)).at(-1) === turns[0] ? "right" : "";
  }

  /** The key of the choice that fits, by the band of ages in which the baby is; undefined where none does. */
  choiceOf(routine, from = null) {
    const { hands, detail, bedtime } = this.chosen, { age } = this, keys = Object.keys(routine.minutes), turn = this.turn(routine, from);
    if (this.app.fixed) return this.fixedChoice(keys, turn);
    const rest = [this.leg || turn, hands, detail, bedtime ? "bedtime" : ""];
    const bands = keys.map((key) => key.split("|")).filter((parts) => rest.every((part, n) => part === parts[n + 1]));
    const fitting = age === "" ? bands.filter(([from]) => from === "") : bands.filter(([from]) => from !== "" && Number(from) <= Number(age));
    fitting.sort((a, b) => Number(b[0]) - Number(a[0]));
    return age !== "" && fitting.length && !this.isNear(fitting[0][0], age, keys) ? undefined : fitting[0]?.join("|");
  }

  /** All is as it was written, the first choice, but for a leg that had a jab since. */
  fixedChoice(keys, turn) {
    const out = joined(keys[0].split("|")[1], this.jab) || turn;
    return keys.find((key) => key.split("|")[1] === out);
  }

  /** No band between: a routine that is not for this age has none that begins nearest. */
  isNear(from, age, keys) {
    const bounds = [...new Set(keys.map((key) => key.split("|")[0]).filter(Boolean))].map(Number).filter((one) => one <= Number(age));
    return Number(from) === Math.max(...bounds);
  }

  show() {
    byId("start").replaceChildren(...[this.jabbed(), this.resume(), this.cards(), this.listening(), this.tonight(), this.past(), this.elsewhere()].filter(Boolean));
    byId("start").hidden = false;
    document.body.classList.toggle("night", this.chosen.bedtime); // a bright screen would wake whoever just fell asleep
  }

  /** After "a leg had a jab": which one, and then another massage without it. */
  jabbed() {
    if (!this.asksLeg) return null;
    const answer = (name, leg) => button(this.words[name], () => {
      this.asksLeg = false;
      store.choices.set({ jab: { leg: leg && joined(leg, this.jab), at: Date.now() } });
      this.afresh();
    });
    return made("section", { className: "panel", id: "jab" }, made("h2", { textContent: this.words["which-leg"] }), made("div", { className: "row-buttons" },
      answer("jab-left", "left leg"), answer("jab-right", "right leg"), answer("jab-both", "both legs"), answer("jab-neither", "")));
  }

  resume() {
    const kept = store.place.get(), routine = kept && this.app.routines.find((one) => one.name === kept.routine);
    if (!routine || !this.choiceOf(routine, kept)) return null;
    const leg = LEG.exec(kept.area)?.[0].toLowerCase();
    if (leg && [leg, "both legs"].includes(this.leg)) return null; // it rests
    const text = filled(this.words["resume-at"], { title: routine.title, place: `${kept.area}, ${kept.stroke}` });
    return made("section", { className: "panel" }, made("h2", { textContent: this.words.resume }), made("p", { textContent: text }),
      made("div", { className: "row-buttons" }, button(this.words["resume-yes"], () => this.begin(routine, kept), "begin"),
        button(this.words["resume-no"], () => { store.place.forget(); this.afresh(); })));
  }

  cards() {
    const found = this.app.routines.map((routine) => [routine, this.choiceOf(routine)]).filter(([, key]) => key);
    const list = made("ul", { className: "cards" }, ...found.map(([routine, key]) => made("li", {}, this.card(routine, routine.minutes[key]))));
    return found.length ? list : made("p", { textContent: this.words["none-fits"] });
  }

  card(routine, minutes) {
    const one = made("button", { type: "button", className: "card", on: { click: () => this.begin(routine) } });
    if (routine.drawing) one.append(made("img", { src: routine.drawing, alt: "", loading: "lazy", width: 240, height: 240 }));
    one.append(made("span", { className: "about" }, made("span", { className: "title", textContent: routine.title }),
      made("span", { className: "small", textContent: filled(this.words.minutes, { n: minutes }) }),
      made("span", { className: "small", textContent: `${routine.about}.` })));
    one.dataset.routine = routine.name;
    return one;
  }

  listening() {
    const box = made("input", { type: "checkbox", checked: this.chosen.listens, id: "listens" });
    box.addEventListener("change", () => store.choices.set({ listens: box.checked }));
    return made("label", { className: "panel row" }, made("span", { textContent: this.words["listen-offer"] }), box);
  }

  tonight() {
    const { words } = this, keys = this.app.routines.flatMap((routine) => Object.keys(routine.minutes)).map((key) => key.split("|"));
    const ages = [...new Set(keys.map(([age]) => age).filter(Boolean))].sort((a, b) => a - b);
    const age = ages.filter((one) => Number(one) <= Number(this.age)).at(-1), chosen = { ...this.chosen, age: this.age && age };
    const row = (label, name, options) => {
      const list = made("select", { id: name }, ...options.map(([value, text]) => made("option", { value, textContent: text, selected: value === chosen[name] })));
      list.addEventListener("change", () => { store.choices.set({ [name]: list.value, ...(name === "age" && { aged: Date.now() }) }); this.show(); byId(name)?.focus(); });
      return made("label", { className: "row" }, label, list);
    };
    const named = (list) => list.map(([value, name]) => [value, words[name]]);
    const rows = this.app.fixed ? [] : [
      row(words.age, "age", [["", words["age-unknown"]], ...ages.map((age) => [age, age === "0" ? words["age-new"] : filled(words["age-from"], { n: Math.round(age / DAYS_A_WEEK) })])]),
      row(words.leg, "leg", [["", words["leg-both"]], ["left leg", words["leg-left"]], ["right leg", words["leg-right"]], ["both legs", words["leg-none"]]]),
      row(words.hands, "hands", [["right", words["hands-right"]], ["left", words["hands-left"]], ["one", words["hands-one"]]]),
      row(words.detail, "detail", [["teach", words["detail-teach"]], ["remind", words["detail-remind"]], ["counts", words["detail-counts"]]]),
      this.bedtime(),
    ];
    if (this.leg !== chosen.leg) rows.unshift(made("p", { textContent: words["jab-rests"] }));
    rows.push(row(words.speed, "speed", named(SPEEDS)));
    if (this.app.bed) rows.push(row(words.timer, "timer", named(TIMERS)));
    return this.folded("tonight", words.tonight, rows);
  }

  bedtime() {
    const box = made("input", { type: "checkbox", checked: this.chosen.bedtime, id: "bedtime" });
    box.addEventListener("change", () => { store.choices.set({ bedtime: box.checked }); this.show(); byId("bedtime")?.focus(); });
    return made("label", { className: "row" }, made("span", { textContent: this.words.bedtime }), box);
  }

  past() {
    const { words } = this, all = store.history.all();
    if (!all.length) return null;
    const rows = all.slice(-SHOWN).reverse().map((one) => made("li", {}, made("strong", { textContent: filled(words["history-day"], { day: dayOf(one), title: one.title }) }),
      filled(words["history-line"], one)));
    const forget = button(words["history-delete"], () => {
      if (forget.dataset.sure) { store.history.forget(); return this.afresh(); }
      forget.dataset.sure = "1";
      forget.textContent = words["history-sure"];
    });
    return this.folded("history", words.history, [made("ul", { className: "history" }, ...rows),
      made("div", { className: "row-buttons" }, button(words["history-export"], () => exported(all)), forget)]);
  }

  elsewhere() {
    if (!this.app.address) return null;
    return this.folded("elsewhere", this.words.elsewhere, [made("img", { className: "qr", src: "qr.svg", alt: this.app.address }), made("p", { className: "small", textContent: this.app.address })]);
  }

  folded(id, title, inside) {
    const open = document.getElementById(`${id}-panel`)?.open ?? false;
    return made("details", { id: `${id}-panel`, className: "panel", open }, made("summary", { textContent: title }), ...inside);
  }
}

/** Days are told in the app's language, in the spelling of the phone's country. */
const { lang } = document.documentElement, language = navigator.languages.find((one) => one.startsWith(lang)) ?? lang;
const dayOf = ({ day }) => new Date(`${day}T12:00`).toLocaleDateString(language, { weekday: "short", day: "numeric", month: "long" });

/** A file of its own on this device; nothing is sent. */
const exported = (all) => {
  const link = made("a", { href: URL.createObjectURL(new Blob([JSON.stringify(all, null, 1)], { type: "application/json" })), download: "massage-history.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
