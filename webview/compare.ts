/** The webview of what changed: shows the states that the host posts and sends back intents. */
import type { CompareIntent, CompareState } from "../src/protocol/compare.ts";
import { isRows } from "./changeModel.ts";
import { createComparison } from "./compareView.ts";
import { connect, onState } from "./host.ts";
import { registerComponents } from "./toolkit.ts";
import { type CompareScroll, readCompareScroll } from "./view.ts";
import "./compare.css";

registerComponents();

const page = connect<CompareIntent, CompareScroll>("subject", readCompareScroll);
const comparison = createComparison(page);
document.body.append(comparison.element);
page.keep({});
onState<CompareState>(comparison.show);
window.addEventListener("message", ({ data }) => {
  if (isRows(data)) comparison.take(data);
});
page.send({ type: "ready" });
