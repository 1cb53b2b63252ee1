/** Pictures of the webview in every theme, for people to look at: `node test/webview/shots.ts`, into dist/screenshots. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sanitize } from "../../src/core/text.ts";
import type { CompareState } from "../../src/protocol/compare.ts";
import type { DetailsState } from "../../src/protocol/details.ts";
import { launchChromium } from "../support/chromium.ts";
import {
  artifact,
  attachedView,
  cacheContents,
  packages,
  provenance,
  readSbom,
  sbom,
} from "./attachedStates.ts";
import { bundleWebview, openWebview, type Size, type Theme } from "./browser.ts";
import { current, fileRows, filesView, gone, long, node, offline, unread } from "./compareStates.ts";
import {
  asking,
  detailsOf,
  encodeRows,
  fixedAndNew,
  found as foundFindings,
  neitherScanned,
  rows,
  rowsOf,
} from "./findingStates.ts";
import { payloads, poison } from "./poison.ts";
import { compared, scannable, scanningBases } from "./rebaseStates.ts";
import {
  dockerfile,
  failed,
  found,
  loading,
  manyLayers,
  nginx,
  nginxLike,
  oneLayer,
  shared,
} from "./states.ts";

const folder = fileURLToPath(new URL("../../dist/screenshots/", import.meta.url));
const wide = { width: 1280, height: 640 };
const narrow = { width: 500, height: 800 };

/** A registry that says all that does harm elsewhere, of an image with everything that is shown. */
const nasty = sanitize(` ${payloads.slice(0, 4).join("")} \u202e\u001b[31m ${"long".repeat(20)}`, 1000);
const content = {
  sharing: shared(3, 5),
  dockerfile,
  findings: foundFindings(5, { chosen: detailsOf(0), rebase: compared }),
  attached: attachedView(),
  contents: cacheContents(5),
};
const everything = nginxLike({ base: found }, content);
const { layers, configuration, labels } = everything.image;
/** What stands in tabs is hostile; names of images have a grammar, and facts are cut. */
const tabs = poison({ ...content, layers, configuration, labels }, nasty, [
  "key",
  "report",
  "digest",
  "name",
]);
const hostile: DetailsState = { ...everything, image: { ...everything.image, ...tabs } };

mkdirSync(folder, { recursive: true });
const bundle = await bundleWebview("main");
const compare = await bundleWebview("compare");
const browser = await launchChromium();
await Promise.all(
  (["dark", "light", "highContrast"] as const).map(async (theme) => {
    await shoot("nginx", theme, wide, nginx());
    await shoot("nginx-narrow", theme, narrow, nginx());
    await shoot("many", theme, wide, manyLayers());
    await shoot("base", theme, wide, nginxLike({ base: found }));
    await shoot("dockerfile", theme, wide, nginxLike({}, { dockerfile }), { tab: "dockerfile" });
    await shootAttached(theme);
    const sharing = shared(31, 400);
    await shoot("sharing", theme, { width: 1280, height: 900 }, nginxLike({}, { sharing }), {
      tab: "sharing",
    });
    await shoot("sharing-narrow", theme, narrow, nginxLike({}, { sharing }), { tab: "sharing" });
    const tab = { tab: "findings" };
    for (const [name, size] of [
      ["findings", { width: 1280, height: 900 }] as const,
      ["findings-narrow", narrow] as const,
    ])
      await shoot(
        name,
        theme,
        size,
        nginxLike({}, { findings: foundFindings(300, { chosen: detailsOf(1) }) }),
        tab,
        1,
        [rowsOf(300)],
      );
    for (const [name, size] of [
      ["rebase", { width: 1280, height: 900 }] as const,
      ["rebase-narrow", narrow] as const,
    ])
      await shoot(
        name,
        theme,
        size,
        nginxLike({}, { findings: foundFindings(300, { rebase: compared }) }),
        tab,
        1,
        [rowsOf(300)],
      );
    const scanning = nginxLike({}, { findings: foundFindings(300, { rebase: scanningBases }) });
    await shoot("rebase-scanning", theme, wide, scanning, tab, 1, [rowsOf(300)]);
    const cost = nginxLike({}, { findings: foundFindings(300, { rebase: scannable }) });
    await shoot("rebase-cost", theme, wide, cost, tab, 1, [rowsOf(300)]);
    await shoot("findings-ask", theme, wide, nginxLike({}, { findings: asking }), tab);
    for (const name of ["layers", "findings", "contents", "attached", "sharing", "dockerfile"] as const)
      await shoot(`hostile-${name}`, theme, { width: 1280, height: 900 }, hostile, { tab: name }, 1, [
        { ...rowsOf(5), rows: encodeRows(poison(rows(5), nasty)) },
      ]);
    for (const name of ["configuration", "labels"] as const)
      await shoot(`hostile-${name}`, theme, wide, hostile, { tab: name });
    await shootChanges("compare", theme, { width: 1100, height: 900 }, node());
    await shootChanges("compare-narrow", theme, narrow, node());
    const read = node({ files: { kind: "read", view: filesView } });
    await shootChanges("compare-files", theme, { width: 1100, height: 1500 }, read);
    await shootChanges("compare-files-narrow", theme, { width: 500, height: 1900 }, read);
  }),
);
for (const tab of ["configuration", "labels"]) {
  await shoot(`nginx-${tab}`, "dark", wide, nginx(), { tab });
  await shoot(`nginx-${tab}-narrow`, "light", narrow, nginx(), { tab });
}
await shoot("many-narrow", "dark", { width: 400, height: 800 }, manyLayers());
await shoot("zoom", "dark", { width: 640, height: 320 }, nginx(), undefined, 2);
await shoot("one-layer", "light", wide, oneLayer);
await shoot("artifact", "dark", wide, artifact);
await shoot("build-cache", "dark", wide, {
  ...artifact,
  image: { ...artifact.image, contents: cacheContents(40) },
});
await shoot("busy", "dark", wide, nginx("linux/arm64/v8", { busy: true }));
await shoot("loading", "dark", wide, loading);
await shoot("failed", "light", wide, failed);
for (const theme of ["dark", "light", "highContrast"] as const)
  await shootChanges(
    "compare-findings",
    theme,
    { width: 1100, height: 1400 },
    node({ findings: fixedAndNew }),
  );
await shootChanges(
  "compare-unscanned",
  "light",
  { width: 1100, height: 1400 },
  node({ findings: neitherScanned }),
);
await shootChanges("compare-long", "dark", { width: 1100, height: 900 }, long);
await shootChanges("compare-long-narrow", "light", { width: 400, height: 800 }, long);
await shootChanges("compare-zoom", "dark", { width: 640, height: 320 }, node(), 2);
await shootChanges("compare-current", "dark", wide, current);
await shootChanges("compare-gone", "light", wide, gone);
await shootChanges("compare-busy", "dark", wide, node({ busy: true }));
await shootChanges(
  "compare-updated",
  "dark",
  wide,
  node({
    actions: [],
    outcome: "Updated: compose.yaml names sha256:7a91aa39b0d1… now. Undo in the file takes it back.",
  }),
);
const reading = { kind: "reading", text: "12.3 MB of 71.4 MB", share: 0.17 } as const;
const unreadFiles = { kind: "unread", text: "Reads 71.4 MB from docker.io, once: 4 layers." } as const;
await shootChanges(
  "compare-files-unread",
  "dark",
  { width: 1100, height: 1200 },
  node({ files: unreadFiles }),
);
await shootChanges("compare-files-reading", "light", { width: 1100, height: 1200 }, node({ files: reading }));
await shootChanges("compare-loading", "dark", wide, unread);
await shootChanges("compare-failed", "light", wide, offline);
await browser.close();

/** What is attached, and the packages of an SBOM, searched. */
async function shootAttached(theme: Theme): Promise<void> {
  const rows = new TextEncoder().encode(JSON.stringify(packages(20_000)));
  const shown = { open: sbom.key, text: "", sort: "version", isDescending: false, row: 3 };
  for (const [name, size, items, saved] of [
    ["attached", { width: 1280, height: 1100 }, undefined, {}],
    ["attached-narrow", { width: 500, height: 1100 }, undefined, {}],
    ["packages", { width: 1280, height: 900 }, [readSbom, provenance], { packages: shown }],
    ["packages-narrow", { width: 500, height: 900 }, [readSbom], { packages: shown }],
  ] as const) {
    const webview = await openWebview(browser, bundle, { theme, size, saved: { tab: "attached", ...saved } });
    await webview.show(nginxLike({}, { attached: attachedView(items) }));
    await webview.post({ type: "packages", of: sbom.digest, rows });
    await webview.page.screenshot({ path: `${folder}${name}-${theme}.png` });
    for (const trouble of webview.troubles) console.error(name, trouble);
    await webview.close();
  }
}

async function shootChanges(
  name: string,
  theme: Theme,
  size: Size,
  state: CompareState,
  scale = 1,
): Promise<void> {
  const webview = await openWebview(browser, compare, { theme, size, scale });
  await webview.show(state);
  await webview.post(fileRows(40));
  await webview.page.screenshot({ path: `${folder}${name}-${theme}.png` });
  for (const trouble of [...webview.troubles, ...(await webview.seen()).violations])
    console.error(name, trouble);
  await webview.close();
}

async function shoot(
  name: string,
  theme: Theme,
  size: Size,
  state: DetailsState,
  saved?: unknown,
  scale = 1,
  beside: readonly unknown[] = [],
): Promise<void> {
  const webview = await openWebview(browser, bundle, { theme, size, saved, scale });
  await webview.show(state);
  for (const message of beside) await webview.post(message);
  await webview.page.screenshot({ path: `${folder}${name}-${theme}.png` });
  for (const trouble of [...webview.troubles, ...(await webview.seen()).violations])
    console.error(name, trouble);
  await webview.close();
}
