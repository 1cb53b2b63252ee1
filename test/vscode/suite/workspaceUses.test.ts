import assert from "node:assert/strict";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { parseReference } from "../../../src/core/reference/reference.ts";
import { DocumentIndex } from "../../../src/vscode/documents/documentIndex.ts";
import { WorkspaceUses } from "../../../src/vscode/documents/workspaceUses.ts";
import { readFacts } from "../facts.ts";
import { eventually } from "../file.ts";

const { workspace } = readFacts();
const folder = join(workspace, "uses");

describe("what the workspace's files name", () => {
  let index: DocumentIndex;
  let uses: WorkspaceUses;

  before(async () => {
    await mkdir(join(folder, "api"), { recursive: true });
    await writeFile(join(folder, "api/Dockerfile"), "FROM uses/base:1\n");
    await writeFile(join(folder, "CONTAINERFILE"), "FROM uses/shouting:1\n");
    await writeFile(join(folder, "Compose.YML"), "services:\n  a:\n    image: uses/mixed:1\n");
    await writeFile(join(folder, "notes.txt"), "FROM uses/none:1\n");
    index = new DocumentIndex();
    uses = new WorkspaceUses(index);
    assert.deepEqual(named(), [], "nothing is read before it is wanted");
    uses.start();
    await eventually(
      () => uses.progress,
      ({ isComplete }) => isComplete,
    );
  });

  after(async () => {
    uses.dispose();
    index.dispose();
    await rm(folder, { recursive: true, force: true });
    await vscode.workspace.getConfiguration("mooring").update("files", undefined, false);
  });

  /** The names that files below `uses` hold, with their lines. */
  function named(): readonly string[] {
    return [...(uses.uses?.files() ?? [])]
      .filter(([file]) => file.includes("/uses/"))
      .flatMap(([, own]) => own.map(({ name, from }) => `${name} ${from.line}`))
      .sort();
  }

  const become = (names: readonly string[]) =>
    eventually(named, (found) => JSON.stringify(found) === JSON.stringify([...names].sort()));

  /** Changes a file until that is heard of: VS Code watches a new folder a moment after it is there. */
  async function watched(path: string): Promise<void> {
    let changes = 0;
    const isHeard = async () => {
      await writeFile(path, `FROM uses/watched:${changes++}\n`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return changes > 2 && named().includes(`uses/watched:${changes - 1} 0`);
    };
    await eventually(isHeard, (heard) => heard);
  }

  const base = ["uses/base:1 0", "uses/shouting:1 0", "uses/mixed:1 2"];

  it("is found whatever the case of the files' names", async () => {
    await become(base);
    const parsed = parseReference("uses/base:1");
    assert.ok(parsed.ok);
    assert.deepEqual(uses.filesNaming(parsed.reference), ["uses/api/Dockerfile"]);
  });

  it("follows what is typed before it is saved, and forgets what is thrown away", async () => {
    const uri = vscode.Uri.file(join(folder, "api/Dockerfile"));
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "FROM uses/typed:2\n"));
    assert.ok(document.isDirty);
    await become(["uses/typed:2 0", "uses/base:1 1", ...base.slice(1)]);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await become(base);
  });

  it("follows files that are made, renamed and deleted, and folders with them", async () => {
    await mkdir(join(folder, "web"));
    await writeFile(join(folder, "web/Dockerfile"), "FROM uses/web:1\n");
    await become([...base, "uses/web:1 0"]);
    await rename(join(folder, "web/Dockerfile"), join(folder, "web/web.Dockerfile"));
    await eventually(
      () => [...(uses.uses?.files() ?? [])].some(([file]) => file.endsWith("/web.Dockerfile")),
      (isThere) => isThere,
    );
    await become([...base, "uses/web:1 0"]);
    await rm(join(folder, "web"), { recursive: true });
    await become(base);
  });

  it("follows a switch of branches that brings, changes and takes away many files", async () => {
    const many = join(folder, "many");
    await mkdir(many);
    await watched(join(many, "first.Dockerfile"));
    const paths = Array.from({ length: 800 }, (_, at) => join(many, `${at}.Dockerfile`));
    await Promise.all(paths.map((path, at) => writeFile(path, `FROM uses/many:${at}\n`)));
    await eventually(named, ({ length }) => length === base.length + 1 + paths.length);
    await Promise.all(paths.slice(0, 700).map((path) => writeFile(path, "FROM uses/other:1\n")));
    await eventually(
      () => named().filter((name) => name === "uses/other:1 0").length,
      (count) => count === 700,
    );
    await rm(many, { recursive: true });
    await become(base);
  });

  it("finds what is in folders that come with their files, which VS Code does not tell of", async () => {
    const deep = Array.from({ length: 60 }, (_, at) => join(folder, `new/${at}/deep`));
    for (const [at, path] of deep.entries()) {
      await mkdir(path, { recursive: true });
      await writeFile(join(path, "Dockerfile"), `FROM uses/deep:${at}\n`);
    }
    await become([...base, ...deep.map((_, at) => `uses/deep:${at} 0`)]);
    await rm(join(folder, "new"), { recursive: true });
    await become(base);
  });

  it("follows what a compose file takes from an env file beside it", async () => {
    const project = join(folder, "project");
    await mkdir(project);
    await writeFile(join(project, ".env"), "TAG=1\n");
    await writeFile(join(project, "compose.yaml"), "services:\n  a:\n    image: uses/env:${TAG}\n");
    await become([...base, "uses/env:1 2"]);
    await writeFile(join(project, ".env"), "TAG=2\n");
    await become([...base, "uses/env:2 2"]);
    await rm(project, { recursive: true });
    await become(base);
  });

  it("knows files of one's own naming as long as the setting names them", async () => {
    await writeFile(join(folder, "web.stack"), "services:\n  a:\n    image: uses/own:1\n");
    const settings = vscode.workspace.getConfiguration("mooring");
    await settings.update("files", { compose: ["uses/*.stack"] }, false);
    await become([...base, "uses/own:1 2"]);
    await writeFile(join(folder, "web.stack"), "services:\n  a:\n    image: uses/own:2\n");
    await become([...base, "uses/own:2 2"]);
    await writeFile(join(folder, "late.stack"), "services:\n  a:\n    image: uses/late:1\n");
    await become([...base, "uses/own:2 2", "uses/late:1 2"]);
    await rm(join(folder, "late.stack"));
    await become([...base, "uses/own:2 2"]);
    await settings.update("files", undefined, false);
    await become(base);
  });
});
