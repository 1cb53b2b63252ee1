import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, ScannerError } from "../../src/core/errors.ts";
import { explain } from "../../src/core/explain.ts";
import { explainScan } from "../../src/core/explainScan.ts";

const path = "/usr/bin/trivy";
const detail = "run error: no\u001b[31m database";

describe("failures of scanners in words", () => {
  const table: readonly (readonly [failure: ScannerError, problem: RegExp, next: RegExp])[] = [
    [new ScannerError("notInstalled", "auto"), /^No scanner is installed here/, /Mooring downloads none\.$/],
    [
      new ScannerError("notInstalled", "grype"),
      /^Grype is not installed here/,
      /brew install grype.*oss\.anchore\.com/,
    ],
    [
      new ScannerError("notInstalled", "trivy", { path: "/w/trivy.cmd" }),
      /^\/w\/trivy\.cmd is not a program that Mooring may run as Trivy\.$/,
      /outside of the open folders/,
    ],
    [new ScannerError("notInstalled", "trivy", { path, detail: "ENOEXEC" }), /\(ENOEXEC\)\.$/, /whole path/],
    [new ScannerError("tainted", "trivy", { path }), /CVE-2026-33634/, /Remove \/usr\/bin\/trivy/],
    [new ScannerError("timeout", "trivy", { path }), /did not end in time/, /Try again/],
    [new ScannerError("malformedOutput", "trivy", { path, detail }), /not a report/, /\/usr\/bin\/trivy/],
    [new ScannerError("tooMuchOutput", "trivy", { path }), /larger than Mooring reads/, /not used/],
    [
      new ScannerError("failed", "trivy", { path, exitCode: 3, detail }),
      /^Trivy failed \(it ended with 3\)\. It says: run error: no\\u\{1B\}\[31m database\.$/,
      /terminal/,
    ],
    [
      new ScannerError("failed", "grype", { trouble: "databaseMissing", detail: "x" }),
      /^Grype failed: it has no database of vulnerabilities yet\. It says: x\.$/,
      /^"grype db update"/,
    ],
    [new ScannerError("failed", "trivy", { trouble: "databaseOld" }), /too old\.$/, /--download-db-only/],
    [
      new ScannerError("failed", "trivy", { trouble: "killed", detail: "SIGKILL" }),
      /\(SIGKILL\)\.$/,
      /memory/,
    ],
  ];
  for (const [failure, problem, next] of table)
    it(`${failure.message} ${failure.trouble ?? ""}`, () => {
      const explained = explainScan(failure);
      assert.match(explained.problem, problem);
      assert.match(explained.next, next);
    });

  it("a login that is not accepted leads to signing in", () =>
    assert.equal(explainScan(new ScannerError("failed", "trivy", { trouble: "login" })).remedy, "signIn"));

  it("of all other failures as ever", () => {
    const failure = new NetworkError("offline", "r.test", { code: "ECONNREFUSED" });
    assert.deepEqual(explainScan(failure, "app"), explain(failure, "app"));
  });
});
