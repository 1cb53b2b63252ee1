import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { pinStateOf } from "../../../src/core/pinning/pinState.ts";
import { disagreement } from "../../../src/core/pinning/versionLabel.ts";
import { checked, FakeShelf, onShelf } from "../../support/fakeShelf.ts";
import {
  commonPlatforms,
  jsonContent,
  type ManifestTree,
  makeImage,
  makeIndex,
  makePlatforms,
} from "../../support/images.ts";

const key = "org.opencontainers.image.version";
const labelled = (version: string) => makeImage({ config: { Labels: { [key]: version } } });
const annotated = (version: string) => makeImage({ annotations: { [key]: version } });
const many = (version: string) =>
  makeIndex(makePlatforms(commonPlatforms, { config: { Labels: { [key]: version } } }));
const manyAnnotated = (version: string) =>
  makeIndex(makePlatforms(commonPlatforms), { annotations: { [key]: version } });

describe("a tag and a digest disagree when the image says another version than the tag's", () => {
  const table: readonly (readonly [tag: string, pinned: string, now: string, disagrees: boolean])[] = [
    ["1.28", "1.27.3", "1.28.0", true],
    ["1.27", "1.27.2", "1.27.3", false],
    ["1", "1.27.2", "1.28.0", false],
    ["1.28-alpine", "v1.27.3-alpine3.20", "1.28.0-alpine3.21", true],
    ["latest", "1.27.3", "1.28.0", false],
    // A label of the base image says nothing of this image: those of the two are not its versions.
    ["2.1", "22.04", "24.04", false],
    ["1.28", "main", "1.28.0", false],
    ["1.28", "1.27.3", "main", false],
    ["1.28", `1.27.${"3".repeat(200)}`, "1.28.0", false],
  ];
  for (const [tag, before, after, disagrees] of table)
    for (const [how, make] of Object.entries({ labelled, annotated, many, manyAnnotated }))
      it(`${how}: ${tag} with ${before.slice(0, 30)}, where it is ${after} now`, async () => {
        const [pinned, now] = [make(before), make(after)];
        const shelf = new FakeShelf({ [tag]: now }, [pinned]);
        const state = await pinStateOf(shelf.resolver, onShelf(`:${tag}@${pinned.digest}`));
        assert.equal(state.kind, disagrees ? "mismatch" : "moved");
        if (state.kind === "mismatch") assert.deepEqual(state.by, { version: before });
      });
});

it("the images of an index may say it in its place, as Docker's official ones do, and no config is read", async () => {
  const children = makePlatforms(commonPlatforms);
  const annotatedInIndex = (version: string): ManifestTree => {
    const manifests = children.map(({ mediaType, digest, size, platform }) => {
      return { mediaType, digest, size, platform, annotations: { [key]: version } };
    });
    const document = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests };
    return { ...jsonContent(mediaTypes.ociIndex, document), blobs: [], children };
  };
  const [pinned, now] = [annotatedInIndex("1.27.3"), annotatedInIndex("1.28.0")];
  const shelf = new FakeShelf({ "1.28": now }, [pinned]);
  const reference = { ...onShelf(""), tag: "1.28", digest: checked(pinned.digest) };
  assert.deepEqual(await disagreement(shelf.resolver, reference, checked(now.digest)), { version: "1.27.3" });
  assert.deepEqual(shelf.asked, [`GET ${now.digest}`, `GET ${pinned.digest}`]);
});

it("a tag without a version is not looked into", async () => {
  const shelf = new FakeShelf({});
  const reference = { ...onShelf(""), tag: "latest", digest: checked(makeImage().digest) };
  assert.equal(await disagreement(shelf.resolver, reference, reference.digest), undefined);
  assert.deepEqual(shelf.asked, []);
});
