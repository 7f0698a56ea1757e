// "Who is this?": choose a picture, send it, show the answer.

import "./frame.js";
import { whoActs } from "./acting.js";
import { showAnswer, showBusy, showNothing, showProblem } from "./answer.js";
import { openCamera } from "./camera.js";
import { facilities } from "./place.js";
import { offerWaiting } from "./waiting.js";
import * as wire from "./wire.js";
import { nameOf } from "./parts.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const form = $("ask");
const fresh = { blob: null, url: null };
let running = false;
/** Fingers laid down together, by the code of the slap. */
const SLAPS = { 13: [2, 3, 4, 5], 14: [7, 8, 9, 10], 15: [1, 6] };

// ---- what is asked -------------------------------------------------------------------------------

const mode = () => form.elements.mode.value;
const kind = () => form.elements.kind.value;

function setKind(value) {
  form.elements.kind.value = value;
  kindChanged();
}

function positionChanged() {
  const fingers = kind() === "finger" ? SLAPS[$("position").value] ?? [] : [];
  $("finger-options").classList.toggle("several", fingers.length > 0);
  $("absent-fingers").hidden = fingers.length === 0;
  for (const box of form.elements.absent) {
    box.closest("label").hidden = !fingers.includes(Number(box.value));
    if (box.closest("label").hidden) box.checked = false;
  }
}

const absentFingers = () => [...form.elements.absent].filter((box) => box.checked).map((box) => Number(box.value));

function kindChanged() {
  const face = kind() === "face";
  positionChanged();
  $("finger-options").hidden = face;
  $("camera").hidden = !face || !navigator.mediaDevices;
}

function modeChanged() {
  const checking = mode() === "check";
  $("whom").hidden = !checking;
  $("why").hidden = checking;
  $("heading").textContent = word(checking ? "page.mode.check" : "page.identify.heading");
  $("go").textContent = word(checking ? "page.go.check" : "page.go.search");
  if (checking) fillPeople();
}

async function fillPeople() {
  const list = $("person");
  const chosen = list.value || new URLSearchParams(location.search).get("person");
  const entries = [];
  let after = null;
  try {
    do {
      const page = await wire.people(after);
      entries.push(...page.persons);
      after = page.next;
    } while (after && entries.length < 1000);
    if (chosen && !entries.some(({ id }) => id === chosen)) entries.push(await wire.person(chosen));
  } catch (problem) {
    showProblem(problem);
    return;
  }
  entries.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  list.replaceChildren(list.options[0], ...entries.map((one) => new Option(nameOf(one), one.id)));
  list.value = chosen ?? "";
}

// ---- the picture ---------------------------------------------------------------------------------

function take(blob, name) {
  if (fresh.url) URL.revokeObjectURL(fresh.url);
  fresh.blob = blob;
  fresh.url = URL.createObjectURL(blob);
  const preview = $("preview");
  preview.onload = () => showPreview(true);
  preview.onerror = () => { showPreview(false); $("chosen").textContent = word("page.file.unseen"); };
  preview.src = fresh.url;
  $("chosen").textContent = name;
  $("dpi").classList.remove("asked");
}

function showPreview(seen) {
  $("preview").hidden = !seen;
  $("ghost").toggleAttribute("hidden", seen);
}

function takeFile(file) {
  if (!file) return;
  $("dpi").value = "";
  take(file, file.name);
  $("go").focus();
}

async function takeWaiting(sample, blob, name) {
  setKind(sample.modality);
  $("position").value = String(sample.position);
  positionChanged();
  $("dpi").value = "";
  take(blob, name);
  await ask();
}

async function takePhoto() {
  const photo = await openCamera().catch((problem) => showProblem(problem));
  if (!photo) return;
  take(photo, word("page.camera.file_name"));
  $("go").focus();
}

// ---- asking --------------------------------------------------------------------------------------

async function sampleOut() {
  const face = kind() === "face";
  const dpi = $("dpi").value;
  return {
    modality: kind(),
    position: face ? 0 : Number($("position").value),
    dpi: face || !dpi ? null : Number(dpi),
    data: await wire.base64(fresh.blob),
  };
}

async function ask() {
  if (running) return;
  if (!fresh.blob) {
    $("file").focus();
    $("chosen").textContent = word("page.file.none");
    say(word("page.file.none"));
    return;
  }
  const person = mode() === "check" ? $("person").value : null;
  if (person === "") {
    $("person").focus();
    return;
  }
  const asked = person ? null : why();
  if (asked === false) return;
  setRunning(true);
  const who = person ? $("person").selectedOptions[0].text : null;
  say(who ? word("page.busy.check", { name: who }) : word("page.busy.search"));
  showBusy($("said").textContent);
  try {
    const samples = [await sampleOut()];
    const absent = absentFingers();
    const answer = person ? await wire.verify(person, samples, absent) : await wire.identify(samples, absent, asked);
    await showAnswer(answer, { url: fresh.url, kind: kind(), again });
    say(answer.sentence);
  } catch (problem) {
    if (!(problem instanceof wire.Problem)) throw problem;
    showProblem(problem);
    if (problem.code === "unknown-resolution") askForResolution();
  } finally {
    setRunning(false);
  }
}

function askForResolution() {
  $("dpi").value = "500";
  $("dpi").classList.add("asked");
  $("dpi").focus();
}

function setRunning(value) {
  running = value;
  $("go").setAttribute("aria-disabled", String(value));
}

function say(sentence) {
  $("said").textContent = sentence;
}

function again() {
  if (fresh.url) URL.revokeObjectURL(fresh.url);
  fresh.blob = fresh.url = null;
  form.elements.file.value = "";
  showPreview(false);
  $("chosen").textContent = word("page.file.drop");
  $("position").value = "0";
  $("dpi").value = "";
  positionChanged();
  showNothing();
  say("");
  $("file").focus();
}

// ---- why it is asked -----------------------------------------------------------------------------

async function begin() {
  $("desk").hidden = false;
  modeChanged();
  offerWaiting($("waiting"), takeWaiting);
  try {
    const known = await facilities();
    $("facility").append(...known.map(({ code, name }) => new Option(name, code)));
    if (known.length === 1 && $("why").dataset.free === undefined) $("facility").value = known[0].code;
  } catch (problem) {
    showProblem(problem);
  }
}

/** Facility, purpose, law and case; null where the site is a demonstration and none is named; false: one is missing. */
function why() {
  const fields = [$("facility"), $("basis"), $("reference")];
  if ($("why").dataset.free !== undefined && !$("facility").value) return null;
  const missing = fields.find((field) => !field.value || !field.checkValidity());
  if (missing) {
    say(word("page.why.missing"));
    missing.focus();
    return false;
  }
  return {
    facility: $("facility").value, purpose: $("purpose").value, legal_basis: $("basis").value, reference: $("reference").value,
  };
}

// ---- wiring --------------------------------------------------------------------------------------

form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
$("file").addEventListener("change", () => takeFile($("file").files[0]));
$("camera").addEventListener("click", takePhoto);
$("position").addEventListener("change", positionChanged);
for (const input of form.elements.kind) input.addEventListener("change", kindChanged);
for (const input of form.elements.mode) input.addEventListener("change", modeChanged);

const drop = $("drop");
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
drop.addEventListener("drop", (event) => { event.preventDefault(); takeFile(event.dataTransfer.files[0]); });

if (new URLSearchParams(location.search).has("person")) form.elements.mode.value = "check";
kindChanged();
whoActs($("who"), begin);
