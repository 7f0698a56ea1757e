// The two pictures side by side: the service's overlay for prints, plain pictures for faces.

import * as wire from "./wire.js";
import { make, whatOf } from "./parts.js";
import { word } from "./words.js";

export function comparison(answer, best, probe) {
  const shown = answer.explanation
    ? prints(answer.explanation, best)
    : pictures(best, probe);
  if (!shown) return null;
  const heading = answer.explanation || probe.kind === "finger" ? "page.compare.prints" : "page.compare.faces";
  const title = make("div", { className: "title" }, make("h2", {}, word(heading)),
    answer.explanation ? marksSwitch(shown) : null);
  return make("section", { className: "compare section" }, title, shown);
}

function prints(explanation, best) {
  const drawing = safeDrawing(explanation.svg);
  if (!drawing) return null;
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", word("page.compare.prints"));
  const pairs = explanation.overlay.pairs?.length ?? 0;
  return make("figure", {},
    make("div", { className: "captions" },
      make("span", {}, word("page.compare.probe")), make("span", {}, onRecord(best, explanation.reference))),
    drawing,
    make("figcaption", { className: "small quiet" }, word("page.compare.pairs", { pairs })));
}

/** Hides the marks, so that the bare ridges can be looked at. */
function marksSwitch(figure) {
  const box = make("input", { type: "checkbox", checked: true });
  box.addEventListener("change", () => figure.classList.toggle("bare", !box.checked));
  return make("label", { className: "switch" }, box, word("page.compare.marks"));
}

function pictures(best, probe) {
  const reference = best.evidence[0]?.reference;
  if (!reference) return null;
  const stored = make("img", { alt: "" });
  stored.addEventListener("error", () => stored.replaceWith(make("span", { className: "unseen" }, word("page.compare.withheld"))));
  wire.fill(stored, wire.imageOf(best.record.id, reference));
  return make("div", { className: "sides" },
    make("figure", {}, make("img", { src: probe.url, alt: "" }), make("figcaption", {}, word("page.compare.probe"))),
    make("figure", {}, stored,
      make("figcaption", {}, onRecord(best, reference))));
}

function onRecord(best, reference) {
  const sample = best.record.samples.find(({ id }) => id === reference);
  return word("page.compare.reference", { what: sample ? whatOf(sample) : best.record.name ?? "" });
}

const ELEMENTS = new Set(["svg", "g", "defs", "title", "desc", "image", "circle", "line", "path", "rect", "text",
  "tspan", "polyline", "polygon", "ellipse", "marker", "use", "symbol", "clipPath"]);

/** The drawing as an element of this document, with drawing elements only: no script, no link, no outside picture. */
export function safeDrawing(source) {
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml");
  if (parsed.documentElement.localName !== "svg") return null;
  for (const node of [parsed.documentElement, ...parsed.documentElement.querySelectorAll("*")]) {
    if (!ELEMENTS.has(node.localName)) { node.remove(); continue; }
    for (const { name, value } of [...node.attributes]) {
      const link = name === "href" || name.endsWith(":href");
      if (name.startsWith("on") || (link && !/^(data:image\/(png|jpeg);|#)/.test(value))) node.removeAttribute(name);
    }
  }
  return document.importNode(parsed.documentElement, true);
}
