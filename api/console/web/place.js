// At which facility somebody acts: chosen once a window, from those on record.

import * as wire from "./wire.js";

const KEY = "umbral.facility";

/** All facilities on record. */
export async function facilities() {
  const found = [];
  let after = null;
  do {
    const page = await wire.call(`/v1/facilities?limit=200${after ? `&after=${encodeURIComponent(after)}` : ""}`);
    found.push(...page.facilities);
    after = page.next;
  } while (after);
  return found;
}

/** The facility of this window; the only one on record where there is only one; else null. */
export async function here() {
  const known = await facilities();
  const code = sessionStorage.getItem(KEY);
  const found = known.find((one) => one.code === code) ?? (known.length === 1 ? known[0] : null);
  if (found) settleAt(found);
  return found;
}

/** A list of facilities begins with the one of this window. */
export function beginAt(select) {
  const code = sessionStorage.getItem(KEY);
  if ([...select.options].some(({ value }) => value === code)) select.value = code;
}

export function settleAt({ code }) {
  sessionStorage.setItem(KEY, code);
}
