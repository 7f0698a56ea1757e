// The HTTP API as the pages use it: JSON in, JSON out, an RFC 9457 problem thrown as an error.

import { actingHeader } from "./acting.js";
import { curable, signInAgain } from "./session.js";
import { language, word } from "./words.js";

export class Problem extends Error {
  constructor({ code, title, detail, advice, reasons = [], challenge = null }) {
    super(detail);
    Object.assign(this, { code, title, detail, advice, reasons, challenge });
  }
}

const away = () => new Problem({
  code: "away", title: word("page.status.away"), detail: word("page.away.detail"), advice: word("page.away.advice"),
});

/** What a 401 asks for (RFC 9470): how long ago somebody may have signed in, and how. */
function challenged(response) {
  const asked = response.headers.get("WWW-Authenticate") ?? "";
  return Object.fromEntries([...asked.matchAll(/([a-z_]+)="?([^",]*)"?/gu)].map(([, name, value]) => [name, value]));
}

/** Ask; where somebody has to sign in first, they do, and it is asked once more: a write under the same key. */
async function ask(path, method, said = {}) {
  try {
    return await asked(path, method, said);
  } catch (problem) {
    if (!curable(problem) || said.second || said.unattended || !await signInAgain(problem)) throw problem;
    return asked(path, method, said);
  }
}

async function asked(path, method, { body, key, match, accept, second = false, unattended = false, actor = actingHeader(), signal } = {}) {
  const headers = { "Accept-Language": language };
  if (accept !== undefined) headers.Accept = accept;
  if (actor !== null) headers["Umbral-Actor"] = actor;
  if (second) headers["Umbral-Second"] = "1";
  if (unattended) headers["Umbral-Unattended"] = "1";
  if (key !== undefined) headers["Idempotency-Key"] = key;
  if (match !== undefined) headers["If-Match"] = match;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal });
  } catch {
    throw away();
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => null);
  throw problem?.code ? new Problem({ ...problem, challenge: challenged(response) }) : away();
}

/** key: under which a write is done once, however often it is sent; actor: somebody else than the one who acts;
 * second: the second officer at this desk, who has signed in there; unattended: the page asks by itself, which keeps
 * nobody's session alive; signal: ends the waiting, as if nothing had answered. */
export async function call(path, { method = "GET", ...said } = {}) {
  const response = await ask(path, method, said);
  return response.status === 204 ? null : response.json().catch(() => { throw away(); });
}

/** A record and the tag of the version that was read: a change names it as `match`. */
export async function seen(path) {
  const response = await ask(path, "GET");
  return { record: await response.json(), tag: response.headers.get("ETag") };
}

/** A picture that only the one who acts may see. */
export async function picture(path) {
  return (await ask(path, "GET")).blob();
}

/** Fill an image with a picture that only the one who acts may see; it fires `error` where it cannot be had. */
export async function fill(image, path) {
  try {
    const address = URL.createObjectURL(await picture(path));
    image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
    image.src = address;
  } catch {
    image.dispatchEvent(new Event("error"));
  }
}

/** A page that only the one who acts may see: its markup is the service's own. */
export async function markup(path) {
  return (await ask(path, "GET", { accept: "text/html" })).text();
}

export const status = () => call("/v1/status", { unattended: true });
const probe = (samples, absent) => ({ method: "POST", body: { samples, absent_fingers: absent, explain: true } });
/** why: facility, purpose, law and case of the search; null where the site is a demonstration. */
export const identify = (samples, absent, why) => {
  const { method, body } = probe(samples, absent);
  return call("/v1/identify", { method, body: { ...body, ...why } });
};
export const verify = (person, samples, absent) => call(`/v1/persons/${person}/verify`, probe(samples, absent));
export const person = (id) => call(`/v1/persons/${id}`);
export const removePerson = (id) => call(`/v1/persons/${id}`, { method: "DELETE" });
/** Those with a whole name, or with a number. */
export const knownAs = (name) => call(`/v1/persons?name=${encodeURIComponent(name)}`);
export const people = (after) => call(`/v1/persons?limit=100${after ? `&after=${after}` : ""}`);
export const imageOf = (personId, sampleId) => `/v1/persons/${personId}/samples/${sampleId}`;

/** A file's bytes in base64, as samples travel. */
export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
