// Courts' orders as lists of a gate's page show them.

import { nameOf } from "./parts.js";
import { person } from "./people_known.js";
import * as wire from "./wire.js";
import { instant, word } from "./words.js";

/** Orders of some kinds that wait to be carried out at a facility, the newest first, with whom they name. */
export async function openOrders(facility, ...kinds) {
  const wanted = kinds.map((kind) => `&kind=${kind}`).join("");
  const found = [];
  let after = null;
  do {
    const page = await wire.call(`/v1/orders?facility=${facility.code}&status=open&limit=200${wanted}${after ? `&after=${after}` : ""}`);
    found.push(...page.orders);
    after = page.next;
  } while (after);
  return Promise.all(found.reverse().map(asEntry));
}

async function asEntry(order) {
  const named = order.person_id ? await person(order.person_id) : null;
  const whom = order.named ?? (named ? nameOf(named) : word("page.order.nobody_named"));
  const until = order.expires ? word(new Date(order.expires) < Date.now() ? "page.order.expired" : "page.order.until", { at: instant(order.expires) }) : word("page.order.unlimited");
  const detail = [word(`page.order.kind.${order.kind}`), `${order.court} ${order.number}`, until, word(`page.order.signature.${order.signature}`)];
  return { id: order.id, title: whom, detail: detail.join(" · "), order, person: named };
}
