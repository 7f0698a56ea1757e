// Why a finger or the face cannot be captured. A second officer agrees to it on the decision.

import { make } from "./parts.js";
import { word } from "./words.js";

const GONE = new Set(["amputated", "bandaged"]); // a slap without these is complete
const WHOLE = new Set(["finger", "face"]); // modalities, where no finger is named

/** has(position): whether there is a picture of it; marked(position, reason): tell of one in words, or of none. */
export function excuses(root, { has, marked }) {
  const fold = root.querySelector("#excuses");
  const boxes = [...fold.querySelectorAll("[name=excused]")];
  const reason = fold.querySelector("#excuse-reason");
  const photographed = fold.querySelector("#excuse-photographed");
  const list = root.querySelector("#excused");
  let noted = []; // as a gate is sent them

  function note() {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    if (!ticked.length) {
      boxes[0].focus();
      return;
    }
    const told = { reason: reason.value, photographed: photographed.checked };
    const positions = ticked.filter((value) => !WHOLE.has(value)).map(Number).filter((position) => !has(position));
    const whole = ticked.filter((value) => WHOLE.has(value));
    noted = noted.map((one) => without(one, new Set(positions))).filter(Boolean);
    if (positions.length) noted.push({ modality: "finger", positions, ...told });
    for (const modality of whole) {
      noted = noted.filter((one) => one.modality !== modality);
      noted.push({ modality, positions: [], ...told });
    }
    for (const box of boxes) box.checked = false;
    photographed.checked = false;
    draw();
    fold.open = false;
    fold.querySelector("summary").focus();
  }

  function draw() {
    for (const position of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) marked(position, spoken(noted.find((one) => covers(one, position))));
    marked("face", spoken(noted.find(({ modality }) => modality === "face")));
    list.replaceChildren(...noted.map((one) => {
      const away = make("button", { type: "button", className: "link" }, word("page.capture.excuse.take_back"));
      away.addEventListener("click", () => { noted = noted.filter((other) => other !== one); draw(); fold.querySelector("summary").focus(); });
      return make("li", {}, make("span", {}, sentence(one)), away);
    }));
  }

  fold.querySelector("#excuse-note").addEventListener("click", note);

  return {
    all: () => noted,
    absent: () => noted.filter(({ reason: why }) => GONE.has(why)).flatMap(({ positions }) => positions),
    /** What was captured after all needs no excuse. */
    captured(position) {
      noted = position === "face" ? noted.filter(({ modality }) => modality !== "face")
        : noted.map((one) => without(one, new Set([position]))).filter(Boolean);
      draw();
    },
    clear() {
      noted = [];
      fold.open = false;
      for (const box of boxes) box.checked = false;
      draw();
    },
  };
}

/** The same for fewer fingers; null where none is left. One for the whole modality stays. */
function without(one, positions) {
  if (!one.positions.length) return one;
  const left = one.positions.filter((position) => !positions.has(position));
  return left.length ? { ...one, positions: left } : null;
}

function covers({ modality, positions }, position) {
  return modality === "finger" && (!positions.length || positions.includes(position));
}

const spoken = (one) => (one ? word(`page.capture.excuse.reason.${one.reason}`) : null);

function sentence({ modality, positions, reason, photographed }) {
  const what = modality === "face" ? word("modality.face")
    : positions.length ? positions.map((position) => word(`position.${position}`)).join(", ") : word("page.capture.excuse.all_fingers");
  const why = word(`page.capture.excuse.reason.${reason}`);
  return word(photographed ? "page.capture.excuse.one_shown" : "page.capture.excuse.one", { what, why });
}
