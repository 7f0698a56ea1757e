// The way out: whoever leaves is the one who came in.

import { askingPage, Missing } from "./asking.js";
import { documentChecked } from "./document_check.js";
import { picker } from "./picker.js";
import { inside, tickedTogether, together } from "./visiting.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const visit = picker($("visit"), chosen);
let visits = [];

function chosen(entry) {
  const charges = visits.filter(({ one }) => one.brought_by === entry.id);
  together($("together"), charges);
  for (const box of $("together").querySelectorAll("input")) box.checked = true;
}

async function begin(facility) {
  visits = await inside(facility);
  visit.show(visits);
}

function question() {
  if (!visit.value) throw new Missing(visit, word("page.visit.inside_missing"));
  return { visit_id: visit.value.id, document: documentChecked(), leaving_with: tickedTogether() };
}

function again() {
  visit.clear();
  together($("together"), []);
}

askingPage({ address: "/v1/gates/visits/exit", begin, question, again });
