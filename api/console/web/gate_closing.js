// Closing time: who is still inside, and whether the visiting area can be locked.

import { capture } from "./capture.js";
import { deadline } from "./countdown.js";
import { finding, focusOn, verdict } from "./decision.js";
import { atDesk, failed, say } from "./desk.js";
import { keys } from "./keys.js";
import { howSure } from "./likeness.js";
import { make, nameOf, notice } from "./parts.js";
import { asEntry, everybody, named, person } from "./people_known.js";
import { picker } from "./picker.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const CLOSING = "/v1/gates/visits/closing";
const place = $("answer");
const captured = capture($("capture"));
const who = picker($("person"), undefined, named("visitors", "custody"));
let facility = null;
let closing = null;
let lookId = crypto.randomUUID(); // of the next look: one that is sent again counts once

const key = keys();

const write = (path, body, actor) => wire.call(path, { method: "POST", body, actor, key: key.of(path, body, actor) });

async function show(answered) {
  try {
    closing = await answered;
    key.answered();
    const over = closing.locked_at !== null;
    $("begin").hidden = !over;
    $("look").hidden = $("end").hidden = over;
    const visits = await Promise.all(closing.visits.map(visitLine));
    const looks = await Promise.all(closing.looks.map(lookLine));
    const shown = make("div", { className: "stack decision" },
      verdict(closing, null),
      howSure({ looked: closing.likeness, calibration_note: closing.calibration_note }),
      visits.length ? list("page.closing.visits", visits) : null,
      looks.length ? list("page.closing.looks", looks) : null,
      closing.deadlines.length ? list("page.decision.deadlines", closing.deadlines.map((one) => make("li", {}, deadline(one)))) : null,
      make("section", { className: "section" }, make("h2", {}, word("page.decision.why")), make("ul", { className: "findings" }, ...closing.findings.map(finding))));
    place.replaceChildren(shown);
    focusOn(place, shown.querySelector("h2"));
    say(closing.sentence);
    return true;
  } catch (problem) {
    if (problem.code === undefined) throw problem;
    const shown = notice(problem);
    place.replaceChildren(shown);
    shown.querySelector("h2").focus();
    return false;
  }
}

const list = (heading, items) => make("section", { className: "section" }, make("h2", {}, word(heading)), make("ul", { className: "plain" }, ...items));

/** A visit that is not as it should be; a supervisor says what became of one without an exit. */
async function visitLine(visit) {
  const name = nameOf(await person(visit.visitor_id));
  const what = word(`page.closing.standing.${visit.standing}`);
  const mend = visit.standing === "left-unseen" ? settling(`/v1/visits/${visit.visit_id}/reconcile`, (reason) => ({ found: "left-unseen", reason })) : null;
  return make("li", {}, make("strong", {}, name), make("span", {}, `${what} · ${word("page.visit.entered", { at: instant(visit.entered_at) })}`), mend);
}

async function lookLine(look) {
  const name = look.person_id ? nameOf(await person(look.person_id)) : word("page.closing.nobody");
  const mend = settling(`${CLOSING}/${closing.id}/looks/${look.id}/explain`, (reason) => ({ reason }));
  return make("li", {}, make("strong", {}, name), make("span", {}, word(`page.closing.look_found.${look.found}`)), mend);
}

/** A supervisor's word, under their own code. */
function settling(path, body) {
  const officer = make("input", { type: "text", name: "officer", required: true, maxLength: 64, autocomplete: "off", spellcheck: false, "aria-label": word("page.closing.supervisor") });
  const reason = make("input", { type: "text", name: "reason", required: true, maxLength: 2000, autocomplete: "off", "aria-label": word("page.closing.reason") });
  officer.placeholder = word("page.closing.supervisor");
  reason.placeholder = word("page.closing.reason");
  const form = make("form", { className: "settling" }, officer, reason, make("button", { type: "submit", className: "button" }, word("page.closing.settle")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const actor = `${officer.value.trim()}; roles=supervisor`;
    show(write(path, body(reason.value.trim()), actor));
  });
  return form;
}

async function look(event) {
  event.preventDefault();
  const { samples, absent_fingers } = await captured.taken();
  const body = { id: lookId, ...(samples.length ? { samples, absent_fingers } : { person_id: who.value?.id ?? null, reason: who.value ? $("reason").value : null }) };
  if (!await show(write(`${CLOSING}/${closing.id}/looks`, body))) return;
  lookId = crypto.randomUUID();
  captured.clear();
  who.clear();
  $("look").reset();
}

$("begin").addEventListener("click", () => show(write(CLOSING, { facility: facility.code })));
$("end").addEventListener("click", () => show(write(CLOSING, { facility: facility.code, search_ended: true })));
$("look").addEventListener("submit", (event) => look(event).catch(failed));
atDesk(async (found) => {
  facility = found;
  who.show((await everybody("visitors", "custody")).map(asEntry));
  const { closings } = await wire.call(`${CLOSING}?facility=${facility.code}&running=true`);
  if (closings.length) await show(wire.call(`${CLOSING}/${closings[0].id}`));
});
