// Whom an order names, or somebody chosen without one: how the gates out of custody begin.

import { Missing } from "./asking.js";
import { openOrders } from "./orders.js";
import { asEntry, everybody, named } from "./people_known.js";
import { picker } from "./picker.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);

/** Over pickers `order` and `person`, the latter in `unordered`. kinds: of orders; chosen(order): told of it. */
export function ordered(kinds, chosen = () => {}) {
  const person = picker($("person"), undefined, named("custody"));
  const order = picker($("order"), (entry) => {
    $("unordered").hidden = Boolean(entry?.person);
    chosen(entry?.order ?? null);
  });
  return {
    async begin(facility) {
      const [orders, people] = await Promise.all([openOrders(facility, ...kinds), everybody("custody")]);
      order.show(orders);
      person.show(people.map(asEntry));
    },
    /** order_id and person_id of the question. */
    said() {
      if (order.value === undefined) throw new Missing(order, word("page.release.missing"));
      const who = order.value?.person ?? person.value;
      if (!who) throw new Missing(person, word("page.release.person_missing"));
      return { person_id: who.id, order_id: order.value?.id ?? null };
    },
    clear() {
      order.clear();
      person.clear();
      $("unordered").hidden = true;
    },
  };
}
