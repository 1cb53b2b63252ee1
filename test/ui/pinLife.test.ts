/** The life of pins by keyboard alone; a person looks at the pictures. */
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { demoImages } from "../demo/images.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { push } from "../support/push.ts";
import { openWorkbench, type Theme, type Workbench } from "../support/workbench.ts";

const themes: readonly (readonly [kind: string, theme: Theme])[] = [
  ["light", "Default Light Modern"],
  ["high-contrast", "Default High Contrast"],
  ["dark", "Default Dark Modern"],
];

describe("the life of pins, by keyboard in VS Code", () => {
  let folder: TemporaryFolder;
  let registry: TestRegistry;
  let workbench: Workbench;
  let old: string;
  let now: string;

  before(async () => {
    registry = await startRegistry();
    for (const { repository, tags, tree } of demoImages()) {
      await push({ url: registry.url, repository }, tree, tags);
      if (repository === "web/nginx" && tags.includes("1.27.2")) old = tree.digest;
      if (repository === "web/nginx" && tags.includes("1.27")) now = tree.digest;
    }
    folder = await temporaryFolder("workspace");
    const { host } = registry;
    await mkdir(join(folder.path, "api"));
    const files = {
      "compose.yaml": `services:\n  web:\n    image: ${host}/web/nginx:1.26.2\n  api:\n    image: ${host}/team/api:2.4\n`,
      "api/Dockerfile": `FROM ${host}/base/debian:12-slim\nCOPY --from=${host}/tools/migrate:0.9 / /\n`,
      "web.Dockerfile": `FROM ${host}/web/nginx:1.27@${old}\nFROM ${host}/web/nginx:latest@${old}\nFROM ${host}/team/worker:latest\n`,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
    workbench = await openWorkbench({
      folder: folder.path,
      registries: [{ kind: "oci", url: registry.url, name: "Test registry" }],
    });
  });

  after(async () => {
    await workbench?.close();
    await registry?.stop();
    await folder?.remove();
  });

  it("the menu on what is not pinned, in every kind of theme", async () => {
    await open("compose.yaml");
    for (const [kind, theme] of themes) {
      await workbench.useTheme(theme);
      await menuAt(3, 25);
      await workbench.screenshot(`pin-menu-${kind}`);
      await workbench.page.keyboard.press("Escape");
    }
  });

  it("a newer tag is chosen from a list and written with its digest", async () => {
    const { page } = workbench;
    for (const [kind, theme] of themes) {
      await workbench.useTheme(theme);
      await choose(3, 25, /^(?:Choose a newer tag|Newer: )/);
      await entry(/^1\.27\.3/).waitFor();
      await workbench.screenshot(`pin-newer-${kind}`);
      if (kind !== "dark") await page.keyboard.press("Escape");
    }
    await page.keyboard.press("Enter");
    await line(`nginx:1.27.3@${now.slice(0, 19)}`).waitFor();
  });

  it("one platform is chosen from a list", async () => {
    const { page } = workbench;
    await choose(5, 25, /^Pin to one platform/);
    await entry(/linux\/arm64/).waitFor();
    await workbench.screenshot("pin-platform-dark");
    await page.keyboard.press("Enter");
    await line("team/api:2.4@sha256:").waitFor();
    await page.keyboard.press("Control+z");
    await line("team/api:2.4@sha256:").waitFor({ state: "hidden" });
  });

  it("the menu on a pin updates it", async () => {
    await open("web.Dockerfile");
    await menuAt(2, 20);
    await workbench.screenshot("pin-menu-pinned-dark");
    await workbench.page.keyboard.press("Escape");
    await choose(1, 20, /^Update pin/);
    await line(`nginx:1.27@${now.slice(0, 19)}`).waitFor();
    await workbench.page.keyboard.press("Control+s");
    await eventually(
      () => textOf("web.Dockerfile"),
      (text) => text.includes(`nginx:1.27@${now}\n`) && text.includes(`latest@${old}\n`),
    );
  });

  it("an image is ignored by the workspace's settings", async () => {
    const { page } = workbench;
    await choose(3, 25, /^Ignore .*worker in diagnostics/);
    await entry(/^Only here/).waitFor();
    await workbench.screenshot("pin-ignore-dark");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const settings = await eventually(
      () => textOf(".vscode/settings.json").catch(() => ""),
      (text) => text.includes("worker"),
    );
    assert.deepEqual(JSON.parse(settings), { "mooring.ignore": [`${registry.host}/team/worker`] });
  });

  it("E04: what is to be pinned in the workspace is looked through, made in one step and undone in one", async () => {
    const { page } = workbench;
    await open("compose.yaml");
    await page.keyboard.press("Control+z");
    await line("nginx:1.26.2").waitFor();
    await run("File: Save All Files");
    await eventually(
      () => textOf("compose.yaml"),
      (text) => !text.includes("@"),
    );
    const names = ["compose.yaml", "api/Dockerfile", "web.Dockerfile"];
    const before = await Promise.all(names.map(textOf));
    for (const [kind, theme] of themes) {
      await workbench.useTheme(theme);
      await run("Mooring: Pin All in Workspace...");
      await preview().getByText("12-slim").first().waitFor();
      await preview().locator(":focus").first().waitFor();
      await workbench.screenshot(`pin-preview-${kind}`);
      if (kind === "dark") await page.keyboard.press("Control+Enter");
      // Behind the list are Apply and Discard.
      else for (const key of ["Tab", "Tab", "Enter"]) await page.keyboard.press(key);
      await preview().waitFor({ state: "hidden" });
      if (kind !== "dark") assert.deepEqual(await Promise.all(names.map(textOf)), before);
    }
    const pinned = await eventually(
      () => Promise.all(names.map(textOf)),
      (texts) => texts.slice(0, 2).every((text) => text.includes("@")),
    );
    assert.deepEqual(pinned.map(unpinned), before.map(unpinned));
    assert.deepEqual(
      pinned.map((text) => text.match(/@sha256:/g)?.length),
      [2, 2, 2],
    );
    await open("compose.yaml");
    await page.keyboard.press("Control+z");
    // VS Code may ask whether all files are meant; its first button means all.
    const question = page.locator(".monaco-dialog-box");
    await Promise.race([question.waitFor(), line("sha256").waitFor({ state: "hidden" })]);
    await workbench.screenshot("pin-undo-dark");
    if (await question.isVisible()) await page.keyboard.press("Enter");
    await line("sha256").waitFor({ state: "hidden" });
    await run("File: Save All Files");
    await eventually(
      () => Promise.all(names.map(textOf)),
      (texts) => JSON.stringify(texts) === JSON.stringify(before),
    );
  });

  function textOf(name: string): Promise<string> {
    return readFile(join(folder.path, name), "utf8");
  }

  const preview = () => workbench.page.locator(".refactor-preview, .bulk-edit-panel").first();
  const line = (text: string) =>
    workbench.page.locator(".editor-instance .view-line").filter({ hasText: text }).first();
  const entry = (text: RegExp) =>
    workbench.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first();

  /** Opens a file by its name, as a person would with Ctrl+P. */
  async function open(name: string): Promise<void> {
    const { page } = workbench;
    await page.keyboard.press("Control+p");
    await page.locator(".quick-input-widget input[type=text]").first().fill(name);
    await page.locator(".quick-input-list .monaco-list-row.focused").filter({ hasText: name }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await page
      .locator(".tab.active")
      .filter({ hasText: name.split("/").at(-1) ?? name })
      .waitFor();
    await page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
  }

  /** Runs a command from the palette. */
  async function run(title: string): Promise<void> {
    const { page } = workbench;
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input[type=text]").first().fill(`>${title}`);
    await page.locator(".quick-input-list .monaco-list-row.focused").filter({ hasText: title }).waitFor();
    await page.keyboard.press("Enter");
  }

  /** Opens the light bulb's menu at a place of the active file. */
  async function menuAt(lineNumber: number, column: number): Promise<void> {
    const { page } = workbench;
    await page.locator(".action-widget .monaco-list-row").first().waitFor({ state: "hidden" });
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget input[type=text]").first().fill(`:${lineNumber}:${column}`);
    await page.keyboard.press("Enter");
    await page.locator(".statusbar").getByText(`Ln ${lineNumber}, Col ${column}`).waitFor();
    await page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
    const entries = page.locator(".action-widget .monaco-list-row.focused");
    // A file that was just opened may have no actions yet: a person asks again, and so does this.
    for (let tries = 0; tries < 10 && !(await entries.isVisible()); tries++) {
      await page.keyboard.press("Control+.");
      await entries.waitFor({ timeout: 5000 }).catch(() => {});
    }
    await entries.waitFor();
  }

  /** Goes down the light bulb's menu to an entry and takes it. */
  async function choose(lineNumber: number, column: number, title: RegExp): Promise<void> {
    const { page } = workbench;
    await menuAt(lineNumber, column);
    const focused = page.locator(".action-widget .monaco-list-row.focused");
    for (let steps = 0; !title.test((await focused.textContent()) ?? ""); steps++) {
      assert.ok(steps < 15, `no entry ${title}`);
      await page.keyboard.press("ArrowDown");
    }
    await page.keyboard.press("Enter");
  }
});

function unpinned(text: string): string {
  return text.replace(/@sha256:[a-f0-9]{64}/g, "");
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
