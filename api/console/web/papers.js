// The papers of one passage: chosen, shown as they will be printed, and printed.

import "./frame.js";
import { whoActs } from "./acting.js";
import { failed } from "./desk.js";
import { make } from "./parts.js";
import * as wire from "./wire.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const shown = $("shown");

async function begin() {
  $("gate").hidden = false;
  try {
    const { papers } = await wire.call(`/v1/passages/${shown.dataset.passage}/papers`);
    $("none").hidden = papers.length > 0;
    $("choice").hidden = papers.length < 2;
    $("choice").replaceChildren(...papers.map((paper) => make(
      "button", { type: "button", className: "button", onclick: () => show(paper) }, word(`page.paper.${paper.document}`),
    )));
    if (papers.length) await show(papers[0]);
  } catch (problem) {
    failed(problem);
  }
}

async function show({ id }) {
  try {
    const page = new DOMParser().parseFromString(await wire.markup(`/v1/papers/${id}`), "text/html");
    shown.replaceChildren(document.adoptNode(page.querySelector("article.paper")));
    $("print").hidden = false;
  } catch (problem) {
    failed(problem);
  }
}

$("print").addEventListener("click", () => window.print());
whoActs($("who"), begin);
