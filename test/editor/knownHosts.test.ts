import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isKnownHost } from "../../src/vscode/registries/knownHosts.ts";

describe("W07: hosts that may be asked although only a file names them", () => {
  const table: readonly (readonly [host: string, known: boolean])[] = [
    ["docker.io", true],
    ["ghcr.io", true],
    ["public.ecr.aws", true],
    ["quay.io", true],
    ["registry.k8s.io", true],
    ["added.test:5000", true],
    ["login.test", true],
    ["added.test", false],
    ["quay.io.evil.test", false],
    ["evilquay.io", false],
    ["quay.io:8443", false],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", false],
    ["127.0.0.1:22", false],
    ["metadata.google.internal", false],
  ];
  for (const [host, known] of table)
    it(`${host}: ${known ? "yes" : "no"}`, async () => {
      const named = () => [{ host: "added.test:5000", repositories: [] }];
      assert.equal(await isKnownHost(host, { named, dockerLogins: async () => ["login.test"] }), known);
    });
});
