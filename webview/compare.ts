/** The webview of what changed: shows the states that the host posts and sends back intents. */
import type { CompareIntent, CompareState } from "../src/protocol/compare.ts";
import { createComparison } from "./compareView.ts";
import { connect, onState } from "./host.ts";
import { registerComponents } from "./toolkit.ts";
import { readScroll, type Scroll } from "./view.ts";
import "./compare.css";

registerComponents();

const page = connect<CompareIntent, Scroll>("subject", readScroll);
const comparison = createComparison(page);
document.body.append(comparison.element);
page.keep({});
onState<CompareState>(comparison.show);
page.send({ type: "ready" });
