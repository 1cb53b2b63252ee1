import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { makeImage, makeIndex } from "../support/images.ts";
import { push } from "../support/push.ts";
import { type RecordingProxy, startRecordingProxy } from "../support/recordingProxy.ts";
import { chooseTheme, themes } from "../support/themes.ts";
import { openWorkbench, type Workbench } from "../support/workbench.ts";

const day = 24 * 60 * 60 * 1000;
const old = makeImage({ created: "2026-10-12T08:00:00Z" });
const now = makeImage({ created: new Date(Date.now() - 6 * day - 60_000).toISOString() });
const labelled = (version: string) =>
  makeImage({ config: { Labels: { "org.opencontainers.image.version": version } } });
const [right, wrong] = [labelled("2.0.1"), labelled("1.9")];
const built = (architecture: string) =>
  makeImage({ created: "2026-01-01T00:00:00Z", platform: { os: "linux", architecture } });
const amd64 = built("amd64");
const many = makeIndex([amd64, built("arm64")]);

describe("what is checked in the background, in a real VS Code", () => {
  let registry: TestRegistry;
  let proxy: RecordingProxy;
  let folder: TemporaryFolder;
  let workbench: Workbench;

  before(async () => {
    registry = await startRegistry();
    proxy = await startRecordingProxy(registry.url);
    const target = { url: registry.url, repository: "team/app" };
    for (const tree of [old, wrong]) await push(target, tree);
    await push(target, now, ["1"]);
    await push(target, right, ["2.0"]);
    await push(target, many, ["many"]);
    folder = await temporaryFolder("workspace");
    const image = `${proxy.host}/team/app`;
    await writeFile(
      join(folder.path, "compose.yaml"),
      `services:
  new:
    image: ${image}:1
  moved:
    image: ${image}:1@${old.digest}
  gone:
    image: ${image}:9
  platform:
    platform: linux/s390x
    image: ${image}:many@${many.digest}
  version:
    image: ${image}:2.0@${wrong.digest}
  built:
    build:
      context: .
      platforms: [linux/amd64, linux/arm64]
      additional_contexts:
        base: docker-image://${image}:many@${amd64.digest}
`,
    );
    await writeFile(join(folder.path, "Dockerfile"), `FROM ${image}:8\n`);
  });

  after(async () => {
    await workbench?.close();
    await proxy?.stop();
    await registry?.stop();
    await folder?.remove();
  });

  const open = (restricted: boolean) =>
    openWorkbench({
      folder: folder.path,
      restricted,
      registries: [{ kind: "oci", url: proxy.url, name: "Test registry" }],
      dockerLogins: { [proxy.host]: { user: "alice", password: "canary" } },
    });
  const pins = () => workbench.page.locator(".statusbar-item.left").filter({ hasText: /\d\/\d pinned/ });

  const summary = (text: RegExp) => workbench.page.locator(".notification-toast").filter({ hasText: text });

  it("W13: in a folder that is not trusted nothing is asked before the user asks, and then without a login", async () => {
    workbench = await open(true);
    try {
      const { page } = workbench;
      await workbench.openFile("compose.yaml");
      await pins().getByText("4/6 pinned").waitFor();
      await page.waitForTimeout(3000);
      assert.equal(proxy.requests.length, 0);
      await workbench.runCommand("Mooring: Check Pins Now");
      await summary(/Checked 7 images of 2 files: 1 moved, 2 missing, /).waitFor();
      await pins().getByText("4/6 pinned · 1 moved · 1 missing").waitFor();
      await workbench.screenshot("checks-restricted");
      assert.ok(proxy.requests.length > 0);
      const withLogin = proxy.requests.filter(({ headers }) => headers.authorization !== undefined);
      assert.deepEqual(withLogin, []);
    } finally {
      await workbench.close();
      proxy.requests.splice(0);
    }
  });

  it("an opened file is marked in every kind of theme, listed under Problems, and counted", async () => {
    workbench = await open(false);
    const { page } = workbench;
    await workbench.openFile("compose.yaml");
    await pins().getByText("4/6 pinned · 1 moved · 1 missing").waitFor();
    await page.locator(".squiggly-error").first().waitFor();
    assert.equal(await page.locator(".squiggly-error").count(), 1);
    assert.equal(await page.locator(".squiggly-warning").count(), 2);
    assert.equal(await page.locator(".squiggly-info").count(), 2);
    await workbench.runCommand("Problems: Focus on Problems View");
    const problems = page.locator(".markers-panel .monaco-list-row");
    await problems
      .filter({ hasText: /image built 6 days ago; this pin keeps the one built on 12 Oct 2026/ })
      .waitFor();
    await problems.filter({ hasText: /has no .*team\/app:9/ }).waitFor();
    await problems.filter({ hasText: /for linux\/amd64 alone/ }).waitFor();
    for (const theme of themes) {
      await chooseTheme(workbench, theme);
      await workbench.screenshot(`checks-problems-${theme.kind}`);
    }
    await pins().hover();
    const tooltip = page.locator(".monaco-hover").filter({ hasText: "1 moved, 1 missing." });
    await tooltip.waitFor();
    assert.match((await tooltip.textContent()) ?? "", /As of \d/);
    await workbench.screenshot("checks-status-bar");
  });

  it("Check Pins Now reads files that are not open, and says what it found", async () => {
    const { page } = workbench;
    await page.mouse.move(0, 0);
    proxy.requests.splice(0);
    await workbench.runCommand("Mooring: Check Pins Now");
    await summary(/Checked 7 images of 2 files: /).waitFor();
    await workbench.screenshot("checks-summary");
    const heads = proxy.requests.filter(({ method }) => method === "HEAD");
    const names = heads.map(({ path }) => path.split("/").at(-1));
    assert.ok(names.includes("8"));
    assert.equal(new Set(names).size, names.length);
  });
});
