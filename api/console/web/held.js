// What a held decision waits for: another officer's signature, another look, or that somebody breaks it off.

import { keys } from "./keys.js";
import { icon, make, notice } from "./parts.js";
import { proven, secondOfficer } from "./session.js";
import * as wire from "./wire.js";
import { known, word } from "./words.js";

const OFFICER = "[A-Za-z0-9][A-Za-z0-9._:@\\-]*";
const ROLES = ["supervisor", "gate-officer", "intake-officer"];

/** changed(decision): the gate decided anew; gone(): it was broken off. */
export function waitingFor(decision, changed, gone) {
  const trouble = make("div", {});
  const failed = (problem) => {
    if (problem.code === undefined) throw problem;
    const shown = notice(problem);
    trouble.replaceChildren(shown);
    shown.querySelector("h2").focus();
  };
  const key = keys();
  const passage = `/v1/passages/${decision.passage_id}`;
  const decide = make("button", { type: "button", className: "button" }, word("page.held.again"));
  once(decide, () => wire.call(`${passage}/decision`, { method: "POST", key: key.of("decide") }).then(changed), failed);
  const stop = make("button", { type: "button", className: "button danger" }, word("page.held.break_off"));
  once(stop, async () => {
    if (!await sure(stop)) return;
    await wire.call(passage, { method: "DELETE", key: key.of("break off") });
    gone();
  }, failed);
  return make("section", { className: "section stack held" },
    trouble,
    decision.awaited.length ? signing(decision, passage, key, changed, failed) : null,
    make("p", { className: "row" }, decide, stop));
}

/** Another officer signs at this desk, under their own code; nobody else's session is touched. */
function signing(decision, passage, key, changed, failed) {
  return proven ? proving(decision, passage, key, changed, failed) : naming(decision, passage, key, changed, failed);
}

/** They sign in for it, in a window of their own. */
function proving({ awaited }, passage, key, changed, failed) {
  const button = make("button", { type: "submit", className: "button primary" }, word("page.sign_in.second.button"));
  const form = make("form", { className: "stack signing" },
    make("h2", {}, icon("hold"), word("page.held.signature")),
    make("p", {}, word("page.sign_in.second.lead")),
    make("fieldset", {}, make("legend", { className: "label" }, word("page.held.matter")), ...choices(awaited)),
    button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = { matter: new FormData(form).get("matter") };
    busy(button, async () => {
      const officer = await secondOfficer();
      if (officer === null) return;
      try {
        await changed(await wire.call(`${passage}/signatures`, { method: "POST", body, second: true, key: key.of(body, officer) }));
      } finally {
        await fetch("/sign-out", { method: "POST", headers: { "Umbral-Second": "1" } }).catch(() => null);
      }
    }, failed);
  });
  return form;
}

function choices(awaited) {
  return awaited.map((matter, index) => make("label", { className: "line" },
    make("input", { type: "radio", name: "matter", value: matter, checked: index === 0 }),
    make("span", {}, known(`page.matter.${matter}`) ?? word("page.matter.any"))));
}

/** They are believed. */
function naming({ awaited }, passage, key, changed, failed) {
  const officer = make("input", { type: "text", name: "signer", id: "signer", required: true, maxLength: 64, pattern: OFFICER, autocomplete: "off", spellcheck: false });
  const role = make("select", { id: "signer-role" }, ...ROLES.map((one) => new Option(word(`page.role.${one}`), one)));
  const button = make("button", { type: "submit", className: "button primary" }, word("page.held.sign"));
  const form = make("form", { className: "stack signing", noValidate: false },
    make("h2", {}, icon("hold"), word("page.held.signature")),
    make("p", {}, word("page.held.signature_lead")),
    make("fieldset", {}, make("legend", { className: "label" }, word("page.held.matter")), ...choices(awaited)),
    make("div", { className: "pair" },
      make("div", {}, make("label", { className: "label", htmlFor: "signer" }, word("page.held.officer")), officer),
      make("div", {}, make("label", { className: "label", htmlFor: "signer-role" }, word("page.held.role")), role)),
    button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const actor = `${officer.value.trim()}; roles=${role.value}`;
    const body = { matter: new FormData(form).get("matter") };
    busy(button, () => wire.call(`${passage}/signatures`, { method: "POST", body, actor, key: key.of(body, actor) }).then(changed), failed);
  });
  return form;
}

function once(button, work, failed) {
  button.addEventListener("click", () => busy(button, work, failed));
}

async function busy(button, work, failed) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } catch (problem) {
    failed(problem);
  } finally {
    button.setAttribute("aria-disabled", "false");
  }
}

/** Asks once more before something is destroyed. */
function sure(back) {
  const dialog = document.getElementById("break-off");
  dialog.showModal();
  return new Promise((resolve) => {
    const done = new AbortController();
    const end = (value) => { done.abort(); dialog.close(); back.focus(); resolve(value); };
    for (const button of dialog.querySelectorAll("button")) {
      button.addEventListener("click", () => end(button.value === "break"), { signal: done.signal });
    }
    dialog.addEventListener("cancel", () => end(false), { signal: done.signal });
  });
}
