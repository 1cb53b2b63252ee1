import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { kindOfHost, readEcrHost, registryRoot } from "../../../src/core/catalog/kind.ts";

const ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

const kinds: Readonly<Record<string, string>> = {
  "docker.io": "dockerHub",
  "ghcr.io": "ghcr",
  "public.ecr.aws": "ecrPublic",
  "ecr-public.aws.com": "ecrPublic",
  [ecr]: "ecr",
  "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com": "ecr",
  "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn": "ecr",
  "123456789012.dkr-ecr.eu-west-1.on.aws": "ecr",
  "registry.example.com": "oci",
  "localhost:5000": "oci",
};

/** V6, A14: whole names, never parts of them. */
const lookAlikes = [
  "ghcr.io.evil.test",
  "evilghcr.io",
  "ghcr.io:443",
  "docker.io.evil.test",
  `${ecr}.evil.test`,
  `evil.${ecr}`,
  `${ecr}:5000`,
  "12345678901.dkr.ecr.eu-west-1.amazonaws.com",
  "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil",
  "123456789012.dkr.ecr.eu-west-1xamazonaws.com",
  "public.ecr.aws.evil.test",
];

describe("kindOfHost", () => {
  for (const [host, kind] of Object.entries(kinds)) {
    it(`${host} is ${kind}`, () => assert.equal(kindOfHost(host), kind));
  }
  for (const host of lookAlikes) {
    it(`A14 ${host} is nobody's`, () => assert.equal(kindOfHost(host), "oci"));
  }
});

describe("readEcrHost", () => {
  it("reads the account and the region", () => {
    assert.deepEqual(readEcrHost(ecr), { account: "123456789012", region: "eu-west-1" });
    assert.equal(readEcrHost("ghcr.io"), undefined);
  });
});

describe("registryRoot", () => {
  for (const [kind, url, root] of [
    ["oci", "https://h.test/prefix/", "https://h.test/prefix/"],
    ["harbor", "https://h.test/prefix/", "https://h.test/prefix/"],
    ["gitea", "https://h.test:3000/git/", "https://h.test:3000/"],
    ["gitea", "https://h.test/", "https://h.test/"],
  ] as const)
    it(`of ${kind} at ${url} is ${root}`, () => {
      assert.equal(registryRoot(kind, new URL(url)).href, root);
    });
});
