// The people "at the counter": fresh captures of synthetic people that the demo laid out to try.

import { make, whatOf } from "./parts.js";
import { word } from "./words.js";

const AGAIN_MS = 3000;

/** Shows what waits, if anything does; asks again while the demo is still laying it out. */
export async function offerWaiting(section, taken) {
  const response = await fetch("/console/waiting", { headers: { "Umbral-Unattended": "1" } }).catch(() => null);
  if (!response?.ok) return;
  const { samples, complete } = await response.json();
  const list = section.querySelector("ul");
  for (const sample of samples.slice(list.children.length)) {
    const number = list.children.length + 1;
    const name = word("page.waiting.one", { number, what: whatOf(sample) });
    const address = `/console/waiting/${sample.file}`;
    const button = make("button", { type: "button", "aria-label": name },
      make("img", { src: address, alt: "" }), make("span", {}, whatOf(sample)));
    button.addEventListener("click", async () => {
      const image = await fetch(address);
      if (image.ok) await taken(sample, await image.blob(), whatOf(sample));
    });
    list.append(make("li", {}, button));
  }
  section.hidden = list.children.length === 0;
  if (!complete) setTimeout(offerWaiting, AGAIN_MS, section, taken);
}
