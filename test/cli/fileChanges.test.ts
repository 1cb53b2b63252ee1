import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  content,
  type ImageOptions,
  type ManifestTree,
  makeBuildCache,
  makeImage,
  makeLayer,
} from "../support/images.ts";
import { MemoryRegistry } from "../support/memoryRegistry.ts";
import { mooring, type Ran } from "./fakes.ts";

type Steps = NonNullable<ImageOptions["steps"]>;

const base = makeLayer([
  { path: "bin/" },
  { path: "bin/tool", content: "12345" },
  { path: "bin/same", hardlink: "bin/tool" },
  { path: "etc/conf", content: "a=1" },
  { path: "old", content: "1234" },
]);
const shared = { layer: base, command: "COPY base /" };
const old = makeImage({
  steps: [
    shared,
    {
      command: "COPY app",
      entries: [
        { path: "app", content: "1" },
        { path: "link", symlink: "app" },
      ],
    },
  ],
});
const steps: Steps = [
  shared,
  {
    command: "COPY app",
    entries: [
      { path: "app", content: "22", mode: 0o755 },
      { path: "link", symlink: "bin" },
      { path: "etc/conf", content: "a=1" },
      { path: ".wh.old" },
      { path: "etc/new\u001B[31m", content: "123" },
    ],
  },
];
const now = makeImage({ steps });
const foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

/** The old image in one registry and the new one in another. */
async function compare(
  before: ManifestTree,
  after: ManifestTree,
  ...options: readonly string[]
): Promise<Ran & { readonly asked: readonly (readonly string[])[] }> {
  const registries = { "one.test": before, "two.test": after };
  const made = Object.entries(registries).map(([host, tree]) => {
    const registry = new MemoryRegistry(host);
    registry.fill("a", tree, "1");
    return [host, registry] as const;
  });
  const known = new Map(made);
  const distribution = (host: string) => {
    const registry = known.get(host);
    assert.ok(registry, host);
    return registry.distribution;
  };
  const ran = await mooring(["compare", "one.test/a:1", "two.test/a:1", ...options], { distribution });
  return { ...ran, asked: made.map(([, { asked }]) => asked) };
}

describe("compare --files", () => {
  it("prints JSON of the shape that its help documents", async () => {
    const { code, stdout, stderr } = await compare(old, now, "--files", "--json");
    assert.deepEqual([code, stderr], [1, ""]);
    const { files } = JSON.parse(stdout);
    const { changes, ...rest } = files;
    const totals = { added: 1, removed: 1, changed: 2, more: 4, less: 4 };
    assert.deepEqual(rest, {
      totals,
      same: { count: 6, rewritten: { count: 1, bytes: 3 }, unsure: 0 },
      directories: [
        { path: "/", ...totals },
        { path: "/etc", added: 1, removed: 0, changed: 0, more: 3, less: 0 },
      ],
      incomplete: [],
    });
    const modified = "2023-11-14T22:13:20.000Z";
    const file = { type: "file", mode: "0644", uid: 0, gid: 0, modified };
    const [app, added, link, removed] = changes;
    assert.deepEqual(app, {
      path: "/app",
      change: "changed",
      aspects: ["content", "mode"],
      growth: 1,
      old: { ...file, size: 1, digest: app.old.digest, layer: 2 },
      new: { ...file, size: 2, mode: "0755", digest: app.new.digest, layer: 2 },
    });
    assert.match(`${app.old.digest} ${app.new.digest}`, /^sha256:[0-9a-f]{64} sha256:[0-9a-f]{64}$/);
    assert.deepEqual([added.path, added.change, added.growth], ["/etc/new\u001B[31m", "added", 3]);
    assert.deepEqual(Object.keys(added), ["path", "change", "growth", "new"]);
    assert.deepEqual([link.aspects, link.old.target, link.new.target], [["target"], "app", "bin"]);
    assert.deepEqual([removed.path, removed.change, removed.growth], ["/old", "removed", -4]);
    assert.deepEqual(Object.keys(removed), ["path", "change", "growth", "old"]);
    const help = (await mooring(["compare", "--help"])).stdout;
    for (const name of [...Object.keys(files), ...Object.keys(app), ...Object.keys(totals)])
      assert.match(help, new RegExp(`\\b${name}\\b`), name);
  });

  it("prints what each path did, and what it comes to", async () => {
    const { code, stdout, stderr } = await compare(old, now, "--files");
    assert.deepEqual([code, stderr], [1, ""]);
    const lines = stdout.split("\n");
    assert.deepEqual(
      lines.filter((line) => /^(?:Files|Same)/.test(line)),
      [
        "Files     1 new, 1 gone, 2 changed: +4 B, −4 B",
        "Same      6 paths; 1 file (3 B) written again as before",
      ],
    );
    assert.deepEqual(lines.slice(lines.findIndex((line) => line.endsWith("FILE"))), [
      "CHANGE        SIZE  FILE",
      "changed  1 B → 2 B  /app                content, mode 0644 → 0755",
      "new            3 B  /etc/new\\u{1B}[31m",
      "changed             /link               target app → bin",
      "gone           4 B  /old",
      "",
      "NEW  GONE  CHANGED  SIZE  DIRECTORY",
      "  1     0        0  +3 B  /etc",
      "",
    ]);
  });

  it("reads a layer that both have once, from the first", async () => {
    const { asked } = await compare(old, now, "--files");
    const blobs = asked.map((questions) => questions.filter((question) => question === "GET blob").length);
    // A config and two layers, a config and one.
    assert.deepEqual(blobs, [3, 2]);
  });

  it("reads no layer unless asked to, nor of the very same image", async () => {
    for (const [before, after, options, configs] of [
      [old, now, [], 2],
      [old, old, ["--files"], 1],
    ] as const) {
      const { asked, stdout } = await compare(before, after, ...options, "--json");
      assert.equal(asked.flat().filter((question) => question === "GET blob").length, configs);
      assert.equal("files" in JSON.parse(stdout), false);
    }
  });

  it("images whose files do not differ say so", async () => {
    const again = makeImage({ steps: [...steps, { command: "RUN touch", entries: [{ path: "bin/" }] }] });
    const { code, stdout } = await compare(now, again, "--files");
    assert.equal(code, 1);
    assert.match(stdout, /^Files +no change$/m);
    assert.doesNotMatch(stdout, /FILE$/m);
  });

  it("R11 names layers that are not read, and says so in JSON", async () => {
    const layer = { ...makeLayer([{ path: "x" }]), mediaType: foreign };
    const other = makeImage({ steps: [shared, { layer, command: "base" }] });
    const { code, stdout, stderr } = await compare(other, now, "--files", "--json");
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^mooring: Layer 2 of one\.test\/a:1 \(sha256:[0-9a-f]{64}\) is not kept in the registry/,
    );
    assert.deepEqual(JSON.parse(stdout).files.incomplete, [
      { side: "old", layer: 2, digest: layer.digest, reason: "foreign" },
    ]);
  });

  it("R12 says what it could not read, and compares nothing", async () => {
    const gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    const layer = { ...makeLayer([]), ...content(gzip, Buffer.from("no gzip")) };
    const { code, stdout, stderr } = await compare(
      old,
      makeImage({ steps: [{ layer, command: "x" }] }),
      "--files",
    );
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /cannot be read: it is not well formed/);
  });

  it("says what is no image", async () => {
    const { code, stderr } = await compare(old, makeBuildCache(), "--files");
    assert.deepEqual([code, stderr], [2, "mooring: two.test/a:1 is no image.\n"]);
  });
});
