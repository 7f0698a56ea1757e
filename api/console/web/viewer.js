// Two pictures of one thing side by side: zoomed together, moved each by itself, stepped through by the
// numbered points that the service paired.

import { word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const CLOSEST = 8;
const CLOSE = 3; // how near a stepped-to point is looked at
const STEP = 1.4;
const BETWEEN = 12; // pixels: half of the gap that the drawing leaves between its prints
const PLACES = { circle: "cx", line: "x1", text: "x" };
const JOINS = 'g[stroke-width="0.8"]'; // the lines from each point to its partner

/** A viewer in `root`, which holds two elements `.half`, the left one first. */
export function viewer(root) {
  const halves = [...root.querySelectorAll(".half")].map((place) => ({ place, svg: null, whole: null, x: 0, y: 0 }));
  const view = { zoom: 1, point: 0, points: [] };

  function draw() {
    for (const { svg, whole, x, y } of halves) {
      if (!svg) continue;
      const [width, height] = [whole.width / view.zoom, whole.height / view.zoom];
      svg.setAttribute("viewBox", `${x - width / 2} ${y - height / 2} ${width} ${height}`);
    }
  }

  function centre() {
    for (const half of halves) {
      half.x = half.whole.x + half.whole.width / 2;
      half.y = half.whole.y + half.whole.height / 2;
    }
  }

  function show(drawings, points) {
    halves.forEach((half, side) => {
      half.svg = drawings[side].svg;
      half.whole = drawings[side].whole;
      half.svg.setAttribute("role", "img");
      half.svg.setAttribute("aria-label", word(side ? "page.adjudication.right" : "page.adjudication.left"));
      half.place.replaceChildren(half.svg);
    });
    Object.assign(view, { zoom: 1, point: 0, points });
    centre();
    draw();
  }

  function zoom(factor) {
    view.zoom = Math.min(CLOSEST, Math.max(1, view.zoom * factor));
    if (view.zoom === 1) centre();
    draw();
  }

  /** To the next numbered point (1) or the one before (-1); its number, or null where there is none. */
  function step(way) {
    if (!view.points.length) return null;
    view.point = view.point === 0 && way < 0 ? view.points.length : view.point + way;
    view.point = ((view.point - 1 + view.points.length) % view.points.length) + 1;
    view.zoom = Math.max(view.zoom, CLOSE);
    halves.forEach((half, side) => Object.assign(half, view.points[view.point - 1][side]));
    draw();
    return view.point;
  }

  function whole() {
    zoom(1 / CLOSEST);
  }

  for (const half of halves) {
    half.place.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? STEP : 1 / STEP);
    }, { passive: false });
    half.place.addEventListener("pointermove", (event) => {
      if (!event.buttons || !half.svg) return;
      const scale = half.whole.width / view.zoom / half.place.clientWidth;
      half.x -= event.movementX * scale;
      half.y -= event.movementY * scale;
      draw();
    });
  }

  return {
    show, step, whole,
    closer: () => zoom(STEP),
    farther: () => zoom(1 / STEP),
    marks: (on) => root.classList.toggle("bare", !on),
    count: () => view.points.length,
  };
}

/** The service's drawing of two prints as two drawings of one, and where the numbered points are in each. */
export function halvesOf(drawing) {
  const drawings = [...drawing.querySelectorAll("image")].map((image) => {
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(image.getAttribute(name)));
    return { svg: drawing.cloneNode(true), whole: { x, y, width, height } };
  });
  const border = drawings[1].whole.x - BETWEEN;
  const sideOf = (mark) => (Number(mark.getAttribute(PLACES[mark.localName])) < border ? 0 : 1);
  drawings.forEach(({ svg }, side) => {
    svg.querySelectorAll("image")[1 - side].remove(); // each half carries its own print and marks alone
    svg.querySelector(JOINS)?.remove();
    for (const mark of svg.querySelectorAll("circle, line, text")) if (sideOf(mark) !== side) mark.remove();
  });
  const points = [];
  for (const label of drawing.querySelectorAll("text")) {
    const at = { x: Number(label.getAttribute("x")), y: Number(label.getAttribute("y")) };
    (points[Number(label.textContent) - 1] ??= [])[sideOf(label)] = at;
  }
  return { drawings, points: points.filter((pair) => pair?.[0] && pair[1]) };
}

/** A picture as a drawing of its own. */
export async function pictureOf(blob) {
  const bitmap = await createImageBitmap(blob);
  const svg = document.createElementNS(SVG, "svg");
  const image = document.createElementNS(SVG, "image");
  const { width, height } = bitmap;
  bitmap.close();
  for (const [name, value] of Object.entries({ width, height, href: URL.createObjectURL(blob) })) {
    image.setAttribute(name, value);
  }
  svg.append(image);
  return { svg, whole: { x: 0, y: 0, width, height } };
}
