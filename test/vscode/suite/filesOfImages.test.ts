import assert from "node:assert/strict";
import { commands, TabInputCustom, TabInputText, TabInputTextDiff, Uri, window, workspace } from "vscode";
import { decodeName } from "../../../src/core/files/names.ts";
import { formatSize } from "../../../src/core/format.ts";
import { isDigest } from "../../../src/core/reference/digest.ts";
import { type CompareParts, compareFile } from "../../../src/vscode/files/compareFile.ts";
import { FileDocuments } from "../../../src/vscode/files/fileDocuments.ts";
import { openFile, openFileDiff, openPlace } from "../../../src/vscode/files/fileFlows.ts";
import { type FilePlace, formatFilePlace } from "../../../src/vscode/files/filePlace.ts";
import { findFile } from "../../../src/vscode/files/findFile.ts";
import { openImages } from "../../../src/vscode/files/openImages.ts";
import { connectionsWith } from "../../support/connections.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { readerOver } from "../../support/imageFiles.ts";
import { makeImage, makeLayer, rawLayer } from "../../support/images.ts";
import { push } from "../../support/push.ts";
import { type Act, type ScriptedAsk, scriptedAsk } from "../../support/scriptedAsk.ts";
import { rawEntry } from "../../support/tarBlocks.ts";
import { readFacts } from "../facts.ts";

const { open } = readFacts().registries ?? {};
const repository = { registry: open?.host ?? "h.test", path: "files/app" };
const lower = makeLayer([
  { path: "etc/" },
  { path: "etc/os-release", content: "ID=old\n" },
  { path: "etc/gone", content: "gone\n" },
]);
const upper = makeLayer([
  { path: "etc/os-release", content: "ID=new\n" },
  { path: "etc/.wh.gone", content: "" },
  { path: "etc/link", symlink: "../etc/os-release" },
  { path: "etc/dead", symlink: "nowhere" },
]);
/** A picture of one dot. */
const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const jsonNames = [
  "tsconfig.json",
  "snippets.json",
  "a.jsonc",
  ".babelrc",
  "composer.lock",
  "a.code-workspace",
  "a.ipynb",
];
const json = '{"$schema":"http://127.0.0.1:9/schema.json"}';
const hostileNames = [
  ...["100%", "a%2Fb", "q?x#y", "back\\slash", "line\nend", "gpj.\u202eexe", " ", "é", "a:b@c+d&e=f"].map(
    (name) => Buffer.from(name),
  ),
  Buffer.of(0x73, 0xff, 0x79),
].map((name) => [name, `content of ${name.toString("hex")}`] as const);
const odd = rawLayer([
  rawEntry({ name: "odd/dot.png" }, picture),
  ...jsonNames.map((name) => rawEntry({ name: `odd/${name}` }, json)),
  ...hostileNames.map(([name, text]) => rawEntry({ name: Buffer.concat([Buffer.from("odd/"), name]) }, text)),
  rawEntry({ name: "odd/large" }, Buffer.alloc(32_000_001)),
]);
const image = makeImage({
  steps: [
    { command: "ADD base.tar /", layer: lower },
    { command: "COPY etc /etc", layer: upper },
    { command: "COPY odd /odd", layer: odd },
  ],
});

const otherImage = makeImage({
  steps: [{ command: "COPY etc /etc", entries: [{ path: "etc/os-release", content: "ID=other\n" }] }],
});
/** More than is read without being asked for. */
const bigImage = makeImage({
  steps: [
    {
      command: "ADD big /",
      layer: makeLayer(
        [
          { path: "small.txt", content: "small\n" },
          { path: "big", content: Buffer.alloc(6_000_000) },
        ],
        { compression: "none" },
      ),
    },
  ],
});

function asDigest(text: string) {
  assert.ok(isDigest(text));
  return text;
}

const manifest = asDigest(image.digest);

function ofImage(...parts: readonly string[]): Uri {
  return uriOf({ view: "files", repository, manifest, parts });
}

function uriOf(place: FilePlace): Uri {
  return Uri.from(formatFilePlace(place));
}

async function textOf(uri: Uri): Promise<string> {
  return new TextDecoder().decode(await workspace.fs.readFile(uri));
}

describe("files of images", () => {
  before(async function () {
    if (open === undefined) this.skip();
    const target = { url: open.url, repository: repository.path };
    for (const [tag, tree] of [["1", image] as const, ["2", otherImage] as const, ["big", bigImage] as const])
      await push(target, tree, [tag]);
  });

  afterEach(() => commands.executeCommand("workbench.action.closeAllEditors"));

  it("an entry of a layer is what that layer has, the image's file what all of them make", async () => {
    const place = { view: "layer", repository, manifest, parts: ["etc", "os-release"] } as const;
    assert.equal(await textOf(uriOf({ ...place, layer: asDigest(lower.digest), entry: 1 })), "ID=old\n");
    assert.equal(await textOf(uriOf({ ...place, layer: asDigest(upper.digest), entry: 0 })), "ID=new\n");
    for (const name of ["os-release", "link"]) assert.equal(await textOf(ofImage("etc", name)), "ID=new\n");
    await assert.rejects(textOf(ofImage("etc", "gone")), { code: "FileNotFound" });
  });

  it("a text opens in VS Code's editor, and cannot be changed", async () => {
    await commands.executeCommand("vscode.open", ofImage("etc", "os-release"));
    const { document } = window.activeTextEditor ?? assert.fail("nothing opened");
    assert.equal(document.getText(), "ID=new\n");
    await assert.rejects(async () => workspace.fs.writeFile(document.uri, new Uint8Array()));
  });

  it("a picture opens in VS Code's preview", async () => {
    await commands.executeCommand("vscode.open", ofImage("odd", "dot.png"));
    const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof TabInputCustom);
    assert.equal(input.viewType, "imagePreview.previewEditor");
    const asked = input.uri.with({ query: "version=1763000000000" });
    assert.ok(picture.equals(await workspace.fs.readFile(asked)));
  });

  for (const name of jsonNames)
    it(`VS Code's service for JSON, which fetches schemas, does not get ${name}`, async () => {
      await commands.executeCommand("vscode.open", ofImage("odd", name));
      const { document } = window.activeTextEditor ?? assert.fail("no text opened");
      assert.equal(document.languageId, "mooring-json");
      assert.equal(document.getText(), json);
      assert.ok(window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputText);
    });

  it("R12: a name of any bytes means its own file, however its URI is handed on", async () => {
    for (const [name, text] of hostileNames) {
      const uri = ofImage("odd", decodeName(name));
      assert.equal(await textOf(uri), text);
      assert.equal(await textOf(Uri.parse(uri.toString())), text);
      assert.equal(
        await textOf(Uri.joinPath(uri, "..", uri.path.slice(uri.path.lastIndexOf("/") + 1))),
        text,
      );
      const document = await workspace.openTextDocument(uri);
      assert.equal(document.getText(), text);
    }
  });

  it("what no editor can have says why, and what to do", async () => {
    const large = textOf(ofImage("odd", "large"));
    await assert.rejects(large, { code: "Unavailable", message: /^\/odd\/large has 32\.0 MB.*Save File As/ });
    const { size } = await workspace.fs.stat(ofImage("odd", "large"));
    assert.equal(size, 32_000_001);
    const link = textOf(ofImage("etc", "dead"));
    await assert.rejects(link, { code: "Unavailable", message: /symbolic link to nowhere/ });
  });

  it("opens, saves and compares by what a list of files knows", async () => {
    const folder = await temporaryFolder("files");
    try {
      const connections = connectionsWith();
      const world = readerOver((host) => connections.distribution(host), folder.path);
      const documents = new FileDocuments(world);
      const shown = await world.images.inspect({ repository, tag: "1" });
      await openFile(documents, { image: shown, layer: 2, entry: 0 });
      assert.equal(window.activeTextEditor?.document.getText(), "ID=new\n");
      assert.equal(window.tabGroups.activeTabGroup.activeTab?.label, "os-release (app:1)");
      const [old, now] = [
        { image: shown, layer: 1, entry: 1 },
        { image: shown, layer: 2, entry: 0 },
      ];
      await openFileDiff(documents, old, now);
      const diff = window.tabGroups.activeTabGroup.activeTab;
      assert.ok(diff?.input instanceof TabInputTextDiff);
      assert.equal(diff.label, "os-release (app:1 ↔ app:1)");
      assert.equal(await textOf(diff.input.original), "ID=old\n");
      assert.equal(await textOf(diff.input.modified), "ID=new\n");
      await openFileDiff(documents, old, { image: shown, absent: "/etc/os-release" });
      const { label, input } = window.tabGroups.activeTabGroup.activeTab ?? {};
      assert.equal(label, "os-release (app:1 ↔ not in app:1)");
      assert.ok(input instanceof TabInputTextDiff);
      assert.equal(await textOf(input.modified), "");
    } finally {
      await folder.remove();
    }
  });

  /** What the flows ask, over a storage of its own. */
  async function withParts(
    acts: readonly Act[],
    test: (parts: CompareParts, asked: ScriptedAsk) => Promise<void>,
  ): Promise<void> {
    const folder = await temporaryFolder("files");
    try {
      const connections = connectionsWith();
      const world = readerOver((host) => connections.distribution(host), folder.path);
      const asked = scriptedAsk(acts);
      const documents = new FileDocuments(world);
      const other = { repository, tag: "2" };
      const parts = { documents, ask: asked.ask, images: world.images, open: openImages };
      await test({ ...parts, tags: async () => ["1", "2"], typed: async () => other }, asked);
      assert.deepEqual(asked.waiting, []);
    } finally {
      await folder.remove();
    }
  }

  it("a file is found by a part of its path; megabytes are read only when the user says so", async () => {
    const big = { repository, tag: "big" };
    const read: Act = { choose: `Read ${formatSize(bigImage.blobs[1]?.size)} from ${repository.registry}` };
    await withParts([read, { type: "SMA txt" }, { choose: "small.txt" }], async (parts, { seen }) => {
      await findFile(big, parts);
      assert.equal(window.activeTextEditor?.document.getText(), "small\n");
      assert.equal(window.tabGroups.activeTabGroup.activeTab?.label, "small.txt (app:big)");
      assert.ok(
        seen.some((line) => /^report .* of at most 6\.0 MB$/.test(line)),
        seen.join("\n"),
      );
    });
    await commands.executeCommand("workbench.action.closeAllEditors");
    await withParts(["leave"], async (parts) => {
      await findFile(big, parts);
      assert.equal(window.activeTextEditor, undefined);
      const shown = await parts.images.inspect(big);
      assert.notEqual(await parts.documents.reader.listingCost(shown), 0);
    });
  });

  it("a file is compared with what another image has at its path, or that it has nothing there", async () => {
    const name = `${repository.registry}/${repository.path}`;
    const place = (...parts: readonly string[]) => ({ view: "files", repository, manifest, parts }) as const;
    await withParts([{ choose: `${name}:2` }, { choose: "Another image..." }], async (parts) => {
      await openPlace(place("etc", "os-release"), { repository, tag: "1" }, parts);
      await compareFile(place("etc", "os-release"), parts);
      const first = window.tabGroups.activeTabGroup.activeTab;
      assert.equal(first?.label, "os-release (app:1 ↔ app:2)");
      assert.ok(first.input instanceof TabInputTextDiff);
      assert.equal(await textOf(first.input.modified), "ID=other\n");
      await compareFile(place("etc", "link"), parts);
      const second = window.tabGroups.activeTabGroup.activeTab;
      assert.equal(second?.label, "link (app:1 ↔ not in app:2)");
      assert.ok(second.input instanceof TabInputTextDiff);
      assert.equal(await textOf(second.input.modified), "");
    });
  });
});
