// What every gate's page begins with: who acts, and where.

import "./frame.js";
import { whoActs } from "./acting.js";
import { standsAt } from "./alive.js";
import { notice } from "./parts.js";
import { here } from "./place.js";

const $ = (id) => document.getElementById(id);

/** Calls `begin` with the facility once somebody acts at one; without one, the gates' first page asks. */
export function atDesk(begin) {
  whoActs($("who"), async () => {
    try {
      const facility = await here();
      if (!facility) {
        location.replace(`/gates?then=${encodeURIComponent(location.pathname)}`);
        return;
      }
      $("facility-name").textContent = facility.name;
      $("gate").hidden = false;
      standsAt(facility);
      await begin(facility);
    } catch (problem) {
      failed(problem);
    }
  });
}

/** What went wrong outside of an answer, said above everything else. */
export function failed(problem) {
  if (problem.code === undefined) throw problem;
  $("gate").hidden = false;
  $("trouble").replaceChildren(notice(problem));
}

export function say(sentence) {
  $("said").textContent = sentence;
}
