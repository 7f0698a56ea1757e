// The way out for a time: to court, to another facility, on leave.

import { askingPage, Missing } from "./asking.js";
import { ordered } from "./ordered.js";
import { facilities } from "./place.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const whom = ordered(["court", "transfer", "temporary-release"], (order) => {
  if (order) $("kind").value = order.kind;
  kindChanged();
});

function kindChanged() {
  $("where-to").hidden = $("kind").value !== "transfer";
}

async function begin(facility) {
  const others = (await facilities()).filter(({ code }) => code !== facility.code);
  $("destination").replaceChildren($("destination").options[0], ...others.map(({ code, name }) => new Option(name, code)));
  await whom.begin(facility);
}

function question() {
  const said = whom.said();
  if (!$("due").value) throw new Missing($("due"), word("page.departure.due_missing"));
  const kind = $("kind").value;
  return { ...said, kind, due: new Date($("due").value).toISOString(), destination: (kind === "transfer" && $("destination").value) || null };
}

function again() {
  whom.clear();
  kindChanged();
}

$("kind").addEventListener("change", kindChanged);
askingPage({ address: "/v1/gates/departure", begin, question, again });
