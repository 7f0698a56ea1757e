// What every page carries: the status line.

import * as wire from "./wire.js";
import { word } from "./words.js";

const CALM_MS = 15000;
const LOADING_MS = 1000;

async function watchStatus() {
  const line = document.getElementById("status");
  let wait = CALM_MS;
  try {
    const { ready, persons, loading } = await wire.status();
    line.dataset.state = ready ? "ready" : "loading";
    line.textContent = ready
      ? persons === null ? word("page.status.ready") : word("page.status.count", { persons })
      : word("page.status.loading", { percent: Math.floor((loading ?? 0) * 100) });
    if (!ready) wait = LOADING_MS;
  } catch {
    line.dataset.state = "away";
    line.textContent = word("page.status.away");
  }
  setTimeout(watchStatus, wait);
}

watchStatus();
