import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { type DockerHubServer, startDockerHub } from "../support/dockerHubServer.ts";
import { hubManifest } from "../support/dockerHubShelf.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

/** One pull is left above the half; opening two tags goes below it. */
const allowance = { limit: 10, remaining: 6, source: "192.0.2.1" };

describe("the pulls that Docker Hub still allows, in a real VS Code", () => {
  let hub: DockerHubServer;
  let folder: TemporaryFolder;
  let workbench: Workbench;
  let item: Locator;

  before(async () => {
    const tags = { "1": { manifest: hubManifest("one") }, "2": { manifest: hubManifest("two") } };
    hub = await startDockerHub({ repositories: [{ path: "library/nginx", tags }], allowance });
    folder = await temporaryFolder("workspace");
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "dockerHub", url: hub.base.href, name: "Hub" }],
    });
    item = workbench.page.locator(".statusbar-item").filter({ hasText: "Hub pulls" });
    await workbench.openMooring();
  });

  after(async () => {
    await workbench?.close();
    await folder?.remove();
    await hub?.stop();
  });

  it("are not spoken of while there are enough", async () => {
    await workbench.row("Hub").click();
    await workbench.row("library/nginx").or(workbench.row("nginx")).click();
    await workbench.row("1").click();
    await workbench.page.locator(".monaco-list-row").nth(4).waitFor();
    assert.equal(allowance.remaining, 5);
    assert.equal(await item.count(), 0);
  });

  it("stand in the status bar when fewer than half are left, with more when pointed at", async () => {
    await workbench.row("2").click();
    await item.getByText("Hub pulls 4/10").waitFor();
    await item.hover();
    const tooltip = workbench.page
      .locator(".monaco-hover")
      .filter({ hasText: "4 more pulls of 10 in 6 hours" });
    await tooltip.waitFor();
    assert.match((await tooltip.textContent()) ?? "", /Counted for 192\.0\.2\.1\..*HEAD/);
    await workbench.screenshot("allowance");
  });
});
