/**
 * What the bench measures inside the extension host: the extension beside a bare one that does nothing but answer.
 * VS Code calls run(); the figures go into the result file.
 */
import { rename, writeFile } from "node:fs/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import * as vscode from "vscode";
import { readFacts } from "./facts.ts";
import { eventually, hoverOn, openFile, positionOf } from "./file.ts";

/** Times in milliseconds. */
export type EditorFigures = {
  readonly activation: number;
  readonly hovers: Times;
  readonly actions: Times;
  readonly marks: Times;
  /** The 99th percentile of how late the event loop was while somebody typed. */
  readonly lateWhileTyping: number;
  readonly lines: number;
  readonly references: number;
};

/** Of the extension, and of the bare one, in turn. */
export type Times = { readonly own: readonly number[]; readonly bare: readonly number[] };

const rounds = 40;
/** Milliseconds without typing before the extension, and so the bare one, looks at a document again. */
const pause = 250;

export async function run(): Promise<void> {
  const { resultFile } = readFacts();
  await writeFile(`${resultFile}.part`, JSON.stringify(await measure()));
  await rename(`${resultFile}.part`, resultFile);
}

async function measure(): Promise<EditorFigures> {
  const extension = vscode.extensions.getExtension("mooring.mooring");
  const activation = await timeOf(() => extension?.activate());
  const { registries } = readFacts();
  const image = `${registries?.open.host}/web/nginx:1.27`;
  const text = composeFile(2000, image);
  const { document } = await openFile("bench/compose.yaml", text);
  const { document: plain } = await openFile("bench/plain.txt", text);
  const bare = bareExtension(plain);
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  await vscode.window.showTextDocument(plain, vscode.ViewColumn.Two);
  await eventually(
    () => hoverOn(document, image),
    (hover) => !hover.includes("asking"),
  );
  const hover = (of: vscode.TextDocument) => () => hoverOn(of, image);
  const actions = (of: vscode.TextDocument) => () => actionsOn(of, image);
  try {
    return {
      activation,
      hovers: await inTurn(hover(document), hover(plain)),
      actions: await inTurn(actions(document), actions(plain)),
      marks: await inTurn(
        () => typed(document, image),
        () => typed(plain, image),
        rounds / 4,
      ),
      lateWhileTyping: await lateWhileTyping(document, image),
      lines: document.lineCount - 1,
      references: text.split(image).length - 1,
    };
  } finally {
    bare.dispose();
  }
}

/** The least that an extension can do: constant answers, and as many marks as the extension makes. */
function bareExtension(document: vscode.TextDocument): vscode.Disposable {
  const here = { pattern: document.uri.fsPath };
  const marks = vscode.languages.createDiagnosticCollection("bare");
  let timer: NodeJS.Timeout | undefined;
  return vscode.Disposable.from(
    marks,
    vscode.languages.registerHoverProvider(here, { provideHover: () => new vscode.Hover("bare") }),
    vscode.languages.registerCodeActionsProvider(here, {
      provideCodeActions: () => [new vscode.CodeAction("bare", vscode.CodeActionKind.QuickFix)],
    }),
    vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document !== document) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const range = new vscode.Range(0, 0, 0, 1);
        const made = Array.from({ length: 200 }, () => new vscode.Diagnostic(range, "bare"));
        marks.set(document.uri, made);
      }, pause);
    }),
  );
}

/** The milliseconds from a keystroke in a reference until the document's marks are new. */
async function typed(document: vscode.TextDocument, image: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((uri) => uri.toString() === document.uri.toString())) resolve();
  });
  const start = performance.now();
  await type(document, image);
  await promise;
  listener.dispose();
  return performance.now() - start;
}

/** Types as fast as somebody can, without a pause. */
async function lateWhileTyping(document: vscode.TextDocument, image: string): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  for (let key = 0; key < 60; key++) {
    await type(document, image);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await new Promise((resolve) => setTimeout(resolve, 2 * pause));
  delays.disable();
  return delays.percentile(99) / 1e6;
}

/** One digit more at the end of the first reference's tag. */
async function type(document: vscode.TextDocument, image: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, positionOf(document, image).translate(0, image.length - 1), "0");
  await vscode.workspace.applyEdit(edit);
}

async function actionsOn(document: vscode.TextDocument, part: string): Promise<unknown> {
  const position = positionOf(document, part);
  const range = new vscode.Range(position, position);
  return vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, range);
}

async function inTurn(
  own: () => Promise<unknown>,
  bare: () => Promise<unknown>,
  times = rounds,
): Promise<Times> {
  const figures = { own: [] as number[], bare: [] as number[] };
  for (let round = 0; round < times; round++) {
    figures.own.push(await timeOf(own));
    figures.bare.push(await timeOf(bare));
  }
  return figures;
}

async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Every tenth line names an image. */
function composeFile(lines: number, image: string): string {
  const service = (number: number) => [
    `  # service ${number}`,
    `  service-${number}:`,
    "    restart: always",
    `    image: ${image}`,
    `    container_name: "service-${number}"`,
    "    environment:",
    `      NUMBER: ${number}`,
    `      URL: https://example.com/${number}?a=b`,
    "    ports:",
    `      - "${8000 + number}:80"`,
  ];
  const body = Array.from({ length: Math.ceil(lines / 10) }, (_, number) => service(number)).flat();
  return `${["services:", ...body].slice(0, lines).join("\n")}\n`;
}
