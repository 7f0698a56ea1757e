// For somebody in particular: a hold is placed, or an erasure asked for. Both wait for another officer.

import { actsAs } from "./acting.js";
import { confirmed } from "./confirming.js";
import { keys } from "./keys.js";
import { say, submitting } from "./office.js";
import { nameOf } from "./parts.js";
import { seeking } from "./seeking.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const key = keys();
let whose = null; // { id, name }

/** drawn: draws the lists anew once something was entered. */
export function forSomebody(drawn) {
  seeking(choose);
  submitting($("placing"), async () => {
    if (!await sure("place", holdWords())) return;
    await enter("/v1/legal-holds", hold(), "placing", "place", drawn);
  });
  submitting($("asking"), async () => {
    if (!await sure("ask", ["ask_1", "ask_2", "ask_3"].map((one) => word(`page.retention.then.${one}`)))) return;
    await enter("/v1/erasures/requests", { person_id: whose.id, reason: $("ask-reason").value.trim() }, "asking", "ask", drawn);
  });
}

function choose(one) {
  whose = { id: one.id, name: nameOf(one) };
  $("whose").textContent = whose.name;
  $("whose-number").textContent = whose.id;
  $("asking").hidden = !actsAs("supervisor");
  $("place-lead").textContent = word(court() ? "page.retention.hold.lead_court" : "page.retention.hold.lead");
  $("somebody").hidden = false;
  $("whose").focus();
}

const court = () => actsAs("case-system");

function hold() {
  const until = $("hold-until").value;
  return {
    person_id: whose.id,
    biometrics: $("hold-biometrics").checked,
    until: until ? new Date(`${until}T23:59:59`).toISOString() : null, // the whole of that day, where this desk stands
    authority: $("hold-authority").value.trim(),
    reference: $("hold-reference").value.trim() || null,
    reason: $("hold-reason").value.trim(),
  };
}

function holdWords() {
  const { biometrics, until } = hold();
  return [
    word(court() ? "page.retention.then.place_court" : "page.retention.then.place_officers"),
    word(`page.retention.then.${biometrics ? "sign_2" : "sign_3"}`),
    until ? word("page.retention.until", { at: instant(until) }) : word("page.retention.until_lifted"),
  ];
}

function sure(what, consequences) {
  const title = word(`page.retention.sure.${what}`, { name: whose.name });
  return confirmed({ title, consequences, yes: word(`page.retention.do.${what}`) });
}

async function enter(path, body, form, what, drawn) {
  await wire.call(path, { method: "POST", body, key: key.of(path, body) });
  key.answered();
  $(form).reset();
  $("somebody").hidden = true;
  $("sought").value = "";
  await drawn();
  say(word(`page.retention.done.${what}`));
  $("requests-heading").focus();
}
