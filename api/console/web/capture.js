// What is captured at a gate: fingers by their place on the hand, a face, and why something could not be.

import { openCamera } from "./camera.js";
import { excuses } from "./excuses.js";
import { make, notice } from "./parts.js";
import * as wire from "./wire.js";
import { word } from "./words.js";

const FACE = "face";

/** Over the markup of parts/capture.html. taken(): samples, absent fingers and exceptions as a gate is sent
 * them; clear(): for the next person. */
export function capture(root) {
  const slots = new Map([...root.querySelectorAll(".slot")].map((slot) => [slot.dataset.position, slot]));
  const pictures = new Map(); // position -> { blob, url }
  const advices = root.querySelector("#capture-advice");
  const noted = excuses(root, { has: (position) => pictures.has(String(position)), marked });

  async function take(position, blob) {
    forget(position);
    if (!blob) return;
    const url = URL.createObjectURL(blob);
    const picture = { blob, url };
    pictures.set(position, picture);
    draw(position, url);
    state(position, "looking", word("page.capture.looking"));
    noted.captured(Number(position) || FACE);
    try {
      const { samples } = await wire.call("/v1/quality", { method: "POST", body: { samples: [await sampleOf(position, blob)], absent_fingers: noted.absent() } });
      if (pictures.get(position) === picture) graded(position, samples);
    } catch (problem) {
      if (problem.code === undefined) throw problem;
      if (pictures.get(position) === picture) unusable(position, problem);
    }
  }

  function graded(position, samples) {
    const poor = samples.filter(({ quality }) => quality?.poor);
    const reasons = [...poor.flatMap(({ quality }) => quality.reasons), ...samples.flatMap(({ suspicions }) => suspicions)];
    state(position, poor.length ? "poor" : "good", word(poor.length ? "page.capture.poor" : "page.capture.good"));
    advise(position, reasons.map(({ title, advice }) => make("p", {}, make("strong", {}, `${title}.`), ` ${advice}`)));
  }

  /** A picture that cannot be used is not sent; one that could not be looked at, because the service is away, is. */
  function unusable(position, problem) {
    if (problem.code === "away") {
      state(position, "unknown", word("page.capture.unseen"));
      return;
    }
    forget(position);
    state(position, "bad", word("page.capture.bad"));
    advise(position, [notice(problem)]);
  }

  function forget(position) {
    const seen = pictures.get(position);
    if (seen) URL.revokeObjectURL(seen.url);
    pictures.delete(position);
    draw(position, null);
    advise(position, []);
    state(position, "empty", position === FACE ? word("page.capture.nothing") : "\u00a0");
  }

  function draw(position, url) {
    const slot = slots.get(position);
    const picture = url === null ? null : make("img", { src: url, alt: "" });
    picture?.addEventListener("error", () => picture.remove()); // a format that browsers do not show
    slot.querySelector(".shown").replaceChildren(...(picture ? [picture] : []));
    slot.querySelector(".away").hidden = url === null;
  }

  function state(position, name, said) {
    slots.get(position).dataset.state = name;
    slots.get(position).querySelector(".worth").textContent = said;
  }

  /** A place on the hand where nothing can be captured bears the reason. */
  function marked(position, reason) {
    const slot = slots.get(String(position));
    if (pictures.has(String(position)) || (!reason && slot.dataset.state !== "excused")) return;
    advise(slot.dataset.position, []);
    state(slot.dataset.position, reason ? "excused" : "empty", reason ?? (position === FACE ? word("page.capture.nothing") : "\u00a0"));
  }

  function advise(position, said) {
    advices.querySelector(`[data-of="${position}"]`)?.remove();
    if (!said.length) return;
    const what = position === FACE ? word("modality.face") : word(`position.${position}`);
    const line = make("li", {}, make("span", { className: "label" }, what), ...said);
    line.dataset.of = position;
    advices.append(line);
  }

  for (const [position, slot] of slots) {
    const input = slot.querySelector("input[type=file]");
    input.addEventListener("change", () => { take(position, input.files[0]); input.value = ""; });
    slot.querySelector(".away").addEventListener("click", () => { forget(position); input.focus(); });
  }
  const camera = root.querySelector("#camera");
  camera.hidden = !navigator.mediaDevices;
  camera.addEventListener("click", async () => {
    const photo = await openCamera().catch((problem) => { advise(FACE, [notice(problem)]); return null; });
    camera.focus();
    if (photo) await take(FACE, photo);
  });

  return {
    async taken() {
      const samples = await Promise.all([...pictures].map(([position, { blob }]) => sampleOf(position, blob)));
      return { samples, absent_fingers: noted.absent(), exceptions: noted.all() };
    },
    clear() {
      for (const position of slots.keys()) forget(position);
      noted.clear();
    },
  };
}

async function sampleOf(position, blob) {
  const data = await wire.base64(blob);
  return position === FACE ? { modality: "face", data } : { modality: "finger", position: Number(position), data };
}
