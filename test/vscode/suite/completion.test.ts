import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import * as vscode from "vscode";
import { readFacts } from "../facts.ts";
import { eventually, openFile } from "../file.ts";

const { registries } = readFacts();
assert.ok(registries);
const { open } = registries;
const repository = `${open.host}/web/nginx`;

/** Opens a file with the cursor at "|". */
async function openAt(name: string, notation: string) {
  const editor = await openFile(name, notation.replace("|", ""));
  const position = editor.document.positionAt(notation.indexOf("|"));
  editor.selection = new vscode.Selection(position, position);
  return { editor, document: editor.document, position };
}

/** What Mooring offers at a position: entries of a value in a reference, which others do not give. */
async function offered(
  document: vscode.TextDocument,
  position: vscode.Position,
  trigger?: string,
): Promise<readonly vscode.CompletionItem[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    position,
    trigger,
  );
  return items.filter(({ sortText = "" }) => /^\d{4}$/.test(sortText));
}

function labelsOf(items: readonly vscode.CompletionItem[]): readonly string[] {
  return items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

/** Writes an entry as the editor does when Tab is pressed: over the whole part. */
async function accept(document: vscode.TextDocument, item: vscode.CompletionItem | undefined): Promise<void> {
  assert.ok(item?.range);
  const range = item.range instanceof vscode.Range ? item.range : item.range.replacing;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, String(item.insertText));
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Where the tag 1.26 is completed, and what the file is then. */
const places: readonly (readonly [string, string, string])[] = [
  ["a.Dockerfile", `FROM ${repository}:| AS base\n`, `FROM ${repository}:1.26 AS base\n`],
  ["b.Dockerfile", `FROM ${repository}:1|.99\n`, `FROM ${repository}:1.26\n`],
  ["c.Dockerfile", `ARG TAG=1|\nFROM ${repository}:$TAG\n`, `ARG TAG=1.26\nFROM ${repository}:$TAG\n`],
  [
    "compose.tags.yaml",
    `services:\n  a:\n    image: ${repository}:|\n    ports: [80]\n`,
    `services:\n  a:\n    image: ${repository}:1.26\n    ports: [80]\n`,
  ],
  [
    "compose.quoted.yaml",
    `services:\r\n  a: {image: '${repository}:|'}\r\n`,
    `services:\r\n  a: {image: '${repository}:1.26'}\r\n`,
  ],
  [
    "values-tag.yaml",
    `image:\n  repository: ${repository}\n  tag: 1|\n`,
    `image:\n  repository: ${repository}\n  tag: "1.26"\n`,
  ],
  [".devcontainer.json", `{"image": "${repository}:|"}\n`, `{"image": "${repository}:1.26"}\n`],
];

describe("completion of tags", () => {
  for (const [name, notation, expected] of places)
    it(`${name}: those of the image's own registry, and only the tag is written`, async () => {
      const { document, position } = await openAt(name, notation);
      const items = await eventually(
        () => offered(document, position, ":"),
        ({ length }) => length > 0,
      );
      const labels = labelsOf(items);
      const places = ["1.27", "1.26"].map((tag) => labels.indexOf(tag));
      assert.ok(
        places.every((place) => place >= 0) && (places[0] ?? 0) < (places[1] ?? 0),
        labels.join(", "),
      );
      await accept(document, items[labels.indexOf("1.26")]);
      assert.equal(document.getText(), expected);
      await document.save();
    });

  it("of repositories behind the host", async () => {
    const { document, position } = await openAt("d.Dockerfile", `FROM ${open.host}/web/|\n`);
    const items = await eventually(
      () => offered(document, position, "/"),
      ({ length }) => length > 0,
    );
    assert.ok(labelsOf(items).includes("team/api"));
    await accept(document, items[labelsOf(items).indexOf("web/nginx")]);
    assert.equal(document.getText(), `FROM ${repository}\n`);
    await document.save();
  });

  it("of registries where a name begins", async () => {
    const { document, position } = await openAt("e.Dockerfile", "FROM |\n");
    const typed = new vscode.WorkspaceEdit();
    typed.insert(document.uri, position, "1");
    await vscode.workspace.applyEdit(typed);
    const items = await offered(document, position.translate(0, 1));
    assert.deepEqual(labelsOf(items), [`${open.host}/`]);
    await document.save();
  });

  it("nowhere else in the file, and in no other file", async () => {
    for (const [name, notation] of [
      ["compose.other.yaml", `services:\n  a:\n    image: ${repository}:1\n    hostname: ${repository}:|\n`],
      ["f.Dockerfile", `FROM ${repository}:1\nRUN echo ${repository}:|\n`],
      ["g.Dockerfile", "FROM scratch AS base\nFROM ba|se\n"],
      ["other.yaml", `x:\n  image: ${repository}:|\n`],
    ] as const) {
      const { document, position } = await openAt(name, notation);
      assert.deepEqual(await offered(document, position, ":"), [], name);
      assert.deepEqual(await offered(document, position), [], name);
    }
  });
});

describe("W07: typing in a file that names a host", () => {
  let server: Server;
  let host: string;
  const requests: (string | undefined)[][] = [];

  before(async () => {
    server = createServer(({ url = "", headers }, answer) => {
      requests.push([url, headers.authorization]);
      answer.writeHead(200, { "content-type": "application/json" });
      answer.end(JSON.stringify({ name: "x/y", tags: ["7"] }));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    host = `127.0.0.1:${address.port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("sends nothing to it, by any character", async () => {
    const { document, position } = await openAt("compose.typed.yaml", "services:\n  a:\n    image: |\n");
    for (const character of `${host}/x/y:1`)
      await vscode.commands.executeCommand("type", { text: character });
    assert.match(document.getText(), /x\/y:1\n/);
    // The marks are made after the pause in which completion would have asked.
    await eventually(
      () => vscode.languages.getDiagnostics(document.uri),
      ({ length }) => length > 0,
    );
    const end = position.translate(0, `${host}/x/y:`.length);
    assert.deepEqual(await offered(document, end, ":"), []);
    assert.deepEqual(requests, []);
    await document.save();
  });

  it("asks it, without a login, when the user asks for a list", async () => {
    const { document, position } = await openAt(
      "compose.asked.yaml",
      `services: {a: {image: '${host}/x/y:|'}}\n`,
    );
    const items = await eventually(
      () => offered(document, position),
      ({ length }) => length > 0,
    );
    assert.deepEqual(labelsOf(items), ["7"]);
    assert.ok(requests.length > 0);
    for (const [, authorization] of requests) assert.equal(authorization, undefined);
    await document.save();
  });
});
