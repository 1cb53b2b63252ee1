/** Files that tests in the extension host open and let Mooring change. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { readFacts } from "./facts.ts";

/**
 * Writes a file into the workspace and opens it in an editor; `bytes` are the file's, with its byte order mark and line
 * ends. A file that is open already must not have changes of its own: names are each test's.
 */
export async function openFile(name: string, bytes: string): Promise<vscode.TextEditor> {
  const path = join(readFacts().workspace, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  await vscode.extensions.getExtension("mooring.mooring")?.activate();
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  assert.equal(document.isDirty, false, `${name} is another test's, too`);
  await eventually(
    () => document.getText(),
    (text) => text === bytes.replace(/^\uFEFF/, ""),
  );
  return vscode.window.showTextDocument(document);
}

/** The position inside the first occurrence of `part`. */
export function positionOf(document: vscode.TextDocument, part: string): vscode.Position {
  const offset = document.getText().indexOf(part);
  assert.notEqual(offset, -1, `${part} is not in the document`);
  return document.positionAt(offset + 1);
}

/** What the light bulb offers on `part`; actions that are resolved have their edits. */
export async function actionsOn(
  document: vscode.TextDocument,
  part: string,
): Promise<readonly vscode.CodeAction[]> {
  const position = positionOf(document, part);
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    new vscode.Range(position, position),
    undefined,
    100,
  );
}

/** Chooses the one action whose title matches, as a person would: its edit is resolved, then applied. */
export async function choose(document: vscode.TextDocument, part: string, title: RegExp): Promise<void> {
  const action = (await actionsOn(document, part)).find((offered) => title.test(offered.title));
  assert.ok(action, `no action ${title} on ${part}`);
  if (action.edit !== undefined) assert.ok(await vscode.workspace.applyEdit(action.edit));
  const { command } = action;
  if (command !== undefined)
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

/** Runs a command and, once `ready`, does `act` again and again until it has ended: to accept the first entry of a list. */
export async function during(
  command: string,
  args: readonly unknown[],
  act: string,
  ready: () => boolean = () => true,
): Promise<void> {
  let ended = false;
  const running = Promise.resolve(vscode.commands.executeCommand(command, ...args)).finally(() => {
    ended = true;
  });
  while (!ended) {
    if (ready()) await vscode.commands.executeCommand(act);
    await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  await running;
}

/** Sets settings of Mooring or VS Code for the user while `use` runs. */
export async function withSettings(
  values: Readonly<Record<string, unknown>>,
  use: () => Promise<void>,
): Promise<void> {
  const write = async (key: string, value: unknown) =>
    vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  for (const [key, value] of Object.entries(values)) await write(key, value);
  try {
    await use();
  } finally {
    for (const key of Object.keys(values)) await write(key, undefined);
  }
}

/** The text of all hovers on `part`. */
export async function hoverOn(document: vscode.TextDocument, part: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    positionOf(document, part),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === "string" ? content : content.value))
    .join("\n");
}

/** Waits until `read` gives a value that `accept` takes. The suite's time limit bounds it. */
export async function eventually<T>(read: () => T | Promise<T>, accept: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
