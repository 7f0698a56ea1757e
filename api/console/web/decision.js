// A gate's decision as a tired officer needs it: one word, one sentence, what to do, and why.

import { deadline, soonest } from "./countdown.js";
import { waitingFor } from "./held.js";
import { howSure } from "./likeness.js";
import { icon, likeness, make, nameOf } from "./parts.js";
import * as wire from "./wire.js";
import { known, word } from "./words.js";

const SHAPES = { admit: "match", hold: "hold", refuse: "refused" };

/** Draws a decision in place. next: what "next person" does; changed(decision): after it was decided again. */
export async function showDecision(place, decision, { next, changed = () => {} }) {
  const person = decision.person_id ? await wire.person(decision.person_id).catch(() => null) : null;
  const again = (other) => { showDecision(place, other, { next, changed }); changed(other); };
  const shown = make("div", { className: "stack decision" },
    verdict(decision, person),
    toDo(decision, next),
    grave(decision),
    decision.deadlines.length ? make("section", { className: "section deadlines" },
      make("h2", {}, word("page.decision.deadlines")),
      make("ul", {}, ...soonest(decision.deadlines).map((one) => make("li", {}, deadline(one))))) : null,
    decision.outcome === "hold" ? waitingFor(decision, again, next) : null,
    howSure(decision),
    others(decision),
    make("p", { className: "small quiet section" }, word("page.decision.under", { policy: decision.policy.split("@")[0], passage: decision.passage_id })));
  place.replaceChildren(shown);
  focusOn(place, shown.querySelector("h2"));
}

/** Focus without a jump on a wide screen, where the answer lies beside the question and all of it is to be seen. */
export function focusOn(place, heading) {
  heading.focus({ preventScroll: true });
  if (matchMedia("(max-width: 62rem), (max-height: 45rem)").matches) place.scrollIntoView({ block: "start" });
  else scrollTo({ top: 0 });
}

export function verdict({ outcome, sentence }, person) {
  return make("div", { className: `verdict tone-${outcome}` },
    icon(SHAPES[outcome]),
    make("div", {},
      make("p", { className: "word" }, word(`page.decision.${outcome}`)),
      make("h2", { tabIndex: -1 }, sentence),
      person ? make("p", { className: "whom" }, nameOf(person)) : null),
    person ? likeness(person) : null);
}

function toDo({ outcome, papers, reviews, passage_id }, next) {
  const button = make("button", { type: "button", className: "button" }, word("page.again"));
  button.addEventListener("click", next);
  const papersToGive = papers.length ? word("page.decision.papers", { papers: papers.map((one) => known(`page.paper.${one}`) ?? one).join(", ") }) : null;
  return make("div", { className: "next" },
    make("div", {},
      make("p", {}, make("strong", {}, word("page.next.label")), word(`page.decision.next.${outcome}`)),
      papersToGive ? make("p", {}, `${papersToGive} `,
        make("a", { href: `/gates/papers/${passage_id}` }, word("page.papers.open"))) : null,
      reviews.length ? make("p", {}, `${word("page.decision.reviews", { count: reviews.length })} `,
        make("a", { href: "/adjudication" }, word("page.nav.adjudication"))) : null),
    button);
}

/** What made the decision what it is. */
function grave({ outcome, reasons }) {
  if (outcome === "admit") return null;
  return make("section", { className: "section" }, make("h2", {}, word("page.decision.why")),
    make("ul", { className: "findings decisive" }, ...reasons.map(finding)));
}

/** Every other rule that spoke. */
function others({ outcome, reasons, findings }) {
  const told = outcome === "admit" ? new Set() : new Set(reasons.map(({ rule, code }) => `${rule} ${code}`));
  const rest = findings.filter(({ rule, code }) => !told.has(`${rule} ${code}`));
  if (!rest.length) return null;
  return make("details", { className: "fold section" },
    make("summary", {}, word("page.decision.others", { count: rest.length })),
    make("ul", { className: "findings" }, ...rest.map(finding)));
}

export function finding({ outcome, rule, title, advice }) {
  return make("li", { className: `tone-${outcome}` },
    icon(SHAPES[outcome]),
    make("div", {},
      make("strong", {}, title),
      make("span", {}, advice),
      make("span", { className: "small quiet" }, word("page.decision.rule", { rule, outcome: word(`page.decision.${outcome}`) }))));
}
