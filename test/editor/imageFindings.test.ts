import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { ScannerError } from "../../src/core/errors.ts";
import type { ImageModel } from "../../src/core/image/model.ts";
import type { Report } from "../../src/core/scanning/finding.ts";
import { type FoundReports, ImageFindings } from "../../src/vscode/findings/imageFindings.ts";
import { descriptor, image } from "./imageModel.ts";
import { finding, findingsParts, report, ToldScans, tool } from "./scanned.ts";

const idle = { scan: { kind: "idle" }, reports: [], look: { kind: "unasked" } };
const missing = new ScannerError("notInstalled", "grype");

async function open(scans: ToldScans, ...parts: [Parameters<typeof findingsParts>[1]?, string[]?]) {
  const findings = new ImageFindings(findingsParts(scans, ...parts), () => {});
  findings.show(image());
  await turn();
  return findings;
}

describe("what is known of an image", () => {
  it("W13: looking reads what is stored, and neither looks for scanners nor runs one", async () => {
    const scans = new ToldScans();
    const known = report([finding("CVE-1")]);
    scans.kept.set(image().manifest.digest, [known]);
    const findings = await open(scans);
    assert.deepEqual(findings.state, { ...idle, reports: [known], report: known });
    assert.deepEqual(scans.asked, []);
  });

  it("what is no image to run has none", async () => {
    const findings = new ImageFindings(findingsParts(new ToldScans()), () => {});
    findings.show(image({ role: "buildCache" }));
    await findings.scan();
    assert.deepEqual(findings.state, idle);
  });

  it("each platform keeps its own", async () => {
    const scans = new ToldScans();
    const findings = await open(scans, {}, ["/opt/trivy"]);
    await findings.scan();
    const other = image({ manifest: descriptor("c", 500) });
    findings.show(other);
    assert.equal(findings.state.report, undefined);
    findings.show(image());
    assert.equal(findings.state.reports.length, 1);
  });
});

describe("S10: a program is run when the user has seen its path and pressed its button", () => {
  it("the first time it is asked, and only then", async () => {
    const scans = new ToldScans();
    const findings = await open(scans);
    await findings.scan();
    assert.deepEqual(findings.state.scan, { kind: "ask", tools: [tool("trivy")] });
    assert.deepEqual(scans.asked, ["tools"]);
    await findings.scan("trivy");
    assert.equal(findings.state.report?.scanner.name, "Trivy");
    await findings.scan();
    assert.deepEqual(scans.asked, ["tools", "scan bbb by trivy", "tools", "scan bbb by trivy"]);
  });

  it("another program of the same name is asked for again", async () => {
    const scans = new ToldScans();
    scans.states = [{ name: "trivy", tool: tool("trivy", { path: "/tmp/trivy" }) }];
    const findings = await open(scans, {}, ["/opt/trivy"]);
    await findings.scan();
    assert.equal(findings.state.scan.kind, "ask");
  });

  it("the question can be taken back", async () => {
    const findings = await open(new ToldScans());
    await findings.scan();
    findings.cancel();
    assert.deepEqual(findings.state.scan, { kind: "idle" });
  });

  it("W13: in an untrusted window nothing runs, whatever is asked", async () => {
    const scans = new ToldScans();
    const findings = await open(scans, { mayRun: () => false, scansOnOpen: () => true }, ["/opt/trivy"]);
    await findings.scan("trivy");
    assert.deepEqual(scans.asked, []);
  });

  it("scanning on opening runs only what ran before, and only when nothing is known", async () => {
    for (const [approved, isKnown, asked] of [
      [["/opt/trivy"], false, ["tools", "scan bbb by trivy"]],
      [[], false, ["tools"]],
      [["/opt/trivy"], true, []],
    ] as const) {
      const scans = new ToldScans();
      if (isKnown) scans.kept.set(image().manifest.digest, [report([])]);
      await open(scans, { scansOnOpen: () => true }, [...approved]);
      await turn();
      assert.deepEqual(scans.asked, asked);
    }
  });
});

describe("which scanner", () => {
  const both = [
    { name: "trivy", failure: missing },
    { name: "grype", tool: tool("grype") },
  ] as const;
  const table = [
    ["auto", both, "ask"],
    ["trivy", both, "idle"],
    ["grype", both, "ask"],
  ] as const;
  for (const [wanted, states, kind] of table)
    it(`${wanted} where only Grype is installed: ${kind}`, async () => {
      const scans = new ToldScans();
      scans.states = states;
      const findings = await open(scans, { scanner: () => wanted });
      await findings.scan();
      assert.equal(findings.state.scan.kind, kind);
    });

  it("S10: a release that carried hostile code is not offered", async () => {
    const scans = new ToldScans();
    scans.states = [{ name: "trivy", tool: tool("trivy", { isTainted: true }) }];
    const findings = await open(scans);
    await findings.scan();
    const { scan } = findings.state;
    assert.ok(
      scan.kind === "idle" && scan.failure instanceof ScannerError && scan.failure.kind === "tainted",
    );
  });
});

describe("a scan", () => {
  it("one run at a time: a second press does nothing; progress is told", async () => {
    const scans = new ToldScans();
    const { promise, resolve } = Promise.withResolvers<Report>();
    scans.answer = (_, { onProgress }) => {
      onProgress?.({ kind: "waiting", scanner: "trivy" });
      return promise;
    };
    const findings = await open(scans, {}, ["/opt/trivy"]);
    const running = findings.scan();
    await turn();
    await findings.scan();
    assert.deepEqual(findings.state.scan, {
      kind: "running",
      progress: { kind: "waiting", scanner: "trivy" },
    });
    resolve(report([]));
    await running;
    assert.equal(scans.asked.filter((asked) => asked.startsWith("scan")).length, 1);
  });

  it("S11: cancelling ends it, and shows no failure", async () => {
    const scans = new ToldScans();
    scans.answer = (_, { signal }) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
    for (const end of ["cancel", "close"] as const) {
      const findings = await open(scans, {}, ["/opt/trivy"]);
      const running = findings.scan();
      await turn();
      findings[end]();
      await running;
      assert.deepEqual(findings.state.scan, { kind: "idle" });
    }
  });

  it("S02: when it fails, what was known stays", async () => {
    const scans = new ToldScans();
    const known = report([finding("CVE-1")]);
    scans.kept.set(image().manifest.digest, [known]);
    const failure = new ScannerError("malformedOutput", "trivy");
    scans.answer = async () => {
      throw failure;
    };
    const findings = await open(scans, {}, ["/opt/trivy"]);
    await findings.scan();
    assert.deepEqual(findings.state, {
      ...idle,
      scan: { kind: "idle", failure },
      reports: [known],
      report: known,
    });
  });

  it("its report is shown, and no finding of the last one is chosen any more", async () => {
    const scans = new ToldScans();
    const other = report([finding("CVE-1")], { scanner: { name: "Grype" } });
    scans.kept.set(image().manifest.digest, [other, report([finding("CVE-1")])]);
    scans.answer = async () => report([finding("CVE-2")], { created: 2000 });
    const findings = await open(scans, {}, ["/opt/trivy"]);
    findings.chooseFinding(0);
    findings.chooseFinding(7);
    assert.equal(findings.state.chosen, 0);
    await findings.scan();
    assert.equal(findings.state.report?.created, 2000);
    assert.equal(findings.state.chosen, undefined);
    // It took the place of the older one by Trivy.
    assert.deepEqual(
      findings.state.reports.map(({ scanner, created }) => [scanner.name, created]),
      [
        ["Trivy", 2000],
        ["Grype", 1000],
      ],
    );
    findings.choose(other);
    assert.equal(findings.state.report, other);
  });
});

describe("reports that exist already", () => {
  const own = { ...report([finding("CVE-1")], { created: 5 }), from: "registry" } as const;

  it("are asked for on request alone, stand after those made here, and stay when it is scanned anew", async () => {
    const asked: string[] = [];
    const look = async (shown: ImageModel) => {
      asked.push(shown.manifest.digest);
      return { reports: [own], remarks: ["One could not be read."] };
    };
    const findings = await open(new ToldScans(), { look }, ["/opt/trivy"]);
    assert.deepEqual(asked, []);
    await findings.look();
    assert.deepEqual(findings.state.look, { kind: "asked", remarks: ["One could not be read."] });
    assert.equal(findings.state.report, own);
    await findings.scan();
    await findings.look();
    assert.deepEqual(
      findings.state.reports.map(({ created }) => created),
      [1000, 5],
    );
    assert.equal(findings.state.report?.created, 1000);
    assert.deepEqual(asked, [image().manifest.digest, image().manifest.digest]);
  });

  it("nobody is asked any more when the page is closed", async () => {
    const look = (_: ImageModel, signal: AbortSignal) =>
      new Promise<FoundReports>((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
    const findings = await open(new ToldScans(), { look });
    const looking = findings.look();
    assert.equal(findings.state.look.kind, "asking");
    findings.close();
    await looking;
    assert.equal(findings.state.look.kind, "unasked");
  });
});
