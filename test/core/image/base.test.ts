import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RegistryError } from "../../../src/core/errors.ts";
import { type BaseReader, claimedBase, findBase, layersOfBase } from "../../../src/core/image/base.ts";
import { formatReference } from "../../../src/core/reference/reference.ts";
import { type ImageOptions, type ManifestTree, makeImage, type Step } from "../../support/images.ts";
import { modelOf } from "../../support/model.ts";

const file = (name: string): Step => ({
  command: `COPY ${name} /`,
  entries: [{ path: name, content: name }],
});
const [root, shell, app] = [file("root"), file("shell"), file("app")];
const empty: Step = { command: 'CMD ["sh"]' };
const key = "org.opencontainers.image.base";

const small = makeImage({ steps: [root, empty] });
const large = makeImage({ steps: [root, shell, empty] });
const strange = makeImage({ steps: [file("else")] });

const built = (options: Omit<ImageOptions, "steps"> = {}) =>
  makeImage({ steps: [root, shell, empty, app, { command: "ENV A=b" }], ...options });

function readerOf(tags: Readonly<Record<string, ManifestTree>>, kept: readonly ManifestTree[] = []) {
  const asked: string[] = [];
  const reader: BaseReader = {
    inspect: async (reference) => {
      const name = formatReference(reference);
      asked.push(name);
      assert.ok(name.startsWith("h.test/base"));
      const tree =
        reference.digest === undefined
          ? tags[reference.tag ?? "latest"]
          : [...kept, ...Object.values(tags)].find(({ digest }) => digest === reference.digest);
      if (tree === undefined) throw new RegistryError("notFound", "h.test");
      return modelOf(tree, name);
    },
    tags: async () => Object.keys(tags),
  };
  return { reader, asked };
}

describe("the layers of a base are the lowest ones of what was built from it", () => {
  const table: readonly (readonly [name: string, base: ManifestTree, layers: number])[] = [
    ["the base", large, 2],
    ["the base's base", small, 1],
    ["itself", built(), 0],
    ["another image", strange, 0],
    ["the same in another order", makeImage({ steps: [shell, root] }), 0],
    ["no layers", makeImage({ steps: [empty] }), 0],
  ];
  for (const [name, base, layers] of table)
    it(name, async () => assert.equal(layersOfBase(await modelOf(built()), await modelOf(base)), layers));
});

const named = (name: string, digest?: string) => ({
  [`${key}.name`]: name,
  ...(digest !== undefined && { [`${key}.digest`]: digest }),
});

describe("the claim is read from annotations, else from labels", () => {
  const table: readonly (readonly [options: Omit<ImageOptions, "steps">, named?: string, digest?: string])[] =
    [
      [{}],
      [{ annotations: named("h.test/base:1", large.digest) }, "h.test/base:1", large.digest],
      [{ config: { Labels: named("h.test/base:2") } }, "h.test/base:2"],
      [{ annotations: named("h.test/base:1"), config: { Labels: named("h.test/base:2") } }, "h.test/base:1"],
      [{ annotations: named("not a name", "sha256:short") }],
    ];
  for (const [options, name, digest] of table)
    it(`${name ?? "none"} ${digest?.slice(0, 10) ?? ""}`, async () => {
      const claimed = claimedBase(await modelOf(built(options)));
      assert.equal(claimed.named && formatReference(claimed.named), name);
      assert.equal(claimed.digest, digest);
    });
});

describe("a claimed base counts when layers prove it", () => {
  const find = async (
    annotations: Readonly<Record<string, string>>,
    ...args: Parameters<typeof readerOf>
  ) => {
    const { reader, asked } = readerOf(...args);
    const base = await findBase(await modelOf(built({ annotations })), reader);
    return { base: base && `${formatReference(base.reference)} ${base.layers} ${base.steps}`, asked };
  };

  it("by the claimed digest, with one look", async () => {
    const { base, asked } = await find(named("h.test/base:1", large.digest), { 1: strange }, [large]);
    assert.equal(base, `h.test/base:1@${large.digest} 2 3`);
    assert.equal(asked.length, 1);
  });
  it("by the claimed tag, when the digest is gone or not claimed", async () => {
    const gone = await find(named("h.test/base:1", strange.digest), { 1: large });
    assert.equal(gone.base, "h.test/base:1 2 3");
    assert.equal((await find(named("h.test/base:1"), { 1: large })).base, "h.test/base:1 2 3");
  });
  it("by the tag of its repository with the most layers, when the claimed one moved", async () => {
    const { base } = await find(named("h.test/base:1"), { 1: strange, 2: small, 3: large, 4: small });
    assert.equal(base, "h.test/base:3 2 3");
  });
  it("not at all without proof, or a claim", async () => {
    assert.equal((await find(named("h.test/base:1"), { 1: strange })).base, undefined);
    assert.deepEqual(await find({}, { 1: large }), { base: undefined, asked: [] });
  });
  it("X04: looks at no more than 24 tags", async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, number) => [`t${number}`, strange]));
    const { asked } = await find(named("h.test/base:t0"), many);
    assert.equal(asked.length, 25);
  });
  it("the steps of a base that was squashed end at its last layer", async () => {
    const other = makeImage({ steps: [{ ...root, command: "ADD all" }, shell] });
    assert.equal((await find(named("h.test/base:1"), { 1: other })).base, "h.test/base:1 2 2");
  });
});
