import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { buildAndPush } from "../support/buildah.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { answer, chooseInMenu, menuOf, openRow } from "../support/hands.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const source = "https://github.com/acme/shop";

describe("what changed, by mouse and keyboard in VS Code", () => {
  let folder: TemporaryFolder;
  let registry: TestRegistry;
  let workbench: Workbench;
  let old: string;
  let now: string;

  const image = () => `${registry.host}/team/shop`;
  const composeOf = (...digests: readonly string[]) =>
    `services:\n${digests.map((digest, at) => `  shop${at}:\n    image: ${image()}:1@${digest} # a pin\n`).join("")}`;

  before(async () => {
    registry = await startRegistry();
    await build("1.0", "4b1d7f0a2c63e958b7d04f1a6c2e8b9d3f5a7c1e");
    await build("1.1", "c07e5a93d1f84b62a9e3c7d50f18b2647e9d3a0b");
    old = await digestOf("1.0");
    now = await digestOf("1.1");
    await pushAs("1.0", "1");
    await pushAs("1.1", "1");
    folder = await temporaryFolder("workspace");
    await writeFile(join(folder.path, "compose.yaml"), composeOf(old, old));
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Test registry" }],
      size: { width: 1400, height: 1000 },
    });
  });

  after(async () => {
    await workbench?.close();
    await registry?.stop();
    await folder?.remove();
  });

  it("the hover of a pin whose tag has moved leads to what changed", async () => {
    await workbench.openFile("compose.yaml");
    await workbench.hover("team/shop:1", /the tag has moved/);
    await workbench.screenshot("compare-hover");
    await workbench.page.locator(".monaco-hover a").filter({ hasText: "What changed?" }).click();
    const view = workbench.webview();
    await view.getByRole("heading", { name: `What changed in ${image()}:1` }).waitFor();
    await view
      .getByText(/compose\.yaml \(2 places\) keeps the pinned image\. The tag 1 names another/)
      .waitFor();
    const facts = await view.locator(".fact").allTextContents();
    assert.match(facts.join(), /^Size\+[\d.]+ kB.*,Layers1 kept, 2 new1 gone, common base of 1,Pull/);
    assert.equal(facts.at(-1), "Source4b1d7f0 → c07e5a9github.com/acme/shop");
    const rows = await view.getByRole("table", { name: "Configuration" }).getByRole("row").allTextContents();
    assert.deepEqual(rows.slice(1), [
      '~changedCommand["/app"]["/app", "serve"]',
      "+newUser1000",
      "~changedEnv SHOP_VERSION1.01.1",
      "−gonePort 8080/tcp",
    ]);
  });

  it("it is at home in every kind of theme", async () => {
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.webview().locator(`body.${theme.webview}`).waitFor();
      await workbench.screenshot(`compare-ui-${theme.kind}`);
    }
  });

  it("the keyboard chooses another platform, keeps the pin, and updates it", async () => {
    const { page } = workbench;
    const view = workbench.webview();
    await view.getByRole("heading", { level: 1 }).click();
    await view.getByRole("combobox", { name: "Platform" }).focus();
    await page.keyboard.press("ArrowDown");
    const chosen = view.locator("vscode-option[aria-selected=true]").filter({ hasText: "linux/arm64" });
    await chosen.waitFor({ state: "attached" });
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await view
      .getByText(/You keep this pin\. Mooring says nothing of it until 1 names yet another digest\./)
      .waitFor();
    assert.equal(await view.getByRole("button", { name: "Keep" }).count(), 0);
    await workbench.screenshot("compare-ui-kept");
    await view.getByRole("button", { name: "Update pin" }).focus();
    await page.keyboard.press("Enter");
    await view
      .getByRole("status")
      .filter({ hasText: /^Updated: compose\.yaml names sha256:.* now at 2 places\./ })
      .waitFor();
    await workbench.screenshot("compare-ui-updated");
    await workbench.openFile("compose.yaml");
    await page.keyboard.press("Control+s");
    const saved = await eventually(
      () => readFile(join(folder.path, "compose.yaml"), "utf8"),
      (text) => text.includes(now),
    );
    assert.equal(saved, composeOf(now, now));
  });

  it("a pin whose tag did not move says so", async () => {
    await workbench.page
      .locator(".editor-instance .view-line span span")
      .filter({ hasText: "team/shop" })
      .first()
      .click();
    await workbench.runCommand("Mooring: Show What Changed");
    await workbench
      .webview()
      .getByText(/^The tag 1 did not move/)
      .waitFor();
    await workbench.screenshot("compare-ui-current");
  });

  it("two rows of the Registries view are compared, by mouse", async () => {
    const { page, row } = workbench;
    await workbench.openMooring();
    await openRow(page, row("Test registry"));
    await openRow(page, row("team/shop"));
    assert.ok((await menuOf(page, row("1.0"))).includes("Compare With..."));
    await page.keyboard.press("Escape");
    await row("1.0").click();
    // The row is drawn anew when its digest is known, which may close a menu.
    await page.locator(".monaco-list-row[aria-label^='Tag, 1.0, sha256:']").waitFor();
    await row("1.1").click({ modifiers: ["Control"] });
    const offered = await menuOf(page, row("1.1"));
    assert.ok(offered.includes("Compare Images...") && !offered.includes("Compare With..."), offered.join());
    await page.keyboard.press("Escape");
    await chooseInMenu(page, row("1.1"), "Compare Images...");
    await workbench
      .webview()
      .getByRole("heading", { name: "What changed from shop:1.0 to shop:1.1" })
      .waitFor();
    await workbench.screenshot("compare-ui-rows");
  });

  it("their files are compared on request, found by keyboard, and one opens in VS Code's diff", async () => {
    const { page } = workbench;
    const view = workbench.webview();
    const files = view.getByRole("region", { name: "Files" });
    await files.getByText(/^Reads [\d.]+ [kM]B from 127\.0\.0\.1:\d+, once: \d layers\.$/).waitFor();
    await files.getByRole("button", { name: "Compare files" }).click();
    const tree = files.getByRole("treegrid", { name: "Files that differ" });
    const names = tree.locator("[data-row] .name");
    await names.nth(2).waitFor();
    assert.deepEqual(await names.allTextContents(), ["app", "app.conf", "assets"]);
    assert.equal(await files.locator(".total").textContent(), "+90.0 kB");
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.webview().locator(`body.${theme.webview}`).waitFor();
      await tree.scrollIntoViewIfNeeded();
      await workbench.screenshot(`compare-ui-files-${theme.kind}`);
    }
    await files.getByRole("button", { name: "Largest first" }).click();
    await names.filter({ hasText: "/assets" }).waitFor();
    assert.equal((await names.allTextContents())[0], "/assets");
    await files.getByRole("button", { name: "Largest first" }).click();
    await files.getByRole("searchbox").fill("conf");
    await names.filter({ hasText: "assets" }).waitFor({ state: "detached" });
    await tree.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    const diff = page.locator(".monaco-diff-editor");
    await diff.locator(".editor.modified .view-line").filter({ hasText: "1.1" }).waitFor();
    await diff.locator(".editor.original .view-line").filter({ hasText: "1.0" }).waitFor();
    await workbench.screenshot("compare-ui-files-diff");
  });

  it("any two images are compared by keyboard", async () => {
    const { page } = workbench;
    await workbench.startCommand("Mooring: Compare Images...");
    await answer(page, "The image to compare, the older one", `${image()}:1.1`);
    await answer(page, `The image to compare ${image()}:1.1 with`, `${image()}:1.0`);
    const heading = { name: "What changed from shop:1.1 to shop:1.0" };
    await workbench.webview().getByRole("heading", heading).waitFor();
  });

  async function build(version: string, revision: string): Promise<void> {
    const isOld = version === "1.0";
    const lines = [
      "FROM scratch",
      `LABEL org.opencontainers.image.source=${source} org.opencontainers.image.revision=${revision}`,
      "COPY base /",
      `ENV SHOP_VERSION=${version}`,
      "COPY app app.conf /",
      ...(isOld
        ? ["EXPOSE 8080", 'CMD ["/app"]']
        : ["COPY assets /assets", "USER 1000", 'CMD ["/app", "serve"]']),
    ];
    const files = {
      base: filler("base", 300_000),
      app: filler(version, 400_000),
      "app.conf": `name = shop\nversion = ${version}\n`,
      assets: filler("assets", 90_000),
    };
    const plan = {
      dockerfile: `${lines.join("\n")}\n`,
      files,
      platforms: ["linux/amd64", "linux/arm64"],
      layers: true,
    } as const;
    await buildAndPush(plan, `${image()}:${version}`);
  }

  async function manifest(tag: string, options: RequestInit = {}): Promise<Response> {
    return fetch(`${registry.url}/v2/team/shop/manifests/${tag}`, options);
  }

  async function digestOf(tag: string): Promise<string> {
    const { headers } = await manifest(tag, { method: "HEAD", headers: { accept } });
    return headers.get("docker-content-digest") ?? "";
  }

  async function pushAs(from: string, to: string): Promise<void> {
    const body = await (await manifest(from, { headers: { accept } })).arrayBuffer();
    const put = await manifest(to, { method: "PUT", headers: { "content-type": accept }, body });
    assert.equal(put.status, 201);
  }
});

const accept = "application/vnd.oci.image.index.v1+json";

/** Text that does not compress to nothing, the same every time. */
function filler(seed: string, length: number): string {
  let text = "";
  for (let at = 0; text.length < length; at++)
    text += createHash("sha256").update(`${seed} ${at}`).digest("base64");
  return text.slice(0, length);
}

async function eventually<T>(read: () => Promise<T>, accept: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const value = await read();
    if (accept(value) || tries === 300) {
      assert.ok(accept(value), `never came: ${String(value)}`);
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
