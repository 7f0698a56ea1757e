// Small pieces of document that several pages are made of. Text is always set as text, never as markup.

import { fill, imageOf } from "./wire.js";
import { word } from "./words.js";

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("aria-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An inline picture from path data. Each outcome has a shape of its own, so that colour is never alone. */
export function icon(name) {
  const paths = {
    match: '<circle cx="24" cy="24" r="21"/><path d="M14 25l7 7 14-15"/>',
    doubtful: '<path d="M24 5l21 37H3z"/><path d="M24 19v10M24 35v.5"/>',
    no_match: '<rect x="4" y="4" width="40" height="40" rx="4"/><path d="M14 24h20"/>',
    hold: '<rect x="4" y="4" width="40" height="40" rx="20"/><path d="M18 15v18M30 15v18"/>',
    refused: '<path d="M15 3h18l12 12v18L33 45H15L3 33V15z"/><path d="M16 16l16 16M32 16L16 32"/>',
    problem: '<path d="M24 5l21 37H3z"/><path d="M24 19v10M24 35v.5"/>',
    busy: '<path d="M8 44V22a16 16 0 0 1 32 0v22"/><path d="M16 44V23a8 8 0 0 1 16 0v21M24 44V22M3 44h42"/>',
  };
  const holder = document.createElement("template");
  holder.innerHTML = `<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="4" `
    + `stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths[name]}</svg>`;
  return holder.content.firstElementChild;
}

export function nameOf(person) {
  return person.name ?? word("page.record.unnamed");
}

/** A person's photo; where there is none, their initials. */
export function likeness(person) {
  const face = person.samples?.find((sample) => sample.modality === "face");
  if (face) {
    const portrait = make("img", { className: "portrait", alt: "" });
    fill(portrait, imageOf(person.id, face.id));
    return portrait;
  }
  const initials = nameOf(person).split(/\s+/u).map((part) => part[0]).slice(0, 2).join("").toLocaleUpperCase();
  return make("span", { className: "initials", "aria-hidden": "true" }, initials);
}

/** What went wrong and what to do about it. */
export function notice(problem) {
  return make("div", { className: "notice", role: "alert" },
    icon("problem"),
    make("h2", { tabIndex: -1 }, problem.title),
    make("p", {}, problem.detail),
    problem.reasons?.length ? make("ul", { className: "reasons" }, ...problem.reasons.map(({ title, advice }) =>
      make("li", {}, make("strong", {}, title), make("span", {}, advice)))) : null,
    make("p", { className: "advice" }, problem.advice));
}

/** "right index finger" or "face". */
export function whatOf(sample) {
  return sample.modality === "face" ? word("modality.face") : word(`position.${sample.position}`);
}
