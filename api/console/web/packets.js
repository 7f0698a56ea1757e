// What stations sent: what waits to be taken up by a gate, what holds nothing that can be, what was refused.

import { atOffice, doing, guarded, all } from "./office.js";
import { make } from "./parts.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);

async function draw() {
  const facility = encodeURIComponent($("facility").value);
  const [packets, { refused }] = await Promise.all([
    all(`/v1/packets?limit=200&facility=${facility}`, (page) => page.packets),
    wire.call(`/v1/packets/refused?facility=${facility}`)]);
  fill("packets", "none", packets.map((one) => [
    one.label ?? "–", one.station, word("page.packets.images", { fingers: one.fingers, faces: one.faces }),
    instant(one.received_at), word(`page.packets.state.${one.state}`)]));
  fill("refused", "no-refused", refused.map((one) => [one.station, instant(one.last_at), String(one.times), one.title]));
}

function fill(table, none, rows) {
  $(none).hidden = rows.length > 0;
  $(table).hidden = rows.length === 0;
  $(table).tBodies[0].replaceChildren(...rows.map(([first, ...more]) =>
    make("tr", {}, make("th", { scope: "row" }, first), ...more.map((text) => make("td", {}, text)))));
}

$("facility").addEventListener("change", () => guarded(draw));
doing($("refresh"), draw);
atOffice(draw);
