// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { readFacts } from "../facts.ts";
import { actionsOn, choose, eventually, hoverOn, openFile } from "../file.ts";

const { registries, workspace } = readFacts();
assert.ok(registries);
const { open } = registries;
const digest = open.digests["web/nginx:1.27"];
const use = "nginx:${NGINX_VERSION:-1.26}";
const compose = `services:\n  web:\n    image: ${open.host}/web/${use}\n`;

/** Writes a file without opening it. */
async function writeOnDisk(name: string, text: string): Promise<string> {
  const path = join(workspace, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

const settled = (document: vscode.TextDocument, part: string, accept: (hover: string) => boolean) =>
  eventually(
    () => hoverOn(document, part),
    (hover) => !hover.includes("asking") && accept(hover),
  );

describe("compose files in their projects", () => {
  after(() => rm(join(workspace, "projects"), { recursive: true, force: true }));

  it("a hover names .env and the variable, and the digest is that of its value", async () => {
    await writeOnDisk("projects/a/.env", "NGINX_VERSION=1.27\n");
    const { document } = await openFile("projects/a/compose.yaml", compose);
    const hover = await settled(document, use, (text) => text.includes(".env"));
    assert.ok(digest && hover.includes(digest.slice(0, 19)), hover);
    assert.match(hover, /`NGINX_VERSION` from `projects\/a\/\.env`/);
    assert.match(hover, /command:mooring\.pinInEnvFile/);
    assert.doesNotMatch(hover, /command:mooring\.pin\?/);
  });

  it("the light bulb writes into .env, and unpins there; the default is left alone", async () => {
    const env = await writeOnDisk("projects/b/.env", "\uFEFFNGINX_VERSION=1.27 # why\r\n");
    const { document } = await openFile("projects/b/compose.yaml", compose);
    const titles = (await actionsOn(document, use)).filter(({ edit }) => edit !== undefined);
    assert.deepEqual(titles, []);
    await choose(document, use, /^Pin NGINX_VERSION in projects\/b\/\.env to /);
    assert.equal(document.getText(), compose);
    const setting = await vscode.workspace.openTextDocument(env);
    assert.equal(setting.getText(), `NGINX_VERSION=1.27@${digest} # why\r\n`);
    assert.ok(setting.isDirty, "saving is the user's");
    await settled(document, use, (hover) => hover.includes("unpinInEnvFile"));
    await setting.save();
    assert.equal(await readFile(env, "utf8"), `\uFEFFNGINX_VERSION=1.27@${digest} # why\r\n`);
    await choose(document, use, /^Unpin NGINX_VERSION in projects\/b\/\.env$/);
    await setting.save();
    assert.equal(await readFile(env, "utf8"), "\uFEFFNGINX_VERSION=1.27 # why\r\n");
  });

  it("Pin All leaves .env alone", async () => {
    await writeOnDisk("projects/c/.env", "NGINX_VERSION=1.27\n");
    const text = `${compose}  api:\n    image: ${open.host}/team/api:2.4\n`;
    const { document } = await openFile("projects/c/compose.yaml", text);
    await vscode.commands.executeCommand("mooring.pinAllInFile");
    assert.match(document.getText(), /team\/api:2\.4@sha256/);
    assert.ok(document.getText().startsWith(compose));
    assert.equal(await readFile(join(workspace, "projects/c/.env"), "utf8"), "NGINX_VERSION=1.27\n");
  });

  it("a change of .env on disk, and one that is only typed, are seen at once", async () => {
    const { document } = await openFile("projects/d/compose.yaml", compose);
    await settled(document, use, (hover) => hover.includes("1\\.26") && !hover.includes("NGINX_VERSION"));
    const env = await writeOnDisk("projects/d/.env", "NGINX_VERSION=1.27\n");
    await settled(document, use, (hover) => hover.includes("1\\.27") && hover.includes("NGINX_VERSION"));
    const setting = await vscode.workspace.openTextDocument(env);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(setting.uri, new vscode.Range(0, 14, 0, 18), "1.26");
    assert.ok(await vscode.workspace.applyEdit(edit));
    await settled(document, use, (hover) => hover.includes("1\\.26") && hover.includes("NGINX_VERSION"));
    assert.equal(await readFile(env, "utf8"), "NGINX_VERSION=1.27\n");
    await setting.save();
  });

  it("an override's build makes an image built, and its hint goes", async () => {
    const image = `${open.host}/web/nginx:1.27`;
    const text = `services:\n  web:\n    image: ${image}\n`;
    const { document } = await openFile("projects/e/compose.yaml", text);
    const hints = () => vscode.languages.getDiagnostics(document.uri);
    await eventually(hints, ({ length }) => length === 1);
    await writeOnDisk("projects/e/compose.override.yaml", "services: {web: {build: .}}\n");
    await eventually(hints, ({ length }) => length === 0);
    assert.match(await hoverOn(document, image), /the image built here gets/);
  });
});
