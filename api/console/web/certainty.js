// How sure: the likelihood ratio in words, on the verbal scale, and what it had to reach.

import { make, nameOf } from "./parts.js";
import { number, times, word } from "./words.js";

// The verbal scale's steps in log10 of the ratio; each is drawn equally wide. The outer two are open:
// they are drawn as far as -3 and 9.
const STEPS = [
  ["against", -3, -Math.log10(2)], ["none", -Math.log10(2), Math.log10(2)], ["weak", Math.log10(2), 2],
  ["moderate", 2, 3], ["strong", 3, 4], ["very-strong", 4, 6], ["extremely-strong", 6, 9],
];

export function certainty(answer, best) {
  const search = answer.candidates !== undefined;
  const needed = answer.threshold_llr;
  const rate = search ? answer.fpir : answer.fmr;
  return make("section", { className: "sure section" },
    make("h2", {}, word("page.sure.heading")),
    search && answer.decision === "no_match" ? make("p", {}, word("page.sure.closest", { name: nameOf(best.record) })) : null,
    make("p", { className: "said" }, best.sentence ?? likelihood(best.llr)),
    make("p", {}, best.chance_sentence),
    scale(best, needed),
    make("p", { className: "small quiet" }, word(search ? "page.sure.threshold_search" : "page.sure.threshold_check", {
      size: answer.gallery_size ?? 1, ratio: times(needed), n: Math.round(1 / rate),
    })),
    make("p", { className: "small quiet" }, word("page.sure.value", { llr: number(best.llr), needed: number(needed) })),
    answer.calibration_note ? make("p", { className: "small quiet" }, answer.calibration_note) : null);
}

/** The same sentence that the service gives for candidates. */
function likelihood(llr) {
  if (Math.abs(llr) < Math.log10(2)) return word("likelihood.none");
  const way = llr < 0 ? "against" : "for";
  return Math.abs(llr) >= 6 ? word(`likelihood.${way}_over`) : word(`likelihood.${way}`, { ratio: times(Math.abs(llr)) });
}

function scale({ llr, band }, needed) {
  const bar = make("span", { className: "bar", "aria-hidden": "true" }, make("span", {}, word("page.sure.needed")));
  const at = make("span", { className: "at", "aria-hidden": "true" });
  bar.style.setProperty("--at", `${share(needed)}%`);
  at.style.setProperty("--at", `${share(llr)}%`);
  const steps = STEPS.map(([name]) => make("li", { className: name === band ? "here" : "" }, word(`band.${name}`)));
  return make("div", { className: "scale", role: "img", "aria-label": word("page.sure.scale", { band: word(`band.${band}`) }) },
    make("ol", { "aria-hidden": "true" }, ...steps), bar, at);
}

/** Where a log10 ratio lies on the drawn scale, in percent of its width. */
function share(llr) {
  const width = 100 / STEPS.length;
  const index = STEPS.findIndex(([, , end]) => llr < end);
  if (index < 0) return 100;
  const [, start, end] = STEPS[index];
  return width * (index + Math.max(0, (llr - start) / (end - start)));
}
