/** The image details webview: shows the states that the host posts and sends back intents. */
import type { DetailsState, Intent } from "../src/protocol/details.ts";
import { connect, onState } from "./host.ts";
import { createDetails } from "./render.ts";
import { registerComponents } from "./toolkit.ts";
import { readView, type View } from "./view.ts";
import "./style.css";

registerComponents();

const page = connect<Intent, View>("reference", readView);
const details = createDetails(page);
document.body.append(details.element);
page.keep({});
onState<DetailsState>(details.show);
page.send({ type: "ready" });
