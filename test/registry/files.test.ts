import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect } from "../../src/cli/wire.ts";
import { entryOf, type FileNode, pathOf, walk } from "../../src/core/files/fileNode.ts";
import { find } from "../../src/core/files/find.ts";
import { mergeLayers, type NumberedList } from "../../src/core/files/imageTree.ts";
import { LayerFiles } from "../../src/core/files/layerFiles.ts";
import { encodeName } from "../../src/core/files/names.ts";
import { partsOf } from "../../src/core/files/paths.ts";
import type { Descriptor } from "../../src/core/oci/model.ts";
import { type Digest, isDigest } from "../../src/core/reference/digest.ts";
import { mooring } from "../cli/fakes.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { makeImage } from "../support/images.ts";
import { pushLayered } from "../support/layered.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";
import { makeStargz } from "../support/stargz.ts";
import { tarLine, tarLines } from "../support/tarLines.ts";

const longName = `${"long".repeat(40)}/${"name".repeat(50)}`;

/** Each layer does something else to what is below it. */
const steps: readonly string[] = [
  `mkdir -p etc usr/bin usr/lib var/cache/apt ${longName} d/e/f old &&
    ln -s usr/bin bin && ln -s usr/lib lib && echo one > etc/one && echo two > etc/two && chmod 4755 etc/two &&
    head -c 300000 /dev/urandom > usr/bin/tool && ln usr/bin/tool usr/bin/same-tool && ln -s ../../etc/one usr/bin/link &&
    truncate -s 5000000 usr/lib/holes && echo x >> usr/lib/holes && head -c 3000000 /dev/zero > usr/lib/zeros &&
    echo a > "etc/with  blanks and é" && printf b > "etc/$(printf 'stray\\377byte')" && echo c > ${longName}/file &&
    echo 1 > d/e/f/deep && echo 2 > d/e/kept && chown -R 1234:5678 d && echo p > old/one && echo q > old/two &&
    mkfifo var/pipe && : > var/empty && head -c 40000 /dev/urandom > var/cache/apt/list && touch -d 1999-01-02T03:04:05Z etc/one`,
  `echo changed > etc/one && rm etc/two && rm -r d/e/f && rm usr/bin/tool && echo new > usr/lib/new`,
  `rm -r old && mkdir old && echo again > old/three && rm -r var/cache && echo file > var/cache &&
    rm usr/lib/zeros && mkdir usr/lib/zeros && echo in > usr/lib/zeros/in && chmod 700 d && rm usr/lib/new && ln -s holes usr/lib/new`,
  `rm etc/one && mkdir -p a/b/c && echo z > a/b/c/z && rm var/pipe`,
];

const images = [
  { name: "oci-gzip", format: "oci", compression: "gzip" },
  { name: "docker-gzip", format: "docker", compression: "gzip" },
  { name: "oci-zstd", format: "oci", compression: "zstd" },
] as const;

/** The one of them that is also there as it was after two steps. */
const compared = "oci-gzip";

type LayoutLayer = { readonly descriptor: Descriptor; readonly diffId: Digest; readonly blob: string };

let registry: TestRegistry;
let folder: TemporaryFolder;
let environment: ReturnType<typeof connect>;

before(async () => {
  registry = await startRegistry();
  folder = await temporaryFolder("files");
  const nowhere = join(folder.path, "none");
  environment = connect({ DOCKER_CONFIG: nowhere, REGISTRY_AUTH_FILE: nowhere }, "test", () => {});
  for (const { name, format, compression } of images) {
    const place = `${registry.host}/made/${name}`;
    await pushLayered(
      { steps, format, compression },
      `${place}:1`,
      name === compared ? { 2: `${place}:2` } : {},
    );
  }
});
after(async () => {
  await registry.stop();
  await folder.remove();
});

/** The image as skopeo fetches it: its layers, their files, and the digests that the config names. */
async function fetchLayout(
  name: string,
  tag = 1,
): Promise<{ layout: string; layers: readonly LayoutLayer[] }> {
  const layout = join(folder.path, `layout-${name}-${tag}`);
  const source = `docker://${registry.host}/made/${name}:${tag}`;
  await run("skopeo", ["copy", "--quiet", "--src-tls-verify=false", source, `oci:${layout}:made`]);
  const blob = (digest: string) => join(layout, "blobs", ...digest.split(":"));
  const json = async (path: string) => JSON.parse(await readFile(path, "utf8"));
  const { manifests } = await json(join(layout, "index.json"));
  const manifest = await json(blob(manifests[0].digest));
  const config = await json(blob(manifest.config.digest));
  const layers = manifest.layers.map((descriptor: Descriptor, place: number) => {
    const diffId: unknown = config.rootfs.diff_ids[place];
    assert.ok(isDigest(diffId));
    return { descriptor, diffId, blob: blob(descriptor.digest) };
  });
  return { layout, layers };
}

async function listAll(name: string, layers: readonly LayoutLayer[]): Promise<readonly NumberedList[]> {
  const files = new LayerFiles({ distributionFor: environment.distribution });
  const repository = { registry: registry.host, path: `made/${name}` };
  return Promise.all(
    layers.map(async (layer, place) => ({ number: place + 1, index: await files.list(repository, layer) })),
  );
}

const unpack = (descriptor: Descriptor): string =>
  descriptor.mediaType.endsWith("zstd") ? "zstd -dc" : "gzip -dc";

describe("what a layer holds is what tar lists, and its digests and sizes are skopeo's", () => {
  for (const { name } of images)
    it(name, async () => {
      const { layers } = await fetchLayout(name);
      const lists = await listAll(name, layers);
      assert.equal(lists.length, steps.length);
      const inspected = JSON.parse(
        await run("skopeo", ["inspect", "--tls-verify=false", `docker://${registry.host}/made/${name}:1`]),
      );
      for (const [place, { descriptor, diffId, blob }] of layers.entries()) {
        const index = lists[place]?.index;
        assert.ok(index);
        const entries = [...index.entries()].map((entry) => tarLine(entry));
        assert.deepEqual(entries, await tarLines(`${unpack(descriptor)} ${blob}`));
        const [sum = ""] = (await run("sh", ["-c", `${unpack(descriptor)} ${blob} | sha256sum`])).split(" ");
        assert.deepEqual([index.facts.diffId, diffId], [`sha256:${sum}`, `sha256:${sum}`]);
        assert.equal(
          Number(await run("sh", ["-c", `${unpack(descriptor)} ${blob} | wc -c`])),
          index.facts.bytes,
        );
        assert.equal(descriptor.size, inspected.LayersData?.[place]?.Size ?? descriptor.size);
        assert.ok(index.count > 0);
      }
    });
});

/** One file of a tree; names that are hard links of each other have the same number. */
type Found = {
  readonly path: string;
  readonly type: string;
  readonly mode: string;
  readonly owner: string;
  readonly size: number;
  readonly target: string;
  readonly links: number;
};

async function foundOnDisk(root: string): Promise<readonly Found[]> {
  const format = "%P\\0%y\\0%m\\0%U:%G\\0%s\\0%l\\0%n\\0";
  const parts = (await run("find", [root, "-mindepth", "1", "-printf", format])).split("\0");
  const found: Found[] = [];
  for (let at = 0; at + 7 <= parts.length; at += 7) {
    const [path = "", type = "", mode = "", owner = "", size = "", target = "", links = ""] = parts.slice(at);
    const isFile = type === "f";
    found.push({
      path: `/${path}`,
      type,
      mode: mode.padStart(4, "0"),
      owner,
      size: isFile ? Number(size) : 0,
      target,
      links: isFile ? Number(links) : 1,
    });
  }
  return found.sort(byPath);
}

function foundInTree(root: FileNode): readonly Found[] {
  const nodes = [...walk(root)].filter(({ parent, mark }) => parent !== undefined && mark !== "removed");
  const links = Map.groupBy(nodes, ({ inode }) => inode);
  const types: Readonly<Record<string, string>> = { file: "f", directory: "d", symlink: "l", fifo: "p" };
  return nodes
    .map((node): Found => {
      const entry = entryOf(node);
      assert.ok(entry, pathOf(node));
      const { type, mode, uid, gid, size } = entry;
      return {
        path: Buffer.from(encodeName(pathOf(node))).toString(),
        type: types[type] ?? type,
        mode: mode.toString(8).padStart(4, "0"),
        owner: `${uid}:${gid}`,
        size,
        target: type === "symlink" ? entry.link : "",
        links: type === "file" ? (links.get(node.inode)?.length ?? 0) : 1,
      };
    })
    .sort(byPath);
}

function byPath(one: Found, other: Found): number {
  return one.path < other.path ? -1 : 1;
}

/** The image's files on disk, as umoci makes them. */
async function unpackImage(layout: string, name: string): Promise<string> {
  const bundle = join(folder.path, name);
  await mkdir(bundle, { recursive: true });
  const rootless = process.getuid?.() === 0 ? [] : ["--rootless"];
  await run("umoci", ["unpack", ...rootless, "--image", `${layout}:made`, bundle]);
  return join(bundle, "rootfs");
}

describe("the files of an image are what umoci unpacks", () => {
  for (const { name } of images.filter(({ compression }) => compression === "gzip"))
    it(name, async () => {
      const { layout, layers } = await fetchLayout(name);
      const rootfs = await unpackImage(layout, `bundle-${name}`);
      const { root } = await mergeLayers(await listAll(name, layers));
      const found = foundInTree(root);
      assert.ok(found.length > 20);
      assert.deepEqual(found, await foundOnDisk(rootfs));
      await checkContents(root, rootfs);
      await checkReading(name, layers, root, rootfs);
    });
});

/** The digests of all files on disk that are not empty, by their paths. */
async function sumsOnDisk(root: string): Promise<ReadonlyMap<string, string>> {
  const text = await run("sh", ["-c", `cd ${root} && find . -type f -size +0 -exec sha256sum -z -- {} +`]);
  const lines = text.split("\0").filter((line) => line !== "");
  return new Map(lines.map((line) => [line.slice(67), `sha256:${line.slice(0, 64)}`] as const));
}

/** Every file's digest is that of the file that umoci made. */
async function checkContents(root: FileNode, rootfs: string): Promise<void> {
  const sums = await sumsOnDisk(rootfs);
  const files = [...walk(root)].filter(({ inode, mark }) => (inode?.size ?? 0) > 0 && mark !== "removed");
  assert.equal(files.length, sums.size);
  for (const file of files) {
    const path = Buffer.from(encodeName(pathOf(file))).toString();
    assert.equal(entryOf(file)?.digest, sums.get(path), path);
  }
}

async function checkReading(
  name: string,
  layers: readonly LayoutLayer[],
  root: FileNode,
  rootfs: string,
): Promise<void> {
  const files = new LayerFiles({ distributionFor: environment.distribution });
  const repository = { registry: registry.host, path: `made/${name}` };
  for (const path of ["/bin/same-tool", "/usr/lib/new", "/usr/lib/holes", "/a/b/c/z"]) {
    const node = find(root, partsOf(path), true);
    const entry = node && entryOf(node);
    const layer = layers[(node?.inode?.layer ?? 0) - 1];
    assert.ok(node?.inode !== undefined && entry !== undefined && layer !== undefined, path);
    const { index } = node.inode;
    const bytes = await files.read(repository, layer, { index, entry, limit: 10_000_000 });
    assert.ok((await readFile(join(rootfs, path))).equals(bytes), path);
    await assert.rejects(files.read(repository, layer, { index, entry, limit: entry.size - 1 }), {
      kind: "tooLarge",
    });
  }
}

describe("what differs between two images is what find and sha256sum find in what umoci unpacks", () => {
  const aspects = [
    ["content", "size"],
    ["mode", "mode"],
    ["owner", "owner"],
    ["target", "target"],
  ] as const;

  /** What is on disk by its path, and bytes of all files, hard links once. */
  async function unpacked(tag: number) {
    const rootfs = await unpackImage((await fetchLayout(compared, tag)).layout, `compared-${tag}`);
    const sums = await sumsOnDisk(rootfs);
    const files = (await foundOnDisk(rootfs)).map((file) => {
      const isLink = file.type === "l";
      const size = `${file.size} ${sums.get(file.path)}`;
      return [file.path, { ...file, size, mode: isLink ? "" : file.mode }] as const;
    });
    const inodes = await run("sh", ["-c", `find ${rootfs} -type f -printf '%i %s\\n' | sort -u`]);
    const bytes = inodes.split("\n").reduce((sum, line) => sum + Number(line.split(" ")[1] ?? 0), 0);
    return { files: new Map(files), bytes };
  }

  it("forwards and backwards", async () => {
    const [one, two] = [await unpacked(1), await unpacked(2)];
    for (const [old, now, tags] of [
      [two, one, [2, 1]],
      [one, two, [1, 2]],
    ] as const) {
      const argv = ["compare", ...tags.map((tag) => `${registry.host}/made/${compared}:${tag}`)];
      const { code, stdout, stderr } = await mooring([...argv, "--files", "--json"], environment);
      assert.deepEqual([code, stderr], [1, ""]);
      const { changes, totals, same } = JSON.parse(stdout).files;
      const wanted = [...new Set([...old.files.keys(), ...now.files.keys()])].flatMap((path) => {
        const [before, after] = [old.files.get(path), now.files.get(path)];
        if (before === undefined || after === undefined)
          return [`${before === undefined ? "added" : "removed"} ${path}`];
        const differing =
          before.type === after.type
            ? aspects.filter(([, field]) => before[field] !== after[field]).map(([aspect]) => aspect)
            : ["type"];
        return differing.length === 0 ? [] : [`changed ${path} ${differing.join()}`];
      });
      const told = changes.map(({ change, path, aspects: differing }: Record<string, unknown>) => {
        const shown = Buffer.from(encodeName(String(path))).toString();
        return Array.isArray(differing) ? `changed ${shown} ${differing.join()}` : `${change} ${shown}`;
      });
      assert.deepEqual(told.toSorted(), wanted.toSorted());
      assert.ok(wanted.length > 15, String(wanted.length));
      assert.equal(totals.more - totals.less, now.bytes - old.bytes);
      // The root has no row on disk.
      assert.equal(
        same.count - 1,
        old.files.size - told.filter((line: string) => !line.startsWith("added")).length,
      );
    }
  });
});

describe("an eStargz layer", () => {
  it("is listed, and a file of it read, by ranges", async () => {
    const layer = makeStargz(
      {
        "dir/file": "text".repeat(1000),
        "dir/noise": randomBytes(500_000).toString("hex"),
      },
      { chunk: 500_000 },
    );
    await push(
      { url: registry.url, repository: "made/stargz" },
      makeImage({ steps: [{ layer, command: "x" }] }),
    );
    const { digest, size, mediaType, diffId, annotations } = layer;
    assert.ok(isDigest(digest) && isDigest(diffId));
    const descriptor = { mediaType, digest, size, annotations: new Map(Object.entries(annotations)) };
    const files = new LayerFiles({ distributionFor: environment.distribution });
    const repository = { registry: registry.host, path: "made/stargz" };
    const bytesRead: number[] = [];
    const onProgress = (bytes: number) => bytesRead.push(bytes);
    const index = await files.list(repository, { descriptor, diffId }, { onProgress });
    assert.deepEqual([index.facts.source, index.count], ["toc", 4]);
    assert.ok((bytesRead.at(-1) ?? size) < size / 100);
    const entry = index.entry(2);
    const bytes = await files.read(repository, { descriptor, diffId }, { index, entry, limit: 4000 });
    assert.equal(Buffer.from(bytes).toString(), "text".repeat(1000));
  });
});

describe("mooring files", () => {
  const list = async (name: string, ...options: readonly string[]) => {
    const argv = ["files", `${registry.host}/made/${name}:1`, ...options, "--json"];
    const { code, stdout, stderr } = await mooring(argv, environment);
    assert.deepEqual([code, stderr], [0, ""]);
    return JSON.parse(stdout);
  };

  it("of zstd says the same as of gzip", async () => {
    const [one, other] = [await list("oci-gzip"), await list("oci-zstd")];
    // The images were made one after the other, with random files.
    const lasting = (files: readonly { modified: string; digest: string }[]) =>
      files.map(({ modified, digest, ...rest }) => rest);
    assert.deepEqual(lasting(one.files), lasting(other.files));
    assert.ok(one.files.length > 20);
  });

  for (const { name } of images)
    it(`of ${name} marks what each layer did`, async () => {
      const marks = async (layer: number) => {
        const { files } = await list(name, "--layer", String(layer));
        const leaves = files.filter(
          ({ type, mark }: { type: string; mark: string }) => type !== "directory" || mark === "removed",
        );
        return leaves.map(({ path, mark }: { path: string; mark: string }) => `${mark} ${path}`);
      };
      assert.deepEqual(await marks(2), [
        "removed /d/e/f",
        "changed /etc/one",
        "removed /etc/two",
        "removed /usr/bin/tool",
        "added /usr/lib/new",
      ]);
      assert.deepEqual(await marks(3), [
        "removed /old/one",
        "added /old/three",
        "removed /old/two",
        "changed /usr/lib/new",
        "added /usr/lib/zeros/in",
        "changed /var/cache",
      ]);
      assert.deepEqual(await marks(4), ["added /a/b/c/z", "removed /etc/one", "removed /var/pipe"]);
    });

  it("ranks what is wasted, without what a hard link keeps", async () => {
    const waste = await list("oci-gzip", "--waste");
    assert.deepEqual(
      waste.files.map(({ path, copies, bytes, kept }: Record<string, unknown>) => [
        path,
        copies,
        bytes,
        kept,
      ]),
      [
        ["/usr/lib/zeros", 1, 3_000_000, false],
        ["/var/cache/apt/list", 1, 40_000, false],
        ["/etc/one", 2, 12, false],
        ["/etc/two", 1, 4, false],
        ["/usr/lib/new", 1, 4, false],
        ["/d/e/f/deep", 1, 2, false],
        ["/old/one", 1, 2, false],
        ["/old/two", 1, 2, false],
      ],
    );
    assert.equal(waste.bytes, 3_040_026);
    assert.equal(waste.efficiency, (waste.total - waste.bytes) / waste.total);
  });

  it("lists below a path, through links when it ends with a slash", async () => {
    const paths = async (path: string) => {
      const { code, stdout } = await mooring(
        ["files", `${registry.host}/made/oci-gzip:1`, path],
        environment,
      );
      return [
        code,
        stdout
          .split("\n")
          .slice(1, -1)
          .map((line) => line.replace(/^.*\d\d:\d\d {2}/, "")),
      ];
    };
    assert.deepEqual(await paths("/bin"), [0, ["/bin -> usr/bin"]]);
    const same = "/usr/bin/same-tool";
    assert.deepEqual(await paths("bin/"), [0, ["/usr/bin", "/usr/bin/link -> ../../etc/one", same]]);
    const missing = await mooring(["files", `${registry.host}/made/oci-gzip:1`, "/etc/two"], environment);
    assert.deepEqual([missing.code, missing.stdout], [2, ""]);
    assert.match(missing.stderr, /has no \/etc\/two\./);
  });
});
