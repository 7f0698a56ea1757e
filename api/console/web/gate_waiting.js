// What is held at a facility's gates: for what, until when, and how it goes on.

import { deadline, since, soonest } from "./countdown.js";
import { showDecision } from "./decision.js";
import { atDesk, failed, say } from "./desk.js";
import { make, nameOf } from "./parts.js";
import { person } from "./people_known.js";
import * as wire from "./wire.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const place = $("answer");
const nothing = [...place.children];
let facility = null;
let opened = null;

async function list() {
  try {
    const { passages } = await wire.call(`/v1/passages?facility=${facility.code}`);
    const entries = await Promise.all(passages.map(async (passage) => ({
      passage,
      decision: await wire.call(`/v1/passages/${passage.id}/decision`),
      whom: passage.person_id ? nameOf(await person(passage.person_id)) : word("page.held.nobody_yet"),
    })));
    $("trouble").replaceChildren();
    $("none").hidden = entries.length > 0;
    $("held-list").replaceChildren(...entries.map(entry));
    say(word("page.held.count", { count: entries.length }));
  } catch (problem) {
    failed(problem);
  }
}

function entry({ passage, decision, whom }) {
  const button = make("button", { type: "button", className: "line" },
    make("strong", {}, whom),
    make("span", {}, `${word(`page.gates.gate.${passage.gate}`)} · `, since(passage.asked_at), ` · ${passage.officer}`),
    make("span", {}, decision.reasons.map(({ title }) => title).join(" · ")),
    ...soonest(decision.deadlines).slice(0, 1).map(deadline));
  button.setAttribute("aria-pressed", String(passage.id === opened));
  button.addEventListener("click", () => open(passage.id, decision));
  return make("li", {}, button);
}

async function open(id, decision) {
  opened = id;
  for (const button of document.querySelectorAll("#held-list button")) button.setAttribute("aria-pressed", "false");
  document.activeElement.closest("#held-list button")?.setAttribute("aria-pressed", "true");
  await showDecision(place, decision, { next: close, changed: () => list() });
}

async function close() {
  opened = null;
  place.replaceChildren(...nothing);
  await list();
  ($("held-list").querySelector("button") ?? $("refresh")).focus();
}

$("refresh").addEventListener("click", list);
atDesk(async (found) => {
  facility = found;
  await list();
});
