import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evidenceIn, locationInProperties, locationInTexts } from "../../../src/core/attached/location.ts";
import { decodeSbom } from "../../../src/core/attached/sbom.ts";
import { blobAt, digestNamed, manifestAt, referrerOfType, tagOf } from "../../support/recordedArtifacts.ts";

const layer = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;
const property = (name: string, value: unknown) => ({ name, value });

describe("where packages were found, as real tools wrote it", () => {
  const places = (digest: string | undefined) =>
    new Map(
      decodeSbom(blobAt(digest ?? ""), "it")?.packages.map(({ name, path, layer }) => [
        name,
        [path, layer?.slice(0, 15)],
      ]),
    );

  it("syft's CycloneDX: the package's database, not its licence text, with its layer", () => {
    const found = places(manifestAt(referrerOfType("application/vnd.cyclonedx+json")).layers[0]?.digest);
    assert.deepEqual(found.get("bash"), ["/var/lib/dpkg/status", "sha256:0a412d8d"]);
    assert.deepEqual(found.get("semver"), ["/app/node_modules/semver/package.json", "sha256:0a412d8d"]);
  });

  it("syft's SPDX: the file that proves the package, with its layer, else what it says of the source", () => {
    const found = places(manifestAt(digestNamed(tagOf(".sbom"))).layers[0]?.digest);
    assert.deepEqual(found.get("semver"), ["/app/node_modules/semver/package.json", "sha256:0a412d8d"]);
    assert.deepEqual(found.get("libc6")?.[0], "/var/lib/dpkg/status");
  });
});

describe("where packages were found, by what Trivy writes", () => {
  it("in CycloneDX", () => {
    const trivy = (name: string, value: string) => property(`aquasecurity:trivy:${name}`, value);
    assert.deepEqual(locationInProperties([trivy("LayerDigest", other)]), { path: undefined, layer: other });
    assert.deepEqual(
      locationInProperties([
        trivy("LayerDigest", other),
        trivy("LayerDiffID", layer),
        trivy("FilePath", "app/a.jar"),
      ]),
      { path: "app/a.jar", layer },
    );
  });

  it("in SPDX, in either spelling", () => {
    assert.deepEqual(locationInTexts({ attributionTexts: [`LayerDiffID: ${layer}`, "PkgType: debian"] }), {
      path: undefined,
      layer,
    });
    assert.deepEqual(locationInTexts({ annotations: [{ comment: `LayerDigest: ${other}` }, {}] }), {
      path: undefined,
      layer: other,
    });
  });
});

describe("R08: places that are none", () => {
  for (const odd of [undefined, null, 5, "x", {}, [null, 5, {}, property("syft:location:0:path", 5)]])
    it(JSON.stringify(odd) ?? "nothing", () => {
      const nowhere = { path: undefined, layer: undefined };
      assert.deepEqual(locationInProperties(odd), nowhere);
      assert.deepEqual(
        locationInTexts({ annotations: odd, attributionTexts: odd, sourceInfo: odd }),
        nowhere,
      );
      assert.equal(evidenceIn({ files: odd, relationships: odd }).size, 0);
    });

  it("a layer that is no digest is not said, the path is", () => {
    const properties = [
      property("syft:location:3:path", "/a"),
      property("syft:location:3:layerID", "sha256:../x"),
    ];
    assert.deepEqual(locationInProperties(properties), { path: "/a", layer: undefined });
  });

  it("a relationship that is no evidence proves nothing", () => {
    const document = {
      files: [{ SPDXID: "F", fileName: "a/b", comment: `layerID: ${layer}` }],
      relationships: [
        { spdxElementId: "P", relatedSpdxElement: "F", comment: "dependency" },
        { spdxElementId: "Q", relatedSpdxElement: "F", comment: "evident-by: it is there" },
        { spdxElementId: "R", relatedSpdxElement: "G", comment: "evident-by: it is not" },
      ],
    };
    assert.deepEqual([...evidenceIn(document)], [["Q", { path: "/a/b", layer }]]);
  });
});
