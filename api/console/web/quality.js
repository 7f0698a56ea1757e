// How good the captured prints and pictures are: a number, and what to do about a poor one. It decides nothing.

import { icon, make, whatOf } from "./parts.js";
import { word } from "./words.js";

/** A section about what was compared; null where none was captured as an image. */
export function quality(answer) {
  const seen = answer.samples.filter((sample) => sample.quality);
  if (!seen.length) return null;
  const warn = isInTheWay(answer);
  const faces = seen.every(({ modality }) => modality === "face");
  return make("section", { className: warn ? "quality warn section" : "quality section" },
    make("h2", {}, warn ? icon("doubtful") : null, word(faces ? "page.quality.face_heading" : "page.quality.heading")),
    make("ul", {}, ...seen.map((sample) => entry(sample, answer.decision))));
}

/** Whether a poor sample may be why there is no sure answer: then it comes first. */
export function isInTheWay(answer) {
  return answer.decision !== "match" && answer.samples.some((sample) => sample.quality?.poor);
}

/** What an officer should look at before trusting a picture; null where nothing was noticed. */
export function suspicions(samples) {
  const noticed = samples.flatMap((sample) => sample.suspicions);
  if (!noticed.length) return null;
  return make("div", { className: "warning", role: "alert" }, icon("doubtful"),
    make("div", {}, make("p", {}, word("page.quality.suspicious")), reasonList(noticed)));
}

/** Every measure of a face's picture, folded away; null for a print. */
export function components({ components: measures }) {
  if (!measures.length) return null;
  return make("details", { className: "components" },
    make("summary", {}, word("page.quality.components")),
    make("ul", {}, ...measures.map(component)),
    make("p", { className: "small quiet" }, word("page.quality.inspired")));
}

function component({ title, value, gating, reason }) {
  return make("li", { className: reason ? "poor" : "" },
    meter(value),
    make("span", {}, word("page.quality.component", { title, value })),
    make("span", { className: "small quiet" }, word(gating ? "page.quality.gating" : "page.quality.advice")),
    reason ? make("span", { className: "small" }, `${reason.title}. ${reason.advice}`) : null);
}

function entry(sample, decision) {
  const { value, poor, reasons } = sample.quality;
  const mend = poor || (decision !== "match" && reasons.length > 0);
  return make("li", { className: poor ? "poor" : "" },
    make("p", { className: "worth" },
      make("strong", {}, poor ? word(isFace(sample) ? "page.quality.face_poor" : "page.quality.poor") : word("page.quality.fair")),
      meter(value),
      make("span", {}, word("page.quality.value", { value })),
      make("span", { className: "quiet" }, whatOf(sample))),
    mend ? advice(sample) : null,
    components(sample.quality));
}

function meter(value) {
  const shown = make("span", { className: "meter", "aria-hidden": "true" }, make("span"));
  shown.firstChild.style.setProperty("--value", `${value}%`);
  return shown;
}

function advice(sample) {
  const { poor, reasons } = sample.quality;
  if (!reasons.length) return make("p", {}, word("page.quality.plain"));
  const again = isFace(sample) ? word("page.quality.face_again") : word("page.quality.again");
  return make("div", {}, make("p", {}, poor ? again : word("page.quality.better")), reasonList(reasons));
}

function reasonList(reasons) {
  return make("ul", { className: "mend" }, ...reasons.map(({ title, advice: how }) =>
    make("li", {}, make("strong", {}, `${title}.`), ` ${how}`)));
}

const isFace = ({ modality }) => modality === "face";
