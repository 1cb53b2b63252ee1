import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { collapseAll, menuOf, openRow, tooltipOf } from "../support/hands.ts";
import { app, startVendors, type Vendor } from "../support/vendors.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const { vendors, leftOut } = await startVendors();
for (const line of leftOut) console.log(line);

/** What a row tells of a digest. */
const short = (digest: string) => digest.slice("sha256:".length, 19);

describe("registries of every vendor in a real VS Code, by docker login", () => {
  let folder: TemporaryFolder;
  let workbench: Workbench;
  let page: Page;

  before(async () => {
    folder = await temporaryFolder("workspace");
    const harbor = vendors.find(({ name }) => name === "Harbor") ?? assert.fail();
    const image = `${new URL(harbor.entry.url).host}/team/app:2.1.0`;
    await writeFile(join(folder.path, "compose.yaml"), `services:\n  app:\n    image: ${image}\n`);
    const logins = vendors.map(({ entry, login }) => [new URL(entry.url).host, login] as const);
    workbench = await openWorkbench({
      folder: folder.path,
      registries: vendors.map(({ entry }) => entry),
      dockerLogins: Object.fromEntries(logins),
    });
    ({ page } = workbench);
    await workbench.openMooring();
  });

  after(async () => {
    await workbench?.close();
    await folder?.remove();
    await Promise.all(vendors.map(({ stop }) => stop()));
  });

  for (const vendor of vendors)
    it(`${vendor.name}: down to the layers, with what its lists tell`, async () => {
      await openTags(vendor);
      const newest = workbench.row("2.1.0");
      if (vendor.tellsDigests) {
        await newest.filter({ hasText: `${short(app.index.digest)} = latest, 2.1 · ` }).waitFor();
        await workbench
          .row("2.0.3")
          .filter({ hasText: / · \d+ months? ago| · \d+ years? ago/ })
          .waitFor();
      }
      await tooltipOf(page, newest, `:2.1.0@${app.index.digest}`);
      await workbench.screenshot(`vendor-${vendor.name}-tooltip`);
      await Promise.all([
        openRow(page, newest),
        vendor.name === "Docker Hub" ? allowTokenServer() : undefined,
      ]);
      await openRow(page, workbench.row("linux/amd64"));
      await page.locator(".monaco-list-row[aria-label^='Layer 1, ']").waitFor();
      await workbench.screenshot(`vendor-${vendor.name}`);
      const offered = await menuOf(page, newest);
      assert.equal(offered.includes("Delete Tag..."), vendor.name !== "GHCR", offered.join());
      assert.ok(offered.includes("Delete Image..."), offered.join());
      await page.keyboard.press("Escape");
      await collapseAll(page);
    });

  it("marks the tag that a file of the workspace names, and follows the file", async () => {
    await openTags(vendors.find(({ name }) => name === "Harbor") ?? assert.fail());
    const used = page.locator(".monaco-list-row[aria-label$='used in this workspace']");
    await used.waitFor();
    assert.match((await used.getAttribute("aria-label")) ?? "", /^Tag, 2\.1\.0, /);
    await used.locator(".codicon-bookmark").waitFor();
    const tooltip = await tooltipOf(page, used, "Used in compose.yaml");
    await writeFile(join(folder.path, "Dockerfile"), "FROM example.test/other:1\n");
    await workbench.row("other:1").waitFor();
    assert.ok(await tooltip.isVisible(), "what other files name draws no row of this registry anew");
    for (const theme of ["Default Light Modern", "Default High Contrast", "Default Dark Modern"] as const) {
      await workbench.useTheme(theme);
      await workbench.screenshot(`vendors-${theme}`);
    }
    await writeFile(join(folder.path, "compose.yaml"), "services: {}\n");
    await used.waitFor({ state: "detached" });
    await workbench.row("2.1.0").locator(".codicon-tag").waitFor();
  });

  it("searches the Docker Hub that is configured, and shows what is chosen below it", async () => {
    await workbench.startCommand("Mooring: Search Images");
    const widget = page.locator(".quick-input-widget").filter({ hasText: "Search Images on Docker Hub" });
    await widget.locator("input[type=text]").first().fill("nginx");
    const found = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "nginx" }).first();
    await found.filter({ hasText: "Official build of Nginx." }).waitFor();
    await workbench.screenshot("search");
    await found.click();
    await widget.waitFor({ state: "hidden" });
    await collapseAll(page);
    await openRow(page, workbench.row("Docker Hub"));
    await workbench.row("library/nginx").waitFor();
  });

  /** Docker Hub's token server is another host: the fake's is none that Mooring knows, so it asks. */
  async function allowTokenServer(): Promise<void> {
    const question = page.locator(".notification-toast").filter({ hasText: "at another host" });
    await question.getByRole("button", { name: /^Send to / }).click();
  }

  async function openTags({ name, path }: Vendor): Promise<void> {
    for (const label of [name, ...path]) await openRow(page, workbench.row(label).first());
    await workbench.row("2.1.0").waitFor();
  }
});
