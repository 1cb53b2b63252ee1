import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copyBlobs, type Progress } from "../../../src/core/copy/blobs.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import { decodeDescriptor } from "../../../src/core/oci/decodeDescriptor.ts";
import { type Content, content } from "../../support/images.ts";
import { MemoryRegistry } from "../../support/memoryRegistry.ts";

const contents = ["one", "three", "seventeen bytes!!"].map((text) => content("x/y", Buffer.from(text)));
const blobs = contents.map((one) => decodeDescriptor(one, "it"));
const total = contents.reduce((sum, { size }) => sum + size, 0);

function store(registry: MemoryRegistry, path: string, all: readonly Content[]): void {
  for (const { digest, bytes } of all) registry.repository(path).blobs.set(digest, bytes);
}

async function copying(source: MemoryRegistry, target: MemoryRegistry, what = blobs) {
  const progress: Progress[] = [];
  const copied = await copyBlobs(
    what,
    { distribution: source.distribution, path: "from" },
    { distribution: target.distribution, path: "to" },
    (now) => progress.push(now),
  );
  return { ways: copied.map(({ how }) => how), progress };
}

describe("blobs", () => {
  it("move when they are not there, and the total is known before", async () => {
    const [source, target] = [new MemoryRegistry("one"), new MemoryRegistry("other")];
    store(source, "from", contents);
    const { ways, progress } = await copying(source, target);
    assert.deepEqual(ways, ["copied", "copied", "copied"]);
    assert.deepEqual(progress[0], { moved: 0, total });
    assert.deepEqual(progress.at(-1), { moved: total, total });
    assert.ok(progress.every((now) => now.total === total));
    assert.deepEqual(target.questions().slice(0, 3), ["HEAD blob", "HEAD blob", "HEAD blob"]);
    for (const { digest, bytes } of contents)
      assert.deepEqual(target.repository("to").blobs.get(digest), bytes);
  });

  it("do not move when they are there", async () => {
    const [source, target] = [new MemoryRegistry("one"), new MemoryRegistry("other")];
    store(source, "from", contents);
    store(target, "to", contents.slice(1));
    const { ways, progress } = await copying(source, target);
    assert.deepEqual(ways, ["copied", "exists", "exists"]);
    assert.deepEqual(progress.at(-1), { moved: 3, total: 3 });
    assert.deepEqual(source.questions(), ["GET blob"]);
  });

  it("are taken over within one registry", async () => {
    const registry = new MemoryRegistry("one", { mounts: true });
    store(registry, "from", contents);
    store(registry, "to", contents.slice(2));
    const { ways, progress } = await copying(registry, registry);
    assert.deepEqual(ways, ["mounted", "mounted", "exists"]);
    assert.deepEqual(progress, [{ moved: 0, total: 0 }]);
    assert.ok(!registry.questions().some((one) => /GET|PUT/.test(one)));
  });

  it("move within one registry that declines, which is not asked again", async () => {
    const registry = new MemoryRegistry("one");
    const many = Array.from({ length: 10 }, (_, at) => content("x/y", Buffer.from(`blob ${at}`)));
    store(registry, "from", many);
    const { ways } = await copying(
      registry,
      registry,
      many.map((one) => decodeDescriptor(one, "it")),
    );
    assert.deepEqual(new Set(ways), new Set(["copied"]));
    // Those under way together ask together.
    assert.equal(registry.questions().filter((one) => one === "MOUNT").length, 3);
  });

  it("that are foreign are left where they are", async () => {
    const [source, target] = [new MemoryRegistry("one"), new MemoryRegistry("other")];
    const foreign = content("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Buffer.from("w"));
    const { ways } = await copying(source, target, [decodeDescriptor(foreign, "it")]);
    assert.deepEqual(ways, ["foreign"]);
    assert.deepEqual([...source.questions(), ...target.questions()], []);
  });

  it("are not moved at all when the registry cannot be asked", async () => {
    const refusal = new RegistryError("unavailable", "other", { status: 503 });
    const source = new MemoryRegistry("one");
    const target = new MemoryRegistry("other", { refusals: new Map([["HEAD blob", refusal]]) });
    await assert.rejects(copying(source, target), refusal);
    assert.deepEqual(source.questions(), []);
  });
});
