/** Pictures of the webview in every theme, for people to look at: `node test/webview/shots.ts`, into dist/screenshots. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { DetailsState } from "../../src/protocol.ts";
import { launchChromium } from "../support/chromium.ts";
import { bundleWebview, openWebview, type Size, type Theme } from "./browser.ts";
import { artifact, failed, loading, manyLayers, nginx, oneLayer } from "./states.ts";

const folder = fileURLToPath(new URL("../../dist/screenshots/", import.meta.url));
const wide = { width: 1280, height: 640 };
const narrow = { width: 500, height: 800 };

mkdirSync(folder, { recursive: true });
const bundle = await bundleWebview();
const browser = await launchChromium();
await Promise.all(
  (["dark", "light", "highContrast"] as const).map(async (theme) => {
    await shoot("nginx", theme, wide, nginx());
    await shoot("nginx-narrow", theme, narrow, nginx());
    await shoot("many", theme, wide, manyLayers());
  }),
);
for (const tab of ["configuration", "labels", "attached"]) {
  await shoot(`nginx-${tab}`, "dark", wide, nginx(), { tab });
  await shoot(`nginx-${tab}-narrow`, "light", narrow, nginx(), { tab });
}
await shoot("many-narrow", "dark", { width: 400, height: 800 }, manyLayers());
await shoot("zoom", "dark", { width: 640, height: 320 }, nginx(), undefined, 2);
await shoot("one-layer", "light", wide, oneLayer);
await shoot("artifact", "dark", wide, artifact);
await shoot("busy", "dark", wide, nginx("linux/arm64/v8", { busy: true }));
await shoot("loading", "dark", wide, loading);
await shoot("failed", "light", wide, failed);
await browser.close();

async function shoot(
  name: string,
  theme: Theme,
  size: Size,
  state: DetailsState,
  saved?: unknown,
  scale = 1,
): Promise<void> {
  const webview = await openWebview(browser, bundle, { theme, size, saved, scale });
  await webview.show(state);
  await webview.page.screenshot({ path: `${folder}${name}-${theme}.png` });
  for (const trouble of [...webview.troubles, ...(await webview.seen()).violations])
    console.error(name, trouble);
  await webview.close();
}
