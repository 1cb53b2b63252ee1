import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  effectiveTag,
  formatFamiliar,
  formatReference,
  isRegistryHost,
  isTag,
  parseReference,
  type Reference,
  type ReferenceFault,
  splitReference,
} from "../../../src/core/reference/reference.ts";

const hex = "0123456789abcdef".repeat(4);
const digest = `sha256:${hex}`;
const long = `sha512:${hex}${hex}`;

describe("a reference is read as Docker reads it", () => {
  const table: readonly (readonly [string, string, string])[] = [
    ["nginx", "docker.io/library/nginx", "nginx"],
    ["nginx:1.27", "docker.io/library/nginx:1.27", "nginx:1.27"],
    ["library/nginx", "docker.io/library/nginx", "nginx"],
    ["docker.io/nginx", "docker.io/library/nginx", "nginx"],
    ["index.docker.io/nginx", "docker.io/library/nginx", "nginx"],
    ["docker.io/library/nginx", "docker.io/library/nginx", "nginx"],
    ["bitnami/redis:7", "docker.io/bitnami/redis:7", "bitnami/redis:7"],
    ["a/b/c", "docker.io/a/b/c", "a/b/c"],
    ["ghcr.io/owner/app", "ghcr.io/owner/app", "ghcr.io/owner/app"],
    ["GHCR.io/owner/app", "ghcr.io/owner/app", "ghcr.io/owner/app"],
    ["localhost/app", "localhost/app", "localhost/app"],
    ["localhost:5000/app:1", "localhost:5000/app:1", "localhost:5000/app:1"],
    ["localhost:5000", "docker.io/library/localhost:5000", "localhost:5000"],
    ["Registry/app", "registry/app", "registry/app"],
    ["127.0.0.1:5000/a/b", "127.0.0.1:5000/a/b", "127.0.0.1:5000/a/b"],
    ["[::1]:5000/app:1", "[::1]:5000/app:1", "[::1]:5000/app:1"],
    ["[2001:db8::1]/app", "[2001:db8::1]/app", "[2001:db8::1]/app"],
    ["a__b/c-----d.e_f", "docker.io/a__b/c-----d.e_f", "a__b/c-----d.e_f"],
    ["nginx:V1.2_x-y", "docker.io/library/nginx:V1.2_x-y", "nginx:V1.2_x-y"],
    [`nginx@${digest}`, `docker.io/library/nginx@${digest}`, `nginx@${digest}`],
    [`nginx:1@${digest}`, `docker.io/library/nginx:1@${digest}`, `nginx:1@${digest}`],
    [`r.test:443/a@${long}`, `r.test:443/a@${long}`, `r.test:443/a@${long}`],
  ];
  for (const [written, full, familiar] of table) {
    it(written, () => {
      const reference = read(written);
      assert.equal(formatReference(reference), full);
      assert.equal(formatFamiliar(reference), familiar);
    });
  }
});

describe("what is not a reference says why", () => {
  const table: readonly (readonly [string, ReferenceFault])[] = [
    ["", "empty"],
    [":1", "empty"],
    [hex, "imageId"],
    ["Nginx", "upperCase"],
    ["ghcr.io/Owner/App:1", "upperCase"],
    ["https://ghcr.io/a/b", "scheme"],
    ["user:pw@host.test/app", "userInfo"],
    ["nginx@sha256:abc", "badDigest"],
    [`nginx@${digest.toUpperCase()}`, "badDigest"],
    [`nginx@md5:${hex.slice(32)}`, "badDigest"],
    [`nginx@${digest}@${digest}`, "badDigest"],
    ["nginx:", "badTag"],
    ["nginx:-x", "badTag"],
    [`nginx:${"t".repeat(129)}`, "badTag"],
    ["a..b/c", "badDomain"],
    ["a/b..c", "badPath"],
    ["a/", "badPath"],
    ["-oProxyCommand=x", "badPath"],
    ["--privileged", "badPath"],
    ["a b", "badPath"],
    ["a\nb", "badPath"],
    ["$(id)", "badPath"],
    ["a;b", "badPath"],
    ["a___b", "badPath"],
    ["localhost:port/app", "badDomain"],
    ["-bad.test/app", "badDomain"],
    ["[::1/app", "badDomain"],
    ["host.test:123456/app", "badDomain"],
    [`r.test/${"a".repeat(256)}`, "tooLong"],
    ["a".repeat(5000), "tooLong"],
  ];
  for (const [written, fault] of table) {
    it(JSON.stringify(written.slice(0, 60)), () => {
      assert.deepEqual(parseReference(written), { ok: false, fault });
    });
  }
});

it("latest is meant only when nothing is written", () => {
  assert.equal(effectiveTag(read("nginx")), "latest");
  assert.equal(effectiveTag(read("nginx:1")), "1");
  assert.equal(effectiveTag(read(`nginx@${digest}`)), undefined);
});

it("a tag has at most 128 characters and begins with a word character", () => {
  assert.equal(isTag("a".repeat(128)), true);
  for (const bad of ["", "a".repeat(129), ".a", "-a", "a b", "../x", "é", 5, null])
    assert.equal(isTag(bad), false);
});

it("A14: hosts that only look like another are other hosts", () => {
  for (const [host, valid] of [
    ["ghcr.io.evil.test", true],
    ["ghcr.io@evil.test", false],
    ["GHCR.IO.", false],
    ["xn--ghr-1na.io", true],
    ["ghсr.io", false],
  ] as const) {
    assert.equal(isRegistryHost(host), valid, host);
  }
  assert.equal(read("ghcr.io.evil.test/a").repository.registry, "ghcr.io.evil.test");
});

it("parse(format(r)) is r", () => {
  fc.assert(
    fc.property(anyReference(), (reference) => {
      assert.deepEqual(read(formatReference(reference)), reference);
      assert.deepEqual(read(formatFamiliar(reference)), reference);
    }),
  );
});

it("the parts of every valid reference put together are its text", () => {
  fc.assert(
    fc.property(anyReference(), (reference) => {
      const text = formatFamiliar(reference);
      const { name, tag, digest } = splitReference(text);
      assert.equal(
        name + (tag === undefined ? "" : `:${tag}`) + (digest === undefined ? "" : `@${digest}`),
        text,
      );
      assert.equal(tag, reference.tag);
      assert.equal(digest, reference.digest);
    }),
  );
});

it("any text at all is read without a throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => typeof parseReference(text).ok === "boolean"),
  );
});

it("text of any length is refused before a pattern sees it", () => {
  for (const unit of ["a-", "a_", "a.", "a/", "-", "[:", "a:"]) {
    assert.deepEqual(parseReference(unit.repeat(500_000)), { ok: false, fault: "tooLong" });
    assert.equal(isRegistryHost(unit.repeat(500_000)), false);
  }
});

function read(text: string): Reference {
  const parsed = parseReference(text);
  assert.ok(parsed.ok, `${text}: ${parsed.ok ? "" : parsed.fault}`);
  return parsed.reference;
}

function anyReference(): fc.Arbitrary<Reference> {
  const component = fc.stringMatching(/^[a-z0-9]{1,5}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}$/);
  const registry = fc.constantFrom(
    "docker.io",
    "ghcr.io",
    "localhost",
    "localhost:5000",
    "[::1]:5000",
    "a.b-c.test:8443",
  );
  const path = fc.array(component, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/"));
  return fc
    .record({
      repository: fc.record({ registry, path }, { noNullPrototype: true }),
      tag: fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: undefined }),
      digest: fc.constantFrom(undefined, digest, long),
    })
    .filter(({ repository }) => !hasDomain(repository))
    .map(({ repository, tag, digest }) => ({
      repository,
      ...(tag !== undefined && { tag }),
      ...(digest !== undefined && { digest }),
    })) as fc.Arbitrary<Reference>;
}

/** On Docker Hub a first path component with a dot would be read as a domain: such a repository cannot exist there. */
function hasDomain({ registry, path }: { registry: string; path: string }): boolean {
  return registry === "docker.io" && (/^[^/]*\./.test(path) || path.startsWith("localhost/"));
}
