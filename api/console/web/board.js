// The board, followed: the server tells when a figure changed, and draws them; nothing is computed here.
//
// Without this script the page is the same, of the moment at which it was asked for.

import "./frame.js";
import { actAs } from "./acting.js";
import { make } from "./parts.js";
import { follow } from "./stream.js";
import * as wire from "./wire.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const TICK_MS = 20000;
const board = $("board");
let inside = [];

function live(state) {
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium", timeZone: board.dataset.zone }).format(new Date());
  if (state === "lost" && board.dataset.state === "lost") return; // since when, not until now
  board.dataset.state = state;
  $("live").dataset.state = state;
  $("live").textContent = word(state === "lost" ? "page.board.lost" : "page.board.live", { instant: clock });
}

async function draw() {
  const here = new URLSearchParams({ facility: board.dataset.facility, officer: board.dataset.officer });
  const answer = await fetch(`/board/figures?${here}`, { headers: { "Umbral-Unattended": "1" } });
  if (!answer.ok) throw new Error(`figures: ${answer.status}`);
  const before = $("figures").querySelector("[data-list]").dataset.list;
  $("figures").innerHTML = await answer.text(); // made by our own server, every value escaped there
  if ($("figures").querySelector("[data-list]").dataset.list !== before) await list();
}

async function list() {
  const shown = [];
  let after = "";
  do {
    const page = await wire.call(`/v1/facilities/${board.dataset.facility}/board/visitors?limit=200${after}`, { unattended: true });
    shown.push(...page.visitors);
    after = page.next === null ? "" : `&after=${page.next}`;
  } while (after !== "");
  inside = shown;
  lines();
}

function lines() {
  const hour = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", timeZone: board.dataset.zone });
  $("inside").hidden = inside.length === 0;
  $("visitors").replaceChildren(...inside.map((one) => {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(one.since)) / 60000));
    const late = one.until !== null && Date.parse(one.until) < Date.now();
    return make("tr", { className: late ? "late" : "" },
      make("th", { scope: "row" }, one.name ?? word("page.record.unnamed")),
      make("td", {}, hour.format(new Date(one.since))),
      make("td", {}, word("page.board.stay", { hours: Math.floor(minutes / 60), minutes: `${minutes % 60}`.padStart(2, "0") })),
      make("td", {}, one.until === null ? "–" : hour.format(new Date(one.until)), late ? ` ⚠ ${word("page.board.late")}` : ""));
  }));
}

if (board) {
  actAs(board.dataset.officer, "gate-officer");
  follow(`/v1/facilities/${board.dataset.facility}/board/events`, {
    alive: () => live("live"),
    lost: () => live("lost"),
    event: draw,
  });
  await list().catch(() => {});
  setInterval(lines, TICK_MS);
}
