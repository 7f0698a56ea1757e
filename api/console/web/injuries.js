// Injuries of one person: read by health staff and by the person's defender, entered by health staff.

import { actsAs } from "./acting.js";
import { finding } from "./finding.js";
import { keys } from "./keys.js";
import { atOffice, guarded, say, submitting } from "./office.js";
import { make } from "./parts.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const key = keys();
let whose = null;

const address = () => `/v1/persons/${whose.id}/injuries`;

async function open(person) {
  whose = person;
  await guarded(async () => {
    await draw();
    $("whose").focus();
  });
}

async function draw() {
  const { injuries } = await wire.call(address());
  $("whose").textContent = whose.name ?? whose.id;
  $("none").hidden = injuries.length > 0;
  $("injuries").replaceChildren(...injuries.map(entry));
  $("record").hidden = false;
  $("entering").hidden = !actsAs("health-staff");
}

function entry(one) {
  return make("li", { className: "stack" },
    make("p", {}, make("strong", {}, one.places.join(", ")), " ",
      one.late ? make("span", { className: "tag" }, word("page.injuries.late")) : null, " ",
      one.complaint ? make("span", { className: "tag" }, word("page.injuries.complaint")) : null),
    make("p", {}, one.description),
    one.told ? make("p", {}, word("page.injuries.said", { told: one.told })) : null,
    make("p", { className: "quiet small" }, word(`page.injuries.arose.${one.arose}`), " · ",
      word("page.injuries.entered", { at: instant(one.recorded_at), by: one.recorded_by })),
    one.pictures.length ? make("ul", { className: "images" }, ...one.pictures.map((found, index) => photograph(one, found, index))) : null);
}

function photograph(one, { id }, index) {
  const image = make("img", { alt: word("page.injuries.picture", { number: index + 1, of: one.pictures.length }) });
  wire.fill(image, `${address()}/${one.id}/pictures/${id}`);
  return make("li", {}, image);
}

async function enter() {
  const pictures = $("consent").checked ? await Promise.all([...$("pictures").files].map(wire.base64)) : [];
  const body = {
    places: $("places").value.split(/[,;]/u).map((place) => place.trim()).filter(Boolean),
    description: $("description").value,
    told: $("told").value.trim() || null,
    arose: $("arose").value,
    complaint: $("complaint").checked,
    consent: $("consent").checked,
    pictures,
  };
  await wire.call(address(), { method: "POST", body, key: key.of(whose.id, body) });
  key.answered();
  $("entering").reset();
  $("photographs").hidden = true;
  await draw();
  say(word("page.injuries.done"));
  $("whose").focus();
}

$("consent").addEventListener("change", () => { $("photographs").hidden = !$("consent").checked; });
submitting($("entering"), enter);
finding(open);
atOffice(async () => {
  $("sought").focus();
});
