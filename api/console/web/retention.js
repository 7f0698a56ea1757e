// What is kept and goes: what is due, what a hold keeps, and who is to be erased once another officer agrees.

import { actingName, actsAs } from "./acting.js";
import { confirmed } from "./confirming.js";
import { keys } from "./keys.js";
import { all, atOffice, doing, guarded, say } from "./office.js";
import { make } from "./parts.js";
import { forSomebody } from "./retention_person.js";
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
  const asked = word("page.retention.asked", { by: one.asked_by, at: instant(one.asked_at), reason: one.reason });
  return make("li", { className: "stack" },
    make("p", {}, person(one.person_id)),
    make("p", {}, asked),
    actsAs("supervisor") ? make("p", { className: "row" },
      own ? make("span", { className: "quiet" }, word("page.retention.own")) : act("erase", `${path}/sign`, one, [asked, "erase_1", "erase_2"], true),
      act("withdraw", `${path}/withdraw`, one, [asked, "withdraw_1"])) : null);
}

function hold(one) {
  const path = `/v1/legal-holds/${one.id}`;
  const mayLift = one.basis === "court" ? actsAs("case-system") : actsAs("supervisor") && one.lift_asked_by !== actingName();
  const ground = `${one.authority}${one.reference ? ` · ${one.reference}` : ""} · ${one.reason}`;
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
    actsAs("supervisor", "case-system") ? make("p", { className: "row" },
      !one.since && one.placed_by !== actingName() ? act("sign", `${path}/sign`, one, [ground, "sign_1", one.biometrics ? "sign_2" : "sign_3"]) : null,
      mayLift ? lifting(one, path, ground) : null,
      one.since && one.lift_asked_by === actingName() ? make("span", { className: "quiet" }, word("page.retention.own_lift")) : null) : null);
}

/** What lifting a hold does depends on how far it has come: unsigned it is taken back, else two officers end it. */
function lifting(one, path, ground) {
  if (!one.since) return act("take_back", `${path}/lift`, one, [ground, "take_back_1"]);
  if (one.basis === "officers" && !one.lift_asked_by) return act("ask_lift", `${path}/lift`, one, [ground, "ask_lift_1"]);
  const asked = one.lift_asked_by ? word("page.retention.lift_asked", { by: one.lift_asked_by }) : null;
  return act("lift", `${path}/lift`, one, [ground, asked, "lift_1"], true);
}

/** A button that asks about somebody, writes once, then draws everything anew. sentences: or the names of ours. */
function act(what, path, one, sentences, grave = false) {
  const button = make("button", { type: "button", className: grave ? "button danger" : "button" }, word(`page.retention.do.${what}`));
  return doing(button, async () => {
    const { name } = await wire.person(one.person_id).catch(() => ({ name: null })); // in the archive nobody has a name
    const consequences = sentences.map((said) => /^[a-z_]+_\d$/u.test(said ?? "") ? word(`page.retention.then.${said}`) : said);
    const title = word(`page.retention.sure.${what}`, { name: name ?? one.person_id });
    if (!await confirmed({ title, consequences, yes: word(`page.retention.do.${what}`), grave })) return;
    await wire.call(path, { method: "POST", key: key.of(path) });
    key.answered();
    await draw();
    say(word(`page.retention.done.${what}`));
    $("requests-heading").focus();
  });
}

function line(one) {
  const what = one.held ? word("page.retention.held")
    : one.step ? word(`page.retention.step.${one.step}`) : word("page.retention.changes", { on: one.next });
  return make("tr", {}, make("th", { scope: "row" }, one.archived ? make("span", { className: "mono" }, one.person_id) : person(one.person_id)),
    make("td", {}, what, one.archived ? ` ${word("page.retention.archived")}` : ""), make("td", { className: "small" }, one.rule));
}

$("within").addEventListener("change", () => guarded(drawDue));
forSomebody(draw);
atOffice(async () => {
  $("in-particular").hidden = !actsAs("supervisor", "case-system");
  await draw();
});
