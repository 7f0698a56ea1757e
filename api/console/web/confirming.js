// A question before what cannot be taken back, or what somebody else will act upon: what happens, in plain words.

import { make } from "./parts.js";
import { word } from "./words.js";

/** consequences: sentences; yes: what the button says that goes on; grave: it destroys something. Resolves to whether
 * the officer went on. The button under the focus, Escape and the back key all leave everything as it is. */
export function confirmed({ title, consequences, yes, grave = false }) {
  const stay = make("button", { type: "button", className: "button" }, word("page.confirm.no"));
  const go = make("button", { type: "button", className: grave ? "button danger" : "button primary" }, yes);
  const heading = make("h2", { id: "confirm-heading" }, title);
  const what = make("ul", { id: "confirm-what" },
    ...consequences.filter(Boolean).map((sentence) => make("li", {}, sentence)));
  const dialog = make("dialog", { className: "confirm" },
    make("div", { className: "stack" }, heading, what, make("div", { className: "row" }, stay, go)));
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.setAttribute("aria-describedby", what.id);
  const before = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    const end = (went) => {
      dialog.close();
      dialog.remove();
      before?.focus();
      resolve(went);
    };
    stay.addEventListener("click", () => end(false));
    go.addEventListener("click", () => end(true));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end(false); });
    dialog.showModal();
    stay.focus();
  });
}
