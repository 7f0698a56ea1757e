// A visitor comes for the first time: told what is kept, asked whether they agree, searched for once.

import { askingPage, Missing } from "./asking.js";
import { asEntry, everybody, named } from "./people_known.js";
import { picker } from "./picker.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const NOTICE = "umbral.notice";
const guardian = picker($("guardian"), undefined, named("visitors"));
const prisoner = picker($("prisoner"), undefined, named("custody"));
const known = picker($("enrolled-as"), undefined, named("visitors"));
const form = $("ask");

const said = (id) => $(id).value.trim() || null;

function consentChanged() {
  $("capture").hidden = form.elements.consent.value === "declined";
}

function kindChanged() {
  $("guarded").hidden = $("kind").value !== "minor";
}

async function begin() {
  $("notice").value ||= sessionStorage.getItem(NOTICE) ?? "";
  const [visitors, prisoners] = await Promise.all([everybody("visitors"), everybody("custody")]);
  guardian.show(visitors.map(asEntry));
  known.show([...visitors, ...prisoners].map(asEntry));
  prisoner.show(prisoners.map(asEntry));
}

function question() {
  if (!said("name")) throw new Missing($("name"), word("page.enrolment.name_missing"));
  const consent = form.elements.consent.value;
  if (!consent) throw new Missing(form.elements.consent[0], word("page.enrolment.consent.missing"));
  if (consent === "given" && !said("notice")) throw new Missing($("notice"), word("page.enrolment.notice_missing"));
  if (said("notice")) sessionStorage.setItem(NOTICE, said("notice"));
  return {
    name: said("name"),
    kind: $("kind").value,
    born: said("born"),
    guardian_id: $("guarded").hidden ? null : guardian.value?.id ?? null,
    consent,
    notice: said("notice") ? { version: said("notice"), language: $("notice-language").value } : null,
    prisoner_id: prisoner.value?.id ?? null,
    enrolled_as: known.value?.id ?? null,
    documents: documents(),
    telephone: said("telephone"),
    address: said("address"),
  };
}

function documents() {
  if (!$("document-kind").value) return [];
  for (const id of ["document-issuer", "document-number"]) {
    if (!said(id)) throw new Missing($(id), word("page.enrolment.document.missing"));
  }
  return [{
    kind: $("document-kind").value, issuer: said("document-issuer"), number: said("document-number"), holder: said("document-holder"),
    chip: $("document-chip").value, genuine: $("document-genuine").checked, agrees: $("document-agrees").checked,
  }];
}

function again() {
  for (const list of [guardian, prisoner, known]) list.clear();
  consentChanged();
  kindChanged();
}

for (const input of form.elements.consent) input.addEventListener("change", consentChanged);
$("kind").addEventListener("change", kindChanged);
askingPage({ address: "/v1/gates/visits/enrolment", begin, question, again });
