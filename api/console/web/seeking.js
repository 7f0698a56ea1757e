// Somebody on record, found by a whole name or by their number: over the markup of parts/seeking.html.

import { actsAs } from "./acting.js";
import { guarded, submitting } from "./office.js";
import { make, nameOf } from "./parts.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const NUMBER = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** chosen(person): somebody was found and chosen. What stands under #somebody is hidden while another is sought. */
export function seeking(chosen) {
  submitting($("seeking"), async () => {
    const said = $("sought").value.trim();
    $("somebody").hidden = true;
    const found = NUMBER.test(said) ? [await wire.person(said.toLowerCase())]
      : actsAs("case-system") && !actsAs("supervisor") ? [] : (await wire.knownAs(said)).persons;
    $("found").replaceChildren(...found.map((one) => line(one, chosen)));
    if (found.length) $("found").querySelector("button").focus();
    else $("found").replaceChildren(make("li", { role: "status" }, word("page.retention.seek.none")));
  });
}

function line(one, chosen) {
  const button = make("button", { type: "button", className: "button wide" },
    `${nameOf(one)} · ${word("page.retention.seek.enrolled", { at: instant(one.enrolled_at) })} · ${one.id.slice(-6)}`);
  button.addEventListener("click", () => guarded(async () => {
    $("found").replaceChildren();
    await chosen(one);
  }));
  return make("li", {}, button);
}
