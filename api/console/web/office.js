// What every page away from the gates begins with: who acts, what went wrong, what was done.

import "./frame.js";
import { whoActs } from "./acting.js";
import { notice } from "./parts.js";
import { beginAt } from "./place.js";
import * as wire from "./wire.js";

const $ = (id) => document.getElementById(id);

/** Calls `begin` once somebody acts who may. */
export function atOffice(begin) {
  whoActs($("who"), () => {
    $("office").hidden = false;
    if ($("facility")) beginAt($("facility"));
    guarded(begin);
  });
}

/** Does something; what is wrong is said above everything else. Told whether it was done. */
export async function guarded(work) {
  $("trouble").replaceChildren();
  try {
    await work();
    return true;
  } catch (problem) {
    if (!(problem instanceof wire.Problem)) throw problem;
    $("trouble").replaceChildren(notice(problem));
    $("trouble").querySelector("h2").focus();
    return false;
  }
}

/** A form whose work is done once at a time. */
export function submitting(form, work) {
  const button = form.querySelector("[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true" || !form.reportValidity()) return;
    button.setAttribute("aria-disabled", "true");
    await guarded(work).finally(() => button.setAttribute("aria-disabled", "false"));
  });
}

/** A button that does one thing, once at a time. */
export function doing(button, work) {
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    await guarded(work).finally(() => button.setAttribute("aria-disabled", "false"));
  });
  return button;
}

/** Told to whoever listens, and shown to whoever looks where a page has a place for it. */
export function say(sentence) {
  $("said").textContent = sentence;
  const shown = $("done");
  if (shown === null) return;
  shown.textContent = sentence;
  shown.hidden = false;
}

/** All of a list that comes page by page; of(page): its entries. */
export async function all(path, of) {
  const found = [];
  let after = null;
  do {
    const page = await wire.call(after ? `${path}${path.includes("?") ? "&" : "?"}after=${after}` : path);
    found.push(...of(page));
    after = page.next;
  } while (after);
  return found;
}
