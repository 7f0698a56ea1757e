// Who is signed in at this browser, where the service asks for proof; the server writes it into the page.
//
// Nothing here is a secret: the session itself is a cookie that no script can read.

import { make, notice } from "./parts.js";
import { word } from "./words.js";

export const SIGNED_IN = "umbral.signed-in";

const told = document.body.dataset;

/** Whether callers prove who they are; else the page is believed (see acting.js). */
export const proven = told.callers === "proven";

/** The account that is signed in, and its roles. */
export const account = told.account ?? null;
export const roles = (told.roles ?? "").split(" ").filter(Boolean);

/** End the session here and at the issuer; then somewhere else. */
export async function signOut(then) {
  const answer = await fetch("/sign-out", { method: "POST" }).catch(() => null);
  const left = answer?.ok ? await answer.json() : { location: "/signed-out" };
  location.replace(then ?? left.location);
}

const WAYS_BACK = new Set(["step-up-needed", "token-missing", "token-expired", "session-over"]);

/** Whether a refusal ends when somebody signs in again. */
export function curable(problem) {
  return proven && WAYS_BACK.has(problem.code);
}

let asking = null;

/** Ask the officer to sign in again in a window of its own, so that nothing of this page is lost. Resolves to
 * whether the same officer did; whoever else comes gets a page of their own. */
export function signInAgain(problem) {
  asking ??= ask(problem).finally(() => { asking = null; });
  return asking;
}

/** The second officer at this desk proves who they are, for a few minutes; resolves to their account or null. */
export function secondOfficer(levels = "") {
  return inWindow(new URLSearchParams({ apart: "1", second: "1", levels }), {
    title: word("page.sign_in.second.title"), detail: word("page.sign_in.second.detail"), advice: "",
  });
}

async function ask(problem) {
  const { max_age: within, acr_values: levels } = problem.challenge ?? {};
  const wish = new URLSearchParams({ apart: "1", hint: account ?? "", levels: levels ?? "" });
  if (problem.code === "step-up-needed") wish.set("within", within ?? "0");
  const over = { title: word("page.sign_in.over.title"), detail: word("page.sign_in.over.detail"), advice: "" };
  const came = await inWindow(wish, problem.code === "step-up-needed" ? problem : over);
  if (came !== null && came !== account) location.reload();
  return came !== null && came === account;
}

function inWindow(wish, { title, detail, advice }) {
  const link = make("a", { className: "button primary", target: "_blank", href: `/sign-in?${wish}` }, word("page.sign_in.again"));
  const cancel = make("button", { type: "button", className: "button" }, word("page.sign_in.cancel"));
  const dialog = make("dialog", { className: "card stack sign-in-again" },
    notice({ title, detail, advice }), make("p", { className: "row" }, link, cancel));
  document.body.append(dialog);
  const heard = new BroadcastChannel(SIGNED_IN);
  return new Promise((resolve) => {
    const end = (came) => { heard.close(); dialog.close(); dialog.remove(); resolve(came); };
    heard.addEventListener("message", ({ data }) => end(data));
    cancel.addEventListener("click", () => end(null));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(null); });
    dialog.showModal();
    link.focus();
  });
}

/** A page that is left alone at a shared desk signs its officer out. */
function lockAfter(seconds) {
  let last = Date.now();
  for (const sign of ["pointerdown", "keydown", "pointermove"]) {
    addEventListener(sign, () => { last = Date.now(); }, { passive: true });
  }
  setInterval(() => { if (Date.now() - last >= seconds * 1000) signOut("/signed-out"); }, 1000);
}

if (proven && account !== null) {
  for (const leave of document.querySelectorAll("[data-sign-out]")) leave.addEventListener("click", () => signOut());
  if (told.lock) lockAfter(Number(told.lock));
}
