// The answer as a person would want it: who, how sure, why, and what to do next.

import { comparison } from "./comparison.js";
import { certainty } from "./certainty.js";
import { isInTheWay, quality, suspicions } from "./quality.js";
import * as wire from "./wire.js";
import { icon, likeness, make, nameOf, notice } from "./parts.js";
import { word } from "./words.js";

const place = document.getElementById("answer");
const nothing = [...place.children];

export function showNothing() {
  place.replaceChildren(...nothing);
}

export function showBusy(sentence) {
  place.replaceChildren(make("div", { className: "empty busy" }, icon("busy"), make("p", { className: "big" }, sentence)));
}

export function showProblem(problem) {
  const shown = notice(problem);
  place.replaceChildren(shown);
  focusOn(shown.querySelector("h2"));
}

/** Focus without a jump on a wide screen, where the answer lies beside the question. */
function focusOn(heading) {
  heading.focus({ preventScroll: true });
  if (matchMedia("(max-width: 62rem)").matches) place.scrollIntoView({ block: "start" });
  else scrollTo({ top: 0 });
}

/** Draws an identification or a verification; probe: { url, kind, again }. */
export async function showAnswer(answer, probe) {
  const candidates = await withRecords(candidatesOf(answer));
  const [best, ...rest] = candidates;
  const others = answer.decision === "no_match" && answer.candidates ? candidates : rest;
  const print = quality(answer);
  const printFirst = isInTheWay(answer);
  const shown = make("div", { className: "stack" },
    verdict(answer, best),
    best?.warning ? make("p", { className: "warning", role: "alert" }, icon("doubtful"), best.warning) : null,
    answer.reach_note ? make("p", { className: "warning", role: "alert" }, icon("doubtful"), answer.reach_note) : null,
    suspicions(answer.samples),
    next(answer, best, probe),
    printFirst ? print : null,
    best ? certainty(answer, best) : uncalibrated(answer),
    best ? comparison(answer, best, probe) : null,
    printFirst ? null : print,
    others.length ? otherCandidates(answer, others) : null,
    make("p", { className: "small quiet section" }, word("page.timings", rounded(answer.timings))));
  place.replaceChildren(shown);
  focusOn(shown.querySelector("h2"));
}

/** A verification is shown as a search with one candidate. */
function candidatesOf(answer) {
  if (answer.candidates) return answer.candidates;
  const { person_id, llr, band, evidence, chance, chance_sentence, warning } = answer;
  return [{ person_id, llr, band, evidence, chance, chance_sentence, warning, sentence: null }];
}

async function withRecords(candidates) {
  return Promise.all(candidates.map(async (candidate) => {
    const record = await wire.person(candidate.person_id).catch(() => null);
    return { ...candidate, record: record ?? { id: candidate.person_id, name: candidate.name ?? null, samples: [] } };
  }));
}

function tone(answer) {
  return answer.candidates === undefined && answer.decision === "no_match" ? "refused" : answer.decision;
}

function verdict(answer, best) {
  const named = best && (answer.decision !== "no_match" || answer.candidates === undefined);
  return make("div", { className: `verdict tone-${tone(answer)}` },
    icon(tone(answer)),
    make("div", {},
      make("p", { className: "word" }, word(`page.verdict.${answer.decision}`)),
      make("h2", { tabIndex: -1 }, answer.sentence),
      named && best.record.galleries ? make("p", { className: "row small" }, ...best.record.galleries.map((gallery) => make("span", { className: "tag" }, word(`gallery.${gallery}`))),
        make("a", { href: `/people/${best.record.id}` }, word("page.open_record"))) : null),
    named ? likeness(best.record) : null);
}

function next(answer, best, probe) {
  const reached = answer.candidates?.filter(({ chance }) => chance <= answer.fpir).length ?? 1;
  const onlyFace = answer.decision !== "no_match" && best?.evidence.every(({ modality }) => modality === "face");
  const key = reached > 1 ? "page.next.several" : onlyFace ? "page.next.face"
    : tone(answer) === "refused" ? "page.next.no_match_check" : `page.next.${answer.decision}`;
  const button = make("button", { type: "button", className: "button" }, word("page.again"));
  button.addEventListener("click", probe.again);
  return make("div", { className: "next" },
    make("div", {}, make("p", {}, make("strong", {}, word("page.next.label")), word(key)),
      answer.unruled ? make("p", { className: "small quiet" }, answer.unruled) : null), button);
}

function otherCandidates(answer, others) {
  const heading = answer.decision === "no_match" ? "page.others.closest" : "page.others.heading";
  return make("section", { className: "others section" },
    make("h2", {}, word(heading)),
    make("ol", {}, ...others.map(({ record, band, sentence, chance_sentence, warning }) => make("li", {},
      likeness(record),
      make("div", {},
        make("a", { href: `/people/${record.id}` }, nameOf(record)),
        make("p", { className: "small quiet" }, `${sentence} ${chance_sentence}`),
        warning ? make("p", { className: "small" }, make("strong", {}, warning)) : null),
      make("span", { className: "tag" }, word(`band.${band}`))))));
}

/** Where nobody came near, nothing else would say it. */
function uncalibrated({ calibration_note: note }) {
  return note ? make("p", { className: "small quiet section" }, note) : null;
}

function rounded({ decode, extract, search }) {
  return { decode: Math.round(decode), extract: Math.round(extract), search: Math.round(search * 10) / 10 };
}
