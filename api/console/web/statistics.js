// The public's statistics need no script: only the status line of every page.

import "./frame.js";
