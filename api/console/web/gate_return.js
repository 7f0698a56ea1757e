// The way back in: whoever comes is the one who left.

import { askingPage, Missing } from "./asking.js";
import { nameOf } from "./parts.js";
import { asEntry, everybody, named, person } from "./people_known.js";
import { picker } from "./picker.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const who = picker($("person"), undefined, named("custody"));
const away = picker($("away"), (entry) => {
  $("another").hidden = entry !== null;
  $("arrives").hidden = entry !== null && entry.absence.kind !== "transfer";
});

async function begin(facility) {
  $("wing").replaceChildren($("wing").options[0], ...facility.wings.map(({ code, name }) => new Option(`${code} · ${name}`, code)));
  const [{ absences }, people] = await Promise.all([wire.call(`/v1/absences?facility=${facility.code}`), everybody("custody")]);
  away.show(await Promise.all(absences.map(entryOf)));
  who.show(people.map(asEntry));
}

async function entryOf(absence) {
  const due = absence.due_back ? word(absence.overdue ? "page.return.overdue" : "page.return.due", { at: instant(absence.due_back) }) : word("page.return.no_hour");
  return { id: absence.person_id, title: nameOf(await person(absence.person_id)), detail: `${word(`page.order.kind.${absence.kind}`)} · ${due}`, absence };
}

function question() {
  if (away.value === undefined) throw new Missing(away, word("page.return.missing"));
  const chosen = away.value ?? who.value;
  if (!chosen) throw new Missing(who, word("page.release.person_missing"));
  return { person_id: chosen.id, wing: (!$("arrives").hidden && $("wing").value) || null };
}

function again() {
  away.clear();
  who.clear();
  $("another").hidden = $("arrives").hidden = true;
}

askingPage({ address: "/v1/gates/return", begin, question, again });
