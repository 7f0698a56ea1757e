// A picture of whoever sits before the camera, through getUserMedia.

import { Problem } from "./wire.js";
import { word } from "./words.js";

const $ = (id) => document.getElementById(id);

/** Opens the camera in a dialog; resolves to a JPEG blob, or to null when the officer cancels. */
export async function openCamera() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, facingMode: "user" } });
  } catch {
    throw new Problem({
      code: "camera-denied", title: word("page.camera.denied_title"),
      detail: word("page.camera.denied"), advice: word("page.camera.denied_advice"),
    });
  }
  const dialog = $("camera-dialog");
  const video = $("video");
  video.srcObject = stream;
  dialog.showModal();
  try {
    return await choice(dialog, video);
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    if (dialog.open) dialog.close();
  }
}

function choice(dialog, video) {
  return new Promise((resolve) => {
    const done = new AbortController();
    const end = (value) => { done.abort(); resolve(value); };
    const { signal } = done;
    const take = $("camera-take");
    take.disabled = true; // until there is something to take
    video.addEventListener("playing", () => { take.disabled = false; take.focus(); }, { signal });
    take.addEventListener("click", () => frame(video).toBlob(end, "image/jpeg", 0.95), { signal });
    $("camera-cancel").addEventListener("click", () => end(null), { signal });
    dialog.addEventListener("close", () => end(null), { signal });
  });
}

function frame(video) {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  return canvas;
}
