// The way in: a visitor who is expected, or one who is not.

import { askingPage, Missing } from "./asking.js";
import { documentChecked } from "./document_check.js";
import { asEntry, everybody, named } from "./people_known.js";
import { picker } from "./picker.js";
import { expected, tickedTogether, together } from "./visiting.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const slot = picker($("expected"), chosen);
const visitor = picker($("visitor"), undefined, named("visitors"));
const prisoner = picker($("prisoner"), undefined, named("custody"));
let slots = [];

function chosen(entry) {
  $("unexpected").hidden = entry !== null;
  together($("together"), entry ? slots.filter((other) => other !== entry && other.prisoner?.id === entry.prisoner?.id) : []);
}

async function begin(facility) {
  const [found, visitors, prisoners] = await Promise.all([expected(facility), everybody("visitors"), everybody("custody")]);
  slots = found;
  slot.show(found);
  visitor.show(visitors.map(asEntry));
  prisoner.show(prisoners.map(asEntry));
}

function question() {
  if (slot.value === undefined) throw new Missing(slot, word("page.visit.missing"));
  const [who, whom] = slot.value ? [slot.value.visitor, slot.value.prisoner] : [visitor.value, prisoner.value];
  if (!who) throw new Missing(visitor, word("page.visit.visitor_missing"));
  if (!whom) throw new Missing(prisoner, word("page.visit.prisoner_missing"));
  return { visitor_id: who.id, prisoner_id: whom.id, document: documentChecked(), companions: tickedTogether() };
}

function again() {
  for (const list of [slot, visitor, prisoner]) list.clear();
  $("unexpected").hidden = true;
  together($("together"), []);
}

askingPage({ address: "/v1/gates/visits/entry", begin, question, again });
