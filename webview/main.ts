/** The image details webview: shows the states that the host posts and sends back intents. */
import type { HostMessage, Intent } from "../src/protocol.ts";
import type { Page } from "./page.ts";
import { createDetails } from "./render.ts";
import { registerComponents } from "./toolkit.ts";
import { readView } from "./view.ts";
import "./style.css";

declare function acquireVsCodeApi(): {
  postMessage(intent: Intent): void;
  getState(): unknown;
  setState(state: unknown): void;
};

registerComponents();

const host = acquireVsCodeApi();
// The host writes what the panel shows here; it opens the panel again from the saved state.
const reference = document.body.dataset["reference"];
let view = readView(host.getState());

const page: Page = {
  send: (intent) => host.postMessage(intent),
  view: () => view,
  keep: (change) => {
    view = { ...view, ...change };
    host.setState({ ...view, reference });
  },
};

const details = createDetails(page);
document.body.append(details.element);
page.keep({});
window.addEventListener("message", ({ data }) => {
  if (isHostMessage(data)) details.show(data.state);
});
page.send({ type: "ready" });

function isHostMessage(message: unknown): message is HostMessage {
  return (
    typeof message === "object" &&
    message !== null &&
    "type" in message &&
    message.type === "state" &&
    "state" in message &&
    typeof message.state === "object" &&
    message.state !== null
  );
}
