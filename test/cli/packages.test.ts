import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { NetworkError } from "../../src/core/errors.ts";
import { fetchSend } from "../../src/core/http/fetchSend.ts";
import { type ImageOptions, makeBuildCache, makeImage } from "../support/images.ts";
import { MemoryRegistry } from "../support/memoryRegistry.ts";
import { type OsvData, startOsv } from "../support/osvServer.ts";
import { scriptedSend } from "../support/scriptedSend.ts";
import { mooring } from "./fakes.ts";

const steps: NonNullable<ImageOptions["steps"]> = [
  {
    command: "base",
    entries: [
      { path: "etc/os-release", content: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian\u001b 12"\n' },
      {
        path: "var/lib/dpkg/status",
        content: "Package: libc6\nStatus: install ok installed\nVersion: 2.36-9\nSource: glibc\n",
      },
    ],
  },
  {
    command: "app",
    entries: [{ path: "node_modules/a/package.json", content: '{"name":"a","version":"1.0.0"}' }],
  },
];

function ask(image: ImageOptions, ...argv: readonly string[]) {
  const registry = new MemoryRegistry("h.test");
  registry.fill("a", makeImage(image), "1");
  registry.fill("a", makeBuildCache(), "cache");
  return mooring(["packages", ...argv], { distribution: () => registry.distribution });
}

describe("mooring packages --osv", () => {
  const record = {
    id: "GHSA-1",
    aliases: ["CVE-2024-1111"],
    database_specific: { severity: "HIGH" },
    affected: [
      { package: { ecosystem: "npm", name: "a" }, ranges: [{ type: "SEMVER", events: [{ fixed: "2" }] }] },
    ],
  };
  async function lookUp(t: TestContext, data: OsvData, ...argv: readonly string[]) {
    const server = await startOsv(data);
    t.after(() => server.stop());
    const registry = new MemoryRegistry("h.test");
    registry.fill("a", makeImage({ steps }), "1");
    const osv = { base: server.base, send: fetchSend("Mooring/test") };
    const world = { distribution: () => registry.distribution, osv };
    return { ...(await mooring(["packages", "h.test/a:1", "--osv", ...argv], world)), server };
  }
  const affected = { "GHSA-1": { affects: ["npm a 1.0.0"], record } };

  it("shows what is wrong with them and says that something is", async (t) => {
    const { code, stdout, stderr } = await lookUp(t, affected);
    assert.deepEqual([code, stderr], [1, ""]);
    assert.deepEqual(stdout.split("\n"), [
      "SEVERITY  ID             PACKAGE  INSTALLED  FIXED  PATH",
      "high      CVE-2024-1111  a        1.0.0      2      /node_modules/a/package.json",
      "2 packages looked up: 1 high.",
      "",
    ]);
    const { findings, scanner } = JSON.parse((await lookUp(t, affected, "--json")).stdout);
    assert.deepEqual([scanner, findings.length, findings[0].id], ["OSV.dev", 1, "CVE-2024-1111"]);
  });

  it("says when nothing is", async (t) => {
    const { code, stdout, server } = await lookUp(t, {});
    assert.deepEqual([code, stdout], [0, "2 packages looked up: no findings.\n"]);
    assert.doesNotMatch(server.told.join(""), /h\.test|sha256/);
  });

  it("asks nobody unless told to", async () => {
    const send = async () => assert.fail("somebody was asked");
    const registry = new MemoryRegistry("h.test");
    registry.fill("a", makeImage({ steps }), "1");
    const osv = { base: new URL("https://osv.test/"), send };
    const { code } = await mooring(["packages", "h.test/a:1"], {
      distribution: () => registry.distribution,
      osv,
    });
    assert.equal(code, 0);
  });

  it("says why it could not be asked", async () => {
    const registry = new MemoryRegistry("h.test");
    registry.fill("a", makeImage({ steps }), "1");
    const { send } = scriptedSend(new NetworkError("offline", "osv.test", { code: "ECONNREFUSED" }));
    const osv = { base: new URL("https://osv.test/"), send };
    const world = { distribution: () => registry.distribution, osv };
    const { code, stdout, stderr } = await mooring(["packages", "h.test/a:1", "--osv"], world);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /Nothing listens at osv\.test/);
  });
});

describe("mooring packages", () => {
  it("lists packages with the layers that brought them, and says of which system they are", async () => {
    const { code, stdout, stderr } = await ask({ steps }, "h.test/a:1");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(stdout.split("\n"), [
      "LAYER  TYPE  PACKAGE  VERSION  PATH",
      "    1  deb   libc6    2.36-9   /var/lib/dpkg/status",
      "    2  npm   a        1.0.0    /node_modules/a/package.json",
      "2 packages in Debian\\u{1B} 12.",
      "",
    ]);
  });

  it("prints JSON of a stable shape", async () => {
    const { stdout } = await ask({ steps }, "h.test/a:1", "--json");
    const { packages, digest, ...rest } = JSON.parse(stdout);
    assert.match(digest, /^sha256:/);
    assert.deepEqual(rest, {
      platform: "linux/amd64",
      system: { id: "debian", version: "12", name: "Debian\u001b 12" },
      hidden: 0,
      unread: [],
    });
    assert.deepEqual(packages[0], {
      name: "libc6",
      version: "2.36-9",
      type: "deb",
      architecture: null,
      source: { name: "glibc", version: "2.36-9" },
      purl: "pkg:deb/debian/libc6@2.36-9?distro=debian-12",
      licenses: [],
      supplier: null,
      path: "/var/lib/dpkg/status",
      layer: 1,
    });
  });

  it("says what it cannot read", async () => {
    const entries = [{ path: "var/lib/rpm/Packages", content: "SQLite" }];
    const { code, stdout, stderr } = await ask({ steps: [{ command: "rpm", entries }] }, "h.test/a:1");
    assert.deepEqual([code, stdout], [0, "0 packages.\n"]);
    assert.match(stderr, /cannot read what \/var\/lib\/rpm\/Packages say of packages/);
  });

  it("ends with 2 for what is no image", async () => {
    const { code, stderr } = await ask({ steps }, "h.test/a:cache");
    assert.equal(code, 2);
    assert.match(stderr, /h\.test\/a:cache is no image/);
  });
});
