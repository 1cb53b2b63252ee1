import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import * as vscode from "vscode";
import { setting } from "../../../src/vscode/settings.ts";
import { makeImage, makeIndex } from "../../support/images.ts";
import { push } from "../../support/push.ts";
import { type RecordingProxy, startRecordingProxy } from "../../support/recordingProxy.ts";
import { readFacts } from "../facts.ts";
import { eventually, openFile } from "../file.ts";

const { registries } = readFacts();
assert.ok(registries);
const { open } = registries;

const day = 24 * 60 * 60 * 1000;
const labelled = (version: string) =>
  makeImage({ config: { Labels: { "org.opencontainers.image.version": version } } });
const old = makeImage({ created: "2026-10-12T08:00:00Z" });
const now = makeImage({ created: new Date(Date.now() - 6 * day - 60_000).toISOString() });
const [right, wrong] = [labelled("2.0.1"), labelled("1.9")];
const built = (architecture: string) =>
  makeImage({ created: "2026-01-01T00:00:00Z", platform: { os: "linux", architecture } });
const amd64 = built("amd64");
const many = makeIndex([amd64, built("arm64")]);

/** Milliseconds in which something could have happened that must not: more than any pause before a check. */
const moment = 2500;

const severities = {
  hint: vscode.DiagnosticSeverity.Hint,
  information: vscode.DiagnosticSeverity.Information,
  warning: vscode.DiagnosticSeverity.Warning,
  error: vscode.DiagnosticSeverity.Error,
} as const;

describe("checks", () => {
  let proxy: RecordingProxy;
  let isDown = false;
  let stored: unknown;
  /** The repository that is asked through the proxy, as a host that the user configured. */
  let image = "";

  before(async () => {
    proxy = await startRecordingProxy(open.url, {
      fault: () => (isDown ? { cut: "request", after: 0 } : undefined),
    });
    image = `${proxy.host}/checks/app`;
    const target = { url: open.url, repository: "checks/app" };
    for (const tree of [old, wrong]) await push(target, tree);
    await push(target, now, ["1", "typed"]);
    await push(target, right, ["2.0"]);
    await push(target, many, ["many"]);
    stored = configuration().inspect("registries")?.globalValue;
    const entries = configuration().get<readonly unknown[]>("registries") ?? [];
    await set("registries", [...entries, { kind: "oci", url: proxy.url, name: "Counted" }]);
  });

  after(async () => {
    await set("registries", stored);
    await proxy.stop();
  });

  beforeEach(() => {
    isDown = false;
    proxy.requests.splice(0);
  });

  afterEach(async () => {
    for (const name of ["ignore", "check.interval"]) await set(name, undefined);
  });

  /** The tags and digests that were looked up. That one is not there takes a look at why, which is not counted. */
  const lookedUp = () =>
    proxy.requests.flatMap(({ method, path }) => {
      const [, name] = /^\/v2\/checks\/app\/manifests\/(.+)$/.exec(path) ?? [];
      return method === "HEAD" && name !== undefined ? [name] : [];
    });

  /** One finding of each code, in a file that is opened anew for each test. */
  const everything = () => `services:
  a: {image: "${image}:1"}
  b: {image: "${image}:1@${old.digest}"}
  c: {image: "${image}:9"}
  d: {platform: linux/s390x, image: "${image}:many@${many.digest}"}
  e: {image: "${image}:2.0@${wrong.digest}"}
  f: {build: {context: ., platforms: [linux/amd64, linux/arm64], additional_contexts: {base: "docker-image://${image}:many@${amd64.digest}"}}}
  g: {image: "${image}:1@${now.digest}"}
`;
  const all = [
    ["unpinned", "hint", "diagnostics.unpinned"],
    ["moved", "information", "diagnostics.moved"],
    ["missing", "error", "diagnostics.missing"],
    ["platform-missing", "warning", "diagnostics.platform"],
    ["tag-digest-mismatch", "warning", "diagnostics.mismatch"],
    ["single-platform", "information", "diagnostics.singlePlatform"],
  ] as const;

  it("W12: an opened file gets every finding, at its place, with one request for each thing", async () => {
    const { document } = await openFile("compose.checks.yaml", everything());
    const found = await eventually(
      () => marks(document),
      ({ length }) => length === all.length,
    );
    assert.deepEqual(
      found.map(({ code, severity }) => [code, severity]),
      all.map(([code, severity]) => [code, severities[severity]]),
    );
    assert.deepEqual(
      found.map(({ text }) => text.slice(image.length).replace(/(@sha256:).*/, "$1")),
      [":1", ":1@sha256:", ":9", ":many@sha256:", ":2.0@sha256:", ":many@sha256:"],
    );
    const messages = Object.fromEntries(found.map(({ code, message }) => [code, message]));
    assert.match(
      messages["moved"] ?? "",
      /:1 moved: it names an image built 6 days ago; this pin keeps the one built on 12 Oct 2026\./,
    );
    assert.match(messages["single-platform"] ?? "", /linux\/amd64 alone, but this file is for linux\/arm64/);
    for (const { link } of found) assert.match(link, /readme\.md#diagnostics$/i);
    const asked = proxy.requests.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(asked.toSorted(), [...new Set(asked)].sort());
    const digests = [old, wrong, amd64].map(({ digest }) => digest);
    assert.deepEqual(lookedUp().toSorted(), ["1", "2.0", "9", "many", ...digests].sort());
  });

  for (const [code, severity, name] of all)
    it(`C01: mooring.${name} is followed, and a wrong value is none`, async () => {
      const { document } = await openFile("compose.checks.yaml", everything());
      const becomes = (wanted: vscode.DiagnosticSeverity | undefined) =>
        eventually(
          () => marks(document),
          (found) =>
            found.find((mark) => mark.code === code)?.severity === wanted &&
            found.length === (wanted === undefined ? all.length - 1 : all.length),
        );
      await becomes(severities[severity]);
      proxy.requests.splice(0);
      await set(name, "off");
      await becomes(undefined);
      for (const other of ["hint", "information", "warning", "error"] as const) {
        await set(name, other);
        await becomes(severities[other]);
      }
      for (const wrong of ["loud", 5, null, ["error"]]) {
        await set(name, "off");
        await becomes(undefined);
        await set(name, wrong);
        await becomes(severities[severity]);
      }
      await set(name, undefined);
      assert.deepEqual(proxy.requests, []);
    });

  it("what is ignored by its name, on its line or above it is neither marked nor asked for", async () => {
    await set("ignore", [`${image}:ign*`]);
    const { document } = await openFile(
      "compose.ignored.yaml",
      `services:
  a: {image: "${image}:ignored"}
  b: {image: "${image}:there"} # mooring-ignore
  # mooring-ignore: not ours
  c: {image: "${image}:above"}
  d: {image: "${image}:seen"}
`,
    );
    const found = await eventually(
      () => marks(document),
      (marked) => marked.some(({ code }) => code === "missing"),
    );
    assert.deepEqual(
      found.map(({ code, text }) => [code, text]),
      [["missing", `${image}:seen`]],
    );
    assert.deepEqual(lookedUp(), ["seen"]);
    await set("ignore", undefined);
    await eventually(
      () => marks(document).filter(({ code }) => code === "missing"),
      ({ length }) => length === 2,
    );
    for (const wrong of [5, ["", 1], `${image}:ign*`]) {
      await set("ignore", wrong);
      assert.equal(marks(document).filter(({ code }) => code === "missing").length, 2);
    }
  });

  it("with an interval of 0 nothing is asked until Check Pins Now, which asks for the whole workspace", async () => {
    await set("check.interval", 0);
    const { document } = await openFile("compose.later.yaml", `services:\n  a: {image: "${image}:late"}\n`);
    await eventually(
      () => marks(document),
      ({ length }) => length === 1,
    );
    await pause(moment);
    assert.deepEqual(proxy.requests, []);
    await vscode.commands.executeCommand("mooring.checkPins");
    const asked = lookedUp();
    for (const tag of ["late", "1", "9", "2.0", "many"]) assert.ok(asked.includes(tag), tag);
    assert.equal(new Set(asked).size, asked.length);
    await eventually(
      () => marks(document),
      (found) => found.some(({ code }) => code === "missing"),
    );
    for (const wrong of [-1, 0.001, 1e9, "60", null]) {
      await set("check.interval", wrong);
      assert.equal(setting("check.interval"), 60);
    }
  });

  it("a check that is asked for hears that a tag moved, and an edited pin is not marked for what it was", async () => {
    const target = { url: open.url, repository: "checks/app" };
    await push(target, old, ["moving"]);
    const pinned = `${image}:moving@${old.digest}`;
    const { document } = await openFile("compose.moving.yaml", `services:\n  a: {image: "${pinned}"}\n`);
    await eventually(
      () => proxy.requests,
      (requests) => requests.some(({ path }) => path.endsWith("/moving")),
    );
    await push(target, now, ["moving"]);
    await vscode.commands.executeCommand("mooring.checkPins");
    const [moved] = await eventually(
      () => marks(document),
      ({ length }) => length === 1,
    );
    assert.deepEqual([moved?.code, moved?.text], ["moved", pinned]);
    proxy.requests.splice(0);
    await replace(document, pinned, `${image}:moving@${now.digest}`);
    await eventually(
      () => marks(document),
      ({ length }) => length === 0,
    );
    await pause(moment);
    assert.deepEqual(marks(document), []);
    assert.deepEqual(proxy.requests, []);
  });

  it("typing moves the marks with their references, and asks once for what stays", async () => {
    const { document } = await openFile(
      "compose.typing-check.yaml",
      `services:\n  a: {image: "${image}:9"}\n`,
    );
    await eventually(
      () => marks(document),
      (found) => found.some(({ code }) => code === "missing"),
    );
    proxy.requests.splice(0);
    await replace(document, "services:", "# a line of its own\nservices:");
    await replace(document, `${image}:9`, `${image}:`);
    for (const letter of "typed") await replace(document, /"}/, `${letter}"}`);
    await eventually(
      () => marks(document).map(({ code, text }) => [code, text]),
      (found) => JSON.stringify(found) === JSON.stringify([["unpinned", `${image}:typed`]]),
    );
    await eventually(
      () => proxy.requests,
      ({ length }) => length > 0,
    );
    await pause(moment);
    assert.deepEqual(lookedUp(), ["typed"]);
  });

  it("N01, N12: a registry that is down is no diagnostic, and not asked again at every change", async () => {
    isDown = true;
    const { document } = await openFile("compose.down.yaml", `services:\n  a: {image: "${image}:down"}\n`);
    await eventually(
      () => proxy.requests,
      ({ length }) => length >= 4,
    );
    await pause(moment);
    const asked = proxy.requests.length;
    assert.ok(asked <= 4, `${asked} requests`);
    assert.deepEqual(
      marks(document).map(({ code }) => code),
      ["unpinned"],
    );
    await replace(document, "services:", "# changed\nservices:");
    await pause(moment);
    assert.equal(proxy.requests.length, asked);
  });

  it("Clear Cache forgets what was found", async () => {
    const { document } = await openFile("compose.clear.yaml", `services:\n  a: {image: "${image}:9"}\n`);
    await eventually(
      () => marks(document),
      (found) => found.some(({ code }) => code === "missing"),
    );
    await vscode.commands.executeCommand("mooring.clearCache");
    await eventually(
      () => marks(document).map(({ code }) => code),
      (codes) => codes.length === 1 && codes[0] === "unpinned",
    );
  });
});

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("mooring");
}

async function set(name: string, value: unknown): Promise<void> {
  await configuration().update(name, value, vscode.ConfigurationTarget.Global);
}

type Mark = {
  readonly code: unknown;
  readonly severity: vscode.DiagnosticSeverity;
  readonly text: string;
  readonly message: string;
  readonly link: string;
};

/** Mooring's diagnostics of a document, in the order of their places. */
function marks(document: vscode.TextDocument): readonly Mark[] {
  const own = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "mooring");
  return own
    .toSorted((a, b) => a.range.start.compareTo(b.range.start))
    .map(({ code, severity, range, message }) => ({
      code: typeof code === "object" ? code.value : code,
      severity,
      text: document.getText(range),
      message,
      link: typeof code === "object" ? code.target.toString(true) : "",
    }));
}

/** Replaces the first of what fits, as typing would. */
async function replace(document: vscode.TextDocument, what: string | RegExp, text: string): Promise<void> {
  const [found] = new RegExp(typeof what === "string" ? escaped(what) : what).exec(document.getText()) ?? [];
  assert.ok(found !== undefined);
  const start = document.getText().indexOf(found);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + found.length));
  edit.replace(document.uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
