// Somebody who is held, found by the whole name or by their number: over the markup of parts/finding.html.

import { actsAs } from "./acting.js";
import { submitting } from "./office.js";
import { make } from "./parts.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

const $ = (id) => document.getElementById(id);
const NUMBER = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** chosen({ id, name }): somebody was found and chosen; of a client, a defender knows the number alone. */
export function finding(chosen) {
  const list = $("found");
  const sought = $("sought");

  function line(one) {
    const place = [one.wing, one.cell].filter(Boolean).join(" ");
    const button = make("button", { type: "button", className: "button wide" },
      `${one.name ?? word("page.record.unnamed")}${place ? ` · ${place}` : ""} · ${instant(one.admitted_at)}`);
    button.addEventListener("click", () => chosen({ id: one.person_id, name: one.name }));
    return make("li", {}, button);
  }

  submitting($("finding"), async () => {
    const said = sought.value.trim();
    list.replaceChildren();
    if (NUMBER.test(said) && !actsAs("health-staff", "gate-officer", "intake-officer", "supervisor")) {
      await chosen({ id: said.toLowerCase(), name: null });
      return;
    }
    const asked = new URLSearchParams({ facility: $("facility").value, name: said });
    const { found } = await wire.call(`/v1/custody/found?${asked}`);
    list.replaceChildren(...found.map(line));
    if (!found.length) list.replaceChildren(make("li", { role: "status" }, word("page.finding.none")));
    else list.querySelector("button").focus();
  });
}
