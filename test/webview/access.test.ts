import assert from "node:assert/strict";
import { test } from "node:test";
import { useWebviews } from "./browser.ts";
import { tabStops } from "./keyboard.ts";
import { failed, manyLayers, nginx, oneLayer } from "./states.ts";

const open = useWebviews("main");

const oneLayerOutline = `- main:
  - heading "localhost:5000/hello" [level=1]
  - button "Copy pinned reference"
  - button "Copy pull command"
  - button "Open manifest"
  - text: sha256:2cf24dba5fb0…9824
  - button "Copy digest": copy
  - text: image manifest as of 09:30, from localhost:5000
  - term: Size
  - definition: 2.4 kB
  - definition: compressed, as pulled
  - term: Layers
  - definition: "1"
  - definition: 1 step without a layer
  - tablist:
    - tab "Layers 1" [selected]
    - tab "Configuration"
    - tab "Attached"
  - tabpanel "Layers 1":
    - listbox "Share of each layer in the compressed size":
      - option "Layer 1, COPY, 2.4 kB, 100.0 %" [selected]: "1"
    - grid "Steps that made the image":
      - rowgroup:
        - row "# Instruction Share Size":
          - columnheader "#"
          - columnheader "Instruction"
          - columnheader "Share"
          - columnheader "Size"
      - rowgroup:
        - row "1 COPY hello / 100.0 % 2.4 kB" [selected]:
          - gridcell "1"
          - gridcell "COPY hello /"
          - gridcell "100.0 %"
          - gridcell "2.4 kB"
        - row "CMD [\\"/hello\\"] –":
          - gridcell
          - gridcell "CMD [\\"/hello\\"]"
          - gridcell
          - gridcell "–"
    - separator "Width of the details"
    - complementary "Selected step":
      - heading "Layer 1" [level=2]
      - group "Command": COPY hello /
      - term: Size
      - definition: 2.4 kB
      - term: Digest
      - definition:
        - text: sha256:50db240d003e…c028
        - button "Copy layer digest": copy
      - term: Diff ID
      - definition:
        - text: sha256:b9cdd1a2a8d7…5249
        - button "Copy diff ID": copy
      - term: Type
      - definition: application/vnd.oci.image.layer.v1.tar+gzip
      - term: Created
      - definition: 7 weeks ago`;

test("U09: everything has a role and a name", async (t) => {
  const { page, show } = await open(t);
  await show(oneLayer);
  assert.equal(await page.locator("main").ariaSnapshot(), oneLayerOutline);
});

test("U09: the keyboard reaches each control once, in reading order", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  assert.deepEqual(await tabStops(page), [
    "Copy pinned reference",
    "Copy pull command",
    "Open manifest",
    "Copy digest",
    "platform",
    "Copy platform's digest",
    "Layers 7",
    "Layer 2, RUN, 43.1 MB, 60.4 %",
    "row",
    "Width of the details",
    "Command",
    "Copy layer digest",
    "Copy diff ID",
  ]);
});

for (const [name, size] of [
  ["400 px", { width: 400, height: 800 }],
  ["500 px", { width: 500, height: 800 }],
  ["1280 px at 200%", { width: 640, height: 320 }],
] as const)
  test(`U09: at ${name} nothing needs scrolling sideways or is cut off`, async (t) => {
    const { page, show } = await open(t, { size });
    for (const state of [nginx(), manyLayers(), failed]) {
      await show(state);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(width, size.width);
      const outside = await page.evaluate(() =>
        [
          ...document.querySelectorAll(
            ".details button, .details vscode-button, .details h1, .details dd, .segment",
          ),
        ]
          .filter((element) => element.checkVisibility())
          .filter((element) => {
            const { left, right } = element.getBoundingClientRect();
            return left < 0 || right > window.innerWidth + 0.5;
          })
          .map((element) => element.outerHTML),
      );
      assert.deepEqual(outside, []);
    }
  });

test("U09: the page follows a change of theme", async (t) => {
  const { page, show } = await open(t);
  await show(nginx());
  const colour = () =>
    page.evaluate(() => getComputedStyle(document.querySelector("vscode-button") ?? document.body).color);
  const before = await colour();
  await page.evaluate(() => {
    document.documentElement.style.setProperty("--vscode-button-foreground", "rgb(1, 2, 3)");
    document.body.classList.replace("vscode-dark", "vscode-light");
  });
  await page.waitForFunction(
    () => getComputedStyle(document.querySelector("vscode-button") ?? document.body).color === "rgb(1, 2, 3)",
  );
  assert.notEqual(before, "rgb(1, 2, 3)");
});

test("U09: without colours the selected layer still stands out", async (t) => {
  const { page, show } = await open(t, { theme: "highContrast" });
  await page.emulateMedia({ forcedColors: "active" });
  await show(nginx());
  const look = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.notEqual(await look(".segment[aria-selected=true]"), await look(".segment[aria-selected=false]"));
  assert.notEqual(await look(".step[aria-selected=true]"), await look(".step[aria-selected=false]"));
  await page.emulateMedia({ forcedColors: "none" });
  const weight = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).fontWeight);
  assert.equal(await weight(".segment[aria-selected=true]"), "600");
  assert.equal(await weight(".segment[aria-selected=false]"), "400");
});
