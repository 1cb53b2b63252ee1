import assert from "node:assert/strict";
import { it } from "node:test";
import { NetworkError } from "../../../src/core/errors.ts";
import { readStoredTags } from "../../../src/core/image/storedTags.ts";
import { FakeShelf, shelfName } from "../../support/fakeShelf.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms, type Step } from "../../support/images.ts";
import { referenceTo } from "../../support/model.ts";

const step = (name: string): Step => ({
  command: `COPY ${name} /`,
  entries: [{ path: name, content: name }],
});
const one = makeImage({ steps: [step("a"), step("b")] });
const two = makeImage({ steps: [step("a"), step("c"), step("a")] });
const index = makeIndex(makePlatforms(commonPlatforms));
const { repository } = referenceTo(shelfName);
const platform = { os: "linux", architecture: "arm64" };

it("tags of one image are one image, and of an index the platform's image counts", async () => {
  const shelf = new FakeShelf({ 1: one, 2: two, latest: two, many: index });
  const progress: string[] = [];
  const { images, unread } = await readStoredTags(
    shelf.images,
    repository,
    ["1", "latest", "many", "2", "gone"],
    { platform, onRead: (done, total) => progress.push(`${done}/${total}`) },
  );
  assert.deepEqual(
    images.map(({ names, layers }) => `${names.join(" ")}: ${layers.length}`),
    ["1: 2", "latest 2: 2", `many: ${layersFor("arm64")}`],
  );
  assert.deepEqual(
    unread.map(({ tag }) => tag),
    ["gone"],
  );
  assert.equal(progress.at(-1), "5/5");
  assert.equal(images[0]?.layers[0]?.digest, images[1]?.layers[0]?.digest);
});

it("what has no image for the platform is not read, and that is no failure", async () => {
  const shelf = new FakeShelf({ many: index });
  const options = { platform: { os: "plan9", architecture: "mips" } };
  const { images, unread } = await readStoredTags(shelf.images, repository, ["many"], options);
  assert.deepEqual([images, unread], [[], [{ tag: "many" }]]);
});

it("a failure is told with its tag, and the others are read", async () => {
  const shelf = new FakeShelf({ 1: one });
  const down = new NetworkError("timeout", "h.test");
  shelf.failures.set("HEAD 2", down);
  const { images, unread } = await readStoredTags(shelf.images, repository, ["2", "1"], { platform });
  assert.equal(images.length, 1);
  assert.deepEqual(unread, [{ tag: "2", failure: down }]);
});

it("cancelling ends it", async () => {
  const shelf = new FakeShelf({ 1: one });
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  const options = { platform, signal: stop.signal };
  await assert.rejects(readStoredTags(shelf.images, repository, ["1"], options), /enough/);
});

function layersFor(architecture: string): number {
  const child = index.children.find((image) => image.platform?.architecture === architecture);
  const layers = child?.blobs.filter(({ mediaType }) => mediaType.includes("layer"));
  return new Set(layers?.map(({ digest }) => digest)).size;
}
