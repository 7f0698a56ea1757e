// One of many, found by typing: an order, a visit, a person. The choice is a radio, so the keyboard is enough.

import { make } from "./parts.js";
import { folded } from "./people_known.js";
import { word } from "./words.js";

const SHOWN = 6;

/** Over the markup of parts/picker.html. chosen(entry): told of every choice; an entry has id, title, detail.
 * further(sought): entries beyond those that are shown, looked for when Enter is pressed. */
export function picker(root, chosen = () => {}, further = null) {
  const find = root.querySelector("input[type=search]");
  const list = root.querySelector(".lines");
  const said = root.querySelector("[role=status]");
  let entries = [];
  let picked = null;
  let answered = new Set(); // found by the service, under whichever of their names

  function draw() {
    const sought = folded(find.value.trim());
    const found = entries.filter((one) => answered.has(one.id) || folded(`${one.title} ${one.detail} ${one.id}`).includes(sought));
    const shown = found.slice(0, SHOWN);
    if (picked && !shown.includes(picked)) shown.unshift(picked);
    list.replaceChildren(...shown.map(line));
    find.hidden = entries.length <= SHOWN && !further;
    said.textContent = !found.length && further ? word("page.picker.ask_all")
      : !entries.length ? word("page.picker.none")
      : !found.length ? word("page.picker.none_found")
        : found.length > shown.length ? word("page.picker.more", { count: found.length - shown.length }) : "";
  }

  function line(entry) {
    const radio = make("input", { type: "radio", name: root.id, value: entry.id, checked: entry === picked });
    radio.addEventListener("change", () => choose(entry));
    return make("li", {}, make("label", { className: "line" }, radio,
      make("span", {}, make("strong", {}, entry.title), make("small", {}, entry.detail))));
  }

  function choose(entry) {
    picked = entry;
    chosen(entry);
  }

  async function ask(sought) {
    try {
      const found = await further(sought);
      entries.push(...found.filter(({ id }) => !entries.some((one) => one.id === id)));
      answered = new Set(found.map(({ id }) => id));
      draw();
      if (!found.length) said.textContent = word("page.picker.none_found");
      else list.querySelector("input").focus();
    } catch (problem) {
      if (problem.detail === undefined) throw problem;
      said.textContent = problem.detail;
    }
  }

  find.addEventListener("input", () => {
    answered = new Set();
    draw();
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !further) return;
    event.preventDefault();
    if (find.value.trim()) ask(find.value.trim());
  });
  root.querySelector(".none input")?.addEventListener("change", () => choose(null));

  return {
    /** The entry that is chosen; undefined where nothing was said, null where "none" was. */
    get value() {
      if (picked) return picked;
      return root.querySelector(".none input")?.checked ? null : undefined;
    },
    show(found) {
      entries = found;
      picked = entries.find(({ id }) => id === picked?.id) ?? null;
      draw();
    },
    /** Chooses one of those shown, or one that was fetched by its number. */
    pick(entry) {
      if (!entries.some(({ id }) => id === entry.id)) entries.unshift(entry);
      picked = entries.find(({ id }) => id === entry.id);
      draw();
      chosen(picked);
    },
    clear() {
      picked = null;
      find.value = "";
      draw();
    },
    focus() {
      (list.querySelector("input") ?? root).focus();
    },
  };
}
