import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readApk } from "../../../src/core/packages/apk.ts";
import { readDpkg } from "../../../src/core/packages/dpkg.ts";
import type { Stated } from "../../../src/core/packages/model.ts";
import { readNpm } from "../../../src/core/packages/npm.ts";
import { readOsRelease } from "../../../src/core/packages/osRelease.ts";
import { formatPurl } from "../../../src/core/packages/purl.ts";
import { readPython } from "../../../src/core/packages/python.ts";

const debian = { id: "debian", version: "12", name: "Debian" };
const line = ({ name, version, architecture = "", source, purl }: Stated) =>
  [name, version, architecture, `${source.name}=${source.version}`, purl].join(" ");

describe("dpkg's database", () => {
  it("names packages with their sources", () => {
    const text = `Package: libc6
Status: install ok installed
Priority: optional
Architecture: amd64
Multi-Arch: same
Source: glibc (2.36-9+x)
Version: 2.36-9
Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
Description: GNU C Library
 Package: not-a-package
 .
 Version: 9
Conffiles:
 /etc/ld.so.conf.d/x86_64-linux-gnu.conf d4e7a7b88a71b5ffd9e2644e71a0cfab

Package: adduser\r
Status: install ok installed
Version: 3.134
Source: adduser-source
Architecture: all
`;
    const packages = readDpkg(text, debian);
    assert.deepEqual(packages.map(line), [
      "libc6 2.36-9 amd64 glibc=2.36-9+x pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12",
      "adduser 3.134 all adduser-source=3.134 pkg:deb/debian/adduser@3.134?arch=all&distro=debian-12",
    ]);
    assert.equal(packages[0]?.supplier, "GNU Libc Maintainers <debian-glibc@lists.debian.org>");
  });

  for (const [status, isThere] of [
    ["install ok installed", true],
    ["hold ok installed", true],
    ["install ok half-configured", true],
    ["install ok unpacked", true],
    ["install ok triggers-pending", true],
    ["deinstall ok config-files", false],
    ["purge ok not-installed", false],
    ["install reinstreq half-installed", false],
    ["nonsense", true],
  ] as const)
    it(`${isThere ? "has" : "does not have"} what is ${status}`, () => {
      const packages = readDpkg(`Package: a\nStatus: ${status}\nVersion: 1\n`, undefined);
      assert.equal(packages.length, isThere ? 1 : 0);
    });

  it("R08: is none of what it is not", () => {
    for (const text of ["", "\n\n\n", ":", "Package:\nVersion: 1", "Package: a", "\u0000".repeat(1000)])
      assert.deepEqual(readDpkg(text, undefined), []);
    assert.equal(readDpkg("Package: a\nPackage: b\nVersion: 1\nVersion: 2", undefined)[0]?.name, "a");
    assert.equal(readDpkg("Package: a\nVersion: 1\nSource: (", undefined)[0]?.source.name, "(");
  });
});

describe("apk's database", () => {
  it("names packages with what they come from", () => {
    const text = `C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=
P:libcrypto3
V:3.1.4-r5
A:x86_64
S:1715000
I:4411392
T:Crypto library from openssl
U:https://www.openssl.org/
L:Apache-2.0
o:openssl
m:Ariadne Conill <ariadne@dereferenced.org>
F:lib
R:libcrypto.so.3
a:0:0:755

P:musl
V:1.2.4_git20230717-r4
A:x86_64
L:MIT
`;
    const alpine = { id: "alpine", version: "3.19.1", name: "Alpine Linux v3.19" };
    const packages = readApk(text, alpine);
    assert.deepEqual(packages.map(line), [
      "libcrypto3 3.1.4-r5 x86_64 openssl=3.1.4-r5 pkg:apk/alpine/libcrypto3@3.1.4-r5?arch=x86_64&distro=alpine-3.19.1",
      "musl 1.2.4_git20230717-r4 x86_64 musl=1.2.4_git20230717-r4 pkg:apk/alpine/musl@1.2.4_git20230717-r4?arch=x86_64&distro=alpine-3.19.1",
    ]);
    assert.deepEqual(
      packages.map(({ licenses }) => licenses),
      [["Apache-2.0"], ["MIT"]],
    );
  });
});

describe("a package.json", () => {
  it("names its package, with scope and licences in any form", () => {
    const old = { licenses: [{ type: "MIT", url: "x" }, { type: "GPL" }], author: { name: "A" } };
    const [one] = readNpm({ name: "@scope/a", version: "1.0.0", ...old });
    assert.deepEqual(
      [one?.name, one?.purl, one?.licenses, one?.supplier],
      ["@scope/a", "pkg:npm/%40scope/a@1.0.0", ["MIT", "GPL"], "A"],
    );
    assert.deepEqual(readNpm({ name: "a", version: "1", license: "MIT" })[0]?.licenses, ["MIT"]);
  });

  for (const fields of [
    {},
    { name: "a" },
    { version: "1" },
    { name: 7, version: 1 },
    { name: "", version: "" },
  ])
    it(`is none: ${JSON.stringify(fields)}`, () => assert.deepEqual(readNpm(fields), []));
});

describe("the metadata of a Python package", () => {
  it("names it as it calls itself, and normalised where others look for it", () => {
    const text = `Metadata-Version: 2.1
Name: Foo.Bar_baz
Version: 1.0
Summary: x
License: MIT
Classifier: y

Name: not this
`;
    const [one, ...others] = readPython(text);
    assert.equal(others.length, 0);
    assert.deepEqual(
      [one?.name, one?.source.name, one?.purl, one?.licenses],
      ["Foo.Bar_baz", "foo-bar-baz", "pkg:pypi/foo-bar-baz@1.0", ["MIT"]],
    );
  });

  for (const text of ["", "Name: a", "Version: 1", "\n\nName: a\nVersion:\n"])
    it(`is none: ${JSON.stringify(text)}`, () => assert.deepEqual(readPython(text), []));
});

describe("os-release", () => {
  for (const [text, system] of [
    [
      'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
      { id: "debian", version: "12", name: "Debian GNU/Linux 12 (bookworm)" },
    ],
    ["ID=alpine\nVERSION_ID=3.19.1\n", { id: "alpine", version: "3.19.1", name: undefined }],
    ['# a remark\nID=\'Rocky\'\nNAME="a \\"b\\""\n', { id: "rocky", version: undefined, name: 'a "b"' }],
    ["NAME=x\n", undefined],
    ["", undefined],
  ] as const)
    it(JSON.stringify(text), () => assert.deepEqual(readOsRelease(text), system));
});

describe("a package URL", () => {
  const table: readonly (readonly [args: Parameters<typeof formatPurl>, purl: string])[] = [
    [["deb", "debian", "libstdc++6", "1:2~3+4"], "pkg:deb/debian/libstdc%2B%2B6@1:2~3%2B4"],
    [["golang", "github.com/a/b", "c", "v1.0.0"], "pkg:golang/github.com/a/b/c@v1.0.0"],
    [["npm", "@s", "a", undefined], "pkg:npm/%40s/a"],
    [["npm", undefined, "a!'()*\ud800", "1"], "pkg:npm/a%21%27%28%29%2A%EF%BF%BD@1"],
    [
      ["deb", "debian", "a", "1", { distro: "d", arch: "x", none: undefined }],
      "pkg:deb/debian/a@1?arch=x&distro=d",
    ],
  ];
  for (const [args, purl] of table) it(purl, () => assert.equal(formatPurl(...args), purl));
});
