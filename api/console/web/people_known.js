// People on record as lists of a gate's page show them.

import { nameOf } from "./parts.js";
import * as wire from "./wire.js";
import { word } from "./words.js";

const MOST = 1000; // people of a house; whoever is beyond is found by number
const known = new Map();

/** Without accents and case, so that "munoz" finds "Muñoz". */
export function folded(name) {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Somebody on record, asked for once; without a name where the record cannot be read. */
export function person(id) {
  if (!known.has(id)) known.set(id, wire.person(id).catch(() => { known.delete(id); return { id, name: null, galleries: [], samples: [] }; }));
  return known.get(id);
}

/** Those in one of the galleries, by name. */
export async function everybody(...galleries) {
  const found = [];
  let after = null;
  do {
    const page = await wire.people(after);
    found.push(...page.persons);
    after = page.next;
  } while (after && found.length < MOST);
  return found.filter((one) => one.galleries.some((gallery) => galleries.includes(gallery)))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

/** Looks among everybody in one of the galleries, by the whole name or the number: as a picker's entries. */
export function named(...galleries) {
  return async (sought) => {
    const { persons } = await wire.knownAs(sought);
    return persons.filter((one) => one.galleries.some((gallery) => galleries.includes(gallery))).map(asEntry);
  };
}

/** As a picker shows it. */
export function asEntry(one) {
  const galleries = one.galleries.map((gallery) => word(`gallery.${gallery}`)).join(", ");
  return { id: one.id, title: nameOf(one), detail: galleries, person: one };
}
