import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("activation", () => {
  it("happens when a Dockerfile is opened", async () => {
    const extension = vscode.extensions.getExtension("mooring.mooring");
    assert.ok(extension);
    await vscode.workspace.openTextDocument({ language: "dockerfile", content: "FROM scratch\n" });
    await extension.activate();
    assert.ok((await vscode.commands.getCommands(true)).includes("mooring.showLog"));
  });
});
