// One asking of a gate: the question, the answer beside it, and the same key for the same question.

import { atDesk, failed, say } from "./desk.js";
import { capture } from "./capture.js";
import { focusOn, showDecision } from "./decision.js";
import { keys } from "./keys.js";
import { icon, make, notice } from "./parts.js";
import * as wire from "./wire.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);

/** Something that an officer still has to say, and where. */
export class Missing extends Error {
  constructor(element, sentence) {
    super(sentence);
    this.element = element;
  }
}

/** Makes the page of a gate. address: of the gate; begin(facility): fills the lists; question(): the body but
 * for facility and captures, or throws Missing; answered(decision): once the gate spoke;
 * again(): after the next person was called. */
export function askingPage({ address, begin, question, answered = () => {}, again = () => {} }) {
  const form = $("ask");
  const place = $("answer");
  const nothing = [...place.children];
  const captured = $("capture") ? capture($("capture")) : null;
  let facility = null;
  const key = keys();
  let running = false;

  async function ask() {
    if (running) return;
    $("missing").hidden = true;
    setRunning(true);
    try {
      const body = { facility: facility.code, ...(captured && !$("capture").hidden ? await captured.taken() : {}), ...question() };
      showBusy();
      showAnswer(await wire.call(address, { method: "POST", body, key: key.of(body) }));
      key.answered();
    } catch (trouble) {
      showTrouble(trouble);
    } finally {
      setRunning(false);
    }
  }

  function showBusy() {
    say(word("page.gates.busy"));
    place.replaceChildren(make("div", { className: "empty busy" }, icon("busy"),
      make("p", { className: "big" }, word("page.gates.busy"))));
  }

  function showAnswer(decision) {
    showDecision(place, decision, { next });
    answered(decision);
    say(decision.sentence);
  }

  function showTrouble(trouble) {
    if (trouble instanceof Missing) {
      $("missing").textContent = trouble.message;
      $("missing").hidden = false;
      trouble.element.focus();
      return;
    }
    if (trouble.code === undefined) throw trouble;
    const shown = notice(trouble);
    place.replaceChildren(shown, make("p", { className: "kept" }, word("page.gates.kept")));
    focusOn(place, shown.querySelector("h2"));
  }

  function setRunning(value) {
    running = value;
    $("go").setAttribute("aria-disabled", String(value));
  }

  async function next() {
    form.reset();
    captured?.clear();
    place.replaceChildren(...nothing);
    say("");
    again();
    scrollTo({ top: 0 });
    await begin(facility).catch(failed);
    toFirst();
  }

  /** To the first thing that is to be said: whoever types needs no way past the head of the page. */
  function toFirst() {
    const fields = [...form.querySelectorAll("input:not([type=file]), select, button")];
    fields.find((field) => field.checkVisibility())?.focus({ preventScroll: true });
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  atDesk(async (found) => {
    facility = found;
    await begin(found);
    if (document.activeElement === document.body) toFirst();
  });
}
