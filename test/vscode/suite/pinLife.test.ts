/** The whole life of one pin: through the light bulb and by the commands on one reference. */
import assert from "node:assert/strict";
import { chmod, readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { readFacts } from "../facts.ts";
import {
  actionsOn,
  choose,
  during,
  eventually,
  hoverOn,
  openFile,
  positionOf,
  withSettings,
} from "../file.ts";
import { startGate } from "../gate.ts";

const { registries } = readFacts();
assert.ok(registries);
const { open } = registries;
const digests = { old: open.digests["web/nginx:1.27.2"] ?? "", now: open.digests["web/nginx:1.27"] ?? "" };
const name = `${open.host}/web/nginx`;
const accept = "workbench.action.acceptSelectedQuickOpenItem";

/** Forms that must survive every change byte for byte; IMAGE is the reference. */
const forms: readonly (readonly [name: string, bytes: string])[] = [
  [
    "compose.life-crlf.yaml",
    "\uFEFFservices:\r\n  web:\r\n    image: IMAGE\t# tab\r\n  db:\r\n    image: mine",
  ],
  ["compose.life-quoted.yaml", "# \u{1F6A2}\nservices:\n  web: {image: 'IMAGE', ports: [ '80:80' ]}\n"],
  ["compose.life-anchor.yaml", "x-a: &image IMAGE\nservices:\n  a: {image: *image}\n  b: {image: *image}\n"],
  ["life.Dockerfile", 'ARG BASE="IMAGE"\nFROM ${BASE} AS x\nRUN true   \n'],
];

/** What the light bulb writes, from a tail of the name to another. */
const changes: readonly (readonly [title: RegExp, before: string, after: string])[] = [
  [/^Pin .*nginx:1\.27 to /, ":1.27", `:1.27@${digests.now}`],
  [/^Pin as .*same digest/, ":1.27", `:1.27.3@${digests.now}`],
  [/^Update pin to /, `:1.27@${digests.old}`, `:1.27@${digests.now}`],
  [/^Write the .*same digest/, `:latest@${digests.old}`, `:1.27.2@${digests.old}`],
  [/^Unpin /, `:1.27@${digests.now}`, ":1.27"],
];

describe("the life of a pin, through the light bulb", () => {
  for (const [file, bytes] of forms)
    for (const [title, before, after] of changes)
      it(`E02, E08, E10: ${file}, ${title.source}`, async () => {
        const first = bytes.replace("IMAGE", `${name}${before}`);
        const { document } = await openNew(file, first);
        const onDisk = async () => {
          await document.save();
          return readFile(document.uri.fsPath, "utf8");
        };
        await choose(document, bytes.includes("${BASE}") ? "${BASE}" : name, title);
        assert.equal(await onDisk(), bytes.replace("IMAGE", `${name}${after}`));
        await vscode.commands.executeCommand("undo");
        assert.equal(await onDisk(), first);
        await vscode.commands.executeCommand("redo");
        assert.equal(await onDisk(), bytes.replace("IMAGE", `${name}${after}`));
      });

  it("offers in order what can be done, and asks nobody for that", async () => {
    const gate = await startGate(open.url);
    try {
      const image = `${gate.host}/web/nginx:1.27`;
      const { document } = await openFile(
        "offers.Dockerfile",
        `FROM ${image}\nFROM ${name}:1.26@${digests.now}\n`,
      );
      const provided = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        document.uri,
        new vscode.Range(positionOf(document, image), positionOf(document, image)),
      );
      assert.deepEqual(
        provided.map(({ title }) => title),
        [
          `Pin ${image} to its digest`,
          "Pin as the most specific tag (same digest)",
          "Pin to one platform...",
          "Choose a newer tag...",
          `Ignore ${gate.host}/web/nginx in diagnostics...`,
          "Open image details",
          "Copy digest",
        ],
      );
      assert.deepEqual(gate.asked, []);
    } finally {
      gate.close();
    }
  });

  it("E06: a tag that moved again after the title was made is not written", async () => {
    await retag("1.27.2", "life");
    const pinned = `${name}:life@${open.digests["web/nginx:1.26"]}`;
    const { document } = await openFile("moved.life.Dockerfile", `FROM ${pinned}\n`);
    await eventually(
      () => hoverOn(document, pinned),
      (hover) => hover.includes("the tag has moved"),
    );
    await retag("1.27", "life");
    await choose(document, pinned, /^Update pin to sha256:/);
    assert.equal(document.getText(), `FROM ${pinned}\n`);
    await choose(document, pinned, /^Update pin to sha256:/);
    assert.equal(document.getText(), `FROM ${name}:life@${digests.now}\n`);
  });

  it("E07: the pin of a platform is updated to that platform's image", async () => {
    const [before, after] = await Promise.all([childOf("1.27.2", "arm64"), childOf("1.27", "arm64")]);
    const { document } = await openFile("child.life.Dockerfile", `FROM ${name}:1.27@${before}\n`);
    await choose(document, name, /^Update pin to /);
    assert.equal(document.getText(), `FROM ${name}:1.27@${after}\n`);
  });

  it("E07: the pin of a platform that its tag's index has is not said to have moved", async () => {
    const child = await childOf("1.27", "arm64");
    const { document } = await openFile("kept.life.Dockerfile", `FROM ${name}:1.27@${child}\n`);
    const hover = await eventually(
      () => hoverOn(document, name),
      (text) => !text.includes("asking"),
    );
    assert.match(hover, /pinned, and the tag still names it/);
    assert.doesNotMatch(hover, /What changed/);
  });

  it("E07: a pin whose digest is gone is updated to what its tag names", async () => {
    const gone = `sha256:${"0".repeat(64)}`;
    const { document } = await openFile("gone.life.Dockerfile", `FROM ${name}:1.27@${gone}\n`);
    await choose(document, name, /^Update pin/);
    assert.equal(document.getText(), `FROM ${name}:1.27@${digests.now}\n`);
  });

  it("E03: a write-protected file and a read-only document are left alone", async () => {
    const text = `FROM ${name}:1.27\n`;
    const { document } = await openFile("protected.Dockerfile", text);
    await chmod(document.uri.fsPath, 0o444);
    await choose(document, name, /^Pin .* to /);
    await vscode.commands.executeCommand("mooring.pinAllInFile");
    assert.deepEqual([document.getText(), document.isDirty], [text, false]);
    const provider = { provideTextDocumentContent: () => text };
    const registered = vscode.workspace.registerTextDocumentContentProvider("mooring-test", provider);
    try {
      const shown = await vscode.workspace.openTextDocument(vscode.Uri.parse("mooring-test:/x/Dockerfile"));
      await choose(shown, name, /^Pin .* to /);
      assert.equal(shown.getText(), text);
    } finally {
      registered.dispose();
      await chmod(document.uri.fsPath, 0o644);
    }
  });

  it("E05: an edit that VS Code refuses leaves the document as it is, and nothing breaks", async () => {
    const text = `FROM ${name}:1.27\n`;
    const { document } = await openFile("refused.Dockerfile", text);
    for (const refusal of [async () => false, () => Promise.reject(new Error("no"))])
      await replacing("applyEdit", refusal, async () => {
        await vscode.commands.executeCommand("mooring.pin", addressOf(document));
        await vscode.commands.executeCommand("mooring.pinAllInFile");
        assert.equal(document.getText(), text);
      });
    await vscode.commands.executeCommand("mooring.pin", addressOf(document));
    assert.equal(document.getText(), `FROM ${name}:1.27@${digests.now}\n`);
  });
});

describe("the life of a pin, by commands", () => {
  const table: readonly (readonly [command: string, before: string, after: string])[] = [
    ["mooring.pin", ":1.27", `:1.27@${digests.now}`],
    ["mooring.updatePin", `:1.27@${digests.old}`, `:1.27@${digests.now}`],
    ["mooring.updatePin", `:1.27@${digests.now}`, `:1.27@${digests.now}`],
    ["mooring.updatePin", ":1.27", ":1.27"],
    ["mooring.unpin", `:1.27@${digests.now}`, ":1.27"],
    ["mooring.pinAsSpecificTag", ":latest", `:1.27.3@${digests.now}`],
    ["mooring.pinAsSpecificTag", ":1.27.3", ":1.27.3"],
    ["mooring.chooseNewerTag", ":1.27.2", `:1.27.3@${digests.now}`],
    ["mooring.chooseNewerTag", `:1.27.2@${digests.old}`, `:1.27.3@${digests.now}`],
    ["mooring.chooseNewerTag", ":1.27.3", ":1.27.3"],
  ];
  for (const [command, before, after] of table)
    it(`${command} on ${before.slice(0, 20)}, at the cursor`, async () => {
      const editor = await openNew("command.Dockerfile", `FROM ${name}${before}\n`);
      const { document } = editor;
      const at = positionOf(document, name);
      editor.selection = new vscode.Selection(at, at);
      await during(command, [], accept);
      assert.equal(document.getText(), `FROM ${name}${after}\n`);
    });

  it("mooring.pinToPlatform writes the image of the platform that is chosen", async () => {
    const { document } = await openFile("platform.Dockerfile", `FROM ${name}:1.27\n`);
    await during("mooring.pinToPlatform", [addressOf(document)], accept);
    assert.equal(document.getText(), `FROM ${name}:1.27@${await childOf("1.27", "amd64")}\n`);
  });

  it("mooring.ignoreImage writes a comment, and what is ignored is left alone", async () => {
    const bytes = `services:\r\n  a:\r\n    image: ${name}:1.27\r\n`;
    const { document } = await openFile("compose.ignore.yaml", bytes);
    await during("mooring.ignoreImage", [addressOf(document)], accept);
    const after = bytes.replace("    image", "    # mooring-ignore\r\n    image");
    assert.equal(document.getText(), after);
    await vscode.commands.executeCommand("mooring.pinAllInFile");
    assert.equal(document.getText(), after);
    const titles = (await actionsOn(document, name)).map(({ title }) => title);
    assert.ok(!titles.some((title) => title.startsWith("Ignore")), titles.join());
    assert.ok(
      titles.some((title) => title.startsWith("Pin ")),
      titles.join(),
    );
  });

  it("E01: what was typed while the registry was asked is not lost, and nothing is written", async () => {
    const gate = await startGate(open.url);
    try {
      const { document } = await openFile("typed.Dockerfile", `FROM ${gate.host}/web/nginx:1.27\n`);
      gate.shut();
      const pinning = vscode.commands.executeCommand("mooring.pin", addressOf(document));
      await eventually(
        () => gate.asked.length,
        (count) => count > 0,
      );
      await insert(document, "# typed\n");
      gate.open();
      await pinning;
      assert.equal(document.getText(), `# typed\nFROM ${gate.host}/web/nginx:1.27\n`);
    } finally {
      gate.close();
    }
  });
});

describe("settings of pins", () => {
  const pinned = `:1.27@${digests.old}`;
  const table = [
    ["mooring.pin", { target: "platform", platforms: ["linux/arm64"] }, ":1.27", "arm64"],
    ["mooring.updatePin", { cooldownDays: 3650 }, pinned, pinned],
    ["mooring.updatePin", { cooldownDays: 1 }, pinned, `:1.27@${digests.now}`],
    ["mooring.updatePin", { platforms: ["linux/amd64"] }, pinned, `:1.27@${digests.now}`],
    ["mooring.updatePin", { platforms: ["nothing"] }, pinned, `:1.27@${digests.now}`],
  ] as const;
  for (const [command, values, before, after] of table)
    it(`${command} with ${JSON.stringify(values)}`, async () => {
      const settings = Object.entries(values).map(([key, value]) => [`mooring.pin.${key}`, value]);
      await withSettings(Object.fromEntries(settings), async () => {
        const { document } = await openNew("settings.Dockerfile", `FROM ${name}${before}\n`);
        await vscode.commands.executeCommand(command, addressOf(document));
        const tail = after === "arm64" ? `:1.27@${await childOf("1.27", "arm64")}` : after;
        assert.equal(document.getText(), `FROM ${name}${tail}\n`);
      });
    });

  it("mooring.pin.target: the platform of the place goes before those of the settings; without any the user is asked", async () => {
    await withSettings({ "mooring.pin.target": "platform" }, async () => {
      const own = await openFile("own.Dockerfile", `FROM --platform=linux/arm64 ${name}:1.27\n`);
      await choose(own.document, name, /^Pin .* to its image for linux\/arm64$/);
      const arm64 = await childOf("1.27", "arm64");
      assert.equal(own.document.getText(), `FROM --platform=linux/arm64 ${name}:1.27@${arm64}\n`);
      const { document } = await openFile("asked.Dockerfile", `FROM ${name}:1.27\n`);
      const titles = (await actionsOn(document, name)).map(({ title }) => title);
      assert.equal(titles[0], `Pin ${name}:1.27 to its image for one platform...`);
      await during("mooring.pin", [addressOf(document)], accept);
      assert.equal(document.getText(), `FROM ${name}:1.27@${await childOf("1.27", "amd64")}\n`);
    });
  });
});

it("the hover of a pin whose tag moved updates it", async () => {
  const { document } = await openFile("hover.life.Dockerfile", `FROM ${name}:1.27@${digests.old}\n`);
  const text = await eventually(
    () => hoverOn(document, name),
    (hover) => hover.includes("the tag has moved"),
  );
  assert.match(text, /\[Update pin\]\(command:mooring\.updatePin\?[^)]*\) · \[Unpin\]/);
  assert.doesNotMatch(text, /Pin to digest/);
});

let opened = 0;

/** Opens a file that was never there: what is written over an open one is seen some time later. */
function openNew(file: string, bytes: string): Promise<vscode.TextEditor> {
  const [first = "", ...rest] = file.split(".");
  return openFile([first, `life-${++opened}`, ...rest].join("."), bytes);
}

/** Puts another function in the place of one of VS Code's while `use` runs. */
async function replacing(key: "applyEdit", other: unknown, use: () => Promise<void>): Promise<void> {
  const workspace = vscode.workspace as unknown as Record<string, unknown>;
  const own = workspace[key];
  workspace[key] = other;
  try {
    await use();
  } finally {
    workspace[key] = own;
  }
}

function addressOf(document: vscode.TextDocument) {
  const start = document.getText().indexOf("127.0.0.1");
  return { uri: document.uri.toString(), version: document.version, start };
}

async function insert(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
}

type IndexEntry = { readonly digest: string; readonly platform: { readonly architecture: string } };

/** The digest of the image for an architecture in the index that a tag names. */
async function childOf(tag: string, architecture: string): Promise<string> {
  const index = (await (await manifest(tag)).json()) as { readonly manifests: readonly IndexEntry[] };
  return index.manifests.find(({ platform }) => platform.architecture === architecture)?.digest ?? "";
}

function manifest(tag: string): Promise<Response> {
  const headers = { accept: "application/vnd.oci.image.index.v1+json" };
  return fetch(`${open.url}/v2/web/nginx/manifests/${tag}`, { headers });
}

/** Makes a tag name what another names, as a push from elsewhere would. */
async function retag(from: string, to: string): Promise<void> {
  const answer = await fetch(`${open.url}/v2/web/nginx/manifests/${to}`, {
    method: "PUT",
    headers: { "content-type": "application/vnd.oci.image.index.v1+json" },
    body: await (await manifest(from)).arrayBuffer(),
  });
  assert.equal(answer.status, 201);
}
