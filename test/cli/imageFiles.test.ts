import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Distribution } from "../../src/core/registry/distribution.ts";
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

const steps: NonNullable<ImageOptions["steps"]> = [
  {
    command: "COPY base /",
    entries: [
      { path: "bin/" },
      { path: "bin/tool", content: "12345", mode: 0o4755 },
      { path: "bin/same", hardlink: "bin/tool" },
      { path: "lib", symlink: "bin" },
      { path: "old", content: "1234" },
    ],
  },
  { command: "ENV A=b" },
  { command: "RUN", entries: [{ path: ".wh.old" }, { path: "new\u001B[31m", content: "1" }] },
];

/** A registry with one image; blobs that are small are got whole. */
function holding(tree: ManifestTree): { distribution: () => Distribution; asked: readonly string[] } {
  const registry = new MemoryRegistry("r.test");
  registry.fill("a", tree, "1");
  const blob: Distribution["blob"] = async (path, { digest }) => {
    const bytes = registry.repository(path).blobs.get(digest);
    assert.ok(bytes);
    return bytes;
  };
  return { distribution: () => ({ ...registry.distribution, blob }), asked: registry.asked };
}

function files(tree: ManifestTree, ...argv: readonly string[]): Promise<Ran> {
  return mooring(["files", "r.test/a:1", ...argv], { distribution: holding(tree).distribution });
}

const image = makeImage({ steps });

describe("mooring files", () => {
  it("lists the image as ls does, with the layer that wrote each file", async () => {
    const { code, stdout, stderr } = await files(image);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(stdout.split("\n"), [
      "LAYER  MODE        OWNER  SIZE  MODIFIED          PATH",
      "    1  drwxr-xr-x  0:0          2023-11-14 22:13  /bin",
      "    1  -rwsr-xr-x  0:0     5 B  2023-11-14 22:13  /bin/same link to bin/tool",
      "    1  -rwsr-xr-x  0:0     5 B  2023-11-14 22:13  /bin/tool",
      "    1  lrw-r--r--  0:0     0 B  2023-11-14 22:13  /lib -> bin",
      "    2  -rw-r--r--  0:0     1 B  2023-11-14 22:13  /new\\u{1B}[31m",
      "",
    ]);
  });
  it("lists what one layer did, reading no layer above it", async () => {
    const { stdout } = await files(image, "--layer", "2");
    assert.deepEqual(stdout.split("\n").slice(1, -1), [
      "added    -rw-r--r--  0:0     1 B  2023-11-14 22:13  /new\\u{1B}[31m",
      "removed  -rw-r--r--  0:0     4 B  2023-11-14 22:13  /old",
    ]);
    const { distribution, asked } = holding(image);
    await mooring(["files", "r.test/a:1", "--layer", "1"], { distribution });
    assert.equal(asked.filter((question) => question === "GET blob").length, 1);
  });
  it("sorts by size and lists below a path", async () => {
    const names = async (...argv: readonly string[]) =>
      (await files(image, ...argv)).stdout
        .split("\n")
        .slice(1, -1)
        .map((line) => line.split("22:13  ")[1]);
    assert.deepEqual((await names("--size")).slice(0, 2), ["/bin/same link to bin/tool", "/bin/tool"]);
    assert.deepEqual(await names("bin/tool"), ["/bin/tool"]);
    assert.deepEqual(await names("/lib"), ["/lib -> bin"]);
    assert.deepEqual((await names("/lib/")).length, 3);
  });
  it("prints JSON of a stable shape", async () => {
    const { stdout } = await files(image, "--layer", "2", "--json");
    const { layers, files: listed, ...rest } = JSON.parse(stdout);
    assert.deepEqual(rest, { digest: image.digest, platform: "linux/amd64" });
    assert.deepEqual(Object.keys(layers[0]), [
      ..."number digest diffId size mediaType entries bytes source cut".split(" "),
    ]);
    assert.deepEqual([layers.length, layers[0].entries, layers[1].source], [2, 5, "layer"]);
    assert.deepEqual(listed[0], {
      path: "/new\u001B[31m",
      type: "file",
      size: 1,
      mode: "0644",
      uid: 0,
      gid: 0,
      modified: "2023-11-14T22:13:20.000Z",
      target: null,
      hardLink: null,
      digest: content("", Buffer.from("1")).digest,
      layer: 2,
      mark: "added",
    });
  });
  it("ranks waste", async () => {
    const { stdout } = await files(image, "--waste");
    assert.deepEqual(stdout.split("\n"), [
      "WASTED  COPIES           PATH",
      "   4 B       1  removed  /old",
      "4 B of 10 B wasted in 1 file: 60.0% efficient.",
      "",
    ]);
    assert.deepEqual(JSON.parse((await files(image, "--waste", "--json")).stdout), {
      bytes: 4,
      total: 10,
      efficiency: 0.6,
      files: [{ path: "/old", copies: 1, bytes: 4, kept: false }],
    });
  });
  it("R11 leaves foreign layers out and says so", async () => {
    const layer = {
      ...makeLayer([{ path: "x" }]),
      mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    };
    const { code, stdout, stderr } = await files(
      makeImage({
        steps: [
          { layer, command: "base" },
          { command: "COPY", entries: [{ path: "y", content: "y" }] },
        ],
      }),
      "--json",
    );
    assert.equal(code, 0);
    assert.deepEqual(
      JSON.parse(stdout).files.map(({ path }: { path: string }) => path),
      ["/y"],
    );
    assert.deepEqual(
      JSON.parse(stdout).layers.map(({ entries }: { entries: unknown }) => entries),
      [null, 1],
    );
    assert.match(stderr, /^mooring: Layer 1 \(sha256:[0-9a-f]{64}\) is not kept in the registry/);
  });
  it("R12 explains a layer that is no archive", async () => {
    const layer = {
      ...makeLayer([]),
      ...content("application/vnd.oci.image.layer.v1.tar+gzip", Buffer.from("no gzip")),
    };
    const { code, stdout, stderr } = await files(makeImage({ steps: [{ layer, command: "x" }] }));
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /cannot be read: it is not well formed/);
  });
  for (const [name, argv, words] of [
    ["a layer that is not there", ["--layer", "3"], /r\.test\/a:1 has no layer 3\./],
    ["a layer that is no number", ["--layer", "0"], /"0" is not a layer; the lowest one is 1\./],
    ["waste of one layer", ["--layer", "1", "--waste"], /goes without --layer/],
    ["a path that is not there", ["/nothing"], /r\.test\/a:1 has no \/nothing\./],
    ["a removed path", ["/old"], /has no \/old\./],
    ["a platform that is not there", ["--platform", "linux/s390x"], /has no image for linux\/s390x/],
  ] as const)
    it(`refuses ${name}`, async () => {
      const { code, stdout, stderr } = await files(image, ...argv);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, words);
    });
  it("says what is no image", async () => {
    assert.match((await files(makeBuildCache())).stderr, /r\.test\/a:1 is no image\./);
  });
  it("draws progress on a terminal only, and takes it away", async () => {
    const drawn: string[] = [];
    const stderr = { isTTY: true, write: (text: string) => drawn.push(text) };
    const { distribution } = holding(image);
    await mooring(["files", "r.test/a:1"], { distribution, stderr });
    assert.match(drawn[0] ?? "", /^\r\u001B\[K\d+ B of \d+ B read$/);
    assert.equal(drawn.at(-1), "\r\u001B[K");
  });
});
