// One person's record: facts, images, deletion after a second look.

import "./frame.js";
import { whoActs } from "./acting.js";
import { make, nameOf, notice, whatOf } from "./parts.js";
import { components, suspicions } from "./quality.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const id = $("record").dataset.person;
const RECORD = "application/x-minutiae-record"; // minutiae that came without a picture

async function open() {
  const person = await wire.person(id);
  $("name").textContent = nameOf(person);
  $("gallery").textContent = person.galleries.map((gallery) => word(`gallery.${gallery}`)).join(", ");
  $("enrolled").textContent = instant(person.enrolled_at);
  $("number").textContent = person.id;
  $("check").href = `/?person=${person.id}`;
  $("images").replaceChildren(...person.samples.map(picture));
  $("delete-ask").textContent = word("page.record.delete_ask", { name: nameOf(person) });
  $("delete-yes").addEventListener("click", () => guarded(() => remove(person)));
  $("sheet").hidden = false;
}

function picture(sample) {
  const caption = make("figcaption", { className: "small quiet" }, sample.quality
    ? `${whatOf(sample)}, ${word("page.record.quality", { value: sample.quality.value })}` : whatOf(sample));
  if (sample.media_type === RECORD) {
    return make("li", {}, make("figure", {}, make("span", { className: "unseen" }, word("page.record.points")), caption));
  }
  const image = make("img", { alt: "" });
  image.addEventListener("error", () => image.replaceWith(
    make("span", { className: "unseen" }, word("page.file.unseen"))));
  wire.fill(image, wire.imageOf(id, sample.id));
  return make("li", { className: "quality" }, make("figure", {}, image, caption),
    suspicions([sample]), sample.quality ? components(sample.quality) : null);
}

async function remove(person) {
  $("delete-dialog").close();
  await wire.removePerson(id);
  const said = make("p", { className: "card", role: "status", tabIndex: -1 },
    word("page.record.deleted", { name: nameOf(person) }));
  $("sheet").replaceWith(said);
  said.focus();
}

async function guarded(action) {
  try {
    await action();
  } catch (problem) {
    if (!(problem instanceof wire.Problem)) throw problem;
    $("trouble").replaceChildren(notice(problem));
    $("trouble").querySelector("h2").focus();
  }
}

$("delete").addEventListener("click", () => $("delete-dialog").showModal());
$("delete-no").addEventListener("click", () => $("delete-dialog").close());
whoActs($("who"), () => {
  $("record").hidden = false;
  guarded(open);
});
