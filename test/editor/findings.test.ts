import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ScannerError } from "../../src/core/errors.ts";
import type { Base } from "../../src/core/image/base.ts";
import type { Step } from "../../src/core/image/model.ts";
import { parseReference } from "../../src/core/reference/reference.ts";
import type { Report } from "../../src/core/scanning/finding.ts";
import type { FindingRow } from "../../src/protocol/findings.ts";
import { exportName, exportText } from "../../src/vscode/findings/exportText.ts";
import { findingsOf } from "../../src/vscode/findings/findingsState.ts";
import { findingDetails, linksOf } from "../../src/vscode/findings/findingView.ts";
import type { KnownFindings } from "../../src/vscode/findings/imageFindings.ts";
import { findingRows, keyOfReport, reportView } from "../../src/vscode/findings/reportView.ts";
import { descriptor, digestOf, image } from "./imageModel.ts";
import { finding, report, tool } from "./scanned.ts";

const layer = (number: number, blob: string, diffId: string, createdBy: string): Step => ({
  createdBy,
  created: undefined,
  comment: undefined,
  layer: { number, descriptor: descriptor(blob, 9), diffId: digestOf(diffId) },
});
const app = image({
  steps: [
    layer(1, "1", "2", "/bin/sh -c #(nop) ADD file:1 in / "),
    { createdBy: "ENV A=1", created: undefined, comment: undefined },
    layer(2, "3", "4", "RUN /bin/sh -c apt-get install -y curl # buildkit"),
  ],
});
const parsed = parseReference("debian:12-slim");
assert.ok(parsed.ok);
const base: Base = { reference: { ...parsed.reference, digest: digestOf("9") }, layers: 1, steps: 1 };
const hour = 3_600_000;
const now = 10 * hour;

const found = report(
  [
    finding("CVE-1", { severity: "critical", layer: { diffId: digestOf("2") }, fixed: "3.0.2" }),
    finding("CVE-2", { layer: { digest: digestOf("3") }, status: "will_not_fix", path: "app/node_modules" }),
    finding("CVE-3", { severity: "low", layer: { diffId: digestOf("8") }, status: "odd_word" }),
  ],
  { created: now - 2 * hour, database: now - 9 * hour },
);

describe("a report", () => {
  it("has counts, source, ages, and what the base and the image itself brought", () => {
    const view = reportView(found, app, base, now);
    assert.equal(view.source, "Trivy 0.74.0");
    assert.equal(view.created?.age, "2 hours ago");
    assert.equal(view.database?.age, "9 hours ago");
    assert.equal(view.text, "3 findings, 1 with a fix");
    assert.deepEqual(view.counts, [
      { severity: "critical", count: 1 },
      { severity: "high", count: 1 },
      { severity: "low", count: 1 },
    ]);
    assert.equal(
      view.split,
      "From the base debian:12-slim: C 1. From the image's own layers: H 1. Of 1 finding the layer is not known.",
    );
    assert.deepEqual(view.layers, [
      { number: 1, text: "ADD file:1 in /", isBase: true },
      { number: 2, text: "RUN apt-get install -y curl", isBase: false },
    ]);
  });

  it("says nothing of a base that is not proven, and has no layers where none is known", () => {
    assert.deepEqual(
      reportView(found, app, undefined, now).layers.map(({ isBase }) => isBase),
      [undefined, undefined],
    );
    const unplaced = reportView(report([finding("CVE-1")], { omitted: 3 }), app, base, now);
    assert.equal(unplaced.split, undefined);
    assert.deepEqual(unplaced.layers, []);
    assert.deepEqual(unplaced.notices, ["The report has 3 more findings, not read."]);
    const narrowed = reportView(
      report([], {
        ignoreFile: { name: ".trivyignore\u202e", digest: `sha256:${"a".repeat(64)}` },
      }),
      app,
      base,
      now,
    );
    assert.deepEqual(narrowed.notices, ["Without what .trivyignore\\u{202E} leaves out."]);
  });

  it("another image, scanner or time is another report", () => {
    const keys = [
      keyOfReport(found, "a"),
      keyOfReport(found, "b"),
      keyOfReport({ ...found, created: 1 }, "a"),
      keyOfReport({ ...found, scanner: { name: "Grype" } }, "a"),
    ];
    assert.equal(new Set(keys).size, 4);
  });

  const rowsOf = async (one: Report): Promise<readonly FindingRow[]> =>
    JSON.parse(Buffer.from(await findingRows(one, app)).toString());

  it("its rows are its findings in their order, each with its layer by content or by blob", async () => {
    assert.deepEqual(
      (await rowsOf(found)).map(({ id, fixed, status, path, layer }) => [id, fixed, status, path, layer]),
      [
        ["CVE-1", "3.0.2", "", "", 1],
        ["CVE-2", "", "will not be fixed", "app/node_modules", 2],
        ["CVE-3", "", "odd word", "", undefined],
      ],
    );
  });

  it("S08, R10: hostile text is made visible and cut", async () => {
    const hostile = `a\u001B[31m\u202E${"x".repeat(10_000)}`;
    const [row] = await rowsOf(report([finding(hostile, { package: hostile, path: hostile })]));
    assert.match(row?.id ?? "", /^a\\u\{1B\}\[31m\\u\{202E\}x+…$/);
    for (const text of [row?.id, row?.package, row?.path]) assert.ok((text?.length ?? 9999) < 600);
  });
});

describe("one finding", () => {
  it("has everything that is known of it, and the command of its layer", () => {
    const whole = finding("CVE-2024-1", {
      title: "A read",
      description: "Line one.\nLine two.",
      cvss: { score: 9, vector: "CVSS:3.1/AV:N", source: "nvd" },
      aliases: ["GHSA-1", "GHSA-2"],
      layer: { diffId: digestOf("4") },
      url: "https://a.test/",
      references: ["https://a.test/", "https://b.test/"],
    });
    const details = findingDetails(whole, { report: "key", place: 4 }, app, base);
    assert.equal(details.title, "CVE-2024-1: A read");
    assert.equal(details.description, "Line one.\nLine two.");
    assert.equal(details.command, "RUN /bin/sh -c apt-get install -y curl # buildkit");
    assert.deepEqual(details.links, ["https://a.test/", "https://b.test/"]);
    assert.deepEqual(
      details.facts.map(({ key, value }) => `${key}: ${value}`),
      [
        "Package: openssl",
        "Installed: 3.0.1",
        "CVSS: 9.0 (CVSS:3.1/AV:N, nvd)",
        "Also called: GHSA-1, GHSA-2",
        "Layer: 2 of 2, its own",
      ],
    );
  });

  it("its links are as many as can be read, in the order of their numbers", () => {
    const references = Array.from({ length: 100 }, (_, at) => `https://${at}.test/`);
    assert.deepEqual(linksOf(finding("CVE-1", { references })), references.slice(0, 20));
  });
});

describe("the tab", () => {
  const idle: KnownFindings = { scan: { kind: "idle" }, reports: [], look: { kind: "unasked" } };
  const context = { base: undefined, mayRun: true, now };
  const scan = (state: Partial<KnownFindings>, mayRun = true) =>
    findingsOf({ ...idle, ...state }, app, { ...context, mayRun })?.scan;

  it("is none for what is no image to run", () => {
    assert.equal(findingsOf(idle, image({ role: "artifact" }), context), undefined);
  });

  it("says what a scan would do, why it could not, and that nothing runs in an untrusted window", () => {
    assert.deepEqual(scan({}), {
      kind: "idle",
      label: "Scan this image",
      text: "Looks for Trivy or Grype on this machine, to run it on nginx@sha256:bbbbbbbbbbbb….",
    });
    const failure = new ScannerError("timeout", "trivy");
    const failed = scan({ scan: { kind: "idle", failure }, report: found });
    assert.ok(failed?.kind === "idle" && failed.label === "Scan again");
    assert.match(failed.problem ?? "", /^Trivy did not end in time\. Try again; the first scan/);
    assert.equal(scan({ scan: { kind: "running" } }, false)?.kind, "off");
  });

  it("S10: names version, path and database of each scanner, sanitised, before it is run", () => {
    const asked = scan({
      scan: { kind: "ask", tools: [tool("trivy", { version: "0.74\u001B", database: now - hour })] },
    });
    assert.ok(asked?.kind === "ask");
    assert.deepEqual(asked.scanners, [
      {
        name: "trivy",
        label: "Scan with Trivy 0.74\\u{1B}",
        path: "/opt/trivy",
        note: "database of 1 hour ago",
      },
    ]);
  });

  it("tells the scanner's own last words while it runs", () => {
    const text = (progress?: Parameters<typeof scan>[0]["scan"]) => {
      const shown = scan({ scan: progress ?? { kind: "running" } });
      return shown?.kind === "running" ? shown.text : "";
    };
    assert.equal(text(), "Looking for scanners");
    assert.equal(
      text({ kind: "running", progress: { kind: "waiting", scanner: "grype" } }),
      "Waiting for another scan by Grype",
    );
    const running = { kind: "running", scanner: "trivy", tool: tool("trivy") } as const;
    assert.equal(text({ kind: "running", progress: running }), "Trivy reads nginx@sha256:bbbbbbbbbbbb…");
    assert.match(
      text({ kind: "running", progress: { ...running, words: "Downloading\n[x](command:y)" } }),
      /…: Downloading \[x\]\(command:y\)$/,
    );
  });

  it("tells which reports were not made here, and that what is attached is not verified", () => {
    const [own, attached] = [
      { ...found, from: "registry" as const },
      { ...found, created: 0, from: "attached" as const },
    ];
    const look = { kind: "asked", remarks: ["r.test is scanning\u001B the image."] } as const;
    const tab = findingsOf(
      { ...idle, look, reports: [found, own, attached], report: attached },
      app,
      context,
    );
    assert.deepEqual(
      tab?.reports.map(({ name }) => name),
      [
        "Trivy 0.74.0, 2 hours ago",
        "Trivy 0.74.0, 2 hours ago, of the registry",
        "Trivy 0.74.0, 10 hours ago, attached",
      ],
    );
    assert.equal(tab?.report?.source, "Trivy 0.74.0, attached");
    assert.match(tab?.report?.notices[0] ?? "", /nothing of it was verified/);
    assert.deepEqual(tab?.look, {
      label: "Ask docker.io again for reports",
      isBusy: false,
      remarks: ["r.test is scanning\\u{1B} the image."],
    });
    assert.equal(new Set(tab?.reports.map(({ key }) => key)).size, 3);
  });

  it("shows the report and the finding that were chosen", () => {
    const state = { reports: [found], report: found, chosen: 1 };
    const tab = findingsOf({ ...idle, ...state }, app, context);
    assert.equal(tab?.reports[0]?.name, "Trivy 0.74.0, 2 hours ago");
    assert.equal(tab?.report?.key, tab?.chosen?.report);
    assert.equal(tab?.chosen?.finding, 1);
    assert.equal(findingsOf({ ...idle, ...state, chosen: 9 }, app, context)?.chosen, undefined);
  });
});

describe("a report as a file", () => {
  it("JSON has every finding and what they are of; CSV the layer; SARIF is a run", () => {
    const json = JSON.parse(exportText(found, app, "json"));
    assert.equal(json.reference, "nginx:1.27");
    assert.equal(json.digest, app.manifest.digest);
    assert.equal(json.findings.length, 3);
    assert.match(exportText(found, app, "csv"), /"CVE-2",.*,"2"\r\n/);
    assert.equal(JSON.parse(exportText(found, app, "sarif")).runs[0].results.length, 3);
  });

  it("its name says what it is, of characters that every system takes", () => {
    assert.equal(exportName(app, "csv"), "nginx-1.27-findings.csv");
    assert.equal(exportName(image({}, "h.test:5000/team/app"), "json"), "app-findings.json");
  });
});
