import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PackageRow } from "../../../src/core/attached/packageRows.ts";
import { toOsv } from "../../../src/core/osv/ecosystem.ts";
import { readListed } from "../../../src/core/packages/listed.ts";
import { formatPurl, parsePurl } from "../../../src/core/packages/purl.ts";
import { digestOf } from "../../support/fakeRegistry.ts";

const layers = new Map([[1, digestOf("a")]]);

function listed(...purls: readonly string[]) {
  const rows = purls.map((_, at): PackageRow => [`name${at}`, "1", "", "", 0, ""]);
  return readListed(rows, purls, layers);
}

describe("package URLs", () => {
  it("are read as they are written", () => {
    for (const [type, namespace, name, version] of [
      ["deb", "debian", "libstdc++6", "12.2.0-14+b1"],
      ["npm", "@scope", "a", "1.0.0"],
      ["golang", "github.com/a/b", "c", "v1.2.3"],
      ["pypi", "", "requests", "2.0"],
    ] as const) {
      const text = formatPurl(type, namespace === "" ? undefined : namespace, name, version, { arch: "a+b" });
      const { qualifiers, ...purl } = parsePurl(text) ?? assert.fail(text);
      assert.deepEqual(purl, { type, namespace, name, version });
      assert.equal(qualifiers.get("arch"), "a+b");
    }
  });

  it("that are none are not read, and hostile ones do no harm", () => {
    for (const text of ["", "pkg:", "pkg:npm", "pkg:npm/", "npm/a@1", "https://a.test/"])
      assert.equal(parsePurl(text), undefined, text);
    assert.equal(parsePurl("pkg:npm/%E0%A4%A@1")?.name, "%E0%A4%A");
    assert.equal(parsePurl(`pkg:npm/${"a/".repeat(100_000)}b`)?.name, "b");
  });
});

describe("the packages of an SBOM as OSV.dev is asked about them", () => {
  for (const [purl, asked] of [
    // As Syft writes them.
    [
      "pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12&upstream=openssl",
      ["Debian:12", "openssl", "3.0.9-1"],
    ],
    [
      "pkg:deb/debian/zlib1g@1%3A1.2.13.dfsg-1?distro=debian-12&upstream=zlib%401.2.13",
      ["Debian:12", "zlib", "1.2.13"],
    ],
    ["pkg:apk/alpine/musl@1.2.4-r1?distro=alpine-3.18.3", ["Alpine:v3.18", "musl", "1.2.4-r1"]],
    ["pkg:npm/%40scope/a@1.0.0", ["npm", "@scope/a", "1.0.0"]],
    ["pkg:golang/github.com/a/b@v1.2.3", ["Go", "github.com/a/b", "1.2.3"]],
    // As Trivy writes them.
    ["pkg:deb/debian/zlib1g@1.2.13-1?distro=debian-12.0&epoch=1", ["Debian:12", "zlib1g", "1:1.2.13-1"]],
    ["pkg:apk/alpine/musl@1.2.4-r1?distro=3.18.3", ["Alpine:v3.18", "musl", "1.2.4-r1"]],
    // Of kinds and systems that it does not know.
    ["pkg:deb/debian/libc6@2.36-9", undefined],
    ["pkg:deb/kali/libc6@2.36-9?distro=kali-rolling", undefined],
    ["pkg:generic/a@1", undefined],
    ["no URL", undefined],
  ] as const)
    it(purl, () => {
      const { packages, system } = listed(purl);
      const [one] = packages;
      assert.ok(one);
      const { ecosystem, name, version } = toOsv(one, system) ?? {};
      assert.deepEqual(ecosystem && [ecosystem, name, version], asked);
    });

  it("a package knows its layer when the list tells it", () => {
    const rows: readonly PackageRow[] = [
      ["a", "1", "npm", "MIT", 1, "/a"],
      ["b", "", "npm", "", 0, ""],
    ];
    const { packages } = readListed(rows, ["", ""], layers);
    assert.deepEqual(
      packages.map(({ layer, path, version }) => [layer, path, version]),
      [
        [digestOf("a"), "/a", "1"],
        [undefined, undefined, undefined],
      ],
    );
  });
});
