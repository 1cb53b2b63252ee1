import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { ContentError } from "../../../src/core/errors.ts";
import { readRpm } from "../../../src/core/packages/rpm.ts";
import { readTable } from "../../../src/core/packages/sqlite.ts";
import { recordedDocument } from "../../support/recordedArtifacts.ts";

/** What RPM 4.18.0 keeps of six packages that it built and installed, in SQLite 3.40.1; one header is longer than a page. */
const database = gunzipSync(recordedDocument("rpmdb.sqlite.gz"));
const rocky = { id: "rocky", version: "9.3", name: undefined };

describe("RPM's database", () => {
  it("names what rpm -qa lists, with its versions and sources", () => {
    const packages = readRpm(database, "it")(rocky);
    // rpm -qa --qf '%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE} %{ARCH} %{SOURCERPM}\n' | sort
    assert.deepEqual(
      packages
        .map(({ name, version, architecture, source }) =>
          [name, version, architecture, `${source.name}-${version?.replace(/^\d+:/, "")}.src.rpm`].join(" "),
        )
        .sort(),
      [
        "bash 5.1.8-9.el9 noarch bash-5.1.8-9.el9.src.rpm",
        "bash-libs 5.1.8-9.el9 noarch bash-5.1.8-9.el9.src.rpm",
        "glibc 2.34-100.el9 noarch glibc-2.34-100.el9.src.rpm",
        "glibc-libs 2.34-100.el9 noarch glibc-2.34-100.el9.src.rpm",
        "openssl 1:3.0.7-27.el9 noarch openssl-3.0.7-27.el9.src.rpm",
        "openssl-libs 1:3.0.7-27.el9 noarch openssl-3.0.7-27.el9.src.rpm",
      ],
    );
    const openssl = packages.find(({ name }) => name === "openssl");
    assert.deepEqual(
      [openssl?.purl, openssl?.licenses, openssl?.supplier],
      [
        "pkg:rpm/rocky/openssl@3.0.7-27.el9?arch=noarch&distro=rocky-9.3&epoch=1",
        ["MIT and GPLv2+"],
        "Example Project",
      ],
    );
  });

  it("has the rows of each of its tables", () => {
    assert.equal(readTable(database, "Packages", "it").length, 6);
    assert.equal(readTable(database, "Name", "it").length, 6);
    assert.deepEqual(readTable(database, "none", "it"), []);
  });

  for (const [what, bytes] of [
    ["nothing", Buffer.alloc(0)],
    ["another file", Buffer.alloc(10_000, "x")],
    ["a cut one", database.subarray(0, 5000)],
    ["one of an impossible page size", withByte(17, 3)],
    ["one whose pages are of no kind", withByte(100, 7)],
  ] as const)
    it(`R08 is not ${what}`, () => {
      assert.throws(
        () => readRpm(bytes, "it"),
        (failure) => failure instanceof ContentError,
      );
    });

  it("R08 is read or refused, and never for ever, whatever byte is another", () => {
    let refused = 0;
    const bytes = Buffer.from(database);
    // The heads of pages, and some bytes within.
    const places = [0, 3, 4, 5, 7, 8, 11, 12, 13, 100, 4000, 4090];
    for (let place = 0; place < 12 * 4096; place++) {
      const value = bytes[place] ?? 0;
      for (const other of places.includes(place % 4096) ? [0, 0xff] : []) {
        bytes[place] = other;
        try {
          readRpm(bytes, "it")(rocky);
        } catch (failure) {
          assert.ok(failure instanceof ContentError, String(failure));
          refused++;
        }
      }
      bytes[place] = value;
    }
    assert.ok(refused > 0);
  });
});

function withByte(place: number, value: number): Buffer {
  const bytes = Buffer.from(database);
  if (place < bytes.length) bytes[place] = value;
  return bytes;
}
