/** Holds the table "Who may import whom" of CONTRIBUTING.md, and the sizes of files. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const mostLines = 400;
const mostMedianLines = 80;

/** What each room of src/core may import from the others, types included. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  reference: [],
  oci: ["reference"],
  http: [],
  auth: ["reference", "http"],
  registry: ["reference", "oci", "http"],
  content: ["reference", "oci"],
  catalog: ["reference", "oci", "http", "auth", "registry", "scanning"],
  documents: ["reference"],
  pinning: ["reference", "oci", "content", "documents", "registry"],
  image: ["reference", "oci", "content", "registry"],
  attached: ["reference", "oci", "registry", "scanning"],
  files: ["reference", "oci", "content", "registry", "image"],
  copy: ["reference", "oci", "registry", "catalog"],
  explorer: ["reference", "oci", "registry", "catalog", "content", "image", "attached"],
  scanning: ["reference", "oci", "auth", "content"],
  osv: ["reference", "oci", "http", "packages", "scanning"],
  rebase: ["reference", "oci", "image", "pinning", "scanning"],
  packages: ["reference", "oci", "registry", "image", "attached", "files"],
  reports: ["reference", "oci", "registry", "catalog", "image", "attached", "scanning"],
  tools: ["reference", "oci", "catalog", "documents", "pinning", "image", "explorer"],
};
/** The rooms of src/vscode, and which of each other they may use; what lies beside them all may use. */
const editorRooms: Readonly<Record<string, readonly string[]>> = {
  documents: [],
  files: [],
  attached: ["files"],
  registries: ["documents", "attached", "findings"],
  pins: ["documents", "registries"],
  findings: [],
  editor: ["documents", "registries", "pins", "findings"],
  images: ["documents", "registries", "pins"],
  details: ["documents", "files", "attached", "findings"],
  compare: ["documents", "files", "registries", "pins", "findings", "details"],
  assistants: ["documents"],
};
/** Files beside the rooms that every room may use, and which use no room. */
const shared = [
  "errors.ts",
  "async.ts",
  "process.ts",
  "text.ts",
  "format.ts",
  "explain.ts",
  "explainChange.ts",
  "explainFiles.ts",
  "explainPackages.ts",
  "explainPin.ts",
  "explainReports.ts",
  "explainVendor.ts",
  "explanation.ts",
  "explainScan.ts",
  "findProgram.ts",
  "workerUrl.ts",
  "workerJob.ts",
  "sortInTurns.ts",
  "explainScan.ts",
  "findProgram.ts",
];
/** Where the rooms come together. */
const crossroads = ["connect.ts"];

type Import = { readonly from: string; readonly to: string };

/** Every import of the folder's files; `to` is a path in the project, or the name of a package. */
function importsOf(folder: string): readonly Import[] {
  return sourceFiles(folder).flatMap((from) => {
    const text = readFileSync(join(root, from), "utf8");
    return specifiers(text).map((to) => ({
      from,
      to: to.startsWith(".") ? posix.join(posix.dirname(from), to) : to,
    }));
  });
}

/** As the formatter leaves them: in double quotes, at the start of a line but for import(). */
function specifiers(text: string): readonly string[] {
  const statements = /^(?:import|export)\s(?:[\w\s{},*$]*?from\s)?"([^"\n]+)"/gm;
  const expressions = /\bimport\(\s*"([^"\n]+)"/g;
  return [statements, expressions].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, name = ""]) => name),
  );
}

function sourceFiles(folder: string): readonly string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  const sources = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));
  return sources.map((name) => posix.join(folder, name.replaceAll("\\", "/")));
}

const inCore = importsOf("src/core");
const roomOf = (path: string): string => path.split("/")[2] ?? "";
const isPackage = (to: string): boolean => !/^(?:src|webview|test)\/|^[^@/]*\.json$|^node:/.test(to);

function show({ from, to }: Import): string {
  return `${from} imports ${to}`;
}

describe("who may import whom", () => {
  it("sees the imports it judges", () => {
    const text =
      'import type { A } from "./a.ts";\nimport {\n  b,\n} from "b";\nexport { c } from "c";\nimport "d.css";\n';
    assert.deepEqual(specifiers(`${text}  const e = await import("./e.ts");\n`), [
      "./a.ts",
      "b",
      "c",
      "d.css",
      "./e.ts",
    ]);
    for (const room of Object.keys(rooms))
      assert.ok(
        inCore.some(({ from }) => roomOf(from) === room),
        room,
      );
  });

  for (const [room, allowed] of Object.entries(rooms))
    it(`core/${room}: ${allowed.join(", ") || "nothing"}`, () => {
      const known = [room, ...allowed, ...shared];
      const own = inCore.filter(({ from, to }) => roomOf(from) === room && to.startsWith("src/"));
      assert.deepEqual(
        own.filter(({ to }) => !to.startsWith("src/core/") || !known.includes(roomOf(to))).map(show),
        [],
      );
    });

  it("what lies beside the rooms of core is known here", () => {
    const known = [...Object.keys(rooms), ...shared, ...crossroads];
    assert.deepEqual(
      sourceFiles("src/core").filter((path) => !known.includes(roomOf(path))),
      [],
    );
  });

  it("the shared files use no room", () => {
    const own = inCore.filter(({ from, to }) => shared.includes(roomOf(from)) && to.startsWith("src/"));
    assert.deepEqual(own.filter(({ to }) => !shared.includes(roomOf(to))).map(show), []);
  });

  it("core stays in core, and only the crossroads are at the crossroads", () => {
    assert.deepEqual(
      inCore.filter(({ to }) => /^(?:src\/(?!core\/)|webview\/|test\/)/.test(to)).map(show),
      [],
    );
  });

  it("only src/vscode and the extension's root know vscode", () => {
    const others = [...inCore, ...importsOf("src/cli"), ...importsOf("webview")];
    assert.deepEqual(others.filter(({ to }) => to === "vscode").map(show), []);
  });

  it("the command line uses core, and src/vscode core and the protocol", () => {
    const strangers = (folder: string, allowed: RegExp) =>
      importsOf(folder)
        .filter(({ to }) => to.startsWith("src/") && !allowed.test(to))
        .map(show);
    assert.deepEqual(strangers("src/cli", /^src\/(?:core|cli)\//), []);
    assert.deepEqual(strangers("src/vscode", /^src\/(?:core\/|vscode\/|protocol\/)/), []);
  });

  for (const [room, allowed] of Object.entries(editorRooms))
    it(`vscode/${room}: ${allowed.join(", ") || "nothing"}`, () => {
      const others = Object.keys(editorRooms).filter((other) => other !== room && !allowed.includes(other));
      const found = importsOf(`src/vscode/${room}`).filter(({ to }) =>
        others.some((other) => to.startsWith(`src/vscode/${other}/`)),
      );
      assert.deepEqual(found.map(show), []);
    });

  it("the rooms of src/vscode are known here", () => {
    const folders = sourceFiles("src/vscode").flatMap((path) => path.split("/").slice(2, -1));
    assert.deepEqual([...new Set(folders)].sort(), Object.keys(editorRooms).sort());
  });

  it("the protocol is types: it imports nothing that runs", () => {
    for (const path of sourceFiles("src/protocol")) {
      const text = readFileSync(join(root, path), "utf8");
      assert.doesNotMatch(text, /^import (?!type )/m, path);
      assert.doesNotMatch(text, /^export (?!type )/m, path);
    }
    const outside = importsOf("src/protocol").filter(({ to }) => !to.startsWith("src/protocol/"));
    assert.deepEqual(outside.map(show), []);
  });

  it("the webview imports the protocol and itself, and the toolkit in one place", () => {
    const imports = importsOf("webview");
    const packages = imports.filter(({ to }) => isPackage(to) && !to.startsWith("webview"));
    assert.deepEqual(packages.map(show), ["webview/toolkit.ts imports @vscode/webview-ui-toolkit"]);
    const strangers = imports.filter(({ to }) => to.startsWith("src/") && !to.startsWith("src/protocol/"));
    assert.deepEqual(strangers.map(show), []);
    assert.deepEqual(imports.filter(({ to }) => to.startsWith("node:")).map(show), []);
  });

  it("packages in CommonJS are not imported with import(), which the bundle would give no names", () => {
    const all = ["src", "webview"].flatMap((folder) => sourceFiles(folder));
    const found = all.filter((path) => /\bimport\(\s*"(?!\.)/.test(readFileSync(join(root, path), "utf8")));
    assert.deepEqual(found, []);
  });

  it("there is no import cycle in src", () => {
    assert.deepEqual(cycle(importsOf("src")), []);
  });
});

/** The files of one cycle of imports, or none. */
function cycle(imports: readonly Import[]): readonly string[] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (finished.has(path)) return [];
    for (const { to } of targets.get(path) ?? []) {
      const found = visit(to, [...trail, path]);
      if (found.length > 0) return found;
    }
    finished.add(path);
    return [];
  };
  return [...targets.keys()].map((path) => visit(path, [])).find((found) => found.length > 0) ?? [];
}

describe("text of registries meets nothing that would run or fill it in", () => {
  const sources = [...sourceFiles("src"), ...sourceFiles("webview")].map((path) => ({
    path,
    text: readFileSync(join(root, path), "utf8"),
  }));
  const places = (what: RegExp) => sources.filter(({ text }) => what.test(text)).map(({ path }) => path);

  it("V17: no Markdown is trusted with any command or as HTML; one may run commands that are listed", () => {
    assert.deepEqual(places(/\.isTrusted = true|supportHtml = true|enabledCommands: true/), []);
    assert.deepEqual(places(/\.isTrusted = /), ["src/vscode/editor/hoverContents.ts"]);
  });

  it("U08: no text has numbered places that are filled afterwards", () => {
    assert.deepEqual(places(/["'`][^"'`\n]*[ ([]\{\d\}|\bl10n\b/), []);
  });
});

describe("sizes", () => {
  const paths = ["src", "webview", "test/support", "test/demo"].flatMap((folder) => sourceFiles(folder));
  const lines = paths.map((path) => ({
    path,
    count: readFileSync(join(root, path), "utf8").split("\n").length - 1,
  }));

  it(`no file has more than ${mostLines} lines`, () => {
    assert.deepEqual(
      lines.filter(({ count }) => count > mostLines),
      [],
    );
  });

  it(`half of the files have at most ${mostMedianLines} lines`, () => {
    const sorted = lines.map(({ count }) => count).sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    assert.ok(median > 0 && median <= mostMedianLines, `the median is ${median}`);
  });
});
