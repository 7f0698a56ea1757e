// Reception: somebody is brought, with an order or without.

import { askingPage, Missing } from "./asking.js";
import { openOrders } from "./orders.js";
import { asEntry, everybody, named } from "./people_known.js";
import { picker } from "./picker.js";
import * as wire from "./wire.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const SAID = { yes: true, no: false, unknown: null };
const order = picker($("order"), ordered);
const known = picker($("received-as"), undefined, named("former", "custody"));
let portrait = null;

/** What the order says need not be written again. */
function ordered(entry) {
  if (!entry) return;
  fillIn("ordering-authority", entry.order.court);
  fillIn("grounds", entry.order.grounds);
  if (entry.person) {
    known.pick(asEntry(entry.person));
    $("known").open = true;
  }
}

function fillIn(field, said) {
  const input = $(`record-${field}`);
  if (!input.value && said) input.value = said;
}

async function begin(facility) {
  $("wing").replaceChildren($("wing").options[0], ...facility.wings.map(({ code, name }) => new Option(`${code} · ${name}`, code)));
  order.show(await openOrders(facility, "commitment"));
  known.show((await everybody("former", "custody")).map(asEntry));
}

function question() {
  if (order.value === undefined) throw new Missing(order, word("page.intake.order.missing"));
  if (!$("legal-status").value) throw new Missing($("legal-status"), word("page.intake.status.missing"));
  return {
    order_id: order.value?.id ?? null,
    received_as: known.value?.id ?? null,
    name: $("name").value.trim() || null,
    born: $("born").value || null,
    nationalities: $("nationalities").value.toUpperCase().split(/[^A-Z]+/).filter(Boolean),
    consulate: $("consulate").value,
    may_be_child: $("may-be-child").checked,
    legal_status: $("legal-status").value,
    case_file: $("case-file").value,
    wing: $("wing").value || null,
    arrested_at: $("arrested-at").value ? new Date($("arrested-at").value).toISOString() : null,
    injured: SAID[$("ask").elements.injured.value],
    ill_treated: SAID[$("ask").elements.ill_treated.value],
    record: Object.fromEntries([...document.querySelectorAll("[data-field]")]
      .filter((input) => input.value.trim()).map((input) => [input.dataset.field, input.value.trim()])),
    chip: $("chip-proof").value ? { proof: $("chip-proof").value, portrait } : null,
  };
}

$("chip-portrait").addEventListener("change", async () => {
  const [file] = $("chip-portrait").files;
  portrait = file ? { modality: "face", data: await wire.base64(file) } : null;
});

/** Marks what of the admission record is still to be written, where the gate waits for that. */
function answered({ findings }) {
  const wanted = findings.some(({ code }) => ["intake-record-needed", "intake-record-incomplete"].includes(code));
  for (const input of document.querySelectorAll("[data-field], #name, #born, #nationalities, #arrested-at")) {
    input.classList.toggle("asked", wanted && !input.value.trim());
  }
}

function again() {
  answered({ findings: [] });
  order.clear();
  known.clear();
  $("known").open = false;
  portrait = null;
}

askingPage({ address: "/v1/gates/intake", begin, question, answered, again });
