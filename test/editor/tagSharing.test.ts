import assert from "node:assert/strict";
import { it } from "node:test";
import { RegistryError } from "../../src/core/errors.ts";
import type { ImageModel } from "../../src/core/image/model.ts";
import { type KeptTags, mostTags, TagSharing, type TagSources } from "../../src/vscode/details/tagSharing.ts";
import { FakeShelf, shelfName } from "../support/fakeShelf.ts";
import { makeImage, type Step } from "../support/images.ts";
import { modelOf } from "../support/model.ts";

const step = (name: string): Step => ({
  command: `COPY ${name} /`,
  entries: [{ path: name, content: name }],
});
const one = makeImage({ steps: [step("a"), step("b")] });
const two = makeImage({ steps: [step("a"), step("c")] });

/** A repository with these tags; each list that is read is noted beside what the shelf was asked. */
function repositoryOf(shelf: FakeShelf, names: readonly string[] = [...shelf.tags.keys()]): TagSources {
  return {
    images: shelf.images,
    tags: () => async () => {
      shelf.asked.push("LIST");
      return { items: names.map((name) => ({ name })), hidden: 0, cut: false };
    },
    now: () => 1000,
  };
}

async function showing(sources: TagSources, kept: KeptTags = new Map(), tree = one) {
  const states: string[] = [];
  const sharing: TagSharing = new TagSharing(sources, kept, () => {
    const { state } = sharing;
    states.push(state.kind === "reading" ? `${state.done} of ${state.total}` : state.kind);
  });
  sharing.show(await modelOf(tree, `${shelfName}:1`));
  return { sharing, states };
}

it("nothing is asked until it is wanted; then the list once, each tag, and each image once", async () => {
  const shelf = new FakeShelf({ 1: one, 2: two, latest: two });
  const { sharing, states } = await showing(repositoryOf(shelf));
  assert.deepEqual([sharing.state, shelf.asked], [{ kind: "unread" }, []]);
  await sharing.look();
  assert.deepEqual(states, ["0 of undefined", "0 of 3", "1 of 3", "2 of 3", "3 of 3", "read"]);
  assert.deepEqual(shelf.asked.filter((asked) => !asked.startsWith("GET")).sort(), [
    "HEAD 1",
    "HEAD 2",
    "HEAD latest",
    "LIST",
  ]);
  assert.ok(sharing.state.kind === "read");
  const { images, isWhole, asOf } = sharing.state.read;
  assert.deepEqual([images.map(({ names }) => names), isWhole, asOf], [[["1"], ["latest", "2"]], true, 1000]);
});

it("no more than 40 tags are read, whatever the list holds", async () => {
  const tags = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [String(at), one]));
  const shelf = new FakeShelf(tags);
  const { sharing } = await showing(repositoryOf(shelf));
  await sharing.look();
  assert.equal(shelf.asked.filter((asked) => asked.startsWith("HEAD")).length, mostTags);
  assert.ok(sharing.state.kind === "read" && !sharing.state.read.isWhole);
});

it("another page of the repository has what was read, without a request", async () => {
  const shelf = new FakeShelf({ 1: one, 2: two });
  const kept: KeptTags = new Map();
  const { sharing } = await showing(repositoryOf(shelf), kept);
  await sharing.look();
  shelf.asked.length = 0;
  const { sharing: second } = await showing(repositoryOf(shelf), kept, two);
  assert.equal(second.state.kind, "read");
  const arm: ImageModel = {
    ...(await modelOf(two, `${shelfName}:1`)),
    platform: { os: "linux", architecture: "arm64" },
  };
  second.show(arm);
  assert.equal(second.state.kind, "unread", "another platform has other layers");
  assert.deepEqual(shelf.asked, []);
});

it("cancelling ends it and leaves what was there before", async () => {
  const shelf = new FakeShelf({ 1: one, 2: two });
  const sources = repositoryOf(shelf);
  const { sharing, states } = await showing({
    ...sources,
    tags: (repository) => async (signal) => {
      const page = await sources.tags(repository)(signal);
      sharing.cancel();
      signal?.throwIfAborted();
      return page;
    },
  });
  await sharing.look();
  assert.deepEqual(states, ["0 of undefined", "unread"]);
});

it("a list that is refused is a failure, and may be asked for again", async () => {
  const shelf = new FakeShelf({ 1: one });
  const denied = new RegistryError("denied", "h.test", { status: 403 });
  let refuse = true;
  const sources = repositoryOf(shelf);
  const { sharing } = await showing({
    ...sources,
    tags: (repository) => (refuse ? () => Promise.reject(denied) : sources.tags(repository)),
  });
  await sharing.look();
  assert.deepEqual(sharing.state, { kind: "failed", failure: denied });
  refuse = false;
  await sharing.look();
  assert.equal(sharing.state.kind, "read");
});

it("the image that is there already is chosen by its column", async () => {
  const { sharing, states } = await showing(repositoryOf(new FakeShelf({ 1: one, 2: two })));
  sharing.hold(1);
  assert.deepEqual([sharing.state.kind, states], ["unread", []]);
  await sharing.look();
  sharing.hold(1);
  assert.ok(sharing.state.kind === "read" && sharing.state.held === 1);
});
