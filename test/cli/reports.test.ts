import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { connect } from "../../src/cli/wire.ts";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import type { ScanState } from "../../src/core/catalog/registryScanner.ts";
import { NetworkError } from "../../src/core/errors.ts";
import type { Digest } from "../../src/core/reference/digest.ts";
import type { Report } from "../../src/core/scanning/finding.ts";
import { temporaryFolder } from "../support/folder.ts";
import type { HarborScan } from "../support/harborData.ts";
import { startHarbor } from "../support/harborServer.ts";
import { makeImage } from "../support/images.ts";
import { MemoryRegistry } from "../support/memoryRegistry.ts";
import { reportsRegistry, scanned } from "../support/recordedReports.ts";
import { mooring } from "./fakes.ts";

const empty: Report = { scanner: { name: "S" }, findings: [], omitted: 0 };

/** A world with one registry in memory, whose own scanner says this. */
function world(registry: MemoryRegistry, state: ScanState | Error = { kind: "none" }) {
  const read = async () => {
    if (state instanceof Error) throw state;
    return state;
  };
  return {
    distribution: () => registry.distribution,
    catalog: () => ({ scanner: { read } }) as unknown as Catalog,
    detect: async () => "oci" as const,
  };
}

describe("mooring reports", () => {
  it("prints a line for each report and the findings of the newest", async () => {
    const { code, stdout, stderr } = await mooring(
      ["reports", "h.test/team/app:1"],
      world(reportsRegistry("h.test")),
    );
    assert.deepEqual([code, stderr], [1, ""]);
    const [newest = "", ...lines] = stdout.split("\n");
    assert.match(
      newest,
      /^Trivy dev, attached as sha256:[0-9a-f]{12}, of Nov 2\d, 2026, .+: 1 critical, 1 high$/,
    );
    assert.equal(lines.filter((line) => line.startsWith("Trivy")).length, 4);
    assert.deepEqual(lines.slice(5), [
      "SEVERITY  ID              PACKAGE   INSTALLED       FIXED            PATH",
      "critical  CVE-2021-44906  minimist  1.2.5           1.2.6, 0.2.4     srv/node_modules/minimist/package.json",
      "high      CVE-2025-0395   libc6     2.36-9+deb12u8  2.36-9+deb12u10",
      "",
    ]);
  });

  it("prints JSON of a stable shape", async () => {
    const created = Date.parse("2026-12-01");
    const report = { ...empty, created, database: created };
    const known = world(reportsRegistry("h.test"), { kind: "done", report });
    const { code, stdout } = await mooring(["reports", "h.test/team/app:1", "--json"], known);
    // The newest counts.
    assert.equal(code, 0);
    const { reports, ...rest } = JSON.parse(stdout);
    assert.deepEqual(rest, { digest: scanned, platform: "linux/amd64" });
    assert.deepEqual(reports[0], {
      from: "registry",
      registry: "h.test",
      artifact: null,
      subject: scanned,
      scanner: "S",
      scannerVersion: null,
      created: "2026-12-01T00:00:00.000Z",
      databaseUpdated: "2026-12-01T00:00:00.000Z",
      findings: [],
      omitted: 0,
    });
    assert.deepEqual(reports.length, 6);
    assert.deepEqual(Object.keys(reports[1].findings[0]), [
      ..."id aliases package version severity references fixed status title description url cvss purl path layer".split(
        " ",
      ),
    ]);
    assert.deepEqual([reports[1].from, reports[1].subject], ["attached", scanned]);
  });

  const nothing = makeImage();
  const bare = () => {
    const registry = new MemoryRegistry("h.test");
    registry.fill("a", nothing, "1");
    return registry;
  };
  for (const [what, state, words] of [
    ["no report", { kind: "none" }, /^mooring: No report about h\.test\/a:1 is known\.$/m],
    ["a scan that goes on", { kind: "running", percent: 40 }, /h\.test is scanning the image \(40% done\)/],
    ["a scan that failed", { kind: "failed", detail: "no \u001b[31m" }, /It says: no \\u\{1B\}\[31m\./],
    ["a scanner that cannot be asked", new NetworkError("timeout", "h.test"), /did not answer in time/],
  ] as const)
    it(`says so and ends with 2 when there is ${what}`, async () => {
      const { code, stderr } = await mooring(["reports", "h.test/a:1"], world(bare(), state));
      assert.equal(code, 2);
      assert.match(stderr, words);
    });

  it("tells a clean report from none", async () => {
    const known = world(bare(), { kind: "done", report: empty });
    const { code, stdout } = await mooring(["reports", "h.test/a:1"], known);
    assert.deepEqual([code, stdout], [0, "S, the registry's, without a date: no findings\n"]);
  });

  it("S08: prints hostile text inert, and whole in JSON", async () => {
    const finding = {
      id: "CVE-2024-1\u001b[2J",
      aliases: [],
      package: "\u202Egnp\nline",
      version: "1",
      severity: "high",
      references: [],
    } as const;
    const report = { scanner: { name: "S\u001b]0;x\u0007" }, findings: [finding], omitted: 0 };
    const known = world(bare(), { kind: "done", report });
    const { stdout } = await mooring(["reports", "h.test/a:1"], known);
    assert.doesNotMatch(stdout, /[\u001b\u0007\u202E]/);
    assert.match(stdout, /^high +CVE-2024-1\\u\{1B\}\[2J +\\u\{202E\}gnp.*line +1$/m);
    const json = await mooring(["reports", "h.test/a:1", "--json"], known);
    assert.doesNotMatch(json.stdout, /[\u001b\u202E]/);
    assert.equal(JSON.parse(json.stdout).reports[0].findings[0].id, finding.id);
  });

  it("does not ask a registry for a scan that has no scanner", async () => {
    const { code, stderr } = await mooring(["reports", "h.test/a:1", "--rescan"], world(bare()));
    assert.equal(code, 2);
    assert.match(stderr, /h\.test has no scanner that Mooring can ask/);
  });
});

describe("mooring reports at Harbor", () => {
  const report = {
    generated_at: "2026-03-01T00:00:00Z",
    scanner: { name: "Trivy", version: "v0.51.1" },
    vulnerabilities: [{ id: "CVE-2025-0395", package: "libc6", version: "2.36-9", severity: "High" }],
  };

  async function harbor(t: TestContext, scan: HarborScan) {
    const image = makeImage();
    const server = await startHarbor({
      users: { alice: "s3cret" },
      projects: {
        team: {
          members: ["alice"],
          repositories: { app: [{ tree: image, tags: [{ name: "1" }], scan }] },
        },
      },
    });
    t.after(() => server.stop());
    const folder = await temporaryFolder("reports");
    t.after(folder.remove);
    const auth = Buffer.from("alice:s3cret").toString("base64");
    await mkdir(join(folder.path, "docker"));
    await writeFile(
      join(folder.path, "docker", "config.json"),
      JSON.stringify({ auths: { [server.base.host]: { auth } } }),
    );
    const env = {
      DOCKER_CONFIG: join(folder.path, "docker"),
      REGISTRY_AUTH_FILE: join(folder.path, "none"),
    };
    const ask = (...argv: readonly string[]) =>
      mooring(
        ["reports", `${server.base.host}/team/app:1`, ...argv],
        connect(env, "test", () => {}),
      );
    return { ask, digest: image.digest as Digest };
  }

  it("finds out that it is one and reads its report", async (t) => {
    const { ask } = await harbor(t, { begun: true, overviews: [{ scan_status: "Success" }], report });
    const { code, stdout } = await ask();
    assert.equal(code, 1);
    assert.match(stdout, /^Trivy v0\.51\.1, the registry's, of .*2026.*: 1 high\n/);
    assert.match(stdout, /^high +CVE-2025-0395 +libc6 +2\.36-9$/m);
  });

  it("asks for a scan first, when told to", async (t) => {
    const { ask } = await harbor(t, { overviews: [{ scan_status: "Success" }], report });
    assert.equal((await ask()).code, 2);
    assert.equal((await ask("--rescan")).code, 1);
  });
});
