// Server-sent events by fetch: EventSource sends no header, and ours must say who acts.

import { actingHeader } from "./acting.js";

const AGAIN_MS = 3000;
const SILENCE_MS = 40000; // the service shows a sign of life every 15 seconds

/** Follow an address for ever. alive: after every sign of life; lost: when it broke off; event: with what each
 * event says. Whoever comes back after a break is told nothing that they know. */
export async function follow(path, { alive, lost, event }) {
  let last = null;
  for (;;) {
    const gone = new AbortController();
    let watch;
    const heard = () => {
      clearTimeout(watch);
      watch = setTimeout(() => gone.abort(), SILENCE_MS);
      alive();
    };
    try {
      const headers = { Accept: "text/event-stream", "Umbral-Unattended": "1" };
      const acting = actingHeader();
      if (acting !== null) headers["Umbral-Actor"] = acting;
      if (last !== null) headers["Last-Event-ID"] = last;
      const answer = await fetch(path, { headers, signal: gone.signal, cache: "no-store" });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      heard();
      for await (const told of events(answer.body.pipeThrough(new TextDecoderStream()), heard)) {
        await event(told.data);
        last = told.id ?? last; // only what was seen to is known
      }
    } catch {
      lost();
    }
    clearTimeout(watch);
    await new Promise((resolve) => { setTimeout(resolve, AGAIN_MS); });
  }
}

/** The events of a stream of text (WHATWG HTML, section 9.2.6); `heard` is called for every piece of it. */
async function* events(text, heard) {
  let held = "";
  const reader = text.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    held += value;
    const whole = held.split("\n\n");
    held = whole.pop();
    for (const block of whole) {
      const told = {};
      for (const line of block.split("\n")) {
        const [, name, said] = /^([a-z]+): ?(.*)$/u.exec(line) ?? [];
        if (name === "data" && told.data !== undefined) told.data += `\n${said}`;
        else if (name !== undefined) told[name] = said;
      }
      if (told.data !== undefined) yield told;
    }
  }
}
