import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import { listReferrers } from "../../../src/core/registry/referrers.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";

const origin = "https://r.test";
const hex = "0".repeat(64);
const digest = `sha256:${hex}` as const;
const api = `/v2/a/referrers/${digest}`;
const tag = `GET /v2/a/manifests/sha256-${hex}`;
const descriptor = (name: string) => ({
  mediaType: mediaTypes.ociManifest,
  digest: digestOf(Buffer.from(name)),
  size: 1,
  artifactType: "a/b",
});
const index = (names: readonly string[], link?: string): FakeAnswer => ({
  headers: { "content-type": `${mediaTypes.ociIndex}; charset=utf-8`, ...(link !== undefined && { link }) },
  body: { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: names.map(descriptor) },
});
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `r${at}`);

function registry(answers: Parameters<typeof fakeSend>[1]) {
  const fake = fakeSend(origin, answers);
  const list = async (signal?: AbortSignal) => {
    const { items, cut } = await listReferrers(
      { base: new URL(origin), send: fake.send },
      "a",
      digest,
      signal,
    );
    return { digests: items.map((item) => item.digest), cut, items };
  };
  return { ...fake, list };
}
const digests = (names: readonly string[]) => names.map((name) => descriptor(name).digest);

describe("R13 referrers", () => {
  it("come from the registry's list, which is asked to filter nothing", async () => {
    const fake = registry({ [`GET ${api}`]: index(["x", "y", "x"]) });
    const { items, cut } = await fake.list();
    assert.deepEqual(items, [descriptor("x"), descriptor("y")]);
    assert.equal(cut, false);
    assert.equal(fake.calls[0]?.scope, "repository:a:pull");
  });
  it("none is not a failure, and no fallback is asked", async () => {
    assert.deepEqual((await registry({ [`GET ${api}`]: index([]) }).list()).digests, []);
  });
  it("come in pages", async () => {
    const fake = registry({
      [`GET ${api}`]: index(["x"], `<${api}?last=x>; rel="next"`),
      [`GET ${api}?last=x`]: index(["y"]),
    });
    const { digests: found, cut } = await fake.list();
    assert.deepEqual([found, cut], [digests(["x", "y"]), false]);
  });

  const without: Readonly<Record<string, FakeAnswer>> = {
    "404": { status: 404 },
    "400": { status: 400 },
    "405": { status: 405 },
    "406": { status: 406 },
    "501": { status: 501 },
    "a web page": { headers: { "content-type": "text/html" }, body: "<html>" },
    "a JSON of another type": { headers: { "content-type": "application/json" }, body: {} },
  };
  for (const [name, answer] of Object.entries(without)) {
    it(`${name} leads to the fallback tag`, async () => {
      const fake = registry({ [`GET ${api}`]: answer, [tag]: index(["x"]) });
      assert.deepEqual((await fake.list()).digests, digests(["x"]));
    });
  }
  it("no fallback tag means none, without asking why", async () => {
    const fake = registry({ [`GET ${api}`]: { status: 404 }, [tag]: { status: 404 } });
    assert.deepEqual(await fake.list(), { digests: [], items: [], cut: false });
    assert.equal(fake.asked.length, 2);
  });
  it("a fallback tag that is an image means none", async () => {
    const body = { schemaVersion: 2, config: descriptor("c"), layers: [] };
    const fake = registry({
      [`GET ${api}`]: { status: 404 },
      [tag]: { headers: { "content-type": mediaTypes.ociManifest }, body },
    });
    assert.deepEqual((await fake.list()).digests, []);
  });
  for (const [status, kind] of [
    [401, "unauthorized"],
    [403, "denied"],
    [503, "unavailable"],
  ] as const) {
    it(`${status} is a failure, not an empty list`, async () => {
      await assert.rejects(registry({ [`GET ${api}`]: { status } }).list(), { name: "RegistryError", kind });
      const fallback = registry({ [`GET ${api}`]: { status: 404 }, [tag]: { status } });
      await assert.rejects(fallback.list(), { name: "RegistryError", kind });
    });
  }
  it("10,000 are cut at 1,000, in one page or many, by list or by tag", async () => {
    const one = await registry({ [`GET ${api}`]: index(numbered(10_000)) }).list();
    assert.deepEqual([one.digests.length, one.cut], [1000, true]);
    const byTag = await registry({ [`GET ${api}`]: { status: 404 }, [tag]: index(numbered(10_000)) }).list();
    assert.deepEqual([byTag.digests.length, byTag.cut], [1000, true]);
    const many = registry({
      [`GET ${api}`]: index(numbered(600), "<?p=1>; rel=next"),
      [`GET ${api}?p=1`]: index(numbered(1200).slice(600), "<?p=2>; rel=next"),
    });
    const last = registry({
      [`GET ${api}`]: index(numbered(600), "<?p=1>; rel=next"),
      [`GET ${api}?p=1`]: index(numbered(1200).slice(600)),
    });
    for (const fake of [many, last]) {
      const { digests: found, cut } = await fake.list();
      assert.deepEqual([found.length, cut], [1000, true]);
    }
  });
  it("pages in a cycle, to elsewhere, or without end are cut", async () => {
    const cycle = registry({
      [`GET ${api}`]: index(["x"], "<?p=1>; rel=next"),
      [`GET ${api}?p=1`]: index(["y"], `<${api}>; rel=next`),
    });
    assert.deepEqual((await cycle.list()).digests, digests(["x", "y"]));
    const away = registry({ [`GET ${api}`]: index(["x"], "<https://evil.test/>; rel=next") });
    assert.equal((await away.list()).cut, true);
    const pages = numbered(30).map((_, at) => [
      `GET ${api}${at === 0 ? "" : `?p=${at}`}`,
      index([], `<?p=${at + 1}>; rel=next`),
    ]);
    const endless = registry(Object.fromEntries(pages));
    assert.equal((await endless.list()).cut, true);
    assert.equal(endless.asked.length, 20);
  });
  it("a page that fails to be one cuts the list", async () => {
    const fake = registry({
      [`GET ${api}`]: index(["x"], "<?p=1>; rel=next"),
      [`GET ${api}?p=1`]: { status: 404 },
    });
    assert.deepEqual(await fake.list(), { digests: digests(["x"]), items: [descriptor("x")], cut: true });
  });
  it("R06 a bad digest among them makes the list malformed", async () => {
    const bad = { ...index([]), body: { schemaVersion: 2, manifests: [{ digest: "sha256:../x" }] } };
    await assert.rejects(registry({ [`GET ${api}`]: bad }).list(), {
      name: "ContentError",
      kind: "malformed",
    });
  });
});
