import assert from "node:assert/strict";
import * as vscode from "vscode";
import { setting } from "../../../src/vscode/settings.ts";
import { readFacts } from "../facts.ts";

const extension = vscode.extensions.getExtension("mooring.mooring");
assert.ok(extension);
const { contributes, capabilities } = extension.packageJSON;
const properties: Record<string, { scope?: string; default?: unknown }> =
  contributes.configuration.properties;

describe("contributions", () => {
  it("every contributed command is registered, and every registered one contributed", async () => {
    await extension.activate();
    const contributed = contributes.commands.map(({ command }: { command: string }) => command).sort();
    const own = (await vscode.commands.getCommands(true)).filter(
      (command) => command.startsWith("mooring.") && !/^mooring\.(?:registries|images)\./.test(command),
    );
    assert.deepEqual(own.sort(), contributed);
  });

  it("every command in a menu exists", () => {
    const known = new Set(contributes.commands.map(({ command }: { command: string }) => command));
    for (const entries of Object.values<{ command: string }[]>(contributes.menus)) {
      for (const { command } of entries) assert.ok(known.has(command), command);
    }
  });

  it("every step of the walkthrough has its picture, and its buttons are commands that exist", async () => {
    const known = await vscode.commands.getCommands(true);
    const [{ steps }] = contributes.walkthroughs;
    assert.ok(steps.length > 3);
    for (const { description, media, completionEvents } of steps) {
      await vscode.workspace.fs.stat(vscode.Uri.joinPath(extension.extensionUri, media.svg));
      const buttons = [...description.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command);
      assert.ok(buttons.length > 0);
      for (const command of buttons) assert.ok(known.includes(command), command);
      const views = Object.values<{ id: string }[]>(contributes.views).flat();
      for (const event of completionEvents)
        assert.ok(
          known.includes(event.replace(/^onCommand:/, "")) ||
            views.some(({ id }) => event === `onView:${id}`),
          event,
        );
    }
  });

  it("the example opens with its image at the cursor, again after it was closed", async () => {
    for (const _ of ["first", "again"]) {
      await vscode.commands.executeCommand("mooring.openExample");
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.languageId, "dockerfile");
      assert.ok(editor.document.isUntitled);
      assert.match(editor.document.lineAt(editor.selection.active).text, /^FROM nginx:/);
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
  });

  it("every setting reads as its default", () => {
    for (const [name, { default: fallback }] of Object.entries(properties)) {
      if (name === "mooring.registries") continue;
      assert.deepEqual(
        setting(name.slice("mooring.".length) as Parameters<typeof setting>[0]),
        fallback,
        name,
      );
    }
  });

  it("V16, W09: settings that pick a host, file or credential are the machine's, and restricted", () => {
    const machine = Object.entries(properties)
      .filter(([, { scope }]) => scope === "machine")
      .map(([name]) => name);
    assert.deepEqual(machine.sort(), [...capabilities.untrustedWorkspaces.restrictedConfigurations].sort());
    for (const name of [
      "mooring.registries",
      "mooring.dockerConfig",
      "mooring.scan.trivyPath",
      "mooring.scan.grypePath",
    ])
      assert.ok(machine.includes(name), name);
  });

  it("W09: a workspace cannot name registries", async () => {
    const settings = vscode.workspace.getConfiguration("mooring");
    await assert.rejects(async () =>
      settings.update("registries", [{ url: "https://evil.test" }], vscode.ConfigurationTarget.Workspace),
    );
    assert.deepEqual(
      setting("registries").map(({ url }) => new URL(url).host),
      [readFacts().registries?.open.host],
    );
  });

  it("W09: a workspace cannot name a scanner", async () => {
    const settings = vscode.workspace.getConfiguration("mooring");
    for (const name of ["scan.trivyPath", "scan.grypePath", "scan.scanner", "scan.onOpen"])
      await assert.rejects(async () => settings.update(name, "", vscode.ConfigurationTarget.Workspace), name);
  });

  it("C01: a setting of a wrong type counts as not set", async () => {
    const settings = vscode.workspace.getConfiguration("mooring");
    for (const [name, wrong] of [
      ["diagnostics.missing", 5],
      ["diagnostics.missing", "blue"],
      ["diagnostics.missing", null],
    ] as const) {
      await settings.update(name, wrong, vscode.ConfigurationTarget.Global);
      assert.equal(setting("diagnostics.missing"), "error");
    }
    await settings.update("diagnostics.missing", undefined, vscode.ConfigurationTarget.Global);
  });
});
