import assert from "node:assert/strict";
import { commands, env, FileSystemError, FileType, TabInputText, Uri, window, workspace } from "vscode";
import { openContent } from "../../../src/core/content/store.ts";
import { TagMemory } from "../../../src/core/content/tagMemory.ts";
import { NetworkError } from "../../../src/core/errors.ts";
import type { ReferrerNode, RepositoryNode, TagNode } from "../../../src/core/explorer/node.ts";
import { Images } from "../../../src/core/image/images.ts";
import { isDigest } from "../../../src/core/reference/digest.ts";
import { DocumentFiles } from "../../../src/vscode/attached/documentFiles.ts";
import { type DocumentPlace, formatPlace } from "../../../src/vscode/attached/documentPlace.ts";
import { registry } from "../../editor/rows.ts";
import { digestOf } from "../../support/fakeRegistry.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { makeBuildCache } from "../../support/images.ts";
import { push } from "../../support/push.ts";
import {
  digestNamed,
  image,
  manifestAt,
  pushRecorded,
  recordedRegistry,
  referrerOfType,
  tagOf,
} from "../../support/recordedArtifacts.ts";
import { readFacts } from "../facts.ts";

const { open } = readFacts().registries ?? {};
const repository = { registry: open?.host ?? "h.test", path: "attached/app" };
const parent: RepositoryNode = {
  kind: "repository",
  parent: registry({ host: repository.registry }),
  repository,
};
const tag: TagNode = { kind: "tag", parent, reference: { repository, tag: "1" } };
const place: DocumentPlace = {
  repository,
  digest: image,
  view: "manifest",
  name: "app-1.manifest.mooring.json",
};

function attachedRow(digest: string): ReferrerNode {
  assert.ok(isDigest(digest));
  const above = { kind: "attached", parent: tag, subject: { repository, digest: image }, known: [] } as const;
  const artifact = { role: "sbom", detail: "", digest } as const;
  return { kind: "referrer", parent: above, reference: { repository, digest }, artifact };
}

/** What the command shows, with the language of its editor. */
async function shownBy(command: string, ...args: readonly unknown[]): Promise<string> {
  await commands.executeCommand(command, ...args);
  const { document } = window.activeTextEditor ?? assert.fail(`${command} opened nothing`);
  assert.equal(document.uri.scheme, "mooring");
  return `${document.languageId} ${document.getText()}`;
}

async function codeOf(work: Thenable<unknown>): Promise<string> {
  const failure: unknown = await work.then(
    () => assert.fail("it did not fail"),
    (reason: unknown) => reason,
  );
  assert.ok(failure instanceof FileSystemError, String(failure));
  return failure.code;
}

describe("documents of a real registry", () => {
  before(async function () {
    if (open === undefined) this.skip();
    await pushRecorded({ url: open.url, repository: repository.path });
    await push({ url: open.url, repository: repository.path }, makeBuildCache(), ["cache"]);
  });

  afterEach(() => commands.executeCommand("workbench.action.closeAllEditors"));

  it("a tag's manifest and configuration open as JSON that cannot be changed", async () => {
    const manifest = await shownBy("mooring.openManifest", tag);
    assert.ok(manifest.startsWith('mooring-json {\n  "schemaVersion": 2,\n'), manifest);
    assert.ok(manifest.includes(manifestAt(image).config.digest));
    assert.match(await shownBy("mooring.openConfiguration", tag), /^mooring-json \{\n[\s\S]*"rootfs": \{/);
    assert.equal(workspace.fs.isWritableFileSystem("mooring"), false);
    const uri = Uri.from(formatPlace(place));
    assert.notEqual(await codeOf(workspace.fs.writeFile(uri, new Uint8Array())), "FileExists");
    await assert.rejects(async () => workspace.fs.delete(uri));
  });

  it("what is attached opens as JSON, and its packages beside it", async () => {
    const row = attachedRow(referrerOfType("application/vnd.cyclonedx+json"));
    assert.match(await shownBy("mooring.openAttached", row), /^mooring-json \{\n {2}"\$schema": /);
    const packages = await shownBy("mooring.showPackages", row);
    assert.match(packages, /^plaintext Packages of [\s\S]*\nsemver +7\.7\.1 +npm +ISC\n/);
    assert.equal(window.tabGroups.all.length, 2);
  });

  it("provenance and signatures open as texts; a build cache as what it is", async () => {
    const provenance = await shownBy("mooring.showProvenance", tag);
    assert.match(provenance, /\nSource +https:\/\/github\.com\/example\/app\n/);
    const signature = await shownBy("mooring.showSignature", attachedRow(digestNamed(tagOf(".sig"))));
    assert.match(signature, /\nNOT VERIFIED\./);
    assert.ok(!signature.includes("MISMATCH"));
    const cache = { ...tag, reference: { repository, tag: "cache" } };
    assert.match(await shownBy("mooring.showContents", cache), /^plaintext Build cache \(BuildKit\) of /);
  });

  it("a tab's digest is that of the bytes, not of what is shown", async () => {
    await shownBy("mooring.openManifest", tag);
    const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof TabInputText);
    await env.clipboard.writeText("");
    await commands.executeCommand("mooring.copyDigest", input.uri);
    assert.equal(await env.clipboard.readText(), image);
  });

  it("R01: a digest that the registry does not have is a failure in words, and no editor opens", async () => {
    const uri = Uri.from(formatPlace({ ...place, digest: digestOf("a") }));
    assert.equal(await codeOf(workspace.fs.readFile(uri)), "Unavailable");
    const missing = { ...tag, reference: { repository, digest: digestOf("a") } };
    await commands.executeCommand("mooring.openManifest", missing);
    assert.equal(window.activeTextEditor, undefined);
  });

  const hostile = [
    `mooring://h.test/${repository.path}/manifest/x`,
    `mooring://user:pw@h.test/a@${image}/manifest/x`,
    `mooring:/a@${image}/manifest/x`,
    `mooring://h.test/..%2f..%2fetc@${image}/manifest/x`,
    `mooring://h.test/a@${image}/command/x`,
    `mooring://h.test/a@sha256:..%2f/manifest/x`,
  ];
  for (const uri of hostile)
    it(`R06: nothing is there, and nobody is asked: ${uri.replace(image, "DIGEST")}`, async () => {
      assert.equal(await codeOf(workspace.fs.readFile(Uri.parse(uri))), "FileNotFound");
      assert.equal(await codeOf(workspace.fs.stat(Uri.parse(uri))), "FileNotFound");
    });
});

describe("documents without a network", () => {
  it("come from disk once they were seen, after a restart, too; others say in the editor what is wrong", async () => {
    const folder = await temporaryFolder("documents");
    try {
      const { distribution } = recordedRegistry("h.test");
      const offline = () => {
        throw new NetworkError("offline", "h.test", { code: "ECONNREFUSED" });
      };
      const content = openContent(folder.path, { maxBytes: 1e6 });
      const opened = (distributionFor: () => typeof distribution) =>
        new DocumentFiles(new Images({ distributionFor, content, tags: new TagMemory(folder.path) }), () =>
          assert.fail("no file of an image is asked for"),
        );
      const at = { registry: "h.test", path: "team/app" };
      const sbom = manifestAt(digestNamed(tagOf(".sbom"))).layers[0]?.digest;
      assert.ok(isDigest(sbom));
      const places: readonly DocumentPlace[] = [
        { ...place, repository: at },
        { ...place, repository: at, view: "packages", digest: sbom },
      ];
      const online = opened(() => distribution);
      const uris = await Promise.all(places.map((each) => online.prepare(each)));
      const seen = await Promise.all(uris.map((uri) => online.readFile(uri)));
      const stored = async () =>
        (await content.get(sbom)) !== undefined && (await content.get(image)) !== undefined;
      while (!(await stored())) await new Promise((resolve) => setTimeout(resolve, 5));
      const restarted = opened(offline);
      assert.deepEqual(await Promise.all(uris.map((uri) => restarted.readFile(uri))), seen);
      const { size, type } = await restarted.stat(uris[0] ?? assert.fail());
      assert.deepEqual([size, type], [seen[0]?.length, FileType.File]);
      const other = Uri.from(formatPlace({ ...place, repository: at, digest: digestOf("b") }));
      await assert.rejects(restarted.readFile(other), (failure: unknown) => {
        assert.ok(failure instanceof FileSystemError && failure.code === "Unavailable");
        return /^Nothing listens at h\.test\. Check that/.test(failure.message);
      });
      await assert.rejects(
        restarted.prepare({ ...place, repository: at, digest: digestOf("b") }),
        NetworkError,
      );
    } finally {
      await folder.remove();
    }
  });
});
