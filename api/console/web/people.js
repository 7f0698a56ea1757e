// The list of people on record, page by page.

import "./frame.js";
import { whoActs } from "./acting.js";
import { likeness, make, nameOf, notice } from "./parts.js";
import { folded } from "./people_known.js";
import * as wire from "./wire.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const shown = [];
let next = null;
let total = 0;

async function more() {
  if ($("more").getAttribute("aria-disabled") === "true") return; // a second press brings nobody twice
  $("more").setAttribute("aria-disabled", "true");
  try {
    const page = await wire.people(next);
    shown.push(...page.persons);
    ({ next, total } = page);
  } catch (problem) {
    $("trouble").replaceChildren(notice(problem));
    return;
  } finally {
    $("more").setAttribute("aria-disabled", "false");
  }
  $("more").hidden = next === null;
  draw();
}

/** answered: numbers of those whom the service found under what is sought, whichever of their names it is. */
function draw(answered = new Set()) {
  const sought = folded($("find").value.trim());
  const found = shown.filter((person) => answered.has(person.id) || folded(nameOf(person)).includes(sought))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  $("people").replaceChildren(...found.map(entry));
  $("said").textContent = total === 0 ? word("page.people.none")
    : found.length === 0 ? word("page.people.none_found")
      : word("page.people.shown", { shown: found.length, total });
}

function entry(person) {
  return make("li", {}, make("a", { className: "card", href: `/people/${person.id}` },
    likeness(person),
    make("span", {},
      make("strong", {}, nameOf(person)),
      make("span", { className: "small quiet" },
        `${person.galleries.map((gallery) => word(`gallery.${gallery}`)).join(", ")} · ${word("page.people.images", { count: person.samples.length })}`))));
}

async function ask() {
  const sought = $("find").value.trim();
  if (!sought) return;
  try {
    const { persons } = await wire.knownAs(sought);
    shown.push(...persons.filter(({ id }) => !shown.some((one) => one.id === id)));
    draw(new Set(persons.map(({ id }) => id)));
  } catch (problem) {
    $("trouble").replaceChildren(notice(problem));
  }
}

$("find").addEventListener("input", () => draw());
$("find").addEventListener("keydown", ({ key }) => { if (key === "Enter") ask(); });
$("more").addEventListener("click", more);
whoActs($("who"), () => {
  $("list").hidden = false;
  $("find").focus();
  more();
});
