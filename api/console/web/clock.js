// What the detention clock of somebody counts by: read by whoever is at a gate, changed by a supervisor.

import { actsAs } from "./acting.js";
import { confirmed } from "./confirming.js";
import { finding } from "./finding.js";
import { keys } from "./keys.js";
import { atOffice, doing, guarded, say, submitting } from "./office.js";
import { make } from "./parts.js";
import * as wire from "./wire.js";
import { instant, known, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const key = keys();
let whose = null;
let seen = null; // the bases as they were read, with their version: a change of what nobody saw is refused

const address = () => `/v1/persons/${whose.id}/custody/legal-basis`;
const last = () => seen.record.periods.at(-1);
const standing = () => last()?.suspensions.find(({ ends, revoked_at: revoked }) => !ends && !revoked);

async function open(person) {
  whose = person;
  await guarded(async () => {
    await draw();
    $("whose").focus();
  });
}

async function draw() {
  const { clock } = await wire.call(`/v1/persons/${whose.id}/custody`);
  seen = await wire.seen(address());
  $("whose").textContent = whose.name ?? whose.id;
  $("stands").textContent = !clock ? word("page.clock.none")
    : word(clock.last_day ? "page.clock.stands" : "page.clock.stands_unlimited", { state: known(`page.clock.state.${clock.state}`) ?? clock.state, days: clock.days, last: clock.last_day ?? "" });
  $("periods").replaceChildren(...seen.record.periods.map(period));
  $("record").hidden = false;
  $("changes").hidden = !actsAs("supervisor");
  for (const form of ["term", "extend", "suspend"]) $(form).hidden = !last();
  $("suspend").hidden ||= Boolean(standing());
  $("resume").hidden = !standing();
}

function period(one) {
  const limit = [one.term, one.last_day].filter(Boolean).join(" · ");
  const lines = [
    ...one.extensions.map((found) => entry(one, found, "extension", word(`page.clock.extension${found.revoked_at ? "_revoked" : ""}`,
      { at: instant(found.granted_at), by: found.authority }))),
    ...one.suspensions.map((found) => entry(one, found, "suspension", word(
      `page.clock.suspension${found.revoked_at ? "_revoked" : found.ends ? "" : "_lasts"}`,
      { reason: word(`page.clock.reason.${found.reason}`), from: instant(found.begins), to: found.ends ? instant(found.ends) : "" }))),
  ];
  return make("li", {},
    make("strong", {}, known(`page.clock.basis.${one.basis}`) ?? one.basis), limit ? ` · ${limit}` : "",
    make("p", { className: "quiet small" }, `${instant(one.begins)} – ${one.ends ? instant(one.ends) : "…"} · ${one.authority ?? "–"}`),
    lines.length ? make("ul", { className: "plain small" }, ...lines) : null);
}

/** An extension or a suspension, of an earlier basis too; while it counts, a supervisor may take it back. */
function entry(one, found, kind, text) {
  const may = !found.revoked_at && actsAs("supervisor");
  return make("li", {}, make("span", {}, text), may ? make("span", { className: "row" }, takingBack(one, found, kind, text)) : null);
}

function takingBack(one, found, kind, text) {
  const button = make("button", { type: "button", className: "button" }, word(`page.clock.do.take_back_${kind}`));
  return doing(button, async () => {
    const consequences = [text, ...["1", "2"].map((which) => word(`page.clock.then.take_back_${kind}_${which}`))];
    const title = word(`page.clock.sure.take_back_${kind}`, { name: whose.name ?? whose.id });
    if (!await confirmed({ title, consequences, yes: button.textContent, grave: true })) return;
    const path = `${address()}/${one.id}/${kind}s/${found.id}/revoke`;
    await changed("POST", path, undefined, undefined, `"${one.version}"`);
  });
}

/** One change of what was seen; then everything is read anew. */
async function changed(method, path, body, said, match = last() ? seen.tag : undefined) {
  await wire.call(path, { method, body, match, key: key.of(path, said, match) });
  key.answered();
  await draw();
  say(word("page.clock.done"));
  $("whose").focus();
}

function said(form) {
  return Object.fromEntries([...new FormData($(form))].map(([name, value]) => [name, value.trim() || null]));
}

/** method and address of each change, and its body. */
const CHANGES = {
  begin: () => ["POST", address(), said("begin")],
  term: () => ["PUT", `${address()}/${last().id}`, said("term")],
  extend: () => ["POST", `${address()}/${last().id}/extensions`, said("extend")],
  suspend: () => ["POST", `${address()}/${last().id}/suspensions`, { ...said("suspend"), begins: new Date().toISOString() }],
  resume: () => ["POST", `${address()}/${last().id}/suspensions/${standing().id}/resume`, {}],
};

for (const [form, change] of Object.entries(CHANGES)) {
  submitting($(form), async () => {
    const title = word(`page.clock.sure.${form}`, { name: whose.name ?? whose.id });
    const nothingEnds = form === "begin" && !last();
    const consequences = [nothingEnds ? "" : word(`page.clock.then.${form}`), word("page.clock.then.told")];
    if (!await confirmed({ title, consequences, yes: word(`page.clock.do.${form}`) })) return;
    const [method, path, body] = change();
    await changed(method, path, body, said(form));
    $(form).reset();
  });
}
finding(open);
atOffice(async () => {
  $("sought").focus();
});
