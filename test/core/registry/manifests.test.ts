import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import type { Api } from "../../../src/core/registry/api.ts";
import { getManifest, Resolver } from "../../../src/core/registry/manifests.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";

const origin = "https://r.test";
const config = { mediaType: mediaTypes.ociConfig, digest: `sha256:${"0".repeat(64)}`, size: 2 };
const body = JSON.stringify({ schemaVersion: 2, config, layers: [] });
const digest = digestOf(Buffer.from(body));
const other = digestOf(Buffer.from("other"));
const url = (name: string) => `/v2/a/manifests/${name}`;

const answer = (headers: Record<string, string> = {}, status = 200): FakeAnswer => ({
  status,
  headers: { "content-type": mediaTypes.ociManifest, "docker-content-digest": digest, ...headers },
  body,
});
const noDigest: FakeAnswer = { headers: { "content-type": mediaTypes.ociManifest }, body };
const refusal = (status: number, code?: string): FakeAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  ...(code !== undefined && { body: { errors: [{ code, message: "no" }] } }),
});

function registry(answers: Parameters<typeof fakeSend>[1]) {
  const fake = fakeSend(origin, answers);
  const api: Api = { base: new URL(origin), send: fake.send };
  const resolver = new Resolver(api);
  return {
    ...fake,
    resolve: (name: string, signal?: AbortSignal) => resolver.resolve("a", name, signal),
    manifest: (name: string, signal?: AbortSignal) => getManifest(api, "a", name, signal),
  };
}

describe("resolving", () => {
  it("is one HEAD that accepts every type", async () => {
    const fake = registry({ [`HEAD ${url("1")}`]: answer() });
    assert.deepEqual(await fake.resolve("1"), { mediaType: mediaTypes.ociManifest, digest, size: undefined });
    assert.deepEqual(fake.asked, [`HEAD ${url("1")}`]);
    const accept = fake.calls[0]?.headers?.["accept"] ?? "";
    for (const type of Object.values(mediaTypes).slice(0, 4)) assert.ok(accept.includes(type), type);
    assert.equal(fake.calls[0]?.scope, "repository:a:pull");
  });

  it("H07 a bodyless 403 is asked again by GET, for the reason", async () => {
    const fake = registry({
      [`HEAD ${url("1")}`]: refusal(403),
      [`GET ${url("1")}`]: refusal(403, "DENIED"),
    });
    await assert.rejects(fake.resolve("1"), { kind: "denied", status: 403, code: "DENIED", detail: "no" });
    assert.equal(fake.asked.length, 2);
  });

  for (const status of [405, 501, 404, 403, 412]) {
    it(`H08 a host whose HEAD answers ${status} and whose GET works is asked by GET from then on`, async () => {
      const fake = registry({ [`HEAD ${url("1")}`]: refusal(status), [`GET ${url("1")}`]: answer() });
      assert.equal((await fake.resolve("1")).digest, digest);
      assert.equal((await fake.resolve("1")).digest, digest);
      assert.deepEqual(fake.asked, [`HEAD ${url("1")}`, `GET ${url("1")}`, `GET ${url("1")}`]);
    });
  }

  it("H08 an answer without digest is hashed, and HEAD not tried again", async () => {
    const fake = registry({ [`HEAD ${url("1")}`]: noDigest, [`GET ${url("1")}`]: noDigest });
    assert.deepEqual(await fake.resolve("1"), {
      mediaType: mediaTypes.ociManifest,
      digest,
      size: body.length,
    });
    await fake.resolve("1");
    assert.equal(fake.asked.filter((asked) => asked.startsWith("HEAD")).length, 1);
  });

  for (const wrong of ["sha256:../../x", digest.toUpperCase(), `md5:${"0".repeat(32)}`, digest.slice(1)]) {
    it(`R06 a digest header ${wrong} is no digest`, async () => {
      const fake = registry({
        [`HEAD ${url("1")}`]: answer({ "docker-content-digest": wrong }),
        [`GET ${url("1")}`]: answer({ "docker-content-digest": wrong }),
      });
      await assert.rejects(fake.resolve("1"), {
        name: "ContentError",
        kind: "digestMismatch",
        subject: "the manifest of a:1",
      });
    });
  }

  it("R01 a HEAD by digest that names another digest is checked by GET", async () => {
    const fake = registry({
      [`HEAD ${url(digest)}`]: answer({ "docker-content-digest": other }),
      [`GET ${url(digest)}`]: answer({ "docker-content-digest": other }),
    });
    assert.equal((await fake.resolve(digest)).digest, digest);
  });

  it("a HEAD that is limited or failing is the failure, without a GET", async () => {
    for (const [status, kind] of [
      [401, "unauthorized"],
      [429, "rateLimited"],
      [503, "unavailable"],
    ] as const) {
      const fake = registry({ [`HEAD ${url("1")}`]: refusal(status) });
      await assert.rejects(fake.resolve("1"), { name: "RegistryError", kind, status, host: "r.test" });
    }
  });

  it("is cancelled by its signal", async () => {
    const fake = registry({ [`HEAD ${url("1")}`]: answer() });
    await assert.rejects(fake.resolve("1", AbortSignal.abort()), { name: "AbortError" });
    assert.deepEqual(fake.asked, []);
  });

  it("R06 R07 a bad name is refused before anything is asked", async () => {
    const fake = registry({});
    for (const name of ["../x", "sha256:../../x", ""]) {
      await assert.rejects(fake.resolve(name), { name: "ContentError", kind: "malformed" });
      await assert.rejects(fake.manifest(name), { name: "ContentError", kind: "malformed" });
    }
    assert.deepEqual(fake.asked, []);
  });
});

describe("a manifest", () => {
  it("comes with its bytes, digest and size", async () => {
    const fake = registry({ [`GET ${url("1")}`]: answer() });
    const { descriptor, bytes, document } = await fake.manifest("1");
    assert.deepEqual(descriptor, { mediaType: mediaTypes.ociManifest, digest, size: body.length });
    assert.equal(Buffer.from(bytes).toString(), body);
    assert.equal(document.kind, "manifest");
  });

  it("R01 by digest must have that digest, whatever the header claims", async () => {
    const fake = registry({ [`GET ${url(other)}`]: answer({ "docker-content-digest": other }) });
    await assert.rejects(fake.manifest(other), {
      name: "ContentError",
      kind: "digestMismatch",
      subject: other,
      host: "r.test",
    });
  });
  it("R01 by tag must have the digest that the header claims", async () => {
    const fake = registry({ [`GET ${url("1")}`]: answer({ "docker-content-digest": other }) });
    await assert.rejects(fake.manifest("1"), { name: "ContentError", kind: "digestMismatch" });
  });
  it("by tag is hashed with the claimed algorithm", async () => {
    const long = digestOf(Buffer.from(body), "sha512");
    const fake = registry({ [`GET ${url("1")}`]: answer({ "docker-content-digest": long }) });
    assert.equal((await fake.manifest("1")).descriptor.digest, long);
  });

  it("R02 of 4 MiB and one byte is too large", async () => {
    const fake = registry({
      [`GET ${url("1")}`]: { ...noDigest, body: Buffer.alloc(4 * 1024 * 1024 + 1, " ") },
    });
    await assert.rejects(fake.manifest("1"), {
      name: "ContentError",
      kind: "tooLarge",
      limit: 4 * 1024 * 1024,
    });
  });
  it("R02 of 4 MiB is read", async () => {
    const fake = registry({ [`GET ${url("1")}`]: { ...noDigest, body: body.padEnd(4 * 1024 * 1024) } });
    assert.equal((await fake.manifest("1")).descriptor.size, 4 * 1024 * 1024);
  });
  it("R03 whose type is not what the registry says is refused", async () => {
    const typed = JSON.stringify({ ...JSON.parse(body), mediaType: mediaTypes.dockerManifest });
    const fake = registry({ [`GET ${url("1")}`]: { ...noDigest, body: typed } });
    await assert.rejects(fake.manifest("1"), { name: "ContentError", kind: "malformed" });
  });
  it("R04 in schema 1 is verified over its payload and named", async () => {
    const head = '{"schemaVersion":1,"fsLayers":[]';
    const encode = (text: string) => Buffer.from(text).toString("base64url");
    const header = encode(JSON.stringify({ formatLength: head.length, formatTail: encode("}") }));
    const signed = `${head},"signatures":[{"protected":"${header}"}]}`;
    const payload = digestOf(Buffer.from(`${head}}`));
    const fake = registry({
      [`GET ${url("1")}`]: {
        headers: { "content-type": mediaTypes.dockerSchema1Signed, "docker-content-digest": payload },
        body: signed,
      },
    });
    const { descriptor, document } = await fake.manifest("1");
    assert.equal(descriptor.digest, payload);
    assert.deepEqual(document, { kind: "schema1", mediaType: mediaTypes.dockerSchema1Signed });
  });
  it("H09 that is a web page is not a registry's answer", async () => {
    const headers = { "content-type": "text/html; charset=utf-8", "docker-content-digest": digest };
    const page = { headers, body: "<html>log in</html>" };
    const fake = registry({ [`GET ${url("1")}`]: page, [`HEAD ${url("1")}`]: page });
    const unexpected = { name: "RegistryError", kind: "unexpected", status: 200, host: "r.test" };
    await assert.rejects(fake.manifest("1"), unexpected);
    await assert.rejects(fake.resolve("1"), unexpected);
  });
  for (const status of [204, 206, 304, 302, 418]) {
    it(`H13 with an unasked ${status} is unexpected`, async () => {
      const fake = registry({
        [`GET ${url("1")}`]: answer({}, status),
        [`HEAD ${url("1")}`]: answer({}, status),
      });
      await assert.rejects(fake.manifest("1"), { name: "RegistryError", kind: "unexpected", status });
      await assert.rejects(fake.resolve("1"), { name: "RegistryError", kind: "unexpected", status });
    });
  }
});

describe("H06 what is missing is told apart", () => {
  const manifest = `GET ${url("1")}`;
  const tags = "GET /v2/a/tags/list?n=1";
  const root = "GET /v2/";
  const table: readonly (readonly [string, Readonly<Record<string, FakeAnswer>>, object])[] = [
    [
      "the tag, when the registry says so of both",
      { [manifest]: refusal(404, "MANIFEST_UNKNOWN"), [tags]: { body: { tags: [] } } },
      { kind: "notFound", code: "MANIFEST_UNKNOWN", detail: "no" },
    ],
    [
      "the repository, when the registry says so",
      { [manifest]: refusal(404, "NAME_UNKNOWN") },
      { kind: "notFound", code: "NAME_UNKNOWN", detail: "no" },
    ],
    [
      "the repository, when it has no tags either",
      { [manifest]: refusal(404, "MANIFEST_UNKNOWN"), [tags]: refusal(404), [root]: {} },
      { kind: "notFound", code: "NAME_UNKNOWN" },
    ],
    [
      "the registry, when nothing is at /v2/",
      { [manifest]: refusal(404), [tags]: refusal(404), [root]: refusal(404) },
      { kind: "unsupported", status: 404, host: "r.test" },
    ],
    [
      "a registry that wants a login is one",
      { [manifest]: refusal(404), [tags]: refusal(404), [root]: refusal(401) },
      { kind: "notFound", code: "NAME_UNKNOWN" },
    ],
    [
      "nothing, when the registry does not let us look",
      { [manifest]: refusal(404, "MANIFEST_UNKNOWN"), [tags]: refusal(403) },
      { kind: "notFound", code: "MANIFEST_UNKNOWN" },
    ],
  ];
  for (const [name, answers, failure] of table) {
    it(name, async () => {
      const fake = registry({ ...answers, [`HEAD ${url("1")}`]: refusal(404) });
      await assert.rejects(fake.manifest("1"), { name: "RegistryError", ...failure });
      assert.deepEqual(fake.asked, Object.keys(answers));
      await assert.rejects(fake.resolve("1"), { name: "RegistryError", ...failure });
    });
  }

  it("a network that breaks meanwhile leaves the first answer", async () => {
    const fake = registry({
      [manifest]: refusal(404, "MANIFEST_UNKNOWN"),
      [tags]: () => {
        throw new Error("reset");
      },
    });
    await assert.rejects(fake.manifest("1"), { kind: "notFound", code: "MANIFEST_UNKNOWN" });
  });
  it("a cancel meanwhile is a cancel", async () => {
    const controller = new AbortController();
    const fake = registry({
      [manifest]: () => {
        controller.abort();
        return refusal(404, "MANIFEST_UNKNOWN");
      },
    });
    await assert.rejects(fake.manifest("1", controller.signal), { name: "AbortError" });
  });
});
