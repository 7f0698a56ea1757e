// The way to every gate: where somebody acts, and what is held there.

import "./frame.js";
import { whoActs } from "./acting.js";
import { standsAt } from "./alive.js";
import { failed } from "./desk.js";
import { facilities, here, settleAt } from "./place.js";
import * as wire from "./wire.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);
const then = new URLSearchParams(location.search).get("then");

async function begin() {
  $("gate").hidden = false;
  try {
    const found = await here();
    await offer(found);
    if (found) await showGates(found);
    else $("facility").focus();
  } catch (problem) {
    failed(problem);
  }
}

async function offer(chosen) {
  const known = await facilities();
  $("where").hidden = known.length === 1;
  $("no-facility").hidden = known.length > 0;
  $("facility").replaceChildren(...known.map(({ code, name }) => new Option(name, code)));
  if (chosen) $("facility").value = chosen.code;
}

async function showGates({ code, name }) {
  $("facility-name").textContent = name;
  $("tiles").hidden = false;
  standsAt({ code });
  if (!$("held")) return;
  const { passages } = await wire.call(`/v1/passages?facility=${code}`);
  $("held").hidden = passages.length === 0;
  $("held").textContent = word("page.held.count", { count: passages.length });
}

$("where").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!$("facility").value) return;
  settleAt({ code: $("facility").value });
  if (then?.startsWith("/gates/")) location.assign(then);
  else await showGates({ code: $("facility").value, name: $("facility").selectedOptions[0].text }).then(() => $("tiles").querySelector("a").focus(), failed);
});
whoActs($("who"), begin);
