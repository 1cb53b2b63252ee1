import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { choose, chooseInMenu, openMenu, typeInto } from "../support/hands.ts";
import { jsonContent, makeImage, makeManifest } from "../support/images.ts";
import { push } from "../support/push.ts";
import { pushRecorded } from "../support/recordedArtifacts.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const chart = makeManifest({
  config: jsonContent("application/vnd.cncf.helm.config.v1+json", { name: "shop", version: "1.2.3" }),
  layers: [jsonContent("application/vnd.cncf.helm.chart.content.v1.tar+gzip", {})],
});

const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAHklEQVR42mP4cEKDJMQwCDUIGXmRhAajhtF4GBQaAFTDNxDSy6GZAAAAAElFTkSuQmCC",
  "base64",
);

function withFiles(id: string) {
  const release = `PRETTY_NAME="The ${id} of tests"\nID=${id}\nVERSION_ID="12"\nHOME_URL="https://example.com/"\n`;
  const schema = JSON.stringify({ $schema: "http://127.0.0.1:9/schema.json", name: "shop" }, undefined, 2);
  const entries = [
    { path: "etc/os-release", content: release },
    { path: "srv/logo.png", content: picture },
    { path: "srv/package.json", content: schema },
  ];
  return makeImage({ steps: [{ command: "COPY . /", entries }] });
}

describe("documents of rows in a real VS Code", () => {
  let registry: TestRegistry;
  let folder: TemporaryFolder;
  let workbench: Workbench;
  let page: Page;
  let row: Workbench["row"];

  before(async () => {
    [registry, folder] = await Promise.all([startRegistry(), temporaryFolder("workspace")]);
    await pushRecorded({ url: registry.url, repository: "shop" });
    await push({ url: registry.url, repository: "shop" }, chart, ["chart"]);
    await push({ url: registry.url, repository: "shop" }, withFiles("debian"), ["files"]);
    await push({ url: registry.url, repository: "shop" }, withFiles("ubuntu"), ["files-2"]);
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Demo" }],
    });
    ({ page, row } = workbench);
    await workbench.openMooring();
    for (const label of ["Demo", "shop", "1", "Attached"]) await open(label);
  });

  after(async () => {
    await workbench?.close();
    await Promise.all([registry?.stop(), folder?.remove()]);
  });

  it("a tag's menu opens its manifest and its configuration", async () => {
    await openMenu(page, row("1"), "Open Manifest");
    await workbench.screenshot("documents-tag-menu");
    await page.keyboard.press("Escape");
    await chooseInMenu(page, row("1"), "Open Manifest");
    await tab("shop-1.manifest.json.mooring").waitFor();
    await line('"schemaVersion"').waitFor();
    await workbench.screenshot("documents-manifest");
    await chooseInMenu(page, row("1"), "Open Configuration");
    await tab("shop-1.config.json.mooring").waitFor();
    await line('"rootfs"').waitFor();
  });

  it("an SBOM opens with a click, its packages beside it, in every theme", async () => {
    await row("SBOM (CycloneDX)").click();
    await line('"bomFormat"').waitFor();
    await chooseInMenu(page, row("SBOM (CycloneDX)"), "Show Packages");
    await line("semver").waitFor();
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await row("SBOM (SPDX)").click({ button: "right" });
      await page.locator(".monaco-menu .action-item").filter({ hasText: "Show Packages" }).waitFor();
      await workbench.screenshot(`documents-packages-${theme.kind}`);
      await page.keyboard.press("Escape");
    }
  });

  it("a signature opens as what it claims, not verified", async () => {
    await row("Signature (cosign)").click();
    await line("NOT VERIFIED").waitFor();
    await line("Vouched").waitFor();
    await workbench.screenshot("documents-signature");
  });

  it("provenance of a tag opens; a Helm chart opens as one", async () => {
    await chooseInMenu(page, row("1"), "Show Provenance");
    await line("github.com/example/app").first().waitFor();
    await workbench.screenshot("documents-provenance");
    await open("chart");
    await row("Helm chart, not an image to run").click();
    await line("1.2.3").waitFor();
    await workbench.screenshot("documents-chart");
  });

  it("a file of an image is found by a part of its path, and compared with another image's, in every theme", async () => {
    await chooseInMenu(page, row("files"), "Find File in Image...");
    await typeInto(page, "Find File in", "os-rel");
    await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "os-release" }).waitFor();
    await workbench.screenshot("files-find");
    await page.keyboard.press("Enter");
    await tab("os-release (shop:files)").waitFor();
    await line("ID=debian").waitFor();
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await openMenu(page, tab("os-release (shop:files)"), "Compare File With...");
      await workbench.screenshot(`files-menu-${theme.kind}`);
      await page.keyboard.press("Escape");
    }
    await chooseInMenu(page, tab("os-release (shop:files)"), "Compare File With...");
    await choose(page, "shop:files-2");
    await tab("↔").waitFor();
    await page
      .locator(".modified-in-monaco-diff-editor .view-line")
      .filter({ hasText: "ID=ubuntu" })
      .waitFor();
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.screenshot(`files-diff-${theme.kind}`);
    }
  });

  it("a picture of an image opens in VS Code's preview; JSON in no service", async () => {
    await find("logo", "logo.png");
    const preview = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await preview.locator("img[src*=logo]").waitFor();
    await workbench.screenshot("files-picture");
    await find("package.json", "package.json");
    await line('"$schema"').waitFor();
    await page.locator(".statusbar-item").filter({ hasText: "JSON of a Registry" }).waitFor();
    await workbench.screenshot("files-json");
  });

  it("a file of an image is saved to where the user says, byte for byte", async () => {
    await find("logo", "logo.png");
    await chooseInMenu(page, tab("logo.png"), "Save File As...");
    // The dialog writes its own words when it has looked at the folder.
    const target = join(folder.path, "logo.png");
    const input = page.locator(".quick-input-widget input[type=text]").first();
    while ((await input.inputValue()) !== target) await page.waitForTimeout(50);
    await workbench.screenshot("files-save");
    await page.keyboard.press("Enter");
    await page.locator(".statusbar-item").filter({ hasText: "Saved logo.png" }).waitFor();
    assert.deepEqual(await readFile(target), picture);
  });

  it("documents come back after a reload", async () => {
    await chooseInMenu(page, row("1"), "Open Manifest");
    await tab("shop-1.manifest.json.mooring").waitFor();
    await registry.stop();
    // VS Code remembers its editors when it is the one that reloads.
    await Promise.all([page.waitForEvent("load"), workbench.startCommand("Developer: Reload Window")]);
    await tab("shop-1.manifest.json.mooring").waitFor();
    await line('"schemaVersion"').waitFor();
  });

  /** Finds a file by what is typed of its path, and opens it. */
  async function find(typed: string, name: string): Promise<void> {
    await chooseInMenu(page, row("files"), "Find File in Image...");
    await typeInto(page, "Find File in", typed);
    await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: name }).first().click();
    await tab(name).waitFor();
  }

  function tab(name: string): Locator {
    return page.locator(".tabs-container .tab").filter({ hasText: name }).first();
  }

  function line(text: string): Locator {
    return page.locator(".editor-instance .view-line").filter({ hasText: text }).first();
  }

  async function open(label: string): Promise<void> {
    await row(label).click();
    await page.keyboard.press("ArrowRight");
  }
});
