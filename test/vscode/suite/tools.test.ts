import assert from "node:assert/strict";
import * as vscode from "vscode";
import { readFacts } from "../facts.ts";
import { openFile } from "../file.ts";

const { registries } = readFacts();
assert.ok(registries);
const { open, htpasswd } = registries;
const digest = open.digests["web/nginx:1.27"];

/** The JSON that a tool answers with. */
async function invoke(name: string, input: object): Promise<unknown> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  const [part] = content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  return JSON.parse(part.value) as unknown;
}

describe("tools for assistants", () => {
  before(() => vscode.extensions.getExtension("mooring.mooring")?.activate());

  it("every contributed tool is there, with its schema", () => {
    const { contributes } = vscode.extensions.getExtension("mooring.mooring")?.packageJSON ?? {};
    const contributed: readonly { name: string }[] = contributes.languageModelTools;
    const known = vscode.lm.tools.filter(({ name }) => name.startsWith("mooring_"));
    assert.deepEqual(known.map(({ name }) => name).sort(), contributed.map(({ name }) => name).sort());
    for (const { name, inputSchema } of known) assert.ok(inputSchema, name);
  });

  it("digests of references, failures beside successes, no login where none was given", async () => {
    const references = [
      `${open.host}/web/nginx:1.27`,
      `${open.host}/no/such:1`,
      `${htpasswd.host}/team/app:1`,
    ];
    const [found, missing, closed, ...others] = (await invoke("mooring_resolve_images", {
      references,
    })) as readonly Record<string, string>[];
    assert.deepEqual(others, []);
    assert.equal(found?.["digest"], digest);
    assert.equal(found?.["pinned"], `${references[0]}@${digest}`);
    assert.match(missing?.["error"] ?? "", /has no repository for no\/such:1/);
    assert.match(closed?.["error"] ?? "", /login/);
  });

  it("tags of a repository", async () => {
    const answer = (await invoke("mooring_list_tags", {
      repository: `${open.host}/web/nginx`,
      contains: "1.2",
      limit: 1,
    })) as { readonly tags: readonly { readonly name: string }[]; readonly more: boolean };
    assert.equal(answer.tags.length, 1);
    assert.match(answer.tags[0]?.name ?? "", /^1\.2/);
    assert.equal(answer.more, true);
  });

  it("an image in a few facts", async () => {
    const answer = (await invoke("mooring_inspect_image", {
      reference: `${open.host}/web/nginx:1.27`,
      platform: "linux/arm64",
    })) as Record<string, unknown>;
    assert.equal(answer["digest"], digest);
    assert.match(String(answer["platform"]), /^linux\/arm64/);
    assert.ok(Array.isArray(answer["layers"]) && answer["layers"].length > 0);
  });

  it("a platform that an image does not have is said not to be there", async () => {
    const input = { reference: `${open.host}/web/nginx:1.27`, platform: "windows/amd64" };
    await assert.rejects(() => invoke("mooring_inspect_image", input), /no such platform/);
  });

  it("images of the workspace, with file, line and state", async () => {
    const { document } = await openFile("tools.Dockerfile", `\nFROM ${open.host}/web/nginx:1.27\n`);
    await document.save();
    const { images } = (await invoke("mooring_workspace_images", { state: "unpinned" })) as {
      readonly images: readonly Record<string, unknown>[];
    };
    assert.deepEqual(
      images.filter(({ path }) => path === "tools.Dockerfile"),
      [
        {
          path: "tools.Dockerfile",
          line: 2,
          reference: `${open.host}/web/nginx:1.27`,
          state: "unpinned",
        },
      ],
    );
    assert.deepEqual([...new Set(images.map(({ state }) => state))], ["unpinned"]);
  });

  it("what is no reference is refused before anyone is asked", async () => {
    await assert.rejects(
      () => invoke("mooring_resolve_images", { references: ["--privileged"] }),
      /no image reference/,
    );
  });
});
