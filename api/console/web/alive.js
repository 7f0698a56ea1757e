// This desk says every few seconds that it is there: its silence shows on the board, and partners are told of it.
//
// It goes on while the page is in the background: the officer is at the gate, whatever they look at. A browser
// lets a hidden page do so once a minute, which is often enough; what it was kept from is made up for at once.

import * as wire from "./wire.js";
import { word } from "./words.js";

const AGAIN_MS = 5000;
const MOST_MS = 60000;
const PATIENCE_MS = 15000; // a line may be dead without saying so

const $ = (id) => document.getElementById(id);
let desk = null;
let turn;
let asking = false;
let lost = 0;

const key = (code) => `umbral.gate.${code}`;

/** The desk bears the name that it was given in this browser; else that of the first gate at which it serves. */
export function standsAt({ code }) {
  const name = localStorage.getItem(key(code)) ?? $("presence").dataset.door;
  if (!name) return;
  if (desk === null) listen();
  settle(code, name);
  $("gate-name").value = name;
  $("presence").hidden = false;
}

function settle(code, name) {
  localStorage.setItem(key(code), name);
  desk = { code, name };
  beat();
}

async function beat() {
  clearTimeout(turn);
  if (asking || desk === null) return;
  asking = true;
  const { code, name } = desk;
  const body = { build: $("presence").dataset.build, clock: new Date().toISOString() };
  let wait;
  try {
    const heard = await wire.call(`/v1/facilities/${code}/gates/${encodeURIComponent(name)}`, {
      method: "PUT", body, unattended: true, signal: AbortSignal.timeout(PATIENCE_MS),
    });
    lost = 0;
    wait = heard.again_within_seconds * 1000;
    show("heard", word("page.gates.alive.heard", { name }));
  } catch (problem) {
    if (problem.code === undefined) throw problem;
    wait = Math.min(AGAIN_MS * 2 ** lost, MOST_MS);
    lost += 1;
    show("lost", problem.code === "away"
      ? word("page.gates.alive.away", { name })
      : word("page.gates.alive.refused", { name, why: problem.title }));
  } finally {
    asking = false;
  }
  turn = setTimeout(beat, desk.name === name ? wait : 0);
}

/** Said once when it changes, not with every heartbeat. */
function show(state, sentence) {
  const line = $("alive");
  line.dataset.state = state;
  if (line.textContent !== sentence) line.textContent = sentence;
}

function listen() {
  $("naming").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!event.target.reportValidity()) return;
    settle(desk.code, $("gate-name").value);
    $("renaming").open = false;
    $("renaming").firstElementChild.focus();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
  document.addEventListener("resume", beat);
  for (const back of ["online", "pageshow"]) addEventListener(back, beat);
}
