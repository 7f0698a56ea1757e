// What is kept and goes: what is due, what a hold keeps, and who is to be erased once another officer agrees.

import { actingName, actsAs } from "./acting.js";
import { keys } from "./keys.js";
import { all, atOffice, doing, guarded, say } from "./office.js";
import { make } from "./parts.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const key = keys();
const SHOWN = 200;

async function draw() {
  const [requests, holds] = await Promise.all([
    all("/v1/erasures/requests", (page) => page.requests), all("/v1/legal-holds", (page) => page.holds)]);
  $("no-requests").hidden = requests.length > 0;
  $("requests").replaceChildren(...requests.map(request));
  $("no-holds").hidden = holds.length > 0;
  $("holds").replaceChildren(...holds.map(hold));
  await drawDue();
}

async function drawDue() {
  const { due } = await wire.call(`/v1/retention/due?within_days=${$("within").value}`);
  $("no-due").hidden = due.length > 0;
  $("due").hidden = due.length === 0;
  $("due").tBodies[0].replaceChildren(...due.slice(0, SHOWN).map(line));
  $("more").hidden = due.length <= SHOWN;
  $("more").textContent = word("page.retention.more", { count: Math.max(due.length - SHOWN, 0) });
}

const person = (id) => make("a", { className: "mono", href: `/people/${id}` }, id);

function request(one) {
  const path = `/v1/erasures/requests/${one.id}`;
  const own = one.asked_by === actingName();
  return make("li", { className: "stack" },
    make("p", {}, person(one.person_id)),
    make("p", {}, word("page.retention.asked", { by: one.asked_by, at: instant(one.asked_at), reason: one.reason })),
    actsAs("supervisor") ? make("p", { className: "row" },
      own ? make("span", { className: "quiet" }, word("page.retention.own")) : act("erase", `${path}/sign`, "button danger"),
      act("withdraw", `${path}/withdraw`)) : null);
}

function hold(one) {
  const path = `/v1/legal-holds/${one.id}`;
  const mayLift = one.basis === "court" ? actsAs("case-system") : actsAs("supervisor") && one.lift_asked_by !== actingName();
  const mayPlace = actsAs("supervisor", "case-system");
  return make("li", { className: "stack" },
    make("p", {}, person(one.person_id), " ",
      make("span", { className: "tag" }, word(`page.retention.basis.${one.basis}`)), " ",
      make("span", { className: "tag" }, word(one.since ? "page.retention.stands" : "page.retention.unsigned")), " ",
      one.biometrics ? make("span", { className: "tag" }, word("page.retention.biometrics")) : null),
    make("p", {}, make("strong", {}, one.authority), one.reference ? ` · ${one.reference}` : "", ` · ${one.reason}`),
    make("p", { className: "quiet small" },
      word("page.retention.placed", { by: one.placed_by, at: instant(one.placed_at) }),
      one.signed_by && one.signed_by !== one.placed_by ? ` · ${word("page.retention.signed", { by: one.signed_by })}` : "", " · ",
      one.until ? word("page.retention.until", { at: instant(one.until) }) : word("page.retention.until_lifted"),
      one.lift_asked_by ? ` · ${word("page.retention.lift_asked", { by: one.lift_asked_by })}` : ""),
    mayPlace ? make("p", { className: "row" },
      !one.since && one.placed_by !== actingName() ? act("sign", `${path}/sign`) : null,
      one.since && mayLift ? act("lift", `${path}/lift`) : null) : null);
}

/** A button that writes once, then draws everything anew. */
function act(what, path, className = "button") {
  return doing(make("button", { type: "button", className }, word(`page.retention.do.${what}`)), async () => {
    await wire.call(path, { method: "POST", key: key.of(path) });
    key.answered();
    await draw();
    say(word(`page.retention.done.${what}`));
  });
}

function line(one) {
  const what = one.held ? word("page.retention.held")
    : one.step ? word(`page.retention.step.${one.step}`) : word("page.retention.changes", { on: one.next });
  return make("tr", {}, make("th", { scope: "row" }, one.archived ? make("span", { className: "mono" }, one.person_id) : person(one.person_id)),
    make("td", {}, what, one.archived ? ` ${word("page.retention.archived")}` : ""), make("td", { className: "small" }, one.rule));
}

$("within").addEventListener("change", () => guarded(drawDue));
atOffice(draw);
