// A window that was opened to sign in again: it tells the page that waits, and goes.

import { SIGNED_IN } from "./session.js";

const told = new BroadcastChannel(SIGNED_IN);
told.postMessage(document.getElementById("done").dataset.account);
told.close();
window.close(); // where the browser does not allow that, the page says that it may be closed
