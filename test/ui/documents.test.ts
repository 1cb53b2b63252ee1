import { after, before, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { chooseInMenu } from "../support/hands.ts";
import { jsonContent, makeManifest } from "../support/images.ts";
import { push } from "../support/push.ts";
import { pushRecorded } from "../support/recordedArtifacts.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const chart = makeManifest({
  config: jsonContent("application/vnd.cncf.helm.config.v1+json", { name: "shop", version: "1.2.3" }),
  layers: [jsonContent("application/vnd.cncf.helm.chart.content.v1.tar+gzip", {})],
});

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
    await row("1").click({ button: "right" });
    await page.locator(".monaco-menu .action-item").filter({ hasText: "Open Manifest" }).waitFor();
    await workbench.screenshot("documents-tag-menu");
    await page.keyboard.press("Escape");
    await chooseInMenu(page, row("1"), "Open Manifest");
    await tab("shop-1.manifest.mooring.json").waitFor();
    await line('"schemaVersion"').waitFor();
    await workbench.screenshot("documents-manifest");
    await chooseInMenu(page, row("1"), "Open Configuration");
    await tab("shop-1.config.mooring.json").waitFor();
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

  it("documents come back after a reload", async () => {
    await chooseInMenu(page, row("1"), "Open Manifest");
    await tab("shop-1.manifest.mooring.json").waitFor();
    await registry.stop();
    // VS Code remembers its editors when it is the one that reloads.
    await Promise.all([page.waitForEvent("load"), workbench.startCommand("Developer: Reload Window")]);
    await tab("shop-1.manifest.mooring.json").waitFor();
    await line('"schemaVersion"').waitFor();
  });

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
