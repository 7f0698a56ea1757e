// Who is expected and who is inside, as lists of the visiting gates show them.

import { make, nameOf } from "./parts.js";
import { person } from "./people_known.js";
import * as wire from "./wire.js";
import { hour, instant, word } from "./words.js";

const BEFORE = 12 * 3600_000; // of slots that are shown: whoever comes too late is told so by the gate
const AFTER = 12 * 3600_000;

/** Slots of about today that wait for their visitor, the next one first. */
export async function expected({ code }) {
  const span = [-BEFORE, AFTER].map((shift) => encodeURIComponent(new Date(Date.now() + shift).toISOString()));
  const booked = await pages(`/v1/appointments?facility=${code}&begins=${span[0]}&ends=${span[1]}`, "appointments");
  const waiting = booked.filter(({ status }) => status === "booked").sort((a, b) => a.begins.localeCompare(b.begins));
  return Promise.all(waiting.map(async (one) => pair(one, word("page.visit.slot", { from: instant(one.begins), until: hour(one.ends) }))));
}

/** Visits under way here, the longest first. */
export async function inside({ code }) {
  const found = await pages(`/v1/visits?facility=${code}&inside=true`, "visits");
  return Promise.all(found.map(async (one) => pair(one, word("page.visit.entered", { at: instant(one.entered_at) }))));
}

/** Boxes for those who pass together with the one who is chosen. */
export function together(place, others) {
  place.hidden = others.length === 0;
  place.querySelector(".checks").replaceChildren(...others.map(({ visitor }) => make("label", {},
    make("input", { type: "checkbox", name: "together", value: visitor.id }), nameOf(visitor))));
}

export const tickedTogether = () => [...document.querySelectorAll("[name=together]:checked")].map(({ value }) => value);

async function pair(one, when) {
  const [visitor, prisoner] = await Promise.all([person(one.visitor_id), one.prisoner_id ? person(one.prisoner_id) : null]);
  const whom = prisoner ? word("page.visit.to", { name: nameOf(prisoner) }) : word("page.visit.erased");
  return { id: one.id, title: nameOf(visitor), detail: `${whom} · ${when}`, visitor, prisoner, one };
}

async function pages(address, name) {
  const found = [];
  let after = null;
  do {
    const page = await wire.call(`${address}&limit=200${after ? `&after=${after}` : ""}`);
    found.push(...page[name]);
    after = page.next;
  } while (after);
  return found;
}
