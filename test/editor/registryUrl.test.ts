import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { readRegistryUrl, readRepositoryName, urlFaults } from "../../src/vscode/registries/registryUrl.ts";

const good: readonly (readonly [typed: string, url: string, host: string, plainHttp?: "plain http"])[] = [
  ["registry.example.com", "https://registry.example.com/", "registry.example.com"],
  [" Registry.Example.COM:8443 ", "https://registry.example.com:8443/", "registry.example.com:8443"],
  ["https://example.com/prefix/", "https://example.com/prefix/", "example.com"],
  ["https://example.com/v2/", "https://example.com/", "example.com"],
  ["https://example.com/prefix/v2", "https://example.com/prefix/", "example.com"],
  ["example.com:443", "https://example.com/", "example.com"],
  ["localhost:5000", "http://localhost:5000/", "localhost:5000"],
  ["127.0.0.1:5000", "http://127.0.0.1:5000/", "127.0.0.1:5000"],
  ["127.7.7.7", "http://127.7.7.7/", "127.7.7.7"],
  ["[::1]:5000", "http://[::1]:5000/", "[::1]:5000"],
  ["localhost:443", "http://localhost:443/", "localhost:443"],
  ["https://localhost:5000", "https://localhost:5000/", "localhost:5000"],
  ["http://localhost:5000", "http://localhost:5000/", "localhost:5000"],
  ["http://example.com", "http://example.com/", "example.com", "plain http"],
  ["HTTP://10.0.0.7:5000", "http://10.0.0.7:5000/", "10.0.0.7:5000", "plain http"],
  ["http://127.0.0.1.evil.test", "http://127.0.0.1.evil.test/", "127.0.0.1.evil.test", "plain http"],
  ["http://localhost.evil.test", "http://localhost.evil.test/", "localhost.evil.test", "plain http"],
];

const bad: readonly (readonly [typed: string, fault: keyof typeof urlFaults])[] = [
  ["", "empty"],
  ["   ", "empty"],
  ["ftp://example.com", "scheme"],
  ["file:///etc/passwd", "scheme"],
  ["javascript://x", "scheme"],
  ["https://user:secret@example.com", "userInfo"],
  ["user@example.com", "userInfo"],
  ["https://ghcr.io@evil.test/", "userInfo"],
  [":@example.com", "userInfo"],
  ["https://", "host"],
  ["a b", "host"],
  ["-x.example.com", "host"],
  ["under_score.example.com", "host"],
  ["example.com:99999", "host"],
  ["https://example.com/?q=1", "query"],
  ["https://example.com/#x", "query"],
];

describe("readRegistryUrl", () => {
  for (const [typed, url, host, plain] of good) {
    it(`takes "${typed}"`, () => {
      const read = readRegistryUrl(typed);
      assert.ok(read.ok);
      const { address } = read;
      assert.deepEqual(
        [address.kind, address.url.href, address.host, address.plainHttp],
        ["oci", url, host, plain !== undefined],
      );
    });
  }

  for (const typed of [
    "docker.io",
    "https://hub.docker.com/_/nginx",
    "index.docker.io",
    "registry-1.docker.io",
  ]) {
    it(`takes "${typed}" for Docker Hub`, () => {
      const read = readRegistryUrl(typed);
      assert.ok(read.ok);
      assert.deepEqual([read.address.kind, read.address.host], ["dockerHub", "docker.io"]);
    });
  }

  for (const typed of ["docker.io.evil.test", "evildocker.io", "hub.docker.com.evil.test"]) {
    it(`A14: does not take "${typed}" for Docker Hub`, () => {
      const read = readRegistryUrl(typed);
      assert.deepEqual(read.ok && [read.address.kind, read.address.host], ["oci", typed]);
    });
  }

  for (const [typed, fault] of bad) {
    it(`refuses "${typed}": ${fault}`, () => {
      assert.deepEqual(readRegistryUrl(typed), { ok: false, fault });
      assert.match(urlFaults[fault], /^[A-Z].*\.$/);
    });
  }

  it("R14: shows a host of other letters as what it is", () => {
    const read = readRegistryUrl("exаmple.com");
    assert.equal(read.ok && read.address.host, "xn--exmple-4nf.com");
  });

  it("never throws, never takes a login, and reads its own answer again", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.domain()), (text) => {
        const read = readRegistryUrl(text);
        if (!read.ok) return;
        const { url } = read.address;
        assert.equal(url.username + url.password + url.search + url.hash, "");
        assert.deepEqual(readRegistryUrl(url.href), read);
      }),
    );
  });
});

describe("readRepositoryName", () => {
  const names: readonly (readonly [typed: string, host: string, path: string | RegExp])[] = [
    ["team/app", "h.test", "team/app"],
    [" team/app ", "h.test", "team/app"],
    ["h.test/team/app", "h.test", "team/app"],
    ["localhost:5000/app", "localhost:5000", "app"],
    ["nginx", "docker.io", "library/nginx"],
    ["bitnami/redis", "docker.io", "bitnami/redis"],
    ["docker.io/nginx", "docker.io", "library/nginx"],
    ["", "h.test", /^Type/],
    ["Team/App", "h.test", /lower case/],
    ["team/app:1", "h.test", /tag/],
    ["team/app@sha256:abc", "h.test", /tag/],
    ["other.test/app", "docker.io", /another registry/],
    ["../../_catalog", "h.test", /^Names have/],
    ["a b", "h.test", /^Names have/],
    [`a/${"b".repeat(300)}`, "h.test", /^Names have/],
  ];
  for (const [typed, host, wanted] of names) {
    it(`"${typed}" in ${host}`, () => {
      const read = readRepositoryName(typed, host);
      if (wanted instanceof RegExp) assert.match(read.ok ? read.path : read.problem, wanted);
      assert.equal(read.ok, typeof wanted === "string");
      if (typeof wanted === "string") assert.equal(read.ok && read.path, wanted);
    });
  }
});
