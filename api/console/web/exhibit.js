// What is to be judged: a tab for every pair, the two pictures, how good each is. For reviewers and for the
// supervisor alike: `at` is the address under which the pictures lie.

import * as wire from "./wire.js";
import { safeDrawing } from "./comparison.js";
import { make, whatOf } from "./parts.js";
import { halvesOf, pictureOf, viewer } from "./viewer.js";
import { word } from "./words.js";

export function exhibit(root) {
  const $ = (name) => root.querySelector(`[data-part="${name}"]`);
  const looking = viewer($("halves"));
  let shown = { at: "", pairs: [], chosen: 0 };
  const seen = new Set();

  async function open(at, pairs) {
    shown = { at, pairs, chosen: 0 };
    seen.clear();
    $("marks").checked = true;
    looking.marks(true);
    $("tabs").replaceChildren(...pairs.map((pair, number) => {
      const tab = make("button", { type: "button", className: "button", role: "tab" },
        make("kbd", {}, String(number + 1)), whatOf(pair));
      tab.addEventListener("click", () => choose(number));
      return tab;
    }));
    await choose(0);
  }

  async function choose(number) {
    const pair = shown.pairs[number];
    if (!pair) return;
    shown.chosen = number;
    [...$("tabs").children].forEach((tab, place) => tab.setAttribute("aria-selected", String(place === number)));
    const loaded = pair.modality === "face" ? await faces(number) : await prints(number);
    if (shown.chosen !== number) return; // another was chosen meanwhile
    looking.show(loaded.drawings, loaded.points);
    seen.add(number);
    $("tabs").children[number].classList.add("seen");
    $("points").hidden = loaded.points.length === 0;
    told(""); // how many points are paired would be a score in other words
    ["left", "right"].forEach((side) => $(side).replaceChildren(...quality(pair[side])));
  }

  async function prints(number) {
    const drawing = safeDrawing(await (await wire.picture(`${shown.at}/pairs/${number}/drawing`)).text());
    return halvesOf(drawing);
  }

  async function faces(number) {
    const blobs = await Promise.all(["left", "right"].map((side) => wire.picture(`${shown.at}/pairs/${number}/${side}`)));
    return { drawings: await Promise.all(blobs.map(pictureOf)), points: [] };
  }

  function told(text) {
    $("told").textContent = text;
  }

  function step(way) {
    const number = looking.step(way);
    if (number !== null) told(word("page.adjudication.point", { number, count: looking.count() }));
  }

  const keys = {
    "+": looking.closer, "=": looking.closer, "-": looking.farther, 0: looking.whole,
    ArrowRight: () => step(1), ArrowLeft: () => step(-1),
    m: () => $("marks").click(),
  };
  $("marks").addEventListener("change", () => looking.marks($("marks").checked));
  for (const button of root.querySelectorAll("[data-key]")) {
    button.addEventListener("click", () => keys[button.dataset.key]());
  }

  return {
    open,
    /** Whether the key was one of ours. */
    pressed(key) {
      const act = keys[key] ?? (/^[1-9]$/.test(key) && shown.pairs[key - 1] ? () => choose(key - 1) : null);
      act?.();
      return act !== null;
    },
    unseen: () => shown.pairs.length - seen.size,
  };
}

/** "Good" or "poor" with what is wrong; nothing of a picture that was not graded. */
function quality({ quality, remarks }) {
  if (!quality) return [];
  const line = make("span", { className: quality }, word(`page.adjudication.quality.${quality}`));
  return remarks.length ? [line, ` ${remarks.join(" · ")}`] : [line];
}
