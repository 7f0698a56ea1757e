// How sure the matcher was of what a gate weighed: the person who is named, and whoever else is most alike.

import { make } from "./parts.js";
import { number, word } from "./words.js";

/** Null where nothing was compared. */
export function howSure({ compared, nearest, looked, searched, calibration_note }) {
  if (!compared && !nearest && !looked) return null;
  return make("section", { className: "section stack likenesses" },
    make("h2", {}, word("page.sure.heading")),
    compared ? likeness(word("page.decision.compared"), compared) : null,
    nearest ? likeness(word("page.decision.nearest", { size: number(searched) }), nearest) : null,
    looked ? likeness(word("page.closing.looked"), looked) : null,
    calibration_note ? make("p", { className: "small quiet" }, calibration_note) : null);
}

function likeness(whom, { llr, band, sentence, chance_sentence, needed_llr, warning }) {
  return make("div", {},
    make("p", {}, make("strong", {}, whom), " ", make("span", { className: "tag" }, word(`band.${band}`))),
    warning ? make("p", {}, make("strong", {}, warning)) : null,
    make("p", {}, `${sentence} ${chance_sentence}`),
    needed_llr === null ? null : make("p", { className: "small quiet" }, word("page.sure.value", { llr: number(llr), needed: number(needed_llr) })));
}
