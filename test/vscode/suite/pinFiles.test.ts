/** Pinning and updating many references at once: in a file, on saving, in folders and in the workspace. */
import assert from "node:assert/strict";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { readFacts } from "../facts.ts";
import { during, eventually, openFile, withSettings } from "../file.ts";
import { type Gate, startGate } from "../gate.ts";

const { registries, workspace: root } = readFacts();
assert.ok(registries);
const { open } = registries;
const digests = { old: open.digests["web/nginx:1.27.2"] ?? "", now: open.digests["web/nginx:1.27"] ?? "" };
const image = `${open.host}/web/nginx:1.27`;
const pinned = `${image}@${digests.now}`;
const applyPreview = "refactorPreview.apply";

describe("all of a file", () => {
  it("is updated in one step; what is not pinned or ignored is left", async () => {
    const before = `FROM ${image}@${digests.old}\n# mooring-ignore\nFROM ${image}@${digests.old}\nFROM ${image}\n`;
    const { document } = await openFile("update.all.Dockerfile", before);
    await vscode.commands.executeCommand("mooring.updateAllInFile");
    assert.equal(document.getText(), before.replace(digests.old, digests.now));
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), before);
  });

  it("mooring.ignore is heeded when all are pinned", async () => {
    await withSettings({ "mooring.ignore": ["*/web/*"] }, async () => {
      const before = `FROM ${image}\nFROM ${open.host}/team/api:2.4\n`;
      const { document } = await openFile("ignore.all.Dockerfile", before);
      await vscode.commands.executeCommand("mooring.pinAllInFile");
      assert.equal(document.getText(), before.replace("api:2.4", `api:2.4@${open.digests["team/api:2.4"]}`));
    });
  });

  it("E10: nothing to do changes nothing", async () => {
    const { document } = await openFile("nothing.Dockerfile", `FROM ${pinned}\n`);
    for (const command of ["mooring.pinAllInFile", "mooring.updateAllInFile"]) {
      await vscode.commands.executeCommand(command);
      assert.deepEqual([document.getText(), document.isDirty], [`FROM ${pinned}\n`, false]);
    }
  });

  it("E01: what is typed while registries are asked stays, and what is there then is pinned", async () => {
    await throughGate(async (gate) => {
      const at = `${gate.host}/web/nginx:1.27`;
      const { document } = await openFile("typed.all.Dockerfile", `FROM ${at}\n`);
      gate.shut();
      const pinning = vscode.commands.executeCommand("mooring.pinAllInFile");
      await eventually(
        () => gate.asked.length,
        (count) => count > 0,
      );
      await insert(document, `# typed\nFROM ${image}\n`);
      gate.open();
      await pinning;
      assert.equal(document.getText(), `# typed\nFROM ${pinned}\nFROM ${at}@${digests.now}\n`);
    });
  });
});

describe("source.fixAll.mooring", () => {
  it("pins all, and is offered only to those who ask for it", async () => {
    const { document } = await openFile("fix.Dockerfile", `FROM ${image}\nFROM ${open.host}/no/such:1\n`);
    const whole = new vscode.Range(0, 0, 1, 0);
    const offered = (kind?: string) =>
      vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        ...[document.uri, whole, kind, 10],
      );
    const titlesOf = async (kind?: string) => (await offered(kind)).map(({ title }) => title);
    assert.ok(!(await titlesOf()).includes("Pin all images in this file"));
    for (const kind of ["source", "source.fixAll", "source.fixAll.mooring"])
      assert.deepEqual(await titlesOf(kind), ["Pin all images in this file"], kind);
    const [fix] = await offered("source.fixAll.mooring");
    assert.ok(fix?.edit && (await vscode.workspace.applyEdit(fix.edit)));
    assert.equal(document.getText(), `FROM ${pinned}\nFROM ${open.host}/no/such:1\n`);
    await openFile("fixed.Dockerfile", `FROM ${pinned}\n`);
    const active = vscode.window.activeTextEditor?.document;
    assert.ok(active);
    assert.deepEqual(
      await vscode.commands.executeCommand(
        "vscode.executeCodeActionProvider",
        ...[active.uri, whole, "source.fixAll.mooring"],
      ),
      [],
    );
  });

  it("runs by VS Code's Fix All and on saving", async () => {
    const { document } = await openFile("fix.command.Dockerfile", `FROM ${image}\n`);
    await vscode.commands.executeCommand("editor.action.fixAll");
    await eventually(
      () => document.getText(),
      (text) => text === `FROM ${pinned}\n`,
    );
    const onSave = { "editor.codeActionsOnSave": { "source.fixAll.mooring": "explicit" } };
    await withSettings(onSave, async () => {
      const other = (await openFile("fix.save.Dockerfile", `FROM ${image}\n`)).document;
      await insert(other, "# mine\n");
      await vscode.commands.executeCommand("workbench.action.files.save");
      assert.equal(await onDisk(other), `# mine\nFROM ${pinned}\n`);
    });
  });
});

describe("mooring.pin.onSave", () => {
  it("is off unless it is set", async () => {
    const { document } = await openFile("save.off.Dockerfile", `FROM ${image}\n`);
    await insert(document, "# mine\n");
    await document.save();
    assert.equal(await onDisk(document), `# mine\nFROM ${image}\n`);
  });

  it("pins what is unpinned; what cannot be pinned is saved as it is", async () => {
    await withSettings({ "mooring.pin.onSave": true }, async () => {
      const after = `\uFEFF# mine\r\nFROM ${image}\r\nFROM ${open.host}/no/such:1\r\nFROM scratch\r\n`;
      const { document } = await openFile("save.on.Dockerfile", after.replace("# mine\r\n", ""));
      await insert(document, "# mine\n");
      await document.save();
      assert.equal(await onDisk(document), after.replace(image, pinned));
      assert.equal(document.isDirty, false);
    });
  });

  it("E05: a registry that does not answer holds up no save; the next one is pinned", async () => {
    await throughGate((gate) =>
      withSettings({ "mooring.pin.onSave": true }, async () => {
        const at = `${gate.host}/web/nginx:1.27`;
        const { document } = await openFile("save.slow.Dockerfile", `FROM ${at}\n`);
        gate.shut();
        await insert(document, "# mine\n");
        assert.equal(await document.save(), true);
        assert.equal(await onDisk(document), `# mine\nFROM ${at}\n`);
        gate.open();
        await eventually(
          async () => {
            await insert(document, "#\n");
            await document.save();
            return onDisk(document);
          },
          (text) => text.endsWith(`FROM ${at}@${digests.now}\n`),
        );
      }),
    );
  });
});

describe("all of folders and of the workspace", () => {
  it("E04: 200 files, three images that cannot be looked up: the preview, then one edit", async function () {
    this.timeout(180_000);
    const folder = await fill("many", 200, (number) =>
      number % 80 === 0 ? `FROM ${open.host}/no/such:${number}\nFROM ${image}\n` : `FROM ${image}\n`,
    );
    const read = () => Promise.all(Array.from({ length: 200 }, (_, number) => readIn(folder, number)));
    await during("mooring.pinAllInFolder", [folder], applyPreview);
    const texts = await eventually(read, (found) => found.every((text) => text.includes("@")));
    for (const [number, text] of texts.entries())
      assert.equal(
        text,
        number % 80 === 0 ? `FROM ${open.host}/no/such:${number}\nFROM ${pinned}\n` : `FROM ${pinned}\n`,
      );
    await during("mooring.updateAllInFolder", [folder], applyPreview);
    await during("mooring.pinAllInFolder", [folder], applyPreview);
    assert.deepEqual(await read(), texts);
  });

  it("E04: cancelling changes nothing", async () => {
    await throughGate(async (gate) => {
      const folder = await fill("cancelled", 10, (number) =>
        number < 5 ? `FROM ${image}\n` : `FROM ${gate.host}/web/nginx:1.${number}\n`,
      );
      gate.shut();
      // The newest notification is the progress, and its button cancels.
      const cancel = "notification.acceptPrimaryAction";
      await during("mooring.pinAllInFolder", [folder], cancel, () => gate.asked.length > 0);
      for (let number = 0; number < 10; number++) assert.doesNotMatch(await readIn(folder, number), /@/);
    });
  });

  it("E01, E03: what is typed counts and is not saved; what is write-protected is left", async () => {
    const byHand = { "files.autoSave": "off" };
    const use = async (gate: Gate) => {
      const at = `${gate.host}/web/nginx:1.27`;
      const folder = await fill("mixed", 3, (number) => `FROM ${number === 0 ? at : image}\n`);
      const path = (number: number) => join(folder.fsPath, `${number}.Dockerfile`);
      await chmod(path(2), 0o444);
      const document = await vscode.workspace.openTextDocument(path(1));
      await vscode.window.showTextDocument(document);
      await insert(document, `FROM ${open.host}/team/api:2.4\n`);
      gate.shut();
      const pinning = during("mooring.pinAllInFolder", [folder], applyPreview);
      await eventually(
        () => gate.asked.length,
        (count) => count > 0,
      );
      await insert(document, "# typed\n");
      gate.open();
      await pinning;
      const api = `${open.host}/team/api:2.4@${open.digests["team/api:2.4"]}`;
      assert.equal(document.getText(), `# typed\nFROM ${api}\nFROM ${pinned}\n`);
      assert.equal(document.isDirty, true);
      assert.equal(await readFile(path(1), "utf8"), `FROM ${image}\n`);
      assert.equal(await readFile(path(2), "utf8"), `FROM ${image}\n`);
      const first = await vscode.workspace.openTextDocument(path(0));
      assert.equal(first.getText(), `FROM ${at}@${digests.now}\n`);
      await vscode.commands.executeCommand("workbench.action.files.revert");
    };
    await withSettings(byHand, () => throughGate(use));
  });

  it("E01: a file that is deleted while registries are asked is not made again", async () => {
    await throughGate(async (gate) => {
      const at = `${gate.host}/web/nginx:1.27`;
      const folder = await fill("deleted", 2, () => `FROM ${at}\n`);
      gate.shut();
      const pinning = during("mooring.pinAllInFolder", [folder], applyPreview);
      await eventually(
        () => gate.asked.length,
        (count) => count > 0,
      );
      await rm(join(folder.fsPath, "1.Dockerfile"));
      gate.open();
      await pinning;
      await assert.rejects(readIn(folder, 1), { code: "ENOENT" });
    });
  });

  it("files that are chosen in the Explorer, and the whole workspace", async function () {
    this.timeout(180_000);
    const folder = await fill("chosen", 3, () => `FROM ${image}@${digests.old}\n`);
    const file = (number: number) => vscode.Uri.joinPath(folder, `${number}.Dockerfile`);
    await during("mooring.updateAllInFile", [file(0), [file(0), file(1)]], applyPreview);
    const updated = `FROM ${pinned}\n`;
    await eventually(
      () => Promise.all([readIn(folder, 0), readIn(folder, 1)]),
      (texts) => texts.every((text) => text === updated),
    );
    assert.equal(await readIn(folder, 2), `FROM ${image}@${digests.old}\n`);
    await during("mooring.updateAllInWorkspace", [], applyPreview);
    await eventually(
      () => readIn(folder, 2),
      (text) => text === updated,
    );
  });
});

async function fill(name: string, count: number, text: (number: number) => string): Promise<vscode.Uri> {
  const path = join(root, `folder-${name}`);
  await mkdir(path);
  const folder = vscode.Uri.file(path);
  await seen(folder, count, async () => {
    for (let number = 0; number < count; number++)
      await writeFile(join(path, `${number}.Dockerfile`), text(number));
  });
  return folder;
}

/** Waits until VS Code has heard of so many files: a preview takes what it hears of later for a conflict. */
async function seen(folder: vscode.Uri, count: number, write: () => Promise<void>): Promise<void> {
  const heard = new Set<string>();
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, "*"));
  const hear = ({ path }: vscode.Uri) => heard.add(path);
  const listeners = [watcher.onDidCreate(hear), watcher.onDidChange(hear)];
  // A folder that is new is watched from some time on.
  await eventually(
    async () => {
      await writeFile(join(folder.fsPath, "probe"), "");
      return heard.size;
    },
    (size) => size > 0,
  );
  await write();
  await eventually(
    () => heard.size,
    (size) => size > count,
  );
  for (const listener of [...listeners, watcher]) listener.dispose();
}

function readIn(folder: vscode.Uri, number: number): Promise<string> {
  return readFile(join(folder.fsPath, `${number}.Dockerfile`), "utf8");
}

function onDisk(document: vscode.TextDocument): Promise<string> {
  return readFile(document.uri.fsPath, "utf8");
}

async function throughGate(use: (gate: Gate) => Promise<void>): Promise<void> {
  const gate = await startGate(open.url);
  await use(gate).finally(gate.close);
}

async function insert(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
}
