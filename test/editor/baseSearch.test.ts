import assert from "node:assert/strict";
import { it } from "node:test";
import { NetworkError, RegistryError } from "../../src/core/errors.ts";
import type { ImageModel } from "../../src/core/image/model.ts";
import { formatReference, type Reference } from "../../src/core/reference/reference.ts";
import { BaseSearch, type BaseSources } from "../../src/vscode/details/baseSearch.ts";
import { type ManifestTree, makeImage, type Step } from "../support/images.ts";
import { modelOf } from "../support/model.ts";

const file = (name: string): Step => ({
  command: `COPY ${name} /`,
  entries: [{ path: name, content: name }],
});
const base = makeImage({ steps: [file("root"), file("shell")] });
const claims = (name: string, extra: readonly Step[] = []) =>
  makeImage({
    steps: [file("root"), file("shell"), file("app"), ...extra],
    annotations: { "org.opencontainers.image.base.name": name },
  });
const app = claims("h.test/base:1");

/** A registry with these images, of which `here` are on disk, too. */
function sources(trees: Readonly<Record<string, ManifestTree>>, here: readonly string[] = []) {
  const asked: string[] = [];
  const of = ({ tag }: Reference) => {
    const tree = trees[tag ?? ""];
    if (tree === undefined) throw new RegistryError("notFound", "h.test");
    return tree;
  };
  const offered: BaseSources = {
    recall: async (reference) => (here.includes(reference.tag ?? "") ? modelOf(of(reference)) : undefined),
    inspect: async (reference) => {
      asked.push(formatReference(reference));
      return modelOf(of(reference));
    },
    tags: async ({ registry, path }) => {
      asked.push(`${registry}/${path}`);
      return Object.keys(trees);
    },
  };
  return { offered, asked };
}

function searchIn(offered: BaseSources) {
  const changes: string[] = [];
  const search: BaseSearch = new BaseSearch(offered, () => changes.push(search.state.kind));
  return { search, changes };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function showing(image: ImageModel | ManifestTree, offered: BaseSources) {
  const made = searchIn(offered);
  made.search.show("role" in image ? image : await modelOf(image));
  await settled();
  await settled();
  return made;
}

it("an image that names no base is not looked after", async () => {
  const { offered, asked } = sources({});
  const { search, changes } = await showing(base, offered);
  await search.find();
  assert.deepEqual([search.state, changes, asked], [{ kind: "unclaimed" }, [], []]);
});

it("unasked, nobody is asked; what is here may prove it", async () => {
  const away = sources({ 1: base });
  const { search } = await showing(app, away.offered);
  assert.deepEqual([search.state.kind, away.asked], ["unsought", []]);
  const near = sources({ 1: base }, ["1"]);
  const { search: known, changes } = await showing(app, near.offered);
  assert.deepEqual([known.state.kind, changes, near.asked], ["found", ["found"], []]);
});

it("on request the registry is asked, and a second time it need not be", async () => {
  const { offered, asked } = sources({ 1: base });
  const { search, changes } = await showing(app, offered);
  await search.find();
  assert.deepEqual(changes, ["finding", "found"]);
  const { state } = search;
  assert.ok(state.kind === "found" && state.base.layers === 2);
  assert.deepEqual(asked, ["h.test/base:1"]);
  const other = await modelOf(claims("h.test/base:1", [file("more")]));
  const first = await modelOf(app);
  search.show(other);
  assert.equal(search.state.kind, "unsought");
  search.show(first);
  assert.equal(search.state.kind, "found");
  assert.deepEqual(asked, ["h.test/base:1"]);
});

it("when no tag proves it, it is said; and why something could not be read", async () => {
  const { offered } = sources({ 1: makeImage({ steps: [file("else")] }) });
  const { search } = await showing(app, offered);
  await search.find();
  assert.ok(search.state.kind === "unproven" && search.state.failure === undefined);
  const offline = new NetworkError("offline", "h.test");
  const { search: broken } = await showing(app, {
    ...offered,
    inspect: () => Promise.reject(offline),
    tags: () => Promise.reject(offline),
  });
  await broken.find();
  assert.ok(broken.state.kind === "unproven" && broken.state.failure === offline);
});

it("cancelling stops the search, which can then be started again", async () => {
  const { offered } = sources({ 1: base });
  const reached = Promise.withResolvers<void>();
  const { search, changes } = await showing(app, {
    ...offered,
    inspect: (_, { signal }) => {
      reached.resolve();
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  });
  const finding = search.find();
  await reached.promise;
  search.cancel();
  await finding;
  assert.deepEqual(changes, ["finding", "unsought"]);
});
