// Who is on which watchlist, why and until when: entries are looked at, made and lifted.

import { actsAs } from "./acting.js";
import { confirmed } from "./confirming.js";
import { keys } from "./keys.js";
import { all, atOffice, doing, guarded, say, submitting } from "./office.js";
import { make, nameOf } from "./parts.js";
import { seeking } from "./seeking.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const HERE = "/v1/listings";
const key = keys();
let whose = null; // { id, name }
let next = null;

const keeping = () => actsAs("supervisor", "case-system");

/** The first page of entries; further ones are asked for. */
async function draw() {
  next = null;
  $("entries").replaceChildren();
  await further();
  $("none").hidden = $("entries").children.length > 0;
}

async function further() {
  const asked = new URLSearchParams({ limit: 50, ...($("which").value && { holds: $("which").value }), ...(next && { after: next }) });
  const page = await wire.call(`${HERE}?${asked}`);
  $("entries").append(...page.listings.map((one) => entry(one, make("a", { className: "mono", href: `/people/${one.person_id}` }, one.person_id))));
  next = page.next;
  $("more").hidden = next === null;
  offer(page.listings);
}

/** Lists that are in use, to choose from: one misspelt would be a list of its own. */
function offer(entries) {
  const known = new Set([...$("lists").options].map(({ value }) => value));
  const lists = new Set(entries.map(({ watchlist }) => watchlist).filter((one) => !known.has(one)));
  $("lists").append(...[...lists].map((value) => make("option", { value })));
}

async function drawTheirs() {
  const found = await all(`${HERE}?person_id=${whose.id}`, (page) => page.listings);
  $("theirs").replaceChildren(...found.map((one) => entry(one, null)));
}

/** person: who it is, where that is not said above. */
function entry(one, person) {
  return make("li", { className: "stack" },
    make("p", {}, make("strong", {}, one.watchlist), " ",
      make("span", { className: "tag" }, word(one.holds ? "page.watchlists.holds" : "page.watchlists.past")), " ",
      one.facility ? make("span", { className: "tag" }, one.facility) : null),
    person ? make("p", {}, person) : null,
    make("p", {}, one.reason),
    make("p", { className: "quiet small" }, word("page.watchlists.listed", { by: one.listed_by, at: instant(one.since) }), " · ", ending(one)),
    one.holds && keeping() ? make("p", { className: "row" }, lifting(one)) : null);
}

function ending(one) {
  if (one.lifted_by) return word("page.watchlists.lifted", { by: one.lifted_by, at: instant(one.ended_at) });
  if (one.until) return word(one.holds ? "page.retention.until" : "page.watchlists.lapsed", { at: instant(one.until) });
  return word("page.retention.until_lifted");
}

function lifting(one) {
  const yes = word("page.watchlists.do.lift");
  return doing(make("button", { type: "button", className: "button danger" }, yes), async () => {
    const { name } = await wire.person(one.person_id).catch(() => ({ name: null }));
    const title = word("page.watchlists.sure.lift", { name: name ?? one.person_id, list: one.watchlist });
    const consequences = [one.reason, word("page.watchlists.then.lift_1"), word("page.watchlists.then.lift_2")];
    if (!await confirmed({ title, consequences, yes, grave: true })) return;
    const path = `${HERE}/${one.id}/lift`;
    await wire.call(path, { method: "POST", key: key.of(path) });
    await done("lift");
  });
}

async function choose(one) {
  whose = { id: one.id, name: nameOf(one) };
  $("whose").textContent = whose.name;
  $("whose-number").textContent = whose.id;
  await drawTheirs();
  $("somebody").hidden = false;
  $("whose").focus();
}

function said() {
  const until = $("until").value;
  return {
    person_id: whose.id,
    watchlist: $("list").value.trim(),
    facility: $("house").value || null,
    until: until ? new Date(`${until}T23:59:59`).toISOString() : null, // the whole of that day, where this desk stands
    reason: $("reason").value.trim(),
  };
}

async function place() {
  const body = said();
  const title = word("page.watchlists.sure.place", { name: whose.name, list: body.watchlist });
  const ends = body.until ? word("page.retention.until", { at: instant(body.until) }) : word("page.retention.until_lifted");
  const consequences = [word("page.watchlists.then.place_1"), word("page.watchlists.then.place_2"), ends];
  if (!await confirmed({ title, consequences, yes: word("page.watchlists.do.place") })) return;
  await wire.call(HERE, { method: "POST", body, key: key.of(HERE, body) });
  $("placing").reset();
  $("somebody").hidden = true;
  $("sought").value = "";
  await done("place");
}

async function done(what) {
  key.answered();
  await draw();
  if (!$("somebody").hidden) await drawTheirs();
  say(word(`page.watchlists.done.${what}`));
  $("entries-heading").focus();
}

seeking(choose);
submitting($("placing"), place);
doing($("more"), further);
$("which").addEventListener("change", () => guarded(draw));
atOffice(async () => {
  $("in-particular").hidden = !keeping();
  await draw();
});
