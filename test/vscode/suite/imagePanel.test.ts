import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { plainTags } from "../../../src/core/catalog/oci.ts";
import { openContent } from "../../../src/core/content/store.ts";
import { TagMemory } from "../../../src/core/content/tagMemory.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import { Images } from "../../../src/core/image/images.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { parseReference, type Reference, type Repository } from "../../../src/core/reference/reference.ts";
import { openDistribution } from "../../../src/core/registry/open.ts";
import type { DetailsImage, DetailsState } from "../../../src/protocol/details.ts";
import type { FilesMessage, FilesWish } from "../../../src/protocol/files.ts";
import type { SharingView } from "../../../src/protocol/sharing.ts";
import { attachedSource } from "../../../src/vscode/attached/attachedSource.ts";
import { DocumentFiles } from "../../../src/vscode/attached/documentFiles.ts";
import { readIntent } from "../../../src/vscode/details/imageIntent.ts";
import { ImagePanel } from "../../../src/vscode/details/imagePanel.ts";
import type { KeptTags } from "../../../src/vscode/details/tagSharing.ts";
import type { FileAt } from "../../../src/vscode/files/fileFlows.ts";
import { Layers } from "../../../src/vscode/files/layers.ts";
import { Lookup } from "../../../src/vscode/lookup.ts";
import { finding, findingsParts, report, ToldScans } from "../../editor/scanned.ts";
import { readFacts } from "../facts.ts";
import { eventually } from "../file.ts";
import { hiddenPanel } from "../hiddenPanel.ts";

const { registries } = readFacts();
assert.ok(registries);
const reference = `${registries.open.host}/web/nginx:1.27`;
const wish: FilesWish = {
  scope: "all",
  layer: 1,
  text: "",
  isChanged: false,
  order: "name",
  open: [],
  shut: [],
};
const digest = `sha256:${"a".repeat(64)}`;

describe("messages of the image details", () => {
  it("the intents of the protocol are taken", () => {
    for (const intent of [
      { type: "ready" },
      { type: "retry" },
      { type: "openManifest" },
      { type: "choosePlatform", digest },
      { type: "copy", what: "pinned" },
      { type: "copyLayer", number: 1, what: "diffId" },
      { type: "openLink", link: 0 },
      { type: "openDockerfile" },
      { type: "findBase" },
      { type: "lookAtTags" },
      { type: "openContents" },
      { type: "lookAtAttached" },
      { type: "readPackages", digest },
      { type: "openAttached", digest },
      { type: "copyAttached", digest },
      { type: "cancel", what: "tags" },
      { type: "cancel", what: "attached" },
      { type: "chooseHeld", column: 3 },
      { type: "pickOther" },
      { type: "readOther" },
      { type: "cancel", what: "other" },
      { type: "listFiles" },
      { type: "askFiles", ask: { number: 1, wish, from: 0 } },
      { type: "cancel", what: "files" },
      { type: "cancel", what: "scan" },
      { type: "findNewerBases" },
      { type: "scanBases" },
      { type: "copyBase", row: 1 },
      { type: "cancel", what: "rebase" },
      { type: "scan" },
      { type: "scan", scanner: "grype" },
      { type: "lookForReports" },
      { type: "chooseReport", report: "key" },
      { type: "askFindings", report: "key" },
      { type: "chooseFinding", report: "key", finding: 0 },
      { type: "openFindingLink", report: "key", finding: 0, link: 1 },
      { type: "exportFindings", report: "key", format: "csv" },
    ]) {
      assert.deepEqual(readIntent(intent), intent);
    }
  });

  it("U04: anything else is ignored, and extra fields are dropped", () => {
    for (const forged of [
      undefined,
      null,
      "ready",
      [],
      {},
      { type: "constructor" },
      { type: "__proto__" },
      { type: "executeCommand", command: "workbench.action.terminal.new" },
      { type: "choosePlatform", digest: "sha256:../../x" },
      { type: "choosePlatform" },
      { type: "copy", what: "password" },
      { type: "copyLayer", number: "1", what: "digest" },
      { type: "copyLayer", number: 1, what: "path" },
      { type: "openLink", link: "https://evil.test/" },
      { type: "openLink", link: 0.5 },
      { type: "readPackages" },
      { type: "openAttached", digest: "../../x" },
      { type: "copyAttached", digest: 7 },
      { type: "cancel" },
      { type: "cancel", what: "everything" },
      { type: "chooseHeld", column: "1" },
      { type: "chooseHeld", column: Number.NaN },
      { type: "scan", scanner: "/tmp/evil" },
      { type: "copyBase", row: "1" },
      { type: "copyBase" },
      { type: "scan", scanner: ["trivy"] },
      { type: "askFindings" },
      { type: "chooseFinding", report: "key", finding: "0" },
      { type: "openFindingLink", report: "key", finding: 0, link: "https://evil.test/" },
      { type: "exportFindings", report: "key", format: "../../evil" },
      { type: "x".repeat(10_000_000) },
    ]) {
      assert.equal(readIntent(forged), undefined, JSON.stringify(forged)?.slice(0, 80));
    }
    assert.deepEqual(readIntent({ type: "ready", command: "x", path: "/etc/passwd" }), { type: "ready" });
  });
});

describe("image details", () => {
  const tabs = () =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ label }) => label === "nginx:1.27");

  it("open once for a reference, and again after they were closed", async () => {
    for (let i = 0; i < 2; i++) await vscode.commands.executeCommand("mooring.openDetails", reference);
    assert.equal((await eventually(tabs, ({ length }) => length > 0)).length, 1);
    await vscode.window.tabGroups.close(tabs());
    await eventually(tabs, ({ length }) => length === 0);
    await vscode.commands.executeCommand("mooring.openDetails", reference);
    await eventually(tabs, ({ length }) => length === 1);
    await vscode.window.tabGroups.close(tabs());
  });

  it("the digest is copied in full", async () => {
    await vscode.commands.executeCommand("mooring.copyDigest", reference);
    assert.equal(await vscode.env.clipboard.readText(), registries.open.digests["web/nginx:1.27"]);
  });
});

/** The first bytes of a body, and then nothing until nobody reads any more. */
function stalled(body: ReadableStream<Uint8Array> | null): ReadableStream<Uint8Array> {
  const reader = body?.getReader();
  let isFirst = true;
  return new ReadableStream({
    async pull(controller) {
      const { value } = isFirst ? ((await reader?.read()) ?? {}) : await new Promise<never>(() => {});
      isFirst = false;
      if (value !== undefined) controller.enqueue(value.slice(0, 10));
    },
    cancel: (reason) => reader?.cancel(reason),
  });
}

describe("what details read on request", () => {
  let folder: string;
  let images: Images;
  let lookup: Lookup;
  let kept: KeptTags;
  let scans: ToldScans;
  const asked: string[] = [];
  const opened: FileAt[] = [];
  /** The image that the user picks. */
  let picked: Reference | undefined;
  /** Whether blobs come to a stop after their first bytes. */
  let isSlow = false;

  // The images name a base of Docker Hub; here all is at one registry.
  const distribution = (host: string) => {
    const send = fetchSend("Mooring/test");
    const base = new URL(`http://${registries.open.host}/`);
    const origin = host === registries.open.host ? "" : `${host}: `;
    return openDistribution({
      registry: host,
      base,
      send: async (call) => {
        const name = call.url.pathname.replace(/^\/v2\//, "").replace(/sha256:.*$/, "DIGEST");
        asked.push(`${origin}${call.method} ${name}`);
        const answer = await send(call);
        const isBlob = isSlow && name.includes("/blobs/") && answer.body !== null;
        return isBlob ? new Response(stalled(answer.body), answer) : answer;
      },
    });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mooring-details-"));
    asked.length = 0;
    opened.length = 0;
    isSlow = false;
    kept = new Map();
    scans = new ToldScans();
    images = new Images({
      distributionFor: distribution,
      content: openContent(folder, { maxBytes: 1e7 }),
      tags: new TagMemory(folder),
      platform: { os: "linux", architecture: "amd64" },
    });
    lookup = new Lookup(images, () => {});
  });

  afterEach(async () => {
    // What was read is still being kept on disk.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const noFiles = () => Promise.reject(new Error("no file of an image was to be opened"));

  function openPanel(written = reference) {
    const { panel, posted, beside, send } = hiddenPanel<DetailsState>();
    const act = async (file: FileAt) => void opened.push(file);
    const files = { openFile: act, saveFile: act };
    const layers = new Layers({ distributionFor: distribution, storage: folder, maxBytes: 1e7 });
    const parsed = parseReference(written);
    assert.ok(parsed.ok);
    const context = { extensionUri: vscode.Uri.file("/nowhere") };
    const findings = findingsParts(scans);
    const lookUp = async () => assert.fail("OSV.dev was asked");
    const tags = ({ registry, path }: { registry: string; path: string }) =>
      plainTags(distribution(registry), path);
    const source = (host: string) => attachedSource(images, distribution(host));
    const attached = { source, documents: new DocumentFiles(images, noFiles) };
    const pickOther = async () => picked;
    const hasBlob = (repository: Repository, wanted: Digest, signal: AbortSignal) =>
      distribution(repository.registry).hasBlob(repository.path, wanted, signal);
    const allTags = async (repository: Repository, signal: AbortSignal) =>
      (await tags(repository)(signal)).items.map(({ name }) => name);
    const read = { lookup, tags, allTags, attached, layers, kept, findings, lookUp };
    const parts = { context, ...read, files, pickOther, hasBlob };
    const shown = new ImagePanel(panel, parts, parsed.reference);
    const image = (accept: (image: DetailsImage) => boolean = () => true) =>
      eventually(
        () => {
          const state = posted.at(-1);
          return state?.kind === "image" ? state.image : undefined;
        },
        (shown) => shown !== undefined && accept(shown),
      ) as Promise<DetailsImage>;
    const sharing = async (accept: (view: SharingView) => boolean = () => true): Promise<SharingView> => {
      const shown = await image((one) => one.sharing?.kind === "read" && accept(one.sharing.view));
      assert.ok(shown.sharing?.kind === "read");
      return shown.sharing.view;
    };
    return { opened: shown, posted, beside, send, image, sharing };
  }

  it("opening costs three GETs, and asks nothing about tags or base", async () => {
    const { image } = openPanel();
    const { sharing, dockerfile } = await image();
    assert.equal(sharing?.kind, "unread");
    assert.match(dockerfile?.text ?? "", /^FROM scratch\n/);
    assert.deepEqual(asked, [
      "GET web/nginx/manifests/1.27",
      "GET web/nginx/manifests/DIGEST",
      "GET web/nginx/blobs/DIGEST",
    ]);
  });

  it("findings that are stored are shown without a process; their rows come beside the state, once asked for", async () => {
    scans.known = async () => [report([finding("CVE-1", { url: "https://a.test/" }), finding("CVE-2")])];
    const { image, beside, send } = openPanel();
    const { findings } = await image((shown) => shown.findings?.report !== undefined);
    const key = findings?.report?.key ?? "";
    assert.deepEqual(findings?.report?.counts, [{ severity: "high", count: 2 }]);
    assert.doesNotMatch(JSON.stringify(findings), /CVE-1/);
    assert.equal(beside.length, 0);
    send({ type: "askFindings", report: "another" });
    send({ type: "askFindings", report: key });
    await eventually(
      () => beside.length,
      (length) => length > 0,
    );
    assert.equal(beside.length, 1);
    const [message] = beside;
    assert.ok(message?.type === "findings" && "rows" in message && message.rows instanceof Uint8Array);
    assert.match(new TextDecoder().decode(message.rows), /"CVE-1".*"CVE-2"/);
    send({ type: "chooseFinding", report: "another", finding: 0 });
    send({ type: "chooseFinding", report: key, finding: 1 });
    const { findings: chosen } = await image((shown) => shown.findings?.chosen !== undefined);
    assert.equal(chosen?.chosen?.title, "CVE-2");
    assert.deepEqual(scans.asked, []);
  });

  it("Scan Image opens the findings and asks for the program; a press of its button scans that very manifest", async () => {
    const { opened, image, send } = openPanel();
    opened.scan();
    const { wished, findings, manifestDigest } = await image((shown) => shown.findings?.scan.kind === "ask");
    assert.equal(wished?.tab, "findings");
    assert.ok(findings?.scan.kind === "ask");
    assert.equal(findings.scan.scanners[0]?.path, "/opt/trivy");
    assert.deepEqual(scans.asked, ["tools"]);
    send({ type: "scan", scanner: "trivy" });
    await image((shown) => shown.findings?.report !== undefined);
    assert.deepEqual(scans.asked, ["tools", `scan ${manifestDigest.slice(7, 10)} by trivy`]);
  });

  it("the tags cost their list, a HEAD for each, and what is new of each image; a second look nothing", async () => {
    const { opened, posted, send, image, sharing } = openPanel();
    await image();
    asked.length = 0;
    send({ type: "lookAtTags" });
    const { columns, rows, pull, unread } = await sharing();
    assert.deepEqual(
      columns.map(({ name, isShown }) => [name, isShown]),
      [
        ["1.27, latest, 1.27.3", true],
        ["1.27.2", false],
        ["1.26, 1.26.2", false],
      ],
    );
    assert.ok(rows.length > 1 && rows[0]?.marks.every((mark) => mark === "shared"));
    assert.deepEqual(unread, []);
    const progress = posted.flatMap((state) =>
      state.kind === "image" && state.image.sharing?.kind === "reading" ? [state.image.sharing.text] : [],
    );
    assert.ok(progress.includes("0 of 6 tags") && progress.includes("6 of 6 tags"), progress.join());
    const list = asked.filter((call) => call.includes("/tags/list"));
    const heads = asked.filter((call) => call.startsWith("HEAD"));
    assert.equal(list.length, 1);
    // 1.27 was asked when the details were opened.
    assert.deepEqual(heads.map((call) => call.replace(/^.*\//, "")).sort(), [
      "1.26",
      "1.26.2",
      "1.27.2",
      "1.27.3",
      "latest",
    ]);
    // Two images, of each the index and the platform's manifest; the third was here.
    assert.equal(asked.length, list.length + heads.length + 4, asked.join());
    asked.length = 0;
    send({ type: "chooseHeld", column: 2 });
    const { pull: other } = await sharing((view) => view.pull?.chosen === 2);
    assert.ok(other !== undefined && other.text !== "" && pull?.chosen === 1);
    opened.dispose();
    const again = openPanel();
    assert.equal((await again.sharing()).columns.length, 3);
    assert.deepEqual(asked, []);
  });

  it("an image that is picked costs its manifests and a HEAD for each layer that it does not have", async () => {
    const { send, image } = openPanel();
    const { other: none } = await image();
    assert.equal(none?.kind, "none");
    asked.length = 0;
    picked = undefined;
    send({ type: "pickOther" });
    picked = { repository: { registry: registries.open.host, path: "built/single" }, tag: "1" };
    send({ type: "pickOther" });
    const { other } = await image((one) => one.other?.kind === "read");
    assert.ok(other?.kind === "read");
    assert.equal(other.view.name, `${registries.open.host}/built/single:1`);
    assert.ok("text" in other.view.push && other.view.rows.length > 0);
    const isHead = (call: string) => call === "HEAD built/single/blobs/DIGEST";
    const heads = asked.filter(isHead);
    assert.equal(heads.length, new Set(other.view.rows.map(({ digest: one }) => one)).size);
    assert.deepEqual(
      asked.filter((call) => !isHead(call)),
      ["GET built/single/manifests/1", "GET built/single/blobs/DIGEST"],
    );
  });

  it("the base is looked for only on request, at the registry that the image names, and once", async () => {
    const { opened, send, image } = openPanel();
    const { layers } = await image();
    assert.equal(layers.base?.kind, "open");
    asked.length = 0;
    send({ type: "findBase" });
    const proven = await image((shown) => shown.layers.base?.kind === "found");
    const { base } = proven.layers;
    assert.ok(base?.kind === "found" && base.rows === 1);
    assert.equal(base.text, "Base: base/debian:12-slim, 1 of 3 layers");
    assert.match(proven.dockerfile?.text ?? "", /^FROM base\/debian:12-slim\nLABEL /);
    assert.deepEqual(asked, [
      "docker.io: GET base/debian/manifests/12-slim",
      "docker.io: GET base/debian/manifests/DIGEST",
      "docker.io: GET base/debian/blobs/DIGEST",
    ]);
    asked.length = 0;
    opened.dispose();
    await openPanel().image((shown) => shown.layers.base?.kind === "found");
    assert.deepEqual(asked, []);
  });

  it("what is attached is asked when it is wanted: lists, manifests, documents, and the document opens", async () => {
    const { send, image } = openPanel();
    const { attached: before } = await image();
    assert.deepEqual(before, { kind: "unread", known: 1 });
    asked.length = 0;
    send({ type: "lookAtAttached" });
    const { attached, facts } = await image((shown) => shown.attached.kind === "read");
    assert.ok(attached.kind === "read");
    const [item] = attached.view.items;
    assert.deepEqual(
      attached.view.items.map(({ label, subject }) => `${label} ${subject}`),
      ["Provenance (SLSA 1) linux/amd64", "Signature (cosign) the index"],
    );
    assert.ok(facts.some(({ label }) => label === "Source"));
    const count = (pattern: RegExp) => asked.filter((call) => pattern.test(call)).length;
    // Of the image and of its index: the list, which this registry has under a tag at most, and cosign's three tags. That
    // one is not there is asked in three ways at most.
    assert.equal(count(/^GET web\/nginx\/referrers/), 2);
    assert.equal(count(/^HEAD /), 6);
    assert.equal(count(/blobs/), 2);
    assert.ok(asked.length <= 2 * (2 + 3 * 3) + 2 + 2, asked.join());
    send({ type: "copyAttached", digest: item?.digest });
    await eventually(
      async () => vscode.env.clipboard.readText(),
      (text) => text === item?.digest,
    );
    send({ type: "openAttached", digest: item?.digest });
    const document = await eventually(
      () => vscode.window.activeTextEditor?.document,
      (shown) => shown?.uri.scheme === "mooring",
    );
    assert.match(document?.getText() ?? "", /"predicateType": "https:\/\/slsa\.dev\/provenance\/v1"/);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  const filesOf = (panel: ReturnType<typeof openPanel>) => {
    const shown = async (kind: NonNullable<DetailsImage["files"]>["kind"]) => {
      const { files } = await panel.image((one) => one.files?.kind === kind);
      assert.ok(files?.kind === kind);
      return files;
    };
    const rows = async (number: number, change: Partial<FilesWish> = {}): Promise<FilesMessage> => {
      panel.send({ type: "askFiles", ask: { number, wish: { ...wish, ...change }, from: 0 } });
      const isAnswer = (message: { readonly type: string }): message is FilesMessage =>
        message.type === "files" && "number" in message && message.number === number;
      const answer = await eventually(
        () => panel.beside.find(isAnswer),
        (found) => found !== undefined,
      );
      assert.ok(answer);
      return answer;
    };
    return { shown, rows };
  };

  it("files are listed on request, each layer with one GET; a second look asks nobody, nor does one from disk", async () => {
    const panel = openPanel();
    const { shown, rows } = filesOf(panel);
    const { layers } = await panel.image();
    panel.send({ type: "openFiles" });
    await shown("unread");
    asked.length = 0;
    panel.send({ type: "listFiles" });
    const files = await shown("read");
    assert.ok(files.kind === "read");
    const numbers = layers.rows.flatMap(({ number }) => number ?? []);
    assert.deepEqual(
      asked,
      numbers.map(() => "GET web/nginx/blobs/DIGEST"),
    );
    assert.deepEqual(
      files.view.layers.map(({ number }) => number),
      numbers,
    );
    const told = panel.posted.flatMap((state) =>
      state.kind === "image" && state.image.files?.kind === "reading" ? [state.image.files.text] : [],
    );
    assert.match(told.join(), /^[\d.]+ k?B of [\d.]+ k?B read/);
    const all = await rows(1);
    assert.ok(all.total > 0 && all.rows.every(({ mark }) => mark === undefined));
    const one = await rows(2, { scope: "only", layer: numbers.at(-1) ?? 0, text: "index.html" });
    assert.ok(one.rows.some(({ mark }) => mark === "added"));
    const file = one.rows.findIndex(({ isFile }) => isFile);
    const { key = "", path } = one.rows[file] ?? {};
    panel.send({ type: "openFile", file: { row: file, key } });
    const [at] = await eventually(
      () => opened,
      ({ length }) => length > 0,
    );
    assert.equal(at?.layer, numbers.at(-1));
    panel.send({ type: "copyFilePath", file: { row: file, key } });
    await eventually(
      async () => vscode.env.clipboard.readText(),
      (text) => text === path,
    );
    // Written beside the answer.
    await eventually(
      async () => (await readdir(join(folder, "layers", "sha256"))).length,
      (count) => count === numbers.length,
    );
    panel.opened.dispose();
    asked.length = 0;
    const again = openPanel();
    await again.image();
    again.send({ type: "openFiles" });
    const second = await filesOf(again).shown("read");
    assert.ok(second.kind === "read" && second.view.key === files.view.key);
    assert.deepEqual(asked, []);
  });

  it("a registry that sends no more is waited for no longer when the person cancels; listing can be begun anew", async () => {
    const panel = openPanel();
    const { shown } = filesOf(panel);
    await panel.image();
    isSlow = true;
    panel.send({ type: "listFiles" });
    await shown("reading");
    await eventually(
      () => asked.filter((call) => call.includes("/blobs/")).length,
      (count) => count > 1,
    );
    panel.send({ type: "cancel", what: "files" });
    await shown("unread");
    isSlow = false;
    panel.send({ type: "listFiles" });
    await shown("read");
  });

  it("a build cache is shown as what it is, with its entries' sizes, for two requests", async () => {
    const { image } = openPanel(`${registries.open.host}/team/api:buildcache`);
    const { contents, layers, notice } = await image((shown) => shown.contents?.kind === "read");
    assert.ok(contents?.kind === "read");
    assert.match(notice ?? "", /build cache/);
    assert.deepEqual([contents.view.rows.length, contents.view.rows[0]?.share, layers.rows], [1, 1, []]);
    assert.match(contents.view.text, /^1 entry · \d+ B compressed/);
    assert.equal(asked.length, 2, asked.join());
  });

  it("the rebuilt Dockerfile opens in an editor, as a Dockerfile that is not saved", async () => {
    const { send, image } = openPanel();
    const { dockerfile } = await image();
    send({ type: "openDockerfile" });
    const document = await eventually(
      () => vscode.window.activeTextEditor?.document,
      (shown) => shown?.isUntitled === true && shown.languageId === "dockerfile",
    );
    assert.equal(document?.getText(), dockerfile?.text);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });
});
