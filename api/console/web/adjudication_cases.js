// The supervisor's list: what waits, what reviewers disagree about, and how often each of them errs.

import "./frame.js";
import * as wire from "./wire.js";
import { whoActs } from "./acting.js";
import { exhibit } from "./exhibit.js";
import { make, notice } from "./parts.js";
import { instant, number, word } from "./words.js";

const CASES = "/v1/adjudication/cases";
const ANSWERS = { s: "same", d: "different", c: "cannot-tell" };

const $ = (id) => document.getElementById(id);
const shown = exhibit($("case"));
let disputed = null; // the case that is being decided
let answer = null;
let next = null; // after which case the list goes on

function state(name) {
  document.querySelector("[data-desk]").dataset.desk = name;
  for (const part of document.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name;
}

async function list(told = "") {
  disputed = null;
  try {
    const [page, { reviewers }, known] = await Promise.all([
      wire.call(CASES), wire.call("/v1/adjudication/reviewers"), wire.call("/v1/adjudication/known")]);
    $("none").hidden = page.cases.length > 0;
    $("cases").replaceChildren();
    add(page);
    $("known").textContent = word("page.adjudication.cases.known", {
      mated: known.mated, non_mated: known.non_mated, share: 100 * known.share });
    $("rates").hidden = reviewers.length === 0;
    $("rates").tBodies[0].replaceChildren(...reviewers.map(rates));
    state("list");
    $("said").textContent = told;
    $("list-heading").focus();
  } catch (problem) {
    failed(problem);
  }
}

function add({ cases, next: following }) {
  next = following;
  $("cases").append(...cases.map(line));
  $("more").hidden = next === null;
  $("count").textContent = word(next === null ? "page.adjudication.cases.count" : "page.adjudication.cases.count_more",
    { count: $("cases").children.length });
  $("count").hidden = $("cases").children.length === 0;
}

async function more() {
  if ($("more").getAttribute("aria-disabled") === "true") return; // a second press brings nothing twice
  $("more").setAttribute("aria-disabled", "true");
  $("trouble").replaceChildren();
  try {
    const page = await wire.call(`${CASES}?after=${next}`);
    const first = $("cases").children.length;
    add(page);
    // where the button goes away, or the keyboard would have to come back: the first of what came
    if ($("more").hidden) ($("cases").children[first] ?? $("list-heading")).focus();
    $("said").textContent = $("count").textContent;
  } catch (problem) {
    failed(problem);
  } finally {
    $("more").setAttribute("aria-disabled", "false");
  }
}

function line(found) {
  const decide = found.state === "in-dispute"
    ? make("button", { type: "button", className: "button primary" }, word("page.adjudication.cases.decide")) : null;
  decide?.addEventListener("click", () => open(found.id));
  return make("li", { className: `card ${found.state}`, tabIndex: -1 },
    make("div", {}, make("strong", {}, word(`page.adjudication.cases.state.${found.state}`)),
      make("span", { className: "quiet small" }, word("page.adjudication.cases.opened", {
        at: instant(found.opened_at), by: found.opened_by }))),
    decide);
}

function rates({ reviewer, false_same, false_different, cannot_tell }) {
  return make("tr", {}, make("th", { scope: "row" }, reviewer),
    ...[false_same, false_different, cannot_tell].map((rate) => make("td", {}, share(rate))));
}

/** "1 of 20 (0.9 % to 23.6 %)": the count first, and how little it says. */
function share({ count, trials, low, high }) {
  const percent = (part) => number(100 * part, { maximumFractionDigits: 1 });
  return trials ? word("page.adjudication.cases.rate", { count, trials, low: percent(low), high: percent(high) }) : "–";
}

async function open(id) {
  $("trouble").replaceChildren();
  try {
    const { pairs } = await wire.call(`${CASES}/${id}/dispute`);
    disputed = id;
    $("ruling").reset();
    choose(null);
    await shown.open(`${CASES}/${id}/dispute`, pairs);
    state("looking");
    $("question").focus();
  } catch (problem) {
    failed(problem);
  }
}

function choose(value) {
  answer = value;
  for (const button of document.querySelectorAll("[data-answer]")) {
    button.setAttribute("aria-pressed", String(button.dataset.answer === value));
  }
  $("confirm").disabled = value === null;
}

async function rule(event) {
  event.preventDefault();
  if (!disputed || !answer) return;
  const body = { judgement: answer, grounds: $("grounds").value };
  const ruled = disputed;
  disputed = null; // a second press rules nothing
  try {
    await wire.call(`${CASES}/${ruled}/ruling`, { method: "PUT", body });
    await list(word("page.adjudication.recorded"));
  } catch (problem) {
    disputed = ruled;
    failed(problem);
  }
}

function failed(problem) {
  $("trouble").replaceChildren(notice(problem));
}

document.addEventListener("keydown", (event) => {
  if (!disputed || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input[type=text]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (ANSWERS[key]) choose(ANSWERS[key]);
  else if (!shown.pressed(key)) return;
  event.preventDefault();
});
for (const button of document.querySelectorAll("[data-answer]")) {
  button.addEventListener("click", () => { choose(button.dataset.answer); $("grounds").focus(); });
}
$("ruling").addEventListener("submit", rule);
$("more").addEventListener("click", more);
$("leave").addEventListener("click", () => list());
whoActs($("who"), list);
