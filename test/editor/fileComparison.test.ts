import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError } from "../../src/core/errors.ts";
import { LayerFiles } from "../../src/core/files/layerFiles.ts";
import type { Distribution } from "../../src/core/registry/distribution.ts";
import { compareFilesOf } from "../../src/vscode/compare/compareFiles.ts";
import { type ComparedPair, FileComparison } from "../../src/vscode/compare/fileComparison.ts";
import {
  content,
  type ManifestTree,
  makeBuildCache,
  makeImage,
  makeLayer,
  type Step,
} from "../support/images.ts";
import { MemoryRegistry } from "../support/memoryRegistry.ts";
import { modelOf } from "../support/model.ts";

const base: Step = {
  command: "COPY base /",
  layer: makeLayer([
    { path: "etc/conf", content: "a=1" },
    { path: "same", content: "1".repeat(2000) },
  ]),
};
const old = makeImage({ steps: [base, { command: "COPY app", entries: [{ path: "app", content: "1" }] }] });
const now = makeImage({
  steps: [
    base,
    {
      command: "COPY app",
      entries: [
        { path: "app", content: "22" },
        { path: "new", content: "3" },
      ],
    },
  ],
});
const other = makeImage({ steps: [base, { command: "RUN", entries: [{ path: "x", content: "x" }] }] });
const titles = ["Old", "Now"] as const;

/** The old image in one registry and the new one in another. */
async function comparing(
  before: ManifestTree = old,
  after: ManifestTree = now,
  change: Partial<Distribution> = {},
) {
  const registries = new Map(
    Object.entries({ "one.test": before, "two.test": after }).map(([host, tree]) => {
      const registry = new MemoryRegistry(host);
      registry.fill("a", tree, "1");
      return [host, registry] as const;
    }),
  );
  const asked = () =>
    [...registries].flatMap(([host, registry]) =>
      registry.asked.filter((question) => question === "GET blob").map(() => host),
    );
  const files = new LayerFiles({
    distributionFor: (host) => {
      const registry = registries.get(host);
      assert.ok(registry, host);
      return { ...registry.distribution, ...change };
    },
  });
  const told: string[] = [];
  const comparison: FileComparison = new FileComparison(
    async () => files,
    () => {
      const { state } = comparison;
      const shown = state && compareFilesOf(state, titles);
      told.push(shown?.kind === "unread" || shown?.kind === "reading" ? shown.text : (shown?.kind ?? "none"));
    },
  );
  const pair: ComparedPair = {
    old: await modelOf(before, "one.test/a:1"),
    now: await modelOf(after, "two.test/a:1"),
  };
  return { comparison, pair, asked, told, registries };
}

/** A stream of which nothing comes until it is cancelled. */
function endless(signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => signal?.addEventListener("abort", () => controller.error(signal.reason)),
  });
}

/** Whatever was waiting has been done. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("comparing the files of two images", () => {
  it("says first what it costs, from whom, and asks nobody for that", async () => {
    const { comparison, pair, asked, told } = await comparing();
    comparison.show(pair);
    assert.deepEqual(comparison.state && compareFilesOf(comparison.state, titles), {
      kind: "unread",
      text: "",
    });
    await settled();
    assert.equal(told.length, 1);
    assert.match(
      told[0] ?? "",
      /^Reads [\d.]+ k?B from one\.test and [\d.]+ B from two\.test, once: 3 layers\.$/,
    );
    assert.deepEqual(asked(), []);
  });

  it("reads each layer once, the shared one from the old side, and nothing the second time", async () => {
    const { comparison, pair, asked, told } = await comparing();
    comparison.show(pair);
    await comparison.compare();
    assert.deepEqual(asked(), ["one.test", "one.test", "two.test"]);
    assert.equal(told.at(-1), "read");
    assert.ok(comparison.state?.kind === "read");
    const { rows, totals, same } = comparison.state.files;
    assert.deepEqual(
      rows.map(({ mark, name, difference }) => [mark, name, difference]),
      [
        ["changed", "app", "+1 B"],
        ["added", "new", "+1 B"],
      ],
    );
    assert.deepEqual([totals.more, same], [2, 4]);
    const { state } = comparison;
    comparison.show({ ...pair });
    assert.equal(comparison.state, state, "the same pair keeps what was compared");
    comparison.show({ ...pair, now: await modelOf(other, "two.test/a:1") });
    comparison.show(pair);
    await settled();
    assert.equal(told.at(-1), "Asks nobody: the layers of both were read before.");
    await comparison.compare();
    assert.equal(comparison.state?.kind, "read");
    assert.equal(asked().length, 3);
  });

  it("what was read of one pair is not read again for another", async () => {
    const { comparison, pair, told, registries } = await comparing();
    registries.get("two.test")?.fill("a", other, "2");
    comparison.show(pair);
    await comparison.compare();
    comparison.show({ ...pair, now: await modelOf(other, "two.test/a:2") });
    await settled();
    assert.match(
      told.at(-1) ?? "",
      /^Reads \d+ B from two\.test, once: 1 of 3 layers; the others were read before\.$/,
    );
  });

  it("one and the same image, and what is no image, have no files to compare", async () => {
    const { comparison, pair, told } = await comparing();
    comparison.show({ old: pair.old, now: pair.old });
    assert.equal(comparison.state, undefined);
    comparison.show({ ...pair, now: await modelOf(makeBuildCache(), "two.test/a:1") });
    assert.equal(comparison.state, undefined);
    comparison.show(undefined);
    await comparison.compare();
    assert.deepEqual([comparison.state, told], [undefined, []]);
  });

  it("N03 a failure says who and what, and trying again goes on", async () => {
    let isDown = true;
    const registry = new MemoryRegistry("one.test");
    registry.fill("a", old, "1");
    registry.fill("a", now, "2");
    const { comparison, pair } = await comparing(old, now, {
      openBlob: async (...request) => {
        if (isDown) throw new NetworkError("offline", "one.test");
        return registry.distribution.openBlob(...request);
      },
    });
    comparison.show(pair);
    await comparison.compare();
    const shown = comparison.state && compareFilesOf(comparison.state, titles);
    assert.ok(shown?.kind === "failed");
    assert.match(shown.problem, /one\.test/);
    isDown = false;
    await comparison.compare();
    assert.equal(comparison.state?.kind, "read");
  });

  it("R12 a layer that is no archive is named", async () => {
    const layer = {
      ...makeLayer([]),
      ...content("application/vnd.oci.image.layer.v1.tar+gzip", Buffer.from("no gzip")),
    };
    const { comparison, pair } = await comparing(old, makeImage({ steps: [{ layer, command: "x" }] }));
    comparison.show(pair);
    await comparison.compare();
    const shown = comparison.state && compareFilesOf(comparison.state, titles);
    assert.ok(shown?.kind === "failed");
    assert.ok(shown.problem.includes(layer.digest), shown.problem);
  });

  it("is cancelled within the read, and says again what it costs", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const signals: (AbortSignal | undefined)[] = [];
    const { comparison, pair, told } = await comparing(old, now, {
      openBlob: async (_, __, { signal } = {}) => {
        signals.push(signal);
        resolve();
        return endless(signal);
      },
    });
    comparison.show(pair);
    const work = comparison.compare();
    await promise;
    comparison.cancel();
    await work;
    await settled();
    assert.ok(signals.length > 0 && signals.every((signal) => signal?.aborted));
    assert.match(told.at(-1) ?? "", /^Reads /);
  });

  it("turning to another pair stops what is read of the one before", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { comparison, pair, told } = await comparing(old, now, {
      openBlob: async (_, __, { signal } = {}) => {
        resolve();
        return endless(signal);
      },
    });
    comparison.show(pair);
    const work = comparison.compare();
    await promise;
    comparison.show({ ...pair, now: await modelOf(other, "two.test/a:1") });
    await work;
    await settled();
    assert.equal(comparison.state?.kind, "unread");
    assert.match(told.at(-1) ?? "", /^Reads /);
  });
});
