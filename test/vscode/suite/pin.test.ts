import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { readFacts } from "../facts.ts";
import { actionsOn, choose, eventually, hoverOn, openFile } from "../file.ts";

const { registries } = readFacts();
assert.ok(registries);
const { open, htpasswd } = registries;
const image = `${open.host}/web/nginx:1.27`;
const digest = open.digests["web/nginx:1.27"];
const pinned = `${image}@${digest}`;

/** Files whose only reference is IMAGE, in every form that must survive a pin byte for byte. */
const files: readonly (readonly [name: string, bytes: string])[] = [
  ["lf/compose.yaml", "services:\n  web:\n    image: IMAGE # why\n    ports: ['80:80']\n"],
  ["crlf/compose.yaml", "services:\r\n  web:\r\n    image: IMAGE\r\n"],
  ["bom/compose.yaml", "\uFEFFservices:\n  web:\n    image: IMAGE\n"],
  ["bom-crlf/compose.yaml", "\uFEFFservices:\r\n  web:\r\n    image: IMAGE\t# tab\r\n"],
  ["quoted/docker-compose.yml", 'services:\n  web: {image: "IMAGE"}\n'],
  ["single/docker-compose.yml", "services:\n  web:\n    image:   'IMAGE'"],
  [
    "anchored/compose.yaml",
    "x-image: &image IMAGE\nservices:\n  a:\n    image: *image\n  b:\n    image: *image\n",
  ],
  ["emoji/compose.yaml", "# \u{1F6A2} \u{1F40B}\nservices:\n  \u{1F6A2}: {image: IMAGE}\n"],
  ["default/compose.yaml", "services:\n  web:\n    image: ${WEB:-IMAGE}\n"],
  ["lf/Dockerfile", "# syntax is not here\nFROM --platform=linux/amd64 IMAGE AS base\nRUN true\n"],
  ["crlf/Dockerfile", "FROM IMAGE\r\nRUN true\r\n"],
  ["bom/Dockerfile", "\uFEFFFROM IMAGE\n"],
  ["arg/Dockerfile", 'ARG BASE="IMAGE"\nFROM ${BASE}\n'],
  ["continued/Dockerfile", "FROM \\\n  IMAGE \\\n  AS base\n"],
  ["copy/Dockerfile", "FROM scratch\nCOPY --link --from=IMAGE /a /b"],
];

describe("pin through the light bulb", () => {
  for (const [name, bytes] of files) {
    it(`E02, E10: ${name}`, async () => {
      const before = bytes.replace("IMAGE", image);
      const { document } = await openFile(
        name
          .replace("/", "-")
          .replace(/^(.*)-(Dockerfile)$/, "$1.$2")
          .replace(/^(.*)-(docker-compose|compose)(.*)$/, "$2.$1$3"),
        before,
      );
      await choose(document, usedAt(bytes, image), /^Pin .* to/);
      assert.ok(await document.save());
      assert.equal(await readFile(document.uri.fsPath, "utf8"), bytes.replace("IMAGE", pinned));
      await vscode.commands.executeCommand("undo");
      await document.save();
      assert.equal(await readFile(document.uri.fsPath, "utf8"), before);
      await vscode.commands.executeCommand("redo");
      await choose(document, usedAt(bytes, pinned), /^Unpin /);
      await document.save();
      assert.equal(await readFile(document.uri.fsPath, "utf8"), before);
    });
  }

  it("E10: what is pinned is not offered for pinning again", async () => {
    const { document } = await openFile("twice.Dockerfile", `FROM ${pinned}\n`);
    const titles = (await actionsOn(document, pinned)).map(({ title }) => title);
    assert.equal(
      titles.some((title) => title.startsWith("Pin ")),
      false,
    );
    assert.equal(
      titles.some((title) => title.startsWith("Unpin ")),
      true,
    );
  });

  it("E01: an edit for an older version of the document is not made", async () => {
    const { document } = await openFile("moved.Dockerfile", `FROM ${image}\n`);
    const [offered] = (await actionsOn(document, image)).filter(({ title }) => title.startsWith("Pin "));
    assert.ok(offered?.edit);
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(0, 0), "# typed meanwhile\n");
    await vscode.workspace.applyEdit(change);
    await vscode.commands.executeCommand("mooring.pin", {
      uri: document.uri.toString(),
      version: document.version - 1,
      start: 5,
    });
    assert.equal(document.getText(), `# typed meanwhile\nFROM ${image}\n`);
  });

  it("E06: what is written is the digest that the title showed, or nothing", async () => {
    await retag("web/nginx", "1.27", "moving");
    const moving = `${open.host}/web/nginx:moving`;
    const { document } = await openFile("moving.Dockerfile", `FROM ${moving}\n`);
    await eventually(
      () => hoverOn(document, moving),
      (hover) => !hover.includes("asking"),
    );
    await retag("web/nginx", "1.26", "moving");
    await choose(document, moving, /^Pin .* to sha256:/);
    assert.equal(document.getText(), `FROM ${moving}\n`);
    await choose(document, moving, /^Pin .* to sha256:/);
    assert.equal(document.getText(), `FROM ${moving}@${open.digests["web/nginx:1.26"]}\n`);
  });

  it("E08: a stage, scratch and a variable without a value offer no pin", async () => {
    const { document } = await openFile(
      "none.Dockerfile",
      "FROM scratch AS Base\nARG NONE\nFROM base\nFROM $NONE\n",
    );
    for (const part of ["scratch", "base", "$NONE"]) {
      assert.equal(
        (await actionsOn(document, part)).some(({ edit }) => edit !== undefined),
        false,
        part,
      );
    }
  });

  it("pins all in one step, and lists what it cannot pin", async () => {
    const source = `services:\n  a: {image: "${image}"}\n  b: {image: "${open.host}/team/api:2.4"}\n  c: {image: "${open.host}/no/such:1"}\n`;
    const { document } = await openFile("compose.all.yaml", source);
    await vscode.commands.executeCommand("mooring.pinAllInFile");
    const text = document.getText();
    assert.ok(text.includes(pinned));
    assert.ok(text.includes(`team/api:2.4@${open.digests["team/api:2.4"]}`));
    assert.ok(text.includes(`"${open.host}/no/such:1"`));
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), source);
  });

  it("E03: a dirty document is edited where it is, and not saved", async () => {
    const { document } = await openFile("dirty.Dockerfile", `FROM ${image}\n`);
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(0, 0), "# mine\n");
    await vscode.workspace.applyEdit(change);
    await choose(document, image, /^Pin .* to/);
    assert.equal(document.getText(), `# mine\nFROM ${pinned}\n`);
    assert.equal(document.isDirty, true);
    assert.equal(await readFile(document.uri.fsPath, "utf8"), `FROM ${image}\n`);
  });

  it("an image behind a login that nobody gave is not pinned, and nothing is lost", async () => {
    const source = `FROM ${htpasswd.host}/team/app:1\n`;
    const { document } = await openFile("closed.Dockerfile", source);
    await vscode.commands
      .executeCommand("mooring.pin", { uri: document.uri.toString(), version: document.version, start: 5 })
      .then(undefined, () => {});
    assert.equal(document.getText(), source);
  });
});

describe("hover", () => {
  it("says what an image is, with the digest that a pin would write", async () => {
    const { document } = await openFile("compose.hover.yaml", `services:\n  web:\n    image: ${image}\n`);
    const text = await eventually(
      () => hoverOn(document, image),
      (hover) => !hover.includes("asking"),
    );
    assert.ok(digest);
    assert.ok(text.includes(digest.slice(0, 19)), text);
    assert.match(text, /not pinned[\s\S]*index of 3 platforms[\s\S]*linux\/amd64` \d/);
    assert.match(text, /\[Pin to digest\]\(command:mooring\.pin\?[^)]*\)/);
  });

  it("says when the tag has moved on from a pin", async () => {
    const old = open.digests["web/nginx:1.26"];
    const { document } = await openFile("old.Dockerfile", `FROM ${image}@${old}\n`);
    const text = await eventually(
      () => hoverOn(document, image),
      (hover) => !hover.includes("asking"),
    );
    assert.match(text, /the tag has moved/);
  });

  it("says that a build stage is none of a registry's", async () => {
    const { document } = await openFile("stage.Dockerfile", `FROM ${image} AS Base\nFROM base\n`);
    assert.match(await hoverOn(document, "base"), /A build stage/);
  });

  it("says what is not there, and a diagnostic stays", async () => {
    const gone = `${open.host}/web/nginx:9.99`;
    const { document } = await openFile("gone.Dockerfile", `FROM ${gone}\n`);
    const text = await eventually(
      () => hoverOn(document, gone),
      (hover) => !hover.includes("asking"),
    );
    assert.match(text, /has no web\/nginx/);
    const found = await eventually(
      () => vscode.languages.getDiagnostics(document.uri),
      (diagnostics) => diagnostics.some(({ code }) => codeOf(code) === "missing"),
    );
    const missing = found.find(({ code }) => codeOf(code) === "missing");
    assert.equal(missing?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(document.getText(missing?.range), gone);
  });
});

describe("diagnostics", () => {
  it("mark unpinned references with a hint, exactly, and nothing else", async () => {
    const { document } = await openFile(
      "compose.marks.yaml",
      `services:\n  a:\n    image: "${image}"\n  b:\n    image: ${pinned}\n  c:\n    build: .\n    image: mine\n`,
    );
    const found = await eventually(
      () => vscode.languages.getDiagnostics(document.uri),
      ({ length }) => length > 0,
    );
    assert.deepEqual(
      found.map(({ range, severity, source }) => [document.getText(range), severity, source]),
      [[image, vscode.DiagnosticSeverity.Hint, "mooring"]],
    );
  });

  it("are in a compose file whose name says nothing, and not in other YAML", async () => {
    const { document } = await openFile("full-stack.yml", `services:\n  a:\n    image: ${image}\n`);
    await eventually(
      () => vscode.languages.getDiagnostics(document.uri),
      ({ length }) => length === 1,
    );
    const other = await openFile(
      "deployment.yaml",
      `kind: Pod\nspec:\n  containers:\n    - image: ${image}\n`,
    );
    assert.deepEqual(await actionsOn(other.document, image), []);
  });

  it("follow their setting", async () => {
    const settings = vscode.workspace.getConfiguration("mooring");
    const { document } = await openFile("severity.Dockerfile", `FROM ${image}\n`);
    const severity = (wanted: readonly vscode.DiagnosticSeverity[]) =>
      eventually(
        () => vscode.languages.getDiagnostics(document.uri).map((diagnostic) => diagnostic.severity),
        (found) => JSON.stringify(found) === JSON.stringify(wanted),
      );
    await severity([vscode.DiagnosticSeverity.Hint]);
    await settings.update("diagnostics.unpinned", "warning", vscode.ConfigurationTarget.Global);
    await severity([vscode.DiagnosticSeverity.Warning]);
    await settings.update("diagnostics.unpinned", "off", vscode.ConfigurationTarget.Global);
    await severity([]);
    await settings.update("diagnostics.unpinned", "loud", vscode.ConfigurationTarget.Global);
    await severity([vscode.DiagnosticSeverity.Hint]);
    await settings.update("diagnostics.unpinned", undefined, vscode.ConfigurationTarget.Global);
  });
});

/** Makes a tag name what another tag names, as a push from elsewhere would. */
async function retag(repository: string, from: string, to: string): Promise<void> {
  const accept = "application/vnd.oci.image.index.v1+json";
  const manifests = `${open.url}/v2/${repository}/manifests`;
  const body = await (await fetch(`${manifests}/${from}`, { headers: { accept } })).arrayBuffer();
  const answer = await fetch(`${manifests}/${to}`, {
    method: "PUT",
    headers: { "content-type": accept },
    body,
  });
  assert.equal(answer.status, 201);
}

function codeOf(code: vscode.Diagnostic["code"]): unknown {
  return typeof code === "object" ? code.value : code;
}

/** A part of the document in which the reference is used: the alias or variable, where the reference stands elsewhere. */
function usedAt(bytes: string, reference: string): string {
  return bytes.includes("${BASE}") ? "${BASE}" : bytes.includes("${WEB") ? "${WEB" : reference;
}
