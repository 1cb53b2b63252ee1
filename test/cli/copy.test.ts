import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RegistryError } from "../../src/core/errors.ts";
import { jsonContent, type ManifestTree, makeImage, makeManifest } from "../support/images.ts";
import { MemoryRegistry } from "../support/memoryRegistry.ts";
import { mooring } from "./fakes.ts";

const image = makeImage();
const signature = makeManifest({
  config: jsonContent("application/vnd.oci.empty.v1+json", {}),
  layers: [],
  artifactType: "a/signature",
  subject: image,
});

/** Two registries, `one.test` and `other.test`; the first has `team/app:1` with a signature. */
function world({
  refusals = new Map<string, Error>(),
  images = [image, signature] as readonly ManifestTree[],
} = {}) {
  const one = new MemoryRegistry("one.test", { lists: true });
  const other = new MemoryRegistry("other.test", { refusals, lists: true });
  for (const tree of images) one.fill("team/app", tree, ...(tree === image ? ["1"] : []));
  const err: string[] = [];
  const distribution = (host: string) => {
    const registry = { "one.test": one, "other.test": other }[host];
    assert.ok(registry, host);
    return registry.distribution;
  };
  const terminal = { isTTY: true, write: (text: string) => err.push(text) };
  return { one, other, distribution, terminal, err };
}

const blobs = image.blobs.map(({ digest, size }) => ({ digest, size, how: "copied" }));
const empty = signature.blobs.map(({ digest, size }) => ({ digest, size, how: "copied" }));
const row = ({ digest, mediaType, size }: ManifestTree) => ({ digest, mediaType, size });

describe("mooring copy", () => {
  it("--json tells everything that it did", async () => {
    const { other, distribution } = world();
    const { code, stdout, stderr } = await mooring(
      ["copy", "one.test/team/app:1", "other.test/x:2", "--json"],
      {
        distribution,
      },
    );
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(JSON.parse(stdout), {
      source: "one.test/team/app:1",
      target: "other.test/x:2",
      digest: image.digest,
      blobs: [...blobs, ...empty],
      manifests: [row(image)],
      referrers: [row(signature)],
      bytesMoved: [...blobs, ...empty].reduce((sum, { size }) => sum + size, 0),
    });
    assert.equal(other.repository("x").tags.get("2"), image.digest);
  });

  it("tells people what became of each blob", async () => {
    const { other, distribution } = world();
    const [config, layer] = image.blobs;
    assert.ok(config && layer);
    other.repository("x").blobs.set(config.digest, config.bytes);
    const { stdout } = await mooring(["copy", "one.test/team/app:1", "other.test/x:2"], { distribution });
    assert.match(stdout, /sha256:[0-9a-f]{12} {2}already there\n/);
    assert.match(stdout, /sha256:[0-9a-f]{12} {2}copied\n/);
    assert.match(
      stdout,
      new RegExp(`other.test/x:2 is ${image.digest}: 1 manifest and 1 referrer, .* moved\\.\\n$`),
    );
  });

  const targets: readonly (readonly [string, string, string | undefined])[] = [
    ["one.test/team/app:1", "other.test/x", "1"],
    ["one.test/team/app:1", "other.test/x:2", "2"],
    [`one.test/team/app:1@${image.digest}`, "other.test/x", "1"],
    [`one.test/team/app@${image.digest}`, "other.test/x", undefined],
    [`one.test/team/app@${image.digest}`, "other.test/x:3", "3"],
    ["one.test/team/app:1", `other.test/x@${image.digest}`, undefined],
    ["one.test/team/app:1", `other.test/x:4@${image.digest}`, "4"],
  ];
  for (const [from, to, tag] of targets) {
    it(`${from.slice(8, 25)} to ${to.slice(10, 22)} writes ${tag ?? "no tag"}`, async () => {
      const { other, distribution } = world();
      assert.equal((await mooring(["copy", from, to], { distribution })).code, 0);
      assert.deepEqual([...other.repository("x").tags.keys()], tag === undefined ? [] : [tag]);
      assert.ok(other.repository("x").manifests.has(image.digest));
    });
  }

  it("writes nothing where another digest is wanted", async () => {
    const { other, distribution } = world();
    const argv = ["copy", "one.test/team/app:1", `other.test/x:1@${signature.digest}`];
    const { code, stderr } = await mooring(argv, { distribution });
    assert.equal(code, 2);
    assert.match(stderr, /one\.test\/team\/app:1 is not sha256:/);
    assert.deepEqual(other.questions(), []);
  });

  it("--no-referrers leaves signatures out", async () => {
    const { one, other, distribution } = world();
    const argv = ["copy", "one.test/team/app:1", "other.test/x:1", "--no-referrers", "--json"];
    const { stdout } = await mooring(argv, { distribution });
    assert.deepEqual(JSON.parse(stdout).referrers, []);
    assert.ok(!one.questions().includes("GET referrers"));
    assert.ok(!other.repository("x").manifests.has(signature.digest));
  });

  it("shows how far it got on a terminal, and clears the line", async () => {
    const { distribution, terminal, err } = world();
    await mooring(["copy", "one.test/team/app:1", "other.test/x:1"], { distribution, stderr: terminal });
    assert.match(err.join(""), /\r\u001b\[K0 B of \d+ B.*\r\u001b\[K(\d+ B) of \1\r\u001b\[K$/s);
  });

  it("says what the registry refused, and that it can go on", async () => {
    const denied = new RegistryError("denied", "other.test", { status: 403, detail: "no push for you" });
    const { distribution, other } = world({ refusals: new Map([["PUT 1", denied]]) });
    const { code, stdout, stderr } = await mooring(["copy", "one.test/team/app:1", "other.test/x:1"], {
      distribution,
    });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /other\.test does not allow this login to change other\.test\/x:1\. It says: no push for you\./,
    );
    assert.match(stderr, /The same command goes on with what is missing\.\n$/);
    assert.equal(other.repository("x").tags.size, 0);
  });

  it("says what the source does not have", async () => {
    const { distribution, other } = world();
    const { code, stderr } = await mooring(["copy", "one.test/team/app:9", "other.test/x:1"], {
      distribution,
    });
    assert.equal(code, 2);
    assert.match(stderr, /one\.test has no team\/app:9/);
    assert.deepEqual(other.questions(), []);
  });

  it("that is cancelled ends with 130 and no word", async () => {
    const { distribution, other } = world();
    const controller = new AbortController();
    controller.abort();
    const argv = ["copy", "one.test/team/app:1", "other.test/x:1"];
    const { code, stderr } = await mooring(argv, { distribution, signal: controller.signal });
    assert.deepEqual([code, stderr], [130, ""]);
    assert.equal(other.repository("x").tags.size, 0);
  });

  it("takes two references", async () => {
    for (const argv of [["a"], ["a", "b", "c"], ["a", "B:x y"]]) {
      assert.equal((await mooring(["copy", ...argv])).code, 2);
    }
  });
});
