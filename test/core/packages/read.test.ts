import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentError } from "../../../src/core/errors.ts";
import { LayerFiles } from "../../../src/core/files/layerFiles.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import { readPackages } from "../../../src/core/packages/read.ts";
import { type ImageOptions, makeImage } from "../../support/images.ts";
import { MemoryRegistry } from "../../support/memoryRegistry.ts";
import { modelOf } from "../../support/model.ts";

type Steps = NonNullable<ImageOptions["steps"]>;

const paragraph = (name: string, version: string) =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n`;
const status = (...packages: readonly (readonly [name: string, version: string])[]) => ({
  path: "var/lib/dpkg/status",
  content: packages.map(([name, version]) => paragraph(name, version)).join("\n"),
});
const npm = (folder: string, name: string, version: string) => ({
  path: `${folder}/package.json`,
  content: JSON.stringify({ name, version }),
});

async function read(steps: Steps, signal?: AbortSignal) {
  const tree = makeImage({ steps });
  const registry = new MemoryRegistry("h.test");
  registry.fill("app", tree, "1");
  const image = await modelOf(tree);
  const layers = image.steps.flatMap(({ layer }) => (layer === undefined ? [] : [layer]));
  const layerFiles = new LayerFiles({ distributionFor: () => registry.distribution });
  const { repository } = image.reference;
  const lists = await Promise.all(
    layers.map(async (layer) => ({
      number: layer.number,
      index: await layerFiles.list(repository, layer),
    })),
  );
  registry.questions();
  const packages = await readPackages(layerFiles, { repository, layers }, lists, { signal });
  return { ...packages, layers, asked: registry.questions() };
}

const lines = ({ packages }: Awaited<ReturnType<typeof read>>) =>
  packages.map(({ layerNumber, type, name, version, path }) =>
    [layerNumber, type, name, version, path].join(" "),
  );

describe("the packages of an image", () => {
  it("are those of all that tell of them, each with the layer that brought it", async () => {
    const found = await read([
      {
        command: "base",
        entries: [
          { path: "usr/lib/os-release", content: 'ID=debian\nVERSION_ID="12"\n' },
          { path: "etc/os-release", symlink: "../usr/lib/os-release" },
          status(["bash", "5.2"], ["libssl3", "3.0.9"]),
        ],
      },
      {
        command: "upgrade",
        entries: [status(["bash", "5.2"], ["curl", "7.88"], ["libssl3", "3.0.11"])],
      },
      {
        command: "app",
        entries: [
          npm("srv/node_modules/a", "a", "1.0.0"),
          npm("srv/node_modules/@s/b", "@s/b", "2.0.0"),
          npm("srv/node_modules/a/test/fixture", "no-package", "1.0.0"),
          npm("srv", "the-app-itself", "1.0.0"),
          { path: "opt/x.dist-info/METADATA", content: "Name: X\nVersion: 3\n" },
          { path: "opt/y.egg-info/PKG-INFO", content: "Name: Y\nVersion: 4\n" },
          { path: "opt/z-5.egg-info", content: "Name: Z\nVersion: 5\n" },
          { path: "opt/METADATA", content: "Name: no\nVersion: 1\n" },
          { path: "srv/var/lib/dpkg/status", content: paragraph("no", "1") },
        ],
      },
      { command: "more", entries: [status(["bash", "5.2"], ["curl", "7.88"], ["libssl3", "3.0.11"])] },
    ]);
    assert.deepEqual(lines(found), [
      "1 deb bash 5.2 /var/lib/dpkg/status",
      "2 deb curl 7.88 /var/lib/dpkg/status",
      "2 deb libssl3 3.0.11 /var/lib/dpkg/status",
      "3 npm @s/b 2.0.0 /srv/node_modules/@s/b/package.json",
      "3 npm a 1.0.0 /srv/node_modules/a/package.json",
      "3 pypi X 3 /opt/x.dist-info/METADATA",
      "3 pypi Y 4 /opt/y.egg-info/PKG-INFO",
      "3 pypi Z 5 /opt/z-5.egg-info",
    ]);
    assert.deepEqual(found.system, { id: "debian", version: "12", name: undefined });
    assert.equal(found.packages[0]?.purl, "pkg:deb/debian/bash@5.2?arch=amd64&distro=debian-12");
    assert.equal(found.packages[0]?.layer, found.layers[0]?.descriptor.digest);
    assert.deepEqual([found.hidden, found.unread, found.failures], [0, [], []]);
    // Each layer once, whatever it holds.
    assert.equal(found.asked.length, 4);
  });

  it("are not those that higher layers took away", async () => {
    const found = await read([
      { command: "a", entries: [npm("node_modules/a", "a", "1"), npm("node_modules/b", "b", "1"), status()] },
      {
        command: "b",
        entries: [{ path: "node_modules/a/.wh.package.json", content: "" }, npm("node_modules/b", "b", "2")],
      },
    ]);
    assert.deepEqual(lines(found), ["2 npm b 2 /node_modules/b/package.json"]);
  });

  it("of an image without dpkg are a file each", async () => {
    const found = await read([
      {
        command: "distroless",
        entries: [
          { path: "var/lib/dpkg/status.d/base", content: "Package: base-files\nVersion: 12\n" },
          { path: "var/lib/dpkg/status.d/base.md5sums", content: "Package: no\nVersion: 1\n" },
        ],
      },
    ]);
    assert.deepEqual(lines(found), ["1 deb base-files 12 /var/lib/dpkg/status.d/base"]);
  });

  it("are those of Alpine, where it keeps them now and where it kept them", async () => {
    for (const folder of ["lib", "usr/lib"]) {
      const found = await read([
        {
          command: "apk",
          entries: [
            { path: `${folder}/apk/db/installed`, content: "P:musl\nV:1.2.4-r2\nA:x86_64\n\n" },
            { path: "etc/os-release", content: "ID=alpine\nVERSION_ID=3.19.1\n" },
          ],
        },
      ]);
      assert.deepEqual(lines(found), [`1 apk musl 1.2.4-r2 /${folder}/apk/db/installed`]);
    }
  });

  it("of a layer that holds none cost nothing", async () => {
    const { packages, asked } = await read([{ command: "x", entries: [{ path: "x", content: "x" }] }]);
    assert.deepEqual([packages, asked], [[], []]);
  });

  it("R08 R12: what cannot be read is named, and the rest is there", async () => {
    const found = await read([
      {
        command: "x",
        entries: [
          { path: "node_modules/a/package.json", content: "{" },
          { path: "node_modules/b/package.json", content: Buffer.alloc(1024 * 1024 + 1, 0x20) },
          npm("node_modules/c", "c", "1"),
          { path: "var/lib/rpm/Packages", content: "SQLite format 3" },
        ],
      },
    ]);
    assert.deepEqual(lines(found), ["1 npm c 1 /node_modules/c/package.json"]);
    assert.deepEqual([...found.unread].sort(), [
      "/node_modules/a/package.json",
      "/node_modules/b/package.json",
      "/var/lib/rpm/Packages",
    ]);
  });

  it("R01: are not taken from a layer that is another than its list", async () => {
    const tree = makeImage({ steps: [{ command: "x", entries: [npm("node_modules/a", "a", "1")] }] });
    const other = makeImage({ steps: [{ command: "x", entries: [npm("node_modules/a", "a", "9")] }] });
    const registry = new MemoryRegistry("h.test");
    registry.fill("app", tree, "1");
    const image = await modelOf(tree);
    const layers = image.steps.flatMap(({ layer }) => (layer === undefined ? [] : [layer]));
    const [layer] = layers;
    assert.ok(layer);
    const layerFiles = new LayerFiles({ distributionFor: () => registry.distribution });
    const { repository } = image.reference;
    const lists = [{ number: 1, index: await layerFiles.list(repository, layer) }];
    const [, swapped] = other.blobs;
    assert.ok(swapped && digestOf(swapped.bytes) !== layer.descriptor.digest);
    registry.repository("app").blobs.set(layer.descriptor.digest, swapped.bytes);
    const { packages, failures } = await readPackages(layerFiles, { repository, layers }, lists);
    assert.deepEqual(packages, []);
    assert.ok(failures[0] instanceof ContentError && failures[0].kind === "digestMismatch");
  });

  it("I1: end with the signal's reason", async () => {
    const steps = [{ command: "x", entries: [npm("node_modules/a", "a", "1")] }];
    await assert.rejects(read(steps, AbortSignal.abort(new Error("enough"))), /enough/);
  });
});
