import assert from "node:assert/strict";
import * as vscode from "vscode";
import { readFacts } from "../facts.ts";
import { actionsOn, choose, eventually, hoverOn, openFile } from "../file.ts";

const { registries } = readFacts();
assert.ok(registries);
const { open } = registries;
const repository = `${open.host}/web/nginx`;
const image = `${repository}:1.27`;
const digest = open.digests["web/nginx:1.27"] ?? "";

/** One file of each kind beside Dockerfiles and compose files; what the light bulb on `part` makes of it. */
const files: readonly (readonly [name: string, before: string, after: string, part?: string])[] = [
  [
    "pod.yaml",
    `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: ${image} # why\n`,
    `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: ${image}@${digest} # why\n`,
  ],
  [
    "kustomization.yaml",
    `images:\n  - name: ${repository}\n    newTag: '1.27'\n`,
    `images:\n  - name: ${repository}\n    newTag: '1.27@${digest}'\n`,
    "1.27",
  ],
  [
    "values.yaml",
    `image:\n  repository: ${repository}\n  tag: "1.27"\n  digest: ""\n`,
    `image:\n  repository: ${repository}\n  tag: "1.27"\n  digest: "${digest}"\n`,
    "1.27",
  ],
  [
    ".github/workflows/ci.yml",
    `on: push\njobs:\n  a:\n    runs-on: x\n    container: ${image}\n`,
    `on: push\njobs:\n  a:\n    runs-on: x\n    container: ${image}@${digest}\n`,
  ],
  [".gitlab-ci.yml", `image: "${image}"\n`, `image: "${image}@${digest}"\n`],
  [
    ".devcontainer/devcontainer.json",
    `{\n  // the image\n  "image": "${image}",\n}\n`,
    `{\n  // the image\n  "image": "${image}@${digest}",\n}\n`,
  ],
  [
    "docker-bake.hcl",
    `target "a" {\n  contexts = {\n    b = "docker-image://${image}"\n  }\n}\n`,
    `target "a" {\n  contexts = {\n    b = "docker-image://${image}@${digest}"\n  }\n}\n`,
  ],
  [
    "docker-bake.json",
    `{"target": {"a": {"contexts": {"b": "docker-image://${image}"}}}}\n`,
    `{"target": {"a": {"contexts": {"b": "docker-image://${image}@${digest}"}}}}\n`,
  ],
];

describe("every kind of file", () => {
  for (const [name, before, after, part = image] of files)
    it(`${name}: a hover, a mark, a pin and back`, async () => {
      const { document } = await openFile(name, before);
      const text = await eventually(
        () => hoverOn(document, part),
        (hover) => hover !== "" && !hover.includes("asking"),
      );
      assert.ok(text.includes(digest.slice(0, 19)), text);
      const marks = await eventually(
        () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "mooring"),
        ({ length }) => length > 0,
      );
      assert.equal(marks.length, 1);
      await choose(document, part, /^Pin .* to sha256:/);
      assert.equal(document.getText(), after);
      await choose(document, part, /^Unpin /);
      assert.equal(document.getText(), before);
      await document.save();
    });

  it("Helm: the tag and the digest in keys of their own are the same image as the repository", async () => {
    const { document } = await openFile(
      "values-pinned.yaml",
      `image:\n  repository: ${repository}\n  tag: "1.27"\n  digest: "${digest}"\n  pullPolicy: Always\n`,
    );
    const hovers = await Promise.all(
      [repository, "1.27", digest].map((part) =>
        eventually(
          () => hoverOn(document, part),
          (hover) => hover !== "" && !hover.includes("asking"),
        ),
      ),
    );
    for (const hover of hovers) assert.match(hover, /pinned, and the tag still names it/);
    assert.equal(await hoverOn(document, "pullPolicy"), "");
    await choose(document, digest, /^Unpin /);
    assert.match(document.getText(), /\n {2}digest: ""\n/);
    await document.save();
  });

  it("files of one's own naming have the kind that the setting gives them", async () => {
    const settings = vscode.workspace.getConfiguration("mooring");
    const { document } = await openFile("stacks/web.stack", `services:\n  a:\n    image: ${image}\n`);
    assert.deepEqual(await ownActionsOn(document), []);
    await settings.update("files", { compose: ["stacks/*.stack"] }, vscode.ConfigurationTarget.Workspace);
    await eventually(
      () => vscode.languages.getDiagnostics(document.uri),
      ({ length }) => length === 1,
    );
    await choose(document, image, /^Pin .* to/);
    assert.equal(document.getText(), `services:\n  a:\n    image: ${image}@${digest}\n`);
    await document.save();
    await settings.update("files", undefined, vscode.ConfigurationTarget.Workspace);
    await eventually(
      () => vscode.languages.getDiagnostics(document.uri),
      ({ length }) => length === 0,
    );
    assert.deepEqual(await ownActionsOn(document), []);
  });

  for (const [name, text] of [
    ["playbook.yml", `- hosts: all\n  tasks:\n    - name: x\n      image: ${image}\n`],
    ["data.json", `{"name": "x", "image": "${image}"}\n`],
    ["notes.txt", `FROM ${image}\n`],
    ["main.tf", `image = "${image}"\n`],
  ] as const)
    it(`${name} is none: nothing is shown`, async () => {
      const { document } = await openFile(name, text);
      assert.equal(await hoverOn(document, image), "");
      assert.deepEqual(await ownActionsOn(document), []);
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        "vscode.executeLinkProvider",
        document.uri,
      );
      assert.deepEqual(links, []);
      const marks = vscode.languages.getDiagnostics(document.uri);
      assert.deepEqual(
        marks.filter(({ source }) => source === "mooring"),
        [],
      );
    });
});

describe("links", () => {
  it("lead to the pages of registries that have some, by name and tag, and ask nobody", async () => {
    const pin = `@sha256:${"0".repeat(64)}`;
    const { document } = await openFile(
      "links.Dockerfile",
      `FROM nginx:1.27${pin}\nFROM bitnami/redis\nFROM ghcr.io/a/b:1\nFROM ${image}\nFROM other.test/a:1\nFROM scratch\n`,
    );
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri,
    );
    assert.deepEqual(
      links.map(({ range, target }) => [document.getText(range), target?.toString(true)]),
      [
        ["nginx:1.27", "https://hub.docker.com/_/nginx/tags?name=1.27"],
        ["bitnami/redis", "https://hub.docker.com/r/bitnami/redis"],
        ["ghcr.io/a/b:1", "https://github.com/users/a/packages/container/package/b"],
      ],
    );
  });
});

describe("inlay hints", () => {
  it("tell the age of what was seen, when they are wanted, and that the tag of a pin has moved", async () => {
    const settings = vscode.workspace.getConfiguration("mooring");
    const old = open.digests["web/nginx:1.26"];
    const { document } = await openFile(
      "hints.Dockerfile",
      `FROM ${image}@${old}\nFROM ${open.host}/never/seen:1\n`,
    );
    const all = new vscode.Range(0, 0, 9, 0);
    const hints = async () =>
      vscode.commands.executeCommand<vscode.InlayHint[]>(
        "vscode.executeInlayHintProvider",
        document.uri,
        all,
      );
    await eventually(
      () => hoverOn(document, image),
      (hover) => /the tag has moved/.test(hover),
    );
    assert.deepEqual(await hints(), []);
    await settings.update("inlayHints", true, vscode.ConfigurationTarget.Global);
    const shown = await eventually(hints, ({ length }) => length > 0);
    assert.equal(shown.length, 1);
    assert.match(String(shown[0]?.label), /^created .* ago · the tag has moved$/);
    assert.equal(shown[0]?.position.line, 0);
    await settings.update("inlayHints", undefined, vscode.ConfigurationTarget.Global);
  });
});

/** What Mooring's light bulb offers on the image; other extensions have actions of their own. */
async function ownActionsOn(document: vscode.TextDocument): Promise<readonly string[]> {
  const titles = (await actionsOn(document, image)).map(({ title }) => title);
  return titles.filter((title) => /^(?:Pin|Unpin)\b|image details|Copy digest/.test(title));
}
