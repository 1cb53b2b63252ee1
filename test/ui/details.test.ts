import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { buildAndPush } from "../support/buildah.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { pushRecorded } from "../support/recordedArtifacts.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

describe("inside an image, by mouse and keyboard in VS Code", () => {
  let folder: TemporaryFolder;
  let registry: TestRegistry;
  let workbench: Workbench;

  before(async () => {
    registry = await startRegistry();
    await buildBase();
    await pushRecorded({ url: registry.url, repository: "team/app" });
    for (const version of ["1.0", "1.1", "1.2", "2.0"]) await buildShop(version);
    folder = await temporaryFolder("workspace");
    await writeFile(
      join(folder.path, "compose.yaml"),
      `services:\n  shop:\n    image: ${registry.host}/team/shop:1.2\n  app:\n    image: ${registry.host}/team/app:1\n`,
    );
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Test registry" }],
      size: { width: 1300, height: 900 },
    });
    await openDetails("team/shop:1.2");
    await workbench.webview().getByRole("tab", { name: "Sharing" }).waitFor();
  });

  after(async () => {
    await workbench?.close();
    await registry?.stop();
    await folder?.remove();
  });

  it("the base that buildah named is found on request, in every kind of theme", async () => {
    const view = workbench.webview();
    await view.getByRole("button", { name: "Find the base" }).focus();
    await workbench.page.keyboard.press("Enter");
    const base = `Base: ${registry.host}/base/os:12, 2 of 4 layers`;
    await view.getByRole("status").filter({ hasText: base }).waitFor();
    await view.getByRole("rowheader", { name: base }).waitFor();
    await inEveryTheme("details-base");
  });

  it("the tags are looked at on request, and the picture shows who has which layer", async () => {
    const view = workbench.webview();
    await view.getByRole("tab", { name: "Sharing" }).click();
    await workbench.screenshot("details-sharing-unread");
    await view.getByRole("button", { name: "Look at the tags of this repository" }).click();
    const table = view.getByRole("table", { name: "Each layer once, the largest first" });
    await table.waitFor();
    const names = await view.locator(".across .column").allTextContents();
    assert.deepEqual(names, ["★ 1.2", "2.0", "1.1", "1.0"]);
    const rows = await table.getByRole("row").allTextContents();
    // Two of the base, and of each version its own; 1.x have their assets together.
    assert.equal(rows.length, 1 + 2 + 4 + 2);
    assert.match(rows[1] ?? "", /^781\.\d kB.*layer 1 of this image.*in 4 of 4 images/);
    await view.getByText(/^The registry keeps [\d.]+ MB for 4 tags, 4 images; one by one/).waitFor();
    await view.getByText(/^1 layer, [\d.]+ kB, is this image's alone\.$/).waitFor();
    await view
      .getByRole("status")
      .filter({ hasText: /: 2 of 4 layers\.$/ })
      .waitFor();
    await view.getByRole("combobox", { name: "If you have" }).focus();
    await workbench.page.keyboard.press("ArrowDown");
    await view
      .getByRole("status")
      .filter({ hasText: /: 1 of 4 layers\.$/ })
      .waitFor();
    await inEveryTheme("details-sharing");
  });

  it("the rebuilt Dockerfile stands on the base and opens in an editor", async () => {
    const view = workbench.webview();
    await view.getByRole("tab", { name: "Dockerfile" }).click();
    const text = (await view.getByRole("group", { name: "Dockerfile" }).textContent()) ?? "";
    assert.ok(text.startsWith(`FROM ${registry.host}/base/os:12\n`), text);
    assert.match(text, /\nENV SHOP_VERSION=1\.2\n/);
    await inEveryTheme("details-dockerfile");
    await view.getByRole("button", { name: "Open in an editor" }).click();
    await workbench.page
      .locator(".editor-instance .view-line")
      .filter({ hasText: "SHOP_VERSION" })
      .first()
      .waitFor();
    await workbench.screenshot("details-dockerfile-editor");
  });

  it("what cosign, ORAS and notation attached is read when the tab is opened", async () => {
    await openDetails("team/app:1");
    const view = workbench.webview();
    await view.getByRole("tab", { name: "Attached" }).click();
    await view.getByText("10 documents are attached to this image.").waitFor();
    const provenance = view.getByRole("listitem", { name: "Provenance (SLSA 0.2)" });
    await provenance.getByRole("link", { name: "https://github.com/example/app" }).first().waitFor();
    const signatures = view.getByRole("listitem", { name: /^Signature / });
    for (const signature of await signatures.all()) await signature.getByText("⚠ not verified").waitFor();
    await inEveryTheme("details-attached");
  });

  it("an SBOM's packages are a table to search and sort by keyboard", async () => {
    const view = workbench.webview();
    const { keyboard } = workbench.page;
    const sbom = view.getByRole("listitem", { name: "SBOM (CycloneDX)" }).first();
    await sbom.getByRole("button", { name: "Packages" }).click();
    const packages = view.getByRole("grid", { name: "Packages" });
    await packages.getByRole("row", { name: /^bash 5\.2\.15.* deb / }).waitFor();
    const search = view.getByRole("searchbox", { name: "Search packages" });
    await search.focus();
    await keyboard.type("semver");
    await view.getByText("1 of 7 packages").waitFor();
    await packages.getByRole("row", { name: /^semver 7\.7\.1 npm ISC .*package\.json$/ }).waitFor();
    await inEveryTheme("details-packages");
  });

  it("after a reload the tab, the open SBOM and what was searched are there again", async () => {
    const { page } = workbench;
    // VS Code remembers its editors when it is the one that reloads.
    await Promise.all([page.waitForEvent("load"), workbench.startCommand("Developer: Reload Window")]);
    const view = workbench.webview();
    await view.getByText("1 of 7 packages").waitFor();
    await view
      .getByRole("grid", { name: "Packages" })
      .getByRole("row", { name: /^semver / })
      .waitFor();
    assert.equal(await view.getByRole("searchbox", { name: "Search packages" }).inputValue(), "semver");
  });

  async function openDetails(image: string): Promise<void> {
    await workbench.openFile("compose.yaml");
    await workbench.page
      .locator(".editor-instance .view-line span span")
      .filter({ hasText: image })
      .first()
      .click();
    await workbench.runCommand("Mooring: Open Image Details");
  }

  async function inEveryTheme(name: string): Promise<void> {
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.webview().locator(`body.${theme.webview}`).waitFor();
      await workbench.screenshot(`${name}-${theme.kind}`);
    }
  }

  async function buildBase(): Promise<void> {
    const files = { system: filler("system", 800_000), shell: filler("shell", 200_000) };
    const dockerfile = 'FROM scratch\nCOPY system /system\nCOPY shell /shell\nCMD ["/shell"]\n';
    await buildAndPush({ dockerfile, files, layers: true }, `${registry.host}/base/os:12`);
  }

  async function buildShop(version: string): Promise<void> {
    const assets = version.startsWith("1.") ? "assets of 1" : "assets of 2";
    const lines = [
      `FROM ${registry.host}/base/os:12`,
      `ENV SHOP_VERSION=${version}`,
      "COPY assets /assets",
      "COPY app /app",
      'CMD ["/app", "serve"]',
    ];
    const files = { assets: filler(assets, 300_000), app: filler(version, 120_000) };
    await buildAndPush(
      { dockerfile: `${lines.join("\n")}\n`, files, layers: true },
      `${registry.host}/team/shop:${version}`,
    );
  }
});

/** Text that does not compress to nothing, the same every time. */
function filler(seed: string, length: number): string {
  let text = "";
  for (let at = 0; text.length < length; at++)
    text += createHash("sha256").update(`${seed} ${at}`).digest("base64");
  return text.slice(0, length);
}
