import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { usesIn } from "../../../src/vscode/documents/useReading.ts";
import type { ImageNode, PlaceNode } from "../../../src/vscode/images/useRows.ts";
import type { PlacedUse } from "../../../src/vscode/images/useState.ts";
import { readFacts } from "../facts.ts";

const { registries, workspace } = readFacts();
assert.ok(registries);
const { open } = registries;
const image = `${open.host}/web/nginx:1.27`;
const digest = open.digests["web/nginx:1.27"] ?? "";

/** The rows of a Dockerfile's images as they were when `text` was read. */
async function rowsOf(
  name: string,
  text: string,
): Promise<{ uri: vscode.Uri; node: ImageNode; rows: PlaceNode[] }> {
  const uri = vscode.Uri.file(join(workspace, name));
  await writeFile(uri.fsPath, text);
  const uses = usesIn(text, readerFor("dockerfile")(text).occurrences);
  const places = uses.map(
    (use): PlacedUse => ({
      file: uri.toString(),
      use,
      state: "unpinned",
      word: "",
      words: [],
      answer: undefined,
      isRefused: false,
      isIgnored: false,
    }),
  );
  const node: ImageNode = { kind: "image", name: image, places };
  return { uri, node, rows: places.map((place, number) => ({ kind: "place", parent: node, place, number })) };
}

const textOf = async (uri: vscode.Uri) => (await vscode.workspace.openTextDocument(uri)).getText();

describe("the commands of the Images view's rows", () => {
  before(() => vscode.extensions.getExtension("mooring.mooring")?.activate());
  afterEach(() => vscode.commands.executeCommand("workbench.action.files.revert"));

  it("pin in a file that is not open, where the reference is by now, and leave saving to the user", async () => {
    const { uri, rows } = await rowsOf("uses-pin.Dockerfile", `FROM ${image}\n`);
    await writeFile(uri.fsPath, `# new\nFROM ${image}\n`);
    await vscode.commands.executeCommand("mooring.pinUses", rows[0]);
    assert.equal(await textOf(uri), `# new\nFROM ${image}@${digest}\n`);
    assert.ok((await vscode.workspace.openTextDocument(uri)).isDirty);
  });

  it("pin and unpin all places of an image, and nothing else", async () => {
    const { uri, node } = await rowsOf(
      "uses-all.Dockerfile",
      `FROM ${image} AS a\nFROM ${image}\nFROM scratch\n`,
    );
    await vscode.commands.executeCommand("mooring.pinUses", node);
    const pinned = `FROM ${image}@${digest} AS a\nFROM ${image}@${digest}\nFROM scratch\n`;
    assert.equal(await textOf(uri), pinned);
    const after = await rowsOf("uses-all-2.Dockerfile", pinned);
    await vscode.commands.executeCommand("mooring.unpinUses", after.node);
    assert.equal(await textOf(after.uri), `FROM ${image} AS a\nFROM ${image}\nFROM scratch\n`);
  });

  it("E01: write nothing when the reference is not there any more", async () => {
    const { uri, rows } = await rowsOf("uses-gone.Dockerfile", `FROM ${image}\n`);
    await writeFile(uri.fsPath, "FROM other:1\n");
    await vscode.commands.executeCommand("mooring.pinUses", rows[0]);
    assert.equal(await textOf(uri), "FROM other:1\n");
  });

  it("copy the reference, with the digest that is asked for, or the digest alone", async () => {
    const { node, rows } = await rowsOf("uses-copy.Dockerfile", `FROM ${image}\n`);
    for (const [command, row, copied] of [
      ["mooring.copyUseReference", node, image],
      ["mooring.copyUsePinnedReference", rows[0], `${image}@${digest}`],
      ["mooring.copyUseDigest", rows[0], digest],
    ] as const) {
      await vscode.commands.executeCommand(command, row);
      assert.equal(await vscode.env.clipboard.readText(), copied);
    }
  });
});
