import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

describe("a fresh VS Code with the packed extension", () => {
  let folder: TemporaryFolder;
  let workbench: Workbench;
  before(async () => {
    folder = await temporaryFolder("workspace");
    await mkdir(join(folder.path, "app"));
    await writeFile(join(folder.path, "app/Dockerfile"), "FROM scratch\n");
    workbench = await openWorkbench({ folder: folder.path });
  });
  after(async () => {
    await workbench?.close();
    await folder.remove();
  });

  it("has Mooring in the activity bar, with a welcome that offers to add a registry", async () => {
    await workbench.openMooring();
    await workbench.page.getByRole("button", { name: "Add a registry" }).waitFor();
    await workbench.screenshot("welcome");
  });

  it("opens files and runs commands from the palette", async () => {
    await workbench.openFile("app/Dockerfile");
    await workbench.page.locator(".view-line").filter({ hasText: "FROM" }).first().waitFor();
    await workbench.runCommand("View: Close All Editors");
    assert.equal(await workbench.page.locator(".editor-instance").count(), 0);
  });
});
