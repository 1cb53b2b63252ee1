import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { World } from "../../src/cli/command.ts";
import { ScannerError } from "../../src/core/errors.ts";
import { openDistribution } from "../../src/core/registry/open.ts";
import { type Finding, type Report, sortFindings } from "../../src/core/scanning/finding.ts";
import type { ScanOptions, Scans, ScanTarget, Tool } from "../../src/core/scanning/scans.ts";
import { fakeSend } from "../support/fakeSend.ts";
import { treeAnswers } from "../support/fakeTree.ts";
import { makeIndex, makePlatforms } from "../support/images.ts";
import { debianImage, opensslVersions } from "../support/scanners/debianImage.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mooring, type Ran } from "./fakes.ts";

const [old, now] = [debianImage(opensslVersions.old), debianImage(opensslVersions.upgraded)];
const platforms = makePlatforms([
  { os: "linux", architecture: "amd64" },
  { os: "linux", architecture: "arm64" },
]);
const many = makeIndex(platforms);
const layer = { diffId: JSON.parse(Buffer.from(old.blobs[0]?.bytes ?? []).toString()).rootfs.diff_ids[1] };

const finding = (id: string, severity: Finding["severity"], more: Partial<Finding> = {}): Finding => ({
  id,
  aliases: [],
  package: "libssl3",
  version: "3.0.9-1",
  severity,
  references: [],
  ...more,
});
const cipher = finding("CVE-2023-5363", "high", { fixed: "3.0.11", layer, cvss: { score: 7.5 } });
const unfixed = finding("CVE-2011-3374", "low", { package: "apt", version: "2.6.1" });
const hostile = finding("CVE-1", "unknown", { package: "a\u001b[2Jb", version: "\u202e1", fixed: "2" });

const tool: Tool = {
  name: "trivy",
  path: "/usr/bin/trivy",
  version: "0.74.0",
  database: undefined,
  isTainted: false,
};

/** A world with `r.test/app` in it, where scans find what the table says by the digest. */
function world(found: Readonly<Record<string, readonly Finding[] | Error>>, more: Partial<World> = {}) {
  const answers = [
    treeAnswers("app", old, ["1"]),
    treeAnswers("app", now, ["2"]),
    treeAnswers("app", many, ["many"]),
  ];
  const { send } = fakeSend("https://r.test", Object.assign({}, ...answers));
  const asked: (ScanTarget & Pick<ScanOptions, "scanner" | "ignoreFile">)[] = [];
  const scan: Scans["scan"] = async (target, { scanner = "auto", onProgress, ignoreFile } = {}) => {
    asked.push({ ...target, scanner, ...(ignoreFile !== undefined && { ignoreFile }) });
    const findings = found[target.digest];
    if (findings === undefined || findings instanceof Error) throw findings;
    onProgress?.({ kind: "running", scanner: "trivy", tool });
    onProgress?.({ kind: "running", scanner: "trivy", tool, words: "Detecting\u001b[2J" });
    const report: Report = {
      scanner: { name: "Trivy", version: "0.74.0" },
      created: Date.UTC(2026, 10, 24),
      database: Date.UTC(2026, 10, 20),
      findings: sortFindings(findings),
      omitted: 0,
    };
    return report;
  };
  const unwanted = async () => assert.fail("not needed");
  const distribution = () => openDistribution({ registry: "r.test", base: new URL("https://r.test/"), send });
  const scans: Scans = { scan, known: unwanted, tools: unwanted, close: () => {} };
  const run = (...argv: readonly string[]): Promise<Ran> => mooring(argv, { distribution, scans, ...more });
  return { run, asked };
}

const both = { [old.digest]: [cipher, unfixed], [now.digest]: [unfixed, hostile] };

describe("scan", () => {
  it("prints the findings, the gravest first, with the layer that brought each", async () => {
    const { run, asked } = world(both);
    const { code, stdout, stderr } = await run("scan", "r.test/app:1");
    assert.equal(code, 1);
    assert.deepEqual(stdout.split("\n").slice(0, 7), [
      `Digest    ${old.digest}`,
      "Platform  linux/amd64",
      "Scanner   Trivy 0.74.0",
      "Database  of 20 Nov 2026",
      "",
      "SEVERITY  ID             PACKAGE  INSTALLED  FIXED IN  LAYER                PATH",
      `high      CVE-2023-5363  libssl3  3.0.9-1    3.0.11    ${old.blobs[2]?.digest.slice(0, 19)}`,
    ]);
    assert.match(stdout, /\n1 high, 1 low\n$/);
    assert.equal(stderr, "mooring: running Trivy 0.74.0 (/usr/bin/trivy)\n");
    assert.deepEqual(asked, [
      { repository: { registry: "r.test", path: "app" }, digest: old.digest, scanner: "auto" },
    ]);
  });

  it("prints JSON", async () => {
    const { run } = world(both);
    const { stdout } = await run("scan", "r.test/app:1", "--json");
    const { findings, ...report } = JSON.parse(stdout);
    assert.deepEqual(report, {
      reference: "r.test/app:1",
      digest: old.digest,
      platform: "linux/amd64",
      scanner: "Trivy",
      scannerVersion: "0.74.0",
      created: "2026-11-24T00:00:00.000Z",
      databaseUpdated: "2026-11-20T00:00:00.000Z",
      omitted: 0,
    });
    assert.deepEqual(
      findings.map(({ id, fixed, layer }: Finding) => [id, fixed, layer]),
      [
        ["CVE-2023-5363", "3.0.11", layer],
        ["CVE-2011-3374", null, null],
      ],
    );
  });

  it("prints SARIF", async () => {
    const { stdout, code } = await world(both).run("scan", "r.test/app:1", "--sarif");
    const { version, runs } = JSON.parse(stdout);
    assert.deepEqual([code, version, runs[0].results.length], [1, "2.1.0", 2]);
    assert.match(runs[0].results[0].message.text, /^r\.test\/app:1: libssl3/);
  });

  it("of an index scans the image for the platform, by its own digest", async () => {
    const [, arm64] = platforms;
    assert.ok(arm64);
    const { run, asked } = world({ [arm64.digest]: [] });
    const { code, stdout } = await run("scan", "r.test/app:many", "--platform", "linux/arm64");
    assert.deepEqual(
      [code, asked.map(({ digest, platform }) => [digest, platform])],
      [0, [[arm64.digest, undefined]]],
    );
    assert.match(stdout, /Platform {2}linux\/arm64\n/);
    assert.match(stdout, /\nno findings\n$/);
  });

  it("S08: hostile text is inert", async () => {
    const stderr: string[] = [];
    const terminal = { write: (text: string) => stderr.push(text), isTTY: true };
    const { stdout } = await world(both, { stderr: terminal }).run("scan", "r.test/app:2");
    assert.match(stdout, /a\\u\{1B\}\[2Jb {2}\\u\{202E\}1/);
    assert.match(stderr.join(""), /Trivy: Detecting\\u\{1B\}\[2J\r\u001b\[K$/);
    assert.equal(stdout.includes("\u001b"), false);
  });

  const codes: readonly (readonly [argv: readonly string[], code: number])[] = [
    [["r.test/app:1", "--fail-on", "high"], 1],
    [["r.test/app:1", "--fail-on", "critical"], 0],
    [["r.test/app:1", "--fail-on", "LOW"], 1],
    [["r.test/app:2", "--fail-on", "low"], 1],
    [["r.test/app:2", "--fail-on", "low", "--ignore-unfixed"], 0],
    [["r.test/app:2", "--ignore-unfixed"], 1],
  ];
  for (const [argv, code] of codes)
    it(`${argv.join(" ")} ends with ${code}`, async () => {
      assert.equal((await world(both).run("scan", ...argv)).code, code);
    });

  it("tells Trivy of the working directory's .trivyignore, when there is one", async (t) => {
    const cwd = await scratchFolder(t);
    const { run, asked } = world(both, { cwd });
    await run("scan", "r.test/app:1");
    await writeFile(join(cwd, ".trivyignore"), "CVE-2011-3374\n");
    await run("scan", "r.test/app:1");
    assert.deepEqual(
      asked.map(({ ignoreFile }) => ignoreFile),
      [undefined, join(cwd, ".trivyignore")],
    );
  });

  it("leaves out what no version fixes", async () => {
    const { stdout } = await world(both).run("scan", "r.test/app:1", "--ignore-unfixed", "--json");
    assert.deepEqual(
      JSON.parse(stdout).findings.map(({ id }: Finding) => id),
      ["CVE-2023-5363"],
    );
  });

  const wrong: readonly (readonly [argv: readonly string[], problem: RegExp])[] = [
    [["r.test/app:1", "--scanner", "clair"], /"clair" is no scanner; there are auto, trivy, grype/],
    [["r.test/app:1", "--fail-on", "bad"], /"bad" is no severity; there are critical, high/],
    [["r.test/app:1", "--sarif", "--json"], /--sarif does not go with --json/],
    [["r.test/app:many", "--platform", "linux/s390x"], /has no image for linux\/s390x/],
    [["--evil"], /Unknown option/],
  ];
  for (const [argv, problem] of wrong)
    it(`${argv.join(" ")} ends with 2 and scans nothing`, async () => {
      const { run, asked } = world(both);
      const { code, stdout, stderr } = await run("scan", ...argv);
      assert.deepEqual([code, stdout, asked], [2, "", []]);
      assert.match(stderr, problem);
    });

  it("says why a scan failed, and shows nothing in its place", async () => {
    const failure = new ScannerError("notInstalled", "auto");
    const { code, stdout, stderr } = await world({ [old.digest]: failure }).run("scan", "r.test/app:1");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^mooring: No scanner is installed here.*Mooring downloads none\.\n$/);
  });
});

describe("compare --findings", () => {
  const argv = ["compare", "r.test/app:1", "r.test/app:2", "--findings"];

  it("says what is fixed and what is new, by the same scanner", async () => {
    const { run, asked } = world(both);
    const { code, stdout } = await run(...argv);
    assert.equal(code, 1);
    assert.deepEqual(stdout.split("\n").slice(-6), [
      "FINDING     SEVERITY  ID             PACKAGE      INSTALLED  FIXED IN",
      "fixed       high      CVE-2023-5363  libssl3      3.0.9-1    3.0.11",
      "introduced  unknown   CVE-1          a\\u{1B}[2Jb  \\u{202E}1  2",
      "",
      "1 finding fixed, 1 introduced, 1 unchanged (Trivy, database of 20 Nov 2026)",
      "",
    ]);
    assert.deepEqual(
      asked.map(({ digest, scanner }) => [digest, scanner]),
      [
        [old.digest, "auto"],
        [now.digest, "trivy"],
      ],
    );
  });

  it("prints JSON", async () => {
    const { findings } = JSON.parse((await world(both).run(...argv, "--json")).stdout);
    const ids = (list: readonly Finding[]) => list.map(({ id }) => id);
    assert.deepEqual(
      [
        findings.scanner,
        findings.databaseUpdated,
        ids(findings.fixed),
        ids(findings.introduced),
        ids(findings.unchanged),
      ],
      ["Trivy", "2026-11-20T00:00:00.000Z", ["CVE-2023-5363"], ["CVE-1"], ["CVE-2011-3374"]],
    );
  });

  it("scans the very same image once, and nothing unless asked", async () => {
    const { run, asked } = world(both);
    await run("compare", "r.test/app:1", "r.test/app:1", "--findings");
    assert.equal(asked.length, 1);
    const { stdout } = await run(...argv.slice(0, -1), "--json");
    assert.deepEqual([asked.length, "findings" in JSON.parse(stdout)], [1, false]);
  });

  it("ends with 2 when a scan fails", async () => {
    const failure = new ScannerError("failed", "trivy", { trouble: "busy" });
    const { code, stdout, stderr } = await world({ ...both, [now.digest]: failure }).run(...argv);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /another process is using its cache/);
  });
});
