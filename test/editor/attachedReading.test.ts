import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError } from "../../src/core/errors.ts";
import { inspect } from "../../src/core/image/inspect.ts";
import { decodeConfig } from "../../src/core/oci/decodeConfig.ts";
import { decodeManifest } from "../../src/core/oci/decodeManifest.ts";
import { hostPlatform } from "../../src/core/oci/platform.ts";
import { AttachedReading, digestOf } from "../../src/vscode/details/attachedReading.ts";
import { makeImage } from "../support/images.ts";
import type { MemoryRegistry } from "../support/memoryRegistry.ts";
import { modelOf, referenceTo } from "../support/model.ts";
import { blobAt, image, manifestAt, recordedRegistry, recordedTrees } from "../support/recordedArtifacts.ts";

/** The recorded image as the page shows it. */
async function recordedModel() {
  const reference = referenceTo("h.test/team/app:1");
  const { tree } = recordedTrees().find((one) => one.tags.includes("1")) ?? assert.fail();
  const document = decodeManifest(tree.bytes, tree.mediaType, image);
  const descriptor = { mediaType: tree.mediaType, digest: image, size: tree.bytes.length };
  const config = async () => decodeConfig(blobAt(manifestAt(image).config.digest), "it");
  const manifest = async () => ({ descriptor, bytes: tree.bytes, document });
  return inspect({ manifest, config }, reference, descriptor, undefined, hostPlatform());
}

async function start(registry: MemoryRegistry = recordedRegistry("h.test")) {
  const { distribution } = registry;
  const states: string[] = [];
  const rows: [string, unknown][] = [];
  const reading: AttachedReading = new AttachedReading({
    source: () => ({
      lists: distribution,
      manifest: ({ path }, digest, signal) => distribution.manifest(path, digest, signal),
      blob: async ({ path }, blob, _, signal) => {
        signal?.throwIfAborted();
        return distribution.blob(path, blob);
      },
    }),
    now: () => 1000,
    onChange: () => {
      const { state } = reading;
      states.push(state.kind === "reading" ? `${state.done} of ${state.total}` : state.kind);
    },
    onPackages: (of, list) => rows.push([of, JSON.parse(new TextDecoder().decode(list))]),
  });
  const model = await recordedModel();
  reading.show(model);
  return { reading, states, rows, registry, model };
}

describe("reading what is attached", () => {
  it("nothing is asked until it is wanted; then within bounds, with progress", async () => {
    const { reading, states, registry } = await start();
    assert.deepEqual([reading.state, registry.questions()], [{ kind: "unread" }, []]);
    await reading.look();
    const { state } = reading;
    assert.ok(state.kind === "read");
    assert.deepEqual([state.read.held.length, state.read.cut, state.read.asOf], [10, false, 1000]);
    assert.deepEqual([states[0], states.at(-2), states.at(-1)], ["0 of undefined", "10 of 10", "read"]);
    const asked = registry.questions();
    // The list, three tags, seven manifests, ten documents.
    assert.equal(asked.length, 1 + 3 + 7 + 10, asked.join());
  });

  it("packages that were read for their number cost nothing more, and come again when they are asked again", async () => {
    const { reading, rows, registry } = await start();
    await reading.look();
    registry.questions();
    const { state } = reading;
    assert.ok(state.kind === "read");
    const sbom = state.read.held.find(({ said }) => said.kind === "sbom" && said.sbom.format === "CycloneDX");
    const digest = sbom ? digestOf(sbom) : assert.fail();
    for (let times = 1; times <= 2; times++) {
      await reading.readPackages(digest);
      assert.equal(rows.length, times);
    }
    assert.deepEqual(registry.questions(), []);
    const [of, list] = rows[0] ?? assert.fail();
    assert.deepEqual([of, (list as unknown[]).length], [digest, 7]);
    // The layer that the SBOM names is the image's first, by its diff ID.
    assert.deepEqual((list as unknown[])[4], [
      "semver",
      "7.7.1",
      "npm",
      "ISC",
      1,
      "/app/node_modules/semver/package.json",
    ]);
    const told = reading.state;
    assert.ok(told.kind === "read" && told.packages.get(digest)?.kind === "read");
  });

  it("U04: packages of what is not among them are not read", async () => {
    const { reading, rows, registry } = await start();
    await reading.readPackages(image);
    await reading.look();
    registry.questions();
    await reading.readPackages(image);
    await reading.readPackages("sha256:../../x");
    assert.deepEqual([rows, registry.questions()], [[], []]);
    assert.equal(reading.find(image), undefined);
  });

  it("a document that is no SBOM fails by itself", async () => {
    const { reading, rows } = await start();
    await reading.look();
    const { state } = reading;
    assert.ok(state.kind === "read");
    const other = state.read.held.find(({ said }) => said.kind === "provenance") ?? assert.fail();
    await reading.readPackages(digestOf(other));
    const told = reading.state;
    assert.ok(told.kind === "read" && told.packages.get(digestOf(other))?.kind === "failed");
    assert.deepEqual(rows, []);
  });

  it("asking again keeps what is shown, and asks the lists again", async () => {
    const { reading, states, registry } = await start();
    await reading.look();
    states.length = 0;
    registry.questions();
    await reading.look();
    assert.deepEqual([...new Set(states)], ["read"]);
    assert.ok(registry.questions().includes("GET referrers"));
  });

  it("a registry that is not there is a failure, and may be asked again", async () => {
    const broken = recordedRegistry("h.test");
    const { reading } = await start(broken);
    const referrers = broken.distribution.referrers;
    const lists = broken.distribution as { referrers: typeof referrers };
    lists.referrers = async () => {
      throw new NetworkError("offline", "h.test");
    };
    await reading.look();
    assert.equal(reading.state.kind, "failed");
    lists.referrers = referrers;
    await reading.look();
    assert.equal(reading.state.kind, "read");
  });

  it("cancelling goes back to what was there; another image starts anew", async () => {
    const { reading, states, model } = await start();
    const looking = reading.look();
    reading.cancel();
    await looking;
    assert.deepEqual([reading.state.kind, states], ["unread", ["0 of undefined", "unread"]]);
    await reading.look();
    const other = await modelOf(makeImage(), "h.test/team/app:2");
    reading.show(other);
    assert.equal(reading.state.kind, "unread");
    reading.show(model);
    assert.equal(reading.state.kind, "read");
  });
});
