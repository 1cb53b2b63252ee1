import assert from "node:assert/strict";
import { CancellationTokenSource, commands, DataTransfer, env, Selection, window, workspace } from "vscode";
import type { RepositoryNode, TagNode } from "../../../src/core/explorer/node.ts";
import type { Reference } from "../../../src/core/reference/reference.ts";
import { rowDrag } from "../../../src/vscode/registries/rowDrag.ts";
import { digest, platform, registry } from "../../editor/rows.ts";
import { descriptorOf } from "../../support/fakeRegistry.ts";
import { readFacts } from "../facts.ts";

const open = readFacts().registries?.open;
const host = open?.host ?? "h.test";
const repository = { registry: host, path: "built/single" };
const parent: RepositoryNode = { kind: "repository", parent: registry({ host }), repository };
const tag: TagNode = { kind: "tag", parent, reference: { repository, tag: "1" } };

describe("writing rows into the editor", () => {
  it("inserts the pinned references of several rows over what is selected", async function () {
    if (open === undefined) this.skip();
    const document = await workspace.openTextDocument({ content: "FROM here\n", language: "plaintext" });
    const editor = await window.showTextDocument(document);
    editor.selection = new Selection(0, 5, 0, 9);
    const row = platform("linux/amd64");
    await commands.executeCommand("mooring.insertPinnedReference", tag, [tag, row, registry()]);
    const pinned = `${host}/built/single:1@${open.digests["built/single:1"]}`;
    assert.equal(document.getText(), `FROM ${pinned}\nh.test/team/app:1.27@${digest}\n`);
    await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("drags references, one a line: pinned where the digest is had, plain where it is not", async () => {
    const asked: Reference[] = [];
    const dragging = rowDrag({
      resolve: async (reference) => {
        asked.push(reference);
        if (reference.tag === "2") throw new Error("no");
        return { descriptor: descriptorOf(digest), asOf: 0 };
      },
    });
    const transfer = new DataTransfer();
    const { token } = new CancellationTokenSource();
    const missing = { ...tag, reference: { repository, tag: "2" } };
    const rows = [tag, missing, parent, registry(), platform("linux/amd64")];
    await dragging.handleDrag?.(rows, transfer, token);
    assert.deepEqual((await transfer.get("text/plain")?.asString())?.split("\n"), [
      `${host}/built/single:1@${digest}`,
      `${host}/built/single:2`,
      `${host}/built/single`,
      `h.test/team/app:1.27@${digest}`,
    ]);
    assert.equal(asked.length, 2);
    const empty = new DataTransfer();
    await dragging.handleDrag?.([registry()], empty, token);
    assert.equal(empty.get("text/plain"), undefined);
  });
});

describe("pulling in a terminal", () => {
  const own = () => window.terminals.filter(({ name }) => name === "Mooring");

  it("V15: opens none for what is no reference", async () => {
    const forged = { ...tag, reference: { repository, tag: "1\nrm -rf /" } };
    await commands.executeCommand("mooring.pullInTerminal", forged);
    await commands.executeCommand("mooring.pullInTerminal", registry());
    await commands.executeCommand("mooring.pullInTerminal");
    assert.equal(own().length, 0);
  });

  it("uses one terminal", async () => {
    await commands.executeCommand("mooring.pullInTerminal", tag);
    await commands.executeCommand("mooring.pullInTerminal", platform("linux/amd64"));
    assert.equal(own().length, 1);
    for (const terminal of own()) terminal.dispose();
  });
});

describe("commands for a row that names an image", () => {
  const ids = [
    "addTag",
    "copyImageTo",
    "deleteTag",
    "deleteDigest",
    "insertPinnedReference",
    "openInBrowser",
    "pullInTerminal",
    "copyReference",
    "copyPinnedReference",
    "copyDigest",
    "copyPullCommand",
    "retry",
    "loadMore",
  ];

  for (const id of ids)
    it(`${id} does nothing without one`, async () => {
      await env.clipboard.writeText("as it was");
      for (const rows of [[], [registry()], [undefined, []], [registry(), [registry()]]])
        await commands.executeCommand(`mooring.${id}`, ...rows);
      assert.equal(await env.clipboard.readText(), "as it was");
    });
});
