import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { goServer } from "../goServers.mjs";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { fakeScanners } from "../support/fakeScanners.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { debianBases, pushDebianBases, scriptOfDebianBases } from "../support/scanners/debianBases.ts";
import { realScanners } from "../support/scanners/realScanners.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

/** The real one where test/goServers.mjs has built it, else a fake that says the same. */
const isReal = (["trivy", "grype", "trivyDatabase", "grypeDatabase"] as const).every((name) =>
  existsSync(goServer(name)),
);

describe(`whether a newer base helps, by ${isReal ? "the real" : "a fake"} Trivy and the keyboard in VS Code`, () => {
  const ends: (() => Promise<unknown> | unknown)[] = [];
  let registry: TestRegistry;
  let folder: TemporaryFolder;
  let workbench: Workbench;

  before(async () => {
    registry = await startRegistry();
    const app = await pushDebianBases(registry);
    const owner = { after: (end: () => unknown) => void ends.push(end) };
    const { bin, env } = isReal
      ? await realScanners(owner, registry)
      : await fakeScanners(owner).then(async ({ bin, make }) => {
          await make("trivy", scriptOfDebianBases(app));
          return { bin, env: {} as Readonly<Record<string, string>> };
        });
    folder = await temporaryFolder("workspace");
    await writeFile(
      join(folder.path, "compose.yaml"),
      `services:\n  app:\n    image: ${registry.host}/team/app:1\n`,
    );
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Test registry" }],
      machineSettings: { "mooring.scan.trivyPath": join(bin, "trivy") },
      env: isReal ? { TRIVY_DB_REPOSITORY: env["TRIVY_DB_REPOSITORY"] ?? "" } : {},
      size: { width: 1300, height: 900 },
    });
    await workbench.openFile("compose.yaml");
    await workbench.page
      .locator(".editor-instance .view-line span span")
      .filter({ hasText: "team/app" })
      .first()
      .click();
  });

  after(async () => {
    await workbench?.close();
    await registry?.stop();
    await folder?.remove();
    for (const end of ends) await end();
  });

  it("the base is found, its newer ones are asked for, costed, scanned and compared; the best is copied", async () => {
    await workbench.runCommand("Mooring: Scan Image");
    const view = workbench.webview();
    await view.getByRole("button", { name: "Scan with Trivy" }).click();
    await view.getByText("5 findings, 3 with a fix", { exact: true }).waitFor();
    const section = view.getByRole("region", { name: "Newer base" });
    await section.getByRole("button", { name: "Find the base" }).focus();
    await workbench.page.keyboard.press("Enter");
    await section.getByRole("button", { name: "Would a newer base help?" }).waitFor();
    await inEveryTheme("rebase-ask");
    await section.getByRole("button", { name: "Would a newer base help?" }).focus();
    await workbench.page.keyboard.press("Enter");
    await section.getByText(/^4 scans by Trivy 0\.74\.0 \(/).waitFor();
    await inEveryTheme("rebase-cost");
    await section.getByRole("button", { name: "Scan 4 images" }).focus();
    await workbench.page.keyboard.press("Enter");
    const name = `${registry.host}/debian`;
    const result = `${name}:14-slim has the fewest findings: 3 of the base's would be fixed, 1 introduced.`;
    await section.getByText(result, { exact: true }).waitFor();
    const rows = await section.getByRole("row").allTextContents();
    assert.deepEqual(
      rows.slice(1).map((row) => row.replace(name, "").replace("Copy pinned", "").trim()),
      [
        ":12-slim as it is usedC 2 critical H 2 high L 1 low",
        ":12-slim the same tag nowC 2 critical H 1 high L 1 low H 1 high none",
        ":14-slim newerfewest findingsC 1 critical H 1 high L 1 low C 2 critical H 1 high C 1 critical",
        ":13-slim newerC 2 critical H 1 high L 1 low C 1 critical H 1 high C 1 critical",
      ],
    );
    await inEveryTheme("rebase");
    await section.getByRole("button", { name: "14-slim, newer" }).click();
    const copied = `Copied ${`${name}:14-slim@${debianBases.best.tree.digest}`.slice(0, 60)}`;
    await workbench.page.getByText(copied).first().waitFor();
  });

  async function inEveryTheme(name: string): Promise<void> {
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.screenshot(`ui-${name}-${theme.kind}`);
    }
  }
});
