import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ScannerError } from "../../src/core/errors.ts";
import type { Report } from "../../src/core/scanning/finding.ts";
import { findingChanges } from "../../src/vscode/compare/compareFindings.ts";
import { PairFindings, type PairState } from "../../src/vscode/compare/pairFindings.ts";
import type { FindingsParts } from "../../src/vscode/findings/imageFindings.ts";
import { descriptor, image } from "./imageModel.ts";
import { finding, findingsParts, report, ToldScans, tool } from "./scanned.ts";

const old = report([finding("CVE-1"), finding("CVE-2", { severity: "low" })]);
const now = report([finding("CVE-2", { severity: "low" }), finding("CVE-3", { fixed: "2" })]);
const grype = report([], { scanner: { name: "Grype" } });

const idle = { kind: "idle" } as const;
function changes(before: readonly Report[], after: readonly Report[], change: Partial<PairState> = {}) {
  const known = (reports: readonly Report[]) => ({ scan: idle, reports, look: { kind: "unasked" } as const });
  return findingChanges(
    { old: known(before), now: known(after), scan: idle, mayRun: true, registries: ["r.test"], ...change },
    0,
  );
}

describe("findings of two images by the same scanner", () => {
  it("what was fixed, what is new, and how many stay; then there is nothing to scan", () => {
    const { text, notes, rows, scan } = changes([old], [now]);
    assert.equal(text, "1 fixed, 1 introduced, 1 unchanged.");
    assert.deepEqual(notes, ["Both by Trivy 0.74.0 with its database of 1 Jan 1970."]);
    assert.deepEqual(
      rows.map(({ mark, id, fixed }) => [mark, id, fixed]),
      [
        ["removed", "CVE-1", ""],
        ["added", "CVE-3", "2"],
      ],
    );
    assert.equal(scan, undefined);
  });

  it("of another database or version it says so, and offers to scan both", () => {
    const { text, notes, scan } = changes([old], [{ ...now, database: Date.UTC(2026, 9, 12) }]);
    assert.equal(text, "1 fixed, 1 introduced, 1 unchanged.");
    assert.match(
      notes[0] ?? "",
      /^The old image by Trivy 0\.74\.0 .*, the new one by .* of 12 Oct 2026: some of/,
    );
    assert.equal(scan?.kind, "idle");
  });

  it("thousands are counted, not listed", () => {
    const many = report(Array.from({ length: 1200 }, (_, at) => finding(`CVE-${at}`)));
    const { rows, notes } = changes([many], [report([])]);
    assert.equal(rows.length, 500);
    assert.equal(notes[1], "700 more findings of these kinds, not listed.");
  });
});

describe("when they cannot be compared it says why", () => {
  const table: readonly (readonly [readonly Report[], readonly Report[], RegExp])[] = [
    [[], [], /^Neither image was scanned yet\.$/],
    [[], [now], /^The old image was not scanned yet\.$/],
    [[old], [], /^The new image was not scanned yet\.$/],
    [[grype], [now], /by Grype and the new one by Trivy: what two scanners find cannot be compared\.$/],
  ];
  for (const [before, after, text] of table)
    it(text.source, () => {
      const shown = changes(before, after);
      assert.match(shown.text, text);
      assert.equal(shown.scan?.kind, "idle");
      assert.deepEqual(shown.rows, []);
    });

  it("W13: in an untrusted window there is no scan", () => {
    assert.equal(changes([], [], { mayRun: false }).scan?.kind, "off");
  });
});

describe("reports that the registries have", () => {
  const before = image({ manifest: descriptor("1", 500) }, "a.test/app:1");
  const after = image({ manifest: descriptor("2", 500) }, "b.test/app:2");
  const harbor = (one: Report, version = "v0.51.1") => ({
    ...one,
    scanner: { name: "Trivy", version },
    from: "registry" as const,
  });

  it("are asked for on request, and compared as those of scans are", async () => {
    const asked: string[] = [];
    const look: FindingsParts["look"] = async ({ reference }) => {
      asked.push(reference.repository.registry);
      return { reports: [harbor(reference.tag === "1" ? old : now)], remarks: [] };
    };
    const pair = new PairFindings(findingsParts(new ToldScans(), { look, mayRun: () => false }), () => {});
    pair.show(before, after);
    await turn();
    assert.deepEqual(
      [findingChanges(pair.state, 0).look?.label, asked],
      ["Ask a.test and b.test for reports", []],
    );
    await pair.look();
    const changes = findingChanges(pair.state, 0);
    assert.deepEqual(asked, ["a.test", "b.test"]);
    assert.equal(changes.text, "1 fixed, 1 introduced, 1 unchanged.");
    assert.equal(changes.look, undefined);
  });

  it("of one image alone do not tell what changed, and what each registry said is said once", async () => {
    const look: FindingsParts["look"] = async ({ reference }) => ({
      reports: reference.tag === "1" ? [harbor(old)] : [],
      remarks: ["No scanner."],
    });
    const pair = new PairFindings(findingsParts(new ToldScans(), { look }), () => {});
    pair.show(before, after);
    await turn();
    await pair.look();
    const changes = findingChanges(pair.state, 0);
    assert.equal(changes.text, "The new image was not scanned yet.");
    assert.deepEqual(changes.look, {
      label: "Ask a.test and b.test again for reports",
      isBusy: false,
      remarks: ["No scanner."],
    });
  });
});

describe("a scan of both", () => {
  const before = image({ manifest: descriptor("1", 500) });
  const after = image({ manifest: descriptor("2", 500) });

  async function open(scans: ToldScans, approved: string[] = ["/opt/trivy"]) {
    const pair = new PairFindings(findingsParts(scans, { scansOnOpen: () => true }, approved), () => {});
    pair.show(before, after);
    await turn();
    return pair;
  }

  it("scans one after the other with the same scanner, and not by itself", async () => {
    const scans = new ToldScans();
    const pair = await open(scans);
    assert.deepEqual(scans.asked, []);
    await pair.scan();
    assert.deepEqual(
      scans.asked.filter((asked) => asked !== "tools"),
      ["scan 111 by trivy", "scan 222 by trivy"],
    );
    assert.equal(findingChanges(pair.state, 0).text, "0 fixed, 0 introduced, 0 unchanged.");
  });

  it("S10: asks once for a program that was never run, then scans both with it", async () => {
    const scans = new ToldScans();
    const pair = await open(scans, []);
    await pair.scan();
    assert.deepEqual(pair.state.scan, { kind: "ask", tools: [tool("trivy")] });
    await pair.scan("trivy");
    assert.equal(scans.asked.filter((asked) => asked.startsWith("scan")).length, 2);
  });

  it("when the first fails, the second is not tried and the failure is told", async () => {
    const scans = new ToldScans();
    const failure = new ScannerError("timeout", "trivy");
    scans.answer = async () => {
      throw failure;
    };
    const pair = await open(scans);
    await pair.scan();
    assert.deepEqual(pair.state.scan, { kind: "idle", failure });
    assert.equal(scans.asked.filter((asked) => asked.startsWith("scan")).length, 1);
    const { scan } = findingChanges(pair.state, 0);
    assert.ok(scan?.kind === "idle" && scan.problem !== undefined);
  });

  it("S11: cancelling ends both", async () => {
    const scans = new ToldScans();
    scans.answer = (_, { signal }) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
    scans.kept.set(before.manifest.digest, [old]);
    const pair = await open(scans);
    const running = pair.scan();
    await turn();
    pair.cancel();
    await running;
    assert.deepEqual(pair.state.scan, { kind: "idle" });
    assert.equal(scans.asked.filter((asked) => asked.startsWith("scan")).length, 1);
  });
});
