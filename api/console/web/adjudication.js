// A reviewer's desk: take a case, look, say S, D or C, confirm, take the next.

import "./frame.js";
import * as wire from "./wire.js";
import { whoActs } from "./acting.js";
import { exhibit } from "./exhibit.js";
import { notice } from "./parts.js";
import { word } from "./words.js";

const REVIEWS = "/v1/adjudication/reviews";
const SOON_MS = 60_000;
const TICK_MS = 1000;
const ANSWERS = { s: "same", d: "different", c: "cannot-tell" };

const $ = (id) => document.getElementById(id);
const shown = exhibit($("case"));
let review = null; // what is looked at
let answer = null; // what was said of it, not yet confirmed

// ---- what the page shows: nothing yet, a case, or that it was recorded -----------------------------

function state(name, told) {
  document.querySelector("[data-desk]").dataset.desk = name;
  for (const part of document.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== name;
  $("said").textContent = told;
}

function between(key) {
  review = answer = null;
  $("between-heading").textContent = word(key);
  state("between", word(key));
  $("next").focus();
}

async function take() {
  $("trouble").replaceChildren();
  state("waiting", word("page.adjudication.loading"));
  try {
    review = await wire.call(REVIEWS, { method: "POST" });
    if (!review) {
      between("page.adjudication.nothing");
      return;
    }
    choose(null);
    await shown.open(`${REVIEWS}/${review.id}`, review.pairs);
    state("looking", word("page.adjudication.question"));
    $("question").focus();
  } catch (problem) {
    failed(problem);
  }
}

function failed(problem) {
  $("trouble").replaceChildren(notice(problem));
  between("page.adjudication.stopped");
}

// ---- the answer: chosen by one key, given by another ------------------------------------------------

function choose(value) {
  answer = value;
  for (const button of document.querySelectorAll("[data-answer]")) {
    button.setAttribute("aria-pressed", String(button.dataset.answer === value));
  }
  const unseen = value ? shown.unseen() : 0;
  $("unseen").hidden = unseen === 0;
  $("unseen").textContent = word("page.adjudication.unseen", { count: unseen });
  $("confirm").disabled = value === null;
  $("chosen").textContent = value === null ? word("page.adjudication.choose") : word(`page.adjudication.chosen.${value}`);
}

async function give() {
  if (!review || !answer) return;
  const { id } = review;
  const judgement = answer;
  review = null; // a second press gives nothing
  try {
    await wire.call(`${REVIEWS}/${id}/judgement`, { method: "PUT", body: { judgement } });
    between("page.adjudication.recorded");
  } catch (problem) {
    failed(problem);
  }
}

async function giveBack() {
  if (!review) return;
  const { id } = review;
  review = null;
  try {
    await wire.call(`${REVIEWS}/${id}`, { method: "DELETE" });
    between("page.adjudication.back");
  } catch (problem) {
    failed(problem);
  }
}

// ---- the time that is left ---------------------------------------------------------------------------

function tick() {
  if (!review) return;
  const left = new Date(review.until) - Date.now();
  $("left").textContent = left > SOON_MS
    ? word("page.adjudication.minutes", { count: Math.ceil(left / 60_000) })
    : word("page.adjudication.seconds", { count: Math.max(0, Math.ceil(left / 1000)) });
  $("left").classList.toggle("soon", left <= SOON_MS);
  if (left <= 0) between("page.adjudication.over");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input[type=text]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (review && ANSWERS[key]) choose(ANSWERS[key]);
  else if (review && key === "Enter" && answer && !event.target.closest("button, a")) give();
  else if (!review || !shown.pressed(key)) return;
  event.preventDefault();
});
for (const button of document.querySelectorAll("[data-answer]")) {
  button.addEventListener("click", () => { choose(button.dataset.answer); $("confirm").focus(); });
}
$("confirm").addEventListener("click", give);
$("back").addEventListener("click", giveBack);
$("next").addEventListener("click", take);
setInterval(tick, TICK_MS);
whoActs($("who"), () => between("page.adjudication.ready"));
