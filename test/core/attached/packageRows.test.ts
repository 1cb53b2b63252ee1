import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { listPackages, type PackageRow } from "../../../src/core/attached/packageRows.ts";
import { ContentError } from "../../../src/core/errors.ts";
import { blobAt, manifestAt, referrerOfType } from "../../support/recordedArtifacts.ts";

function rows(bytes: Uint8Array, layers = new Map<string, number>()): readonly PackageRow[] {
  return JSON.parse(new TextDecoder().decode(listPackages(bytes, "it", layers)?.rows));
}

const spdx = (packages: readonly object[]) =>
  Buffer.from(JSON.stringify({ spdxVersion: "SPDX-2.3", packages }));

describe("an SBOM's packages as rows", () => {
  it("of what syft wrote, by name, with the layer's number in the image", () => {
    const blob = blobAt(manifestAt(referrerOfType("application/vnd.cyclonedx+json")).layers[0]?.digest ?? "");
    const layers = new Map([["sha256:0a412d8d654a5ffffb5505be01d0e580d40491fe29be6a5bbc4cd6761230223e", 1]]);
    const found = rows(blob, layers);
    assert.deepEqual(
      found.map(([name]) => name),
      ["bash", "debian", "libc6", "libssl3", "semver", "tzdata", "zlib1g"],
    );
    assert.deepEqual(found[4], ["semver", "7.7.1", "npm", "ISC", 1, "/app/node_modules/semver/package.json"]);
    assert.equal(rows(blob)[4]?.[4], 0);
    const { facts, count } = listPackages(blob, "it", layers) ?? assert.fail();
    assert.deepEqual([facts.format, facts.count, count, "packages" in facts], ["CycloneDX", 7, 7, false]);
  });

  it("names in any case, then versions", () => {
    const written = [
      ["b", "1"],
      ["A", "2"],
      ["a", "1"],
    ].map(([name, versionInfo]) => ({ name, versionInfo }));
    assert.deepEqual(
      rows(spdx(written)).map(([name, version]) => `${name} ${version}`),
      ["a 1", "A 2", "b 1"],
    );
  });

  it("R10: hostile text is made visible and cut", () => {
    const [row] = rows(spdx([{ name: "a\u202Eb\n\u001b[31m", versionInfo: "x".repeat(5000) }]));
    assert.equal(row?.[0], "a\\u{202E}b \\u{1B}[31m");
    assert.equal(row?.[1].length, 301);
  });

  it("more packages than are read are counted", () => {
    const packages = Array.from({ length: 50_003 }, (_, at) => ({ name: `p${at}` }));
    const { facts, count } = listPackages(spdx(packages), "it", new Map()) ?? assert.fail();
    assert.deepEqual([facts.count, count], [50_003, 50_000]);
  });

  it("what is no SBOM has none", () => {
    assert.equal(listPackages(Buffer.from("{}"), "it", new Map()), undefined);
    assert.throws(() => listPackages(Buffer.from("<bom/>"), "it", new Map()), ContentError);
  });
});
