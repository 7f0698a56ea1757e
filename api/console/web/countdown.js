// Until when something must be settled, counting down; and since when somebody waits, counting up.

import { make } from "./parts.js";
import { instant, known, word } from "./words.js";

const MINUTE = 60_000;
const TICK = 1000;
const SOON = 5 * MINUTE;

/** Deadlines, the first one first. */
export const soonest = (deadlines) => [...deadlines].sort((a, b) => new Date(a.due) - new Date(b.due));

/** "43 min left" with who decides and until when. */
export function deadline({ due, decider, matter }) {
  const left = make("strong", { className: "rest" });
  const tick = () => {
    const rest = new Date(due) - Date.now();
    left.textContent = rest < 0 ? word("page.countdown.over", { span: span(-rest) }) : word("page.countdown.left", { span: span(rest) });
    left.dataset.state = rest < 0 ? "over" : rest < SOON ? "soon" : "calm";
  };
  run(left, tick);
  const what = known(`page.due.${matter.replace(/\.overdue$/, "")}`);
  return make("span", { className: "deadline" }, left, make("span", {}, what,
    make("span", { className: "quiet small" }, word("page.countdown.until", { at: instant(due), who: word(`page.role.${decider}`) }))));
}

/** "12 min" since an instant. */
export function since(at) {
  const shown = make("span", {});
  run(shown, () => { shown.textContent = word("page.countdown.since", { span: span(Date.now() - new Date(at)) }); });
  return shown;
}

/** Ticks while what shows it is part of the document. */
function run(element, tick) {
  tick();
  const timer = setInterval(() => (element.isConnected ? tick() : clearInterval(timer)), TICK);
}

/** "2 h 5 min", "43 min", "20 s". */
function span(milliseconds) {
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 1) return word("page.countdown.seconds", { seconds: Math.floor(milliseconds / 1000) });
  if (minutes < 60) return word("page.countdown.minutes", { minutes });
  const hours = Math.floor(minutes / 60);
  return word("page.countdown.hours", { h: hours, m: minutes % 60 });
}
