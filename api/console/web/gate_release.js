// The way to freedom: the one whom the court sets free, and nobody else.

import { askingPage } from "./asking.js";
import { ordered } from "./ordered.js";

const whom = ordered(["release"]);

askingPage({ address: "/v1/gates/release", begin: whom.begin, question: whom.said, again: whom.clear });
