import assert from "node:assert/strict";
import * as vscode from "vscode";
import { readIntent } from "../../../src/vscode/imageIntent.ts";
import { readFacts } from "../facts.ts";
import { eventually } from "../file.ts";

const { registries } = readFacts();
assert.ok(registries);
const reference = `${registries.open.host}/web/nginx:1.27`;
const digest = `sha256:${"a".repeat(64)}`;

describe("messages of the image details", () => {
  it("the intents of the protocol are taken", () => {
    for (const intent of [
      { type: "ready" },
      { type: "retry" },
      { type: "openManifest" },
      { type: "choosePlatform", digest },
      { type: "copy", what: "pinned" },
      { type: "copyLayer", number: 1, what: "diffId" },
      { type: "openLink", link: 0 },
      { type: "openDockerfile" },
      { type: "findBase" },
      { type: "lookAtTags" },
      { type: "cancel", what: "tags" },
      { type: "chooseHeld", column: 3 },
    ]) {
      assert.deepEqual(readIntent(intent), intent);
    }
  });

  it("U04: anything else is ignored, and extra fields are dropped", () => {
    for (const forged of [
      undefined,
      null,
      "ready",
      [],
      {},
      { type: "constructor" },
      { type: "__proto__" },
      { type: "executeCommand", command: "workbench.action.terminal.new" },
      { type: "choosePlatform", digest: "sha256:../../x" },
      { type: "choosePlatform" },
      { type: "copy", what: "password" },
      { type: "copyLayer", number: "1", what: "digest" },
      { type: "copyLayer", number: 1, what: "path" },
      { type: "openLink", link: "https://evil.test/" },
      { type: "openLink", link: 0.5 },
      { type: "cancel" },
      { type: "cancel", what: "everything" },
      { type: "chooseHeld", column: "1" },
      { type: "chooseHeld", column: Number.NaN },
      { type: "x".repeat(10_000_000) },
    ]) {
      assert.equal(readIntent(forged), undefined, JSON.stringify(forged)?.slice(0, 80));
    }
    assert.deepEqual(readIntent({ type: "ready", command: "x", path: "/etc/passwd" }), { type: "ready" });
  });
});

describe("image details", () => {
  const tabs = () =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ label }) => label === "nginx:1.27");

  it("open once for a reference, and again after they were closed", async () => {
    for (let i = 0; i < 2; i++) await vscode.commands.executeCommand("mooring.openDetails", reference);
    assert.equal((await eventually(tabs, ({ length }) => length > 0)).length, 1);
    await vscode.window.tabGroups.close(tabs());
    await eventually(tabs, ({ length }) => length === 0);
    await vscode.commands.executeCommand("mooring.openDetails", reference);
    await eventually(tabs, ({ length }) => length === 1);
    await vscode.window.tabGroups.close(tabs());
  });

  it("the digest is copied in full", async () => {
    await vscode.commands.executeCommand("mooring.copyDigest", reference);
    assert.equal(await vscode.env.clipboard.readText(), registries.open.digests["web/nginx:1.27"]);
  });
});
