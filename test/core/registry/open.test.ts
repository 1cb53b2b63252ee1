import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { digestOf } from "../../../src/core/oci/verify.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import { openDistribution } from "../../../src/core/registry/open.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";

const bytes = Buffer.from('{"os":"linux"}');
const digest = digestOf(bytes);
const descriptor = { mediaType: "m", digest, size: bytes.length };

function registry(answers: Parameters<typeof fakeSend>[1], base = "https://r.test/") {
  const fake = fakeSend(new URL(base).origin, answers);
  const distribution = openDistribution({ registry: "name.test", base: new URL(base), send: fake.send });
  return { ...fake, distribution };
}

it("a registry behind a path prefix is asked below it, and keeps its name", async () => {
  const fake = registry({ "GET /proxy/v2/": {} }, "https://r.test/proxy/");
  await fake.distribution.ping();
  assert.equal(fake.distribution.registry, "name.test");
});

describe("a ping", () => {
  const table: readonly (readonly [string, FakeAnswer, object])[] = [
    ["H06 404: no registry", { status: 404 }, { kind: "unsupported", status: 404, host: "r.test" }],
    ["401: not allowed", { status: 401 }, { kind: "unauthorized" }],
    ["503: failing", { status: 503 }, { kind: "unavailable" }],
    [
      "H09 a web page: no registry's answer",
      { headers: { "content-type": "text/html" } },
      { kind: "unexpected" },
    ],
  ];
  for (const [name, answer, failure] of table) {
    it(name, async () => {
      const fake = registry({ "GET /v2/": answer });
      await assert.rejects(fake.distribution.ping(), { name: "RegistryError", ...failure });
    });
  }
});

describe("a blob", () => {
  const url = `GET /v2/a/blobs/${digest}`;
  const get = (answer: FakeAnswer, ...rest: Parameters<Distribution["blob"]> | []) => {
    const fake = registry({ [url]: answer });
    const [path = "a", what = descriptor, options] = rest;
    return { ...fake, result: fake.distribution.blob(path, what, options) };
  };

  it("is verified and given whole", async () => {
    const { result, calls } = get({ body: bytes });
    assert.deepEqual(Buffer.from(await result), bytes);
    assert.equal(calls[0]?.scope, "repository:a:pull");
  });
  it("of unknown size is verified too", async () => {
    const { result } = get({ body: bytes }, "a", { ...descriptor, size: undefined });
    assert.deepEqual(Buffer.from(await result), bytes);
  });
  it("R01 of another digest is refused", async () => {
    const { result } = get({ body: "x".repeat(bytes.length) });
    await assert.rejects(result, {
      name: "ContentError",
      kind: "digestMismatch",
      subject: digest,
      host: "r.test",
    });
  });
  it("R02 of another size than declared is refused", async () => {
    for (const size of [bytes.length + 1, bytes.length - 1, 0]) {
      const { result } = get({ body: bytes }, "a", { ...descriptor, size });
      await assert.rejects(result, { name: "ContentError", kind: "digestMismatch" });
    }
  });
  it("R02 declared as 100 MiB is not asked for", async () => {
    const { result, asked } = get({ body: bytes }, "a", { ...descriptor, size: 100 * 1024 * 1024 });
    await assert.rejects(result, { name: "ContentError", kind: "tooLarge", limit: 4 * 1024 * 1024 });
    assert.deepEqual(asked, []);
  });
  it("R02 longer than the limit is not parsed", async () => {
    const { result } = get(
      { body: bytes },
      "a",
      { ...descriptor, size: undefined },
      { limit: bytes.length - 1 },
    );
    await assert.rejects(result, { name: "ContentError", kind: "tooLarge" });
  });
  it("R11 addresses of a foreign layer are never asked", async () => {
    const urls = ["http://169.254.169.254/latest"];
    const { result, asked } = get({ status: 404 }, "a", { ...descriptor, urls });
    await assert.rejects(result, { name: "RegistryError", kind: "notFound" });
    assert.deepEqual(asked, [url]);
  });
  it("H09 H13 a web page or an unasked part is refused", async () => {
    const page = get({ headers: { "content-type": "text/html" }, body: bytes });
    await assert.rejects(page.result, { name: "RegistryError", kind: "unexpected" });
    await assert.rejects(get({ status: 206, body: bytes }).result, {
      name: "RegistryError",
      kind: "unexpected",
    });
  });
});

describe("lists", () => {
  it("H06 tags of a missing repository, or of no registry, are told apart", async () => {
    const missing = { "GET /v2/a/tags/list?n=1000": { status: 404 } };
    const there = registry({ ...missing, "GET /v2/": { status: 401 } });
    await assert.rejects(there.distribution.tags("a"), { kind: "notFound", code: "NAME_UNKNOWN" });
    const none = registry({ ...missing, "GET /v2/": { status: 404 } });
    await assert.rejects(none.distribution.tags("a"), { kind: "unsupported", status: 404 });
  });
  it("the catalogue is asked with its own scope; names that are none are hidden", async () => {
    const repositories = ["a", "b/c", "../x", "UPPER", "_catalog"];
    const fake = registry({ "GET /v2/_catalog?n=1000": { body: { repositories } } });
    assert.deepEqual(await fake.distribution.repositories(), { items: ["a", "b/c"], hidden: 3, cut: false });
    assert.equal(fake.calls[0]?.scope, "registry:catalog:*");
  });
  it("a refused catalogue says how", async () => {
    for (const [status, kind] of [
      [401, "unauthorized"],
      [403, "denied"],
      [404, "notFound"],
      [405, "unsupported"],
    ] as const) {
      const fake = registry({ "GET /v2/_catalog?n=1000": { status } });
      await assert.rejects(fake.distribution.repositories(), { name: "RegistryError", kind });
    }
  });
});
