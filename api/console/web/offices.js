// The list of pages away from the gates needs no more than every page does.

import "./frame.js";
