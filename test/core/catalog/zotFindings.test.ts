import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { openConnection } from "../../support/connections.ts";
import { digestOf } from "../../support/fakeRegistry.ts";
import type { Login } from "../../support/push.ts";
import { startZot, type ZotOptions } from "../../support/zotServer.ts";

const image = digestOf("a");
const login = { user: "alice", password: "s3cret" };
const cve = (number: number, severity = "HIGH") => ({
  Id: `CVE-2024-${1000 + number}`,
  Title: "a title",
  Description: "a description",
  Reference: `https://avd.aquasec.com/nvd/cve-2024-${1000 + number}`,
  Severity: severity,
  PackageList: [
    { Name: "libc6", PackagePath: "Not Specified", InstalledVersion: "2.36-9", FixedVersion: "2.36-10" },
    {
      Name: "left-pad",
      PackagePath: "srv/left-pad",
      InstalledVersion: "1.0",
      FixedVersion: "Not Specified",
    },
  ],
});

async function zot(t: TestContext, options: ZotOptions, who?: Login) {
  const server = await startZot({ image: `team/app@${image}`, ...options });
  t.after(() => server.stop());
  const { scanner } = openConnection(server.base, "oci", who).catalog;
  assert.ok(scanner !== undefined && scanner.start === undefined);
  return { server, read: () => scanner.read("team/app", image) };
}

describe("what zot found", () => {
  it("is a finding for each package of each vulnerability", async (t) => {
    const { server, read } = await zot(t, { cves: [cve(1), cve(2, "NONE")] });
    const state = await read();
    assert.ok(state.kind === "done");
    const { findings, ...rest } = state.report;
    assert.deepEqual(rest, { scanner: { name: "zot" }, omitted: 0 });
    assert.deepEqual(
      findings.map(({ id, package: name, severity }) => [id, name, severity].join(" ")),
      [
        "CVE-2024-1001 left-pad high",
        "CVE-2024-1001 libc6 high",
        "CVE-2024-1002 left-pad unknown",
        "CVE-2024-1002 libc6 unknown",
      ],
    );
    const shared = {
      id: "CVE-2024-1001",
      aliases: [],
      severity: "high",
      references: [],
      title: "a title",
      description: "a description",
      url: "https://avd.aquasec.com/nvd/cve-2024-1001",
    };
    assert.deepEqual(findings.slice(0, 2), [
      { ...shared, package: "left-pad", version: "1.0", path: "srv/left-pad" },
      { ...shared, package: "libc6", version: "2.36-9", fixed: "2.36-10" },
    ]);
    assert.equal(server.requests.length, 1);
  });

  it("comes five hundred at a time", async (t) => {
    const { server, read } = await zot(t, { cves: Array.from({ length: 1001 }, (_, at) => cve(at)) });
    const state = await read();
    assert.equal(state.kind === "done" && state.report.findings.length, 2002);
    assert.equal(server.requests.length, 3);
  });

  it("sends the login only when it is wanted", async (t) => {
    const open = await zot(t, { cves: [] }, login);
    assert.equal((await open.read()).kind, "done");
    assert.deepEqual(open.server.requests, [undefined]);
    const closed = await zot(t, { cves: [], login }, login);
    assert.equal((await closed.read()).kind, "done");
    assert.deepEqual(closed.server.requests, [undefined, "Basic"]);
    const wrong = await zot(t, { cves: [], login }, { ...login, password: "wrong" });
    await assert.rejects(wrong.read(), { kind: "unauthorized" });
  });

  it("is told to be out of reach in zot's words", async (t) => {
    const { read } = await zot(t, { error: "cve search is disabled" });
    assert.deepEqual(await read(), { kind: "failed", detail: "cve search is disabled" });
  });

  it("is nothing at another registry, which is asked once", async (t) => {
    for (const otherwise of ["404", "html", "json", "bearer"] as const) {
      const { server, read } = await zot(t, { otherwise }, login);
      assert.deepEqual(await read(), { kind: "none" });
      assert.deepEqual(await read(), { kind: "none" });
      assert.deepEqual(server.requests, [undefined]);
    }
  });
});
