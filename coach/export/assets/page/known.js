/* The coach on a page: what all its parts know. The sound is one file: `steps` say where each question and each stroke is in it,
   and `clips` where the sentences for waiting and resting are, after the massage. coach/export/phone_page.py puts the parts
   into one function, as a page that is opened from a folder can load no modules. */
const FADE_S = 0.012, TICK_MS = 40, DIM_MS = 15000, ASK_AGAIN_MS = 15000, TOO_SOON_MS = { asking: 700, resting: 2000 }, AFTER_HUSH_MS = 400, NO_SOUND_MS = 4000;
const BED_UNDER_SPEECH = 0.25, BED_FADES_S = 20, BED_BACK_S = 4;
const REMINDERS_MS = [20000, 60000, 180000];
const byId = (id) => document.getElementById(id);
const { steps, drawings, captions, clips, words, loop, bedtime, bedAfter } = JSON.parse(byId("massage").textContent);
let dimmer, phase = "ready", at = 0, granted = -1, since = 0, timers = [], playing = null, stopping = false, lock = null, context, gain, audio, under, ducked = false, shown = -1, began = 0;
