import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { openContent } from "../../../src/core/content/store.ts";
import { TagMemory } from "../../../src/core/content/tagMemory.ts";
import { NetworkError } from "../../../src/core/errors.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import { Images } from "../../../src/core/image/images.ts";
import { parseReference, type Reference } from "../../../src/core/reference/reference.ts";
import { openDistribution } from "../../../src/core/registry/open.ts";
import type { CompareIntent, CompareState, CompareView } from "../../../src/protocol/compare.ts";
import type { CompareRowsMessage } from "../../../src/protocol/compareFiles.ts";
import { readCompareIntent } from "../../../src/vscode/compare/compareIntent.ts";
import { ComparePanel } from "../../../src/vscode/compare/comparePanel.ts";
import { isPinned, type Subject } from "../../../src/vscode/compare/compareSubject.ts";
import { DocumentIndex } from "../../../src/vscode/documents/documentIndex.ts";
import type { FileSide } from "../../../src/vscode/files/fileFlows.ts";
import { Layers } from "../../../src/vscode/files/layers.ts";
import { Lookup } from "../../../src/vscode/lookup.ts";
import { KeptPins } from "../../../src/vscode/pins/keptPins.ts";
import { findingsParts, ToldScans } from "../../editor/scanned.ts";
import { readFacts } from "../facts.ts";
import { eventually, hoverOn, openFile, positionOf } from "../file.ts";
import { hiddenPanel } from "../hiddenPanel.ts";

const { registries } = readFacts();
assert.ok(registries);
const { open } = registries;
const image = `${open.host}/web/nginx`;
const [old, now] = [open.digests["web/nginx:1.26"], open.digests["web/nginx:1.27"]];
assert.ok(old && now && old !== now);
const pin = `${image}:1.27@${old}`;
const digest = `sha256:${"a".repeat(64)}`;

function reference(text: string): Reference {
  const parsed = parseReference(text);
  assert.ok(parsed.ok, text);
  return parsed.reference;
}

describe("messages of what changed", () => {
  it("the intents of the protocol are taken", () => {
    const intents: readonly CompareIntent[] = [
      { type: "ready" },
      { type: "retry" },
      { type: "choosePlatform", digest },
      { type: "update", digest },
      { type: "keep", digest },
      { type: "copy", side: "old" },
      { type: "openDetails", side: "now" },
      { type: "openLink", link: 0 },
      { type: "compareFiles" },
      { type: "cancelFiles" },
      { type: "askRows", key: "old now" },
      { type: "openFile", key: "old now", row: 0 },
      { type: "scan" },
      { type: "scan", scanner: "trivy" },
      { type: "cancel", what: "scan" },
    ];
    for (const intent of intents) assert.deepEqual(readCompareIntent(intent), intent);
  });

  it("U04: anything else is ignored, and extra fields are dropped", () => {
    for (const forged of [
      undefined,
      null,
      "update",
      [],
      {},
      { type: "__proto__" },
      { type: "update" },
      { type: "update", digest: "sha256:../../x" },
      { type: "keep", digest: 5 },
      { type: "copy", side: "password" },
      { type: "openDetails" },
      { type: "openLink", link: "https://evil.test/" },
      { type: "choosePlatform", digest: "linux/amd64" },
      { type: "askRows", key: 5 },
      { type: "openFile", key: "old now", row: "0" },
      { type: "openFile", row: 1 },
      { type: "openFile", key: "old now", row: 0.5 },
      { type: "scan", scanner: "/tmp/evil" },
      { type: "cancel" },
      { type: "chooseReport", report: "key" },
      { type: "x".repeat(10_000_000) },
    ])
      assert.equal(readCompareIntent(forged), undefined, JSON.stringify(forged)?.slice(0, 80));
    assert.deepEqual(readCompareIntent({ type: "keep", digest, uri: "file:///etc/passwd" }), {
      type: "keep",
      digest,
    });
  });
});

describe("the command", () => {
  const tabs = (label: string) =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => tab.label === label);

  afterEach(async () => {
    await vscode.window.tabGroups.close([
      ...tabs("Changes in nginx:1.27"),
      ...tabs("nginx:1.26 → nginx:1.27"),
    ]);
  });

  it("opens one view for the pin at the cursor, and for its address", async () => {
    const editor = await openFile("compose.changed.yaml", `services:\n  web:\n    image: ${pin}\n`);
    const { document } = editor;
    const position = positionOf(document, image);
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand("mooring.showWhatChanged");
    await eventually(
      () => tabs("Changes in nginx:1.27"),
      ({ length }) => length === 1,
    );
    await vscode.commands.executeCommand("mooring.showWhatChanged", {
      uri: document.uri.toString(),
      version: document.version,
      start: document.offsetAt(position) - 1,
    });
    assert.equal(tabs("Changes in nginx:1.27").length, 1);
  });

  it("E01: opens nothing for an address of an older version", async () => {
    const { document } = await openFile("changed.Dockerfile", `FROM ${pin}\n`);
    await vscode.commands.executeCommand("mooring.showWhatChanged", {
      uri: document.uri.toString(),
      version: document.version - 1,
      start: 5,
    });
    assert.equal(tabs("Changes in nginx:1.27").length, 0);
  });

  it("is in the hover once the tag has moved, and not before", async () => {
    const { document } = await openFile(
      "moved.hover.Dockerfile",
      `FROM ${pin} AS moved\nFROM ${image}:1.26@${old} AS same\n`,
    );
    const settled = (part: string) =>
      eventually(
        () => hoverOn(document, part),
        (hover) => hover !== "" && !hover.includes("asking"),
      );
    assert.match(await settled(pin), /\[What changed\?\]\(command:mooring\.showWhatChanged\?[^)]*\)/);
    const same = await settled(`${image}:1.26`);
    assert.doesNotMatch(same, /What changed/);
    const [, argument = ""] = /\[Compare with…\]\(command:mooring\.compareWith\?([^)]*)\)/.exec(same) ?? [];
    assert.deepEqual(JSON.parse(decodeURIComponent(argument)), [`${image}:1.26@${old}`]);
  });
});

describe("the view of a pin", () => {
  let folder: string;
  let asked: string[];
  let online: boolean;
  let lookup: Lookup;
  let layers: Layers;
  let diffs: (readonly [FileSide, FileSide])[];
  const openDiff = async (...sides: readonly [FileSide, FileSide]) => void diffs.push(sides);
  let kept: KeptPins;
  const index = new DocumentIndex();
  const memory = new Map<string, unknown>();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mooring-compare-"));
    asked = [];
    online = true;
    memory.clear();
    diffs = [];
    const send = fetchSend("Mooring/test");
    const distributionFor = (host: string) =>
      openDistribution({
        registry: host,
        base: new URL(`http://${host}/`),
        send: async (call) => {
          if (!online) throw new NetworkError("offline", host);
          asked.push(call.method);
          return send(call);
        },
      });
    layers = new Layers({ distributionFor, storage: folder, maxBytes: 1e7 });
    lookup = new Lookup(
      new Images({
        distributionFor,
        content: openContent(folder, { maxBytes: 1e7 }),
        tags: new TagMemory(folder),
        platform: { os: "linux", architecture: "amd64" },
      }),
      () => {},
    );
    kept = new KeptPins({
      keys: () => [...memory.keys()],
      get: (key: string) => memory.get(key),
      update: async (key: string, value: unknown) => void memory.set(key, value),
    } as vscode.Memento);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  async function openView(subject: Subject) {
    const { panel, posted, beside, send } = hiddenPanel<CompareState>();
    const context = { extensionUri: vscode.Uri.file("/nowhere") };
    const findings = findingsParts(new ToldScans());
    const parts = { context, index, lookup, kept, layers, openDiff, showDetails: () => {}, findings };
    const opened = new ComparePanel(panel, parts, subject);
    const view = (accept: (comparison: CompareView) => boolean = () => true) =>
      eventually(
        () => {
          const state = posted.at(-1);
          return state?.kind === "comparison" && !state.comparison.busy ? state.comparison : undefined;
        },
        (comparison) => comparison !== undefined && accept(comparison),
      ) as Promise<CompareView>;
    return { opened, panel, posted, beside, send, view };
  }

  async function openPin(name: string, text: string, pinned = pin) {
    const { document } = await openFile(name, text);
    const written = reference(pinned);
    assert.ok(isPinned(written));
    return {
      document,
      ...(await openView({ kind: "pin", uri: document.uri.toString(), reference: written })),
    };
  }

  it("two indexes cost one HEAD and six GETs at most, and nothing the next time", async () => {
    const { view, opened } = await openPin("cost.Dockerfile", `FROM ${pin}\n`);
    const { old: before, now: after, changes } = await view();
    assert.deepEqual([before.digest, after.digest], [old, now]);
    assert.ok(changes);
    assert.deepEqual(
      asked.filter((method) => method !== "GET"),
      ["HEAD"],
    );
    assert.ok(asked.length <= 7, asked.join());
    asked = [];
    opened.reveal();
    await view();
    assert.deepEqual(asked, []);
  });

  it("E01, E06: Update writes the digest that is shown at every place that still holds the pin, in one step", async () => {
    const services = (...images: readonly string[]) =>
      `services:\n${images.map((text, at) => `  s${at}:\n    image: ${text}\n`).join("")}`;
    const other = `${image}:1.27@sha256:${"b".repeat(64)}`;
    const bytes = services(pin, `"${pin}" # twice`, other, `${image}:1.27`);
    const { document, view, send } = await openPin("compose.update.yaml", bytes);
    const { subtitle, now: after } = await view();
    assert.match(subtitle, /compose\.update\.yaml \(2 places\)/);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "# typed meanwhile\n");
    await vscode.workspace.applyEdit(edit);
    send({ type: "update", digest: after.digest });
    const { outcome, actions } = await view((comparison) => comparison.outcome !== undefined);
    assert.match(outcome ?? "", /names sha256:[0-9a-f]{12}… now at 2 places/);
    assert.deepEqual(actions, []);
    const next = `${image}:1.27@${now}`;
    const expected = services(next, `"${next}" # twice`, other, `${image}:1.27`);
    assert.equal(document.getText(), `# typed meanwhile\n${expected}`);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), `# typed meanwhile\n${bytes}`);
  });

  it("E06: Update with another digest than the one that is shown does nothing", async () => {
    const text = `FROM ${pin}\n`;
    const { document, view, send, posted } = await openPin("other.Dockerfile", text);
    await view();
    const before = posted.length;
    send({ type: "update", digest });
    send({ type: "ready" });
    await eventually(
      () => posted.length,
      (length) => length > before,
    );
    assert.equal(document.getText(), text);
  });

  it("E01: when no place is left, it says that the file changed", async () => {
    const { document, view, send } = await openPin("gone.changed.Dockerfile", `FROM ${pin}\n`);
    const { now: after } = await view();
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, 1, 0), `FROM ${image}:1.27\n`);
    await vscode.workspace.applyEdit(edit);
    send({ type: "update", digest: after.digest });
    const { outcome, actions } = await view((comparison) => comparison.outcome !== undefined);
    assert.equal(outcome, "The file changed meanwhile, so nothing was written.");
    assert.deepEqual(actions, []);
    assert.equal(document.getText(), `FROM ${image}:1.27\n`);
  });

  it("E07: the pin of one platform stays one", async () => {
    const child = await childOf(old, "arm64");
    const childPin = `${image}:1.27@${child}`;
    const { document, view, send } = await openPin("child.Dockerfile", `FROM ${childPin}\n`, childPin);
    const { now: after } = await view();
    assert.equal(after.digest, await childOf(now, "arm64"));
    send({ type: "update", digest: after.digest });
    await view((comparison) => comparison.outcome !== undefined);
    assert.equal(document.getText(), `FROM ${image}:1.27@${after.digest}\n`);
  });

  it("Keep remembers the pin until its tag names yet another digest", async () => {
    let changes = 0;
    kept.onDidChange(() => changes++);
    const { view, send } = await openPin("keep.Dockerfile", `FROM ${pin}\n`);
    const { now: after } = await view();
    send({ type: "keep", digest: after.digest });
    const { notices, actions } = await view(({ actions: left }) => !left.includes("keep"));
    assert.deepEqual(actions, ["update"]);
    assert.match(notices.join(), /You keep this pin\./);
    assert.equal(changes, 1);
    const again = new KeptPins({ get: (key: string) => memory.get(key) } as vscode.Memento);
    for (const pins of [kept, again]) {
      assert.equal(pins.isKept(reference(pin), now as `sha256:${string}`), true);
      assert.equal(pins.isKept(reference(pin), digest as `sha256:${string}`), false);
      assert.equal(pins.isKept(reference(`${image}:1.26@${old}`), now as `sha256:${string}`), false);
    }
  });

  it("C06: kept pins of another version's making are read as far as they can be", () => {
    for (const written of [undefined, 5, {}, [5, [1, 2], ["a"], [pin, now]]]) {
      const pins = new KeptPins({ get: () => written } as unknown as vscode.Memento);
      assert.equal(pins.isKept(reference(pin), now as `sha256:${string}`), Array.isArray(written));
    }
  });

  it("says plainly that a tag did not move", async () => {
    const current = `${image}:1.26@${old}`;
    const { view } = await openPin("current.Dockerfile", `FROM ${current}\n`, current);
    const { notices, actions, changes, old: before, now: after } = await view();
    assert.match(notices.join(), /The tag 1\.26 did not move/);
    assert.deepEqual(actions, []);
    assert.equal(changes, undefined);
    assert.equal(before.digest, after.digest);
  });

  it("a pinned digest that is gone is said, and what is known is shown", async () => {
    const lost = `${image}:1.27@${digest}`;
    const { view } = await openPin("lost.Dockerfile", `FROM ${lost}\n`, lost);
    const { old: before, now: after, actions, mayRetry } = await view();
    assert.match(before.problem ?? "", /has no web\/nginx@sha256:aaaaaaaaaaaa…/);
    assert.equal(before.next, "It was deleted there, or never pushed.");
    assert.match(after.contents ?? "", /^index of linux\/amd64/);
    assert.deepEqual(actions, ["update", "keep"]);
    assert.equal(mayRetry, true);
  });

  it("offline it shows what was last known, and offers no change", async () => {
    const first = await openPin("offline.Dockerfile", `FROM ${pin}\n`);
    await first.view();
    online = false;
    first.send({ type: "retry" });
    const { notices, actions, changes } = await first.view(({ notices: said }) => said.length > 0);
    assert.match(notices.join(), /What is shown is what .*web\/nginx:1\.27 was last known to name\./);
    assert.deepEqual(actions, []);
    assert.ok(changes);
  });

  it("offline, with nothing known, it says the host, the cause and the next step", async () => {
    online = false;
    const { posted } = await openPin("dark.Dockerfile", `FROM ${pin}\n`);
    const state = await eventually(
      () => posted.at(-1),
      (last) => last?.kind === "failed",
    );
    assert.ok(state?.kind === "failed");
    assert.ok(state.problem.includes(open.host), state.problem);
    assert.notEqual(state.next, "");
  });

  it("compares files on request, sends their rows when asked, and opens a file beside the other", async () => {
    const [before, after] = [reference(`${image}:1.26`), reference(`${image}:1.27`)];
    const first = await openView({ kind: "images", old: before, now: after });
    const { files: unread } = await first.view(({ files }) => files?.kind === "unread" && files.text !== "");
    assert.ok(unread?.kind === "unread");
    assert.match(unread.text, new RegExp(`^Reads [\\d.]+ [kM]?B from ${open.host}, once: \\d+ layers\\.$`));
    asked = [];
    first.send({ type: "compareFiles" });
    const { files } = await first.view((comparison) => comparison.files?.kind === "read");
    assert.ok(files?.kind === "read");
    const { key, kinds } = files.view;
    assert.ok(kinds.length > 0);
    assert.ok(asked.length > 0);
    assert.equal(first.beside.length, 0);
    first.send({ type: "askRows", key: "another" });
    first.send({ type: "askRows", key });
    await eventually(
      () => first.beside.length,
      (length) => length === 1,
    );
    const { rows, ...rest } = first.beside[0] as CompareRowsMessage;
    assert.deepEqual(rest, { type: "compareRows", key });
    const row = rows.findIndex(({ isFile }) => isFile);
    for (const intent of [
      { key: "another", row },
      { key, row: rows.length },
      { key, row },
    ])
      first.send({ type: "openFile", ...intent });
    await eventually(
      () => diffs.length,
      (length) => length === 1,
    );
    const [[left, right] = []] = diffs;
    assert.deepEqual([left?.image.reference.tag, right?.image.reference.tag], ["1.26", "1.27"]);
    asked = [];
    const second = await openView({ kind: "images", old: before, now: after });
    const asks = await second.view(({ files: shown }) => shown?.kind === "unread" && shown.text !== "");
    assert.ok(asks.files?.kind === "unread");
    assert.equal(asks.files.text, "Asks nobody: the layers of both were read before.");
    second.send({ type: "compareFiles" });
    await second.view((comparison) => comparison.files?.kind === "read");
    assert.deepEqual(asked, []);
  });

  it("compares any two images, for the platform that is chosen", async () => {
    const [before, after] = [reference(`${image}:1.26`), reference(`${image}:1.27`)];
    const { view, send } = await openView({ kind: "images", old: before, now: after });
    const { title, platforms, actions } = await view();
    assert.equal(title, "What changed from nginx:1.26 to nginx:1.27");
    assert.deepEqual(actions, []);
    const arm = platforms.find(({ label }) => label.startsWith("linux/arm64"));
    send({ type: "choosePlatform", digest: arm?.digest });
    await view((comparison) =>
      comparison.platforms.some(({ digest: at, selected }) => selected && at === arm?.digest),
    );
  });
});

/** The digest of an index's image for a processor. */
async function childOf(index: string | undefined, architecture: string): Promise<string> {
  const accept = "application/vnd.oci.image.index.v1+json";
  const answer = await fetch(`${open.url}/v2/web/nginx/manifests/${index}`, { headers: { accept } });
  const { manifests } = (await answer.json()) as {
    manifests: readonly { readonly digest: string; readonly platform: { readonly architecture: string } }[];
  };
  const child = manifests.find(({ platform }) => platform.architecture === architecture);
  assert.ok(child);
  return child.digest;
}
