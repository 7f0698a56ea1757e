// Roll-call: a count is opened or gone on with, looked at one by one, and closed.

import { capture } from "./capture.js";
import { keys } from "./keys.js";
import { all, atOffice, doing, guarded, submitting } from "./office.js";
import { make, nameOf } from "./parts.js";
import { person } from "./people_known.js";
import { picker } from "./picker.js";
import { facilities } from "./place.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const CALLS = "/v1/roll-calls";
const NAMED = 200; // people whose names are asked for; whoever is beyond stands with a number
const captured = capture($("capture"));
const who = picker($("person"));
const key = keys();
let call = null;
let lookId = crypto.randomUUID(); // of the next look: one that is sent again counts once
let houses = [];

const write = (path, body) => wire.call(path, { method: "POST", body, key: key.of(path, body) });

async function list() {
  const house = houses.find(({ code }) => code === $("facility").value);
  $("wing").replaceChildren($("wing").options[0], ...(house?.wings ?? []).map(({ code, name }) => new Option(`${code} · ${name}`, code)));
  const found = house ? await all(`${CALLS}?running=true&facility=${encodeURIComponent(house.code)}`, (page) => page.roll_calls) : [];
  $("running").hidden = found.length === 0;
  $("counts").replaceChildren(...found.map((one) => {
    const what = one.listed ? word("page.roll_call.listed") : one.wing ?? word("page.roll_call.everybody");
    const button = make("button", { type: "button", className: "button wide" },
      word("page.roll_call.go_on", { what, at: instant(one.opened_at), by: one.opened_by }));
    return make("li", {}, doing(button, async () => show(await wire.call(`${CALLS}/${one.id}`))));
  }));
}

async function show(found) {
  call = found;
  key.answered();
  $("opening").hidden = true;
  $("counting").hidden = false;
  $("look").hidden = $("close").hidden = call.closed_at !== null;
  const counts = { ...call, present: call.present.length, awaited: call.awaited.length, missing: call.missing.length, extra: call.extra.length, doubtful: call.doubtful.length, unknown: call.unknown.length };
  for (const one of ["expected", "present", "awaited", "missing", "extra", "doubtful", "unknown"]) $(`n-${one}`).textContent = counts[one];
  const absent = [...call.awaited, ...call.missing.filter((id) => !call.awaited.includes(id))];
  const named = await Promise.all(absent.slice(0, NAMED).map(person));
  who.show(named.map((one) => ({ id: one.id, title: nameOf(one), detail: one.id })));
  const extra = await Promise.all(call.extra.slice(0, NAMED).map(async (one) =>
    word(`page.roll_call.extra.${one.why}`, { name: nameOf(await person(one.person_id)) })));
  const gone = named.map((one) => word(call.closed_at ? "page.roll_call.is_missing" : "page.roll_call.is_awaited", { name: nameOf(one) }));
  $("differences").replaceChildren(...[...extra, ...gone].map((text) => make("li", {}, text)));
  $("standing").textContent = word(`page.roll_call.standing.${call.standing}`);
}

async function look() {
  const { samples, absent_fingers: absent } = await captured.taken();
  const byHand = who.value ? { person_id: who.value.id, reason: $("reason").value } : {};
  const body = samples.length ? { id: lookId, samples, absent_fingers: absent } : { id: lookId, ...byHand };
  const found = await write(`${CALLS}/${call.id}/observations`, body);
  lookId = crypto.randomUUID();
  captured.clear();
  who.clear();
  const name = found.person_id ? nameOf(await person(found.person_id)) : "";
  const told = found.why ? word(`page.roll_call.extra.${found.why}`, { name }) : word(`page.roll_call.found.${found.found}`, { name });
  $("last").textContent = [told, found.likeness?.warning, found.likeness?.sentence, found.likeness?.chance_sentence, found.calibration_note].filter(Boolean).join(" ");
  await show(await wire.call(`${CALLS}/${call.id}`));
}

submitting($("opening"), async () => {
  const body = { facility: $("facility").value, wing: $("wing").value || null };
  await show(await write(CALLS, body));
  $("standing").focus();
});
submitting($("look"), look);
doing($("close"), async () => {
  await show(await write(`${CALLS}/${call.id}/close`));
  $("last").textContent = "";
  $("standing").focus();
});
doing($("leave"), async () => {
  $("opening").hidden = false;
  $("counting").hidden = true;
  $("last").textContent = "";
  await list();
  $("facility").focus();
});
$("facility").addEventListener("change", () => guarded(list));
atOffice(async () => {
  houses = await facilities();
  await list();
  if (document.activeElement === document.body) $("facility").focus();
});
