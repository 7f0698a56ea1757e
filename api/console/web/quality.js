// How good the captured prints are: a number, and what to do about a poor one. It decides nothing.

import { icon, make } from "./parts.js";
import { word } from "./words.js";

/** A section about the prints that were compared; null where none was captured as an image. */
export function quality(answer) {
  const prints = answer.samples.filter((sample) => sample.quality);
  if (!prints.length) return null;
  const warn = isInTheWay(answer);
  return make("section", { className: warn ? "quality warn section" : "quality section" },
    make("h2", {}, warn ? icon("doubtful") : null, word("page.quality.heading")),
    make("ul", {}, ...prints.map((sample) => entry(sample, answer.decision))));
}

/** Whether a poor print may be why there is no sure answer: then it comes first. */
export function isInTheWay(answer) {
  return answer.decision !== "match" && answer.samples.some((sample) => sample.quality?.poor);
}

function entry({ position, quality: { value, poor, reasons } }, decision) {
  const meter = make("span", { className: "meter", "aria-hidden": "true" }, make("span"));
  meter.firstChild.style.setProperty("--value", `${value}%`);
  const mend = poor || (decision !== "match" && reasons.length > 0);
  return make("li", { className: poor ? "poor" : "" },
    make("p", { className: "worth" },
      make("strong", {}, word(poor ? "page.quality.poor" : "page.quality.fair")),
      meter,
      make("span", {}, word("page.quality.value", { value })),
      make("span", { className: "quiet" }, word(`position.${position}`))),
    mend ? advice(poor, reasons) : null);
}

function advice(poor, reasons) {
  if (!reasons.length) return make("p", {}, word("page.quality.plain"));
  return make("div", {},
    make("p", {}, word(poor ? "page.quality.again" : "page.quality.better")),
    make("ul", { className: "mend" }, ...reasons.map(({ title, advice: how }) =>
      make("li", {}, make("strong", {}, `${title}.`), ` ${how}`))));
}
