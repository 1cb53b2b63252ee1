import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Locator, Page } from "playwright-core";
import { type EmbeddedRegistry, startEmbeddedRegistry } from "../demo/registry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import {
  commonPlatforms,
  content,
  jsonContent,
  type ManifestTree,
  makeBuildCache,
  makeImage,
  makeIndex,
  makeManifest,
  makePlatforms,
} from "../support/images.ts";
import { push } from "../support/push.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const empty = content("application/vnd.oci.empty.v1+json", Buffer.from("{}"));

function referrer(subject: ManifestTree, artifactType: string): ManifestTree {
  const layers = [jsonContent(artifactType, {})];
  const annotations = { "org.opencontainers.image.created": "2026-01-02T03:04:05Z" };
  return makeManifest({ config: empty, layers, artifactType, subject, annotations });
}

describe("the rows of a repository in a real VS Code", () => {
  let registry: EmbeddedRegistry;
  let folder: TemporaryFolder;
  let workbench: Workbench;
  let page: Page;
  let row: (label: string) => Locator;
  const index = makeIndex(makePlatforms(commonPlatforms), { attested: true });
  const single = makeImage();

  before(async () => {
    [registry, folder] = await Promise.all([startEmbeddedRegistry(), temporaryFolder("workspace")]);
    await writeFile(join(folder.path, "Dockerfile"), "FROM \n");
    const target = { url: registry.url, repository: "shop" };
    await push(target, index, ["latest", "2", "2.1"]);
    await push(target, single, ["1.9", "1.8", "edge"]);
    await push(target, makeBuildCache(), ["cache"]);
    for (const type of ["application/spdx+json", "application/vnd.cncf.notary.signature"])
      await push(target, referrer(index, type));
    const signatureTag = `${index.digest.replace(":", "-")}.sig`;
    await push(target, referrer(single, "application/vnd.dev.cosign.simplesigning.v1+json"), [signatureTag]);
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Demo" }],
    });
    ({ page, row } = workbench);
    await workbench.openMooring();
    for (const label of ["Demo", "shop"]) {
      await row(label).click();
      await page.keyboard.press("ArrowRight");
    }
    await row("latest").waitFor();
  });

  after(async () => {
    await workbench?.close();
    await Promise.all([registry?.stop(), folder?.remove()]);
  });

  it("shows a tag's digest in its tooltip when it is pointed at, and in its row afterwards", async () => {
    await row("1.9").hover();
    await page
      .locator(".monaco-hover")
      .filter({ hasText: `shop:1.9@${single.digest}` })
      .waitFor();
    await row("edge").hover();
    await row("1.9")
      .filter({ hasText: single.digest.slice("sha256:".length, 19) })
      .waitFor();
  });

  it("shows digests and aliases of all rows when asked", async () => {
    await pressInline(row("shop"), "Show Digests");
    await row("latest").filter({ hasText: " = 2, 2.1" }).waitFor();
    await row("1.8").filter({ hasText: " = " }).waitFor();
  });

  it("folds away tags of tools, and shows what is attached to an image", async () => {
    await row("1 signature tag").waitFor();
    await open("2.1");
    await open("Attached");
    for (const label of ["SBOM (SPDX)", "Signature (notation)", "Signature (cosign)"])
      await row(label).waitFor();
    await page.locator(".monaco-list-row[aria-label='Attached, Attached, 3']").waitFor();
    await workbench.screenshot("registries-attached");
  });

  it("narrows the rows while a filter is typed, and brings them back when it is left or cleared", async () => {
    await typeFilter("1.");
    await row('Filter: "1."').waitFor();
    await row("latest").waitFor({ state: "detached" });
    await row("1.9").waitFor();
    await page.keyboard.press("Escape");
    await row("latest").waitFor();
    await row('Filter: "1."').waitFor({ state: "detached" });
    await typeFilter("EDGE");
    await page.keyboard.press("Enter");
    await row("latest").waitFor({ state: "detached" });
    await workbench.screenshot("registries-filter");
    await pressInline(row('Filter: "EDGE"'), "Clear Filter");
    await row("latest").waitFor();
  });

  it("drags a tag into an editor, pinned", async () => {
    await workbench.openFile("Dockerfile");
    const line = page.locator(".editor-instance .view-line").first();
    await line.waitFor();
    const [from, to] = [await row("1.9").boundingBox(), await line.boundingBox()];
    assert.ok(from && to);
    await page.mouse.move(from.x + 60, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + 100, to.y + 8, { steps: 10 });
    await page.mouse.move(to.x + 120, to.y + 10, { steps: 5 });
    await page.mouse.up();
    await page
      .locator(".view-line")
      .filter({ hasText: `FROM ${registry.host}/shop:1.9@sha256:` })
      .waitFor();
  });

  async function typeFilter(text: string): Promise<void> {
    await pressInline(row("shop"), "Filter...");
    await page
      .locator(".quick-input-widget")
      .filter({ hasText: "Filter shop" })
      .locator("input[type=text]")
      .fill(text);
  }

  async function open(label: string): Promise<void> {
    await row(label).click();
    await page.keyboard.press("ArrowRight");
  }
});

async function pressInline(row: Locator, name: string): Promise<void> {
  await row.hover();
  await row.getByRole("button", { name: new RegExp(`^${name.replaceAll(".", "\\.")}`) }).click();
}
