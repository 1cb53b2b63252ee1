/** Findings as the host would post them: the tab's state, and the rows that come beside it. */
import type { CompareFindings } from "../../src/protocol/compare.ts";
import type {
  DetailsFindings,
  FindingDetails,
  FindingRow,
  FindingsMessage,
  FindingsReport,
} from "../../src/protocol/findings.ts";

const key = '["sha256:abc","Trivy","0.74.0",1,2]';

export const idle = {
  kind: "idle",
  label: "Scan this image",
  text: "Looks for Trivy or Grype on this machine, to run it on nginx@sha256:abc….",
} as const;

export const look = { label: "Ask r.test for reports", isBusy: false, remarks: [] };

export const asking: DetailsFindings = {
  look,
  scan: {
    kind: "ask",
    text: "Which program may read nginx@sha256:abc…?",
    scanners: [
      {
        name: "trivy",
        label: "Scan with Trivy 0.74.0",
        path: "/usr/local/bin/trivy",
        note: "database of 5 hours ago",
      },
      { name: "grype", label: "Scan with Grype 0.116.0", path: "/usr/local/bin/grype", note: "" },
    ],
  },
  reports: [],
};

export const scanning: DetailsFindings = {
  look,
  scan: { kind: "running", text: "Trivy reads nginx@sha256:abc…: Downloading the database" },
  reports: [],
};

export const refused: DetailsFindings = {
  look,
  scan: { ...idle, problem: "Neither Trivy nor Grype is installed. Install one of them." },
  reports: [],
};

const packages = ["libssl3", "zlib1g", "curl", "lodash", "perl-base"];
const severities = ["critical", "high", "medium", "low", "negligible"] as const;

/** The gravest first; every third has a fix, every fifth is of a package of npm. */
export function rows(count: number): readonly FindingRow[] {
  return Array.from({ length: count }, (_, at) => {
    const name = packages[at % 5] ?? "";
    const isNpm = name === "lodash";
    return {
      severity: severities[Math.min(4, Math.floor((at * 5) / count))] ?? "unknown",
      id: `CVE-2024-${1000 + at}`,
      package: name,
      installed: isNpm ? "4.17.20" : `3.0.${at % 12}-1~deb12u2`,
      fixed: at % 3 === 0 ? `3.0.${15 + (at % 7)}-1~deb12u3` : "",
      status: at % 3 === 1 ? "will not be fixed" : "",
      path: isNpm ? "usr/share/app/node_modules/lodash/package.json" : "",
      layer: isNpm ? 3 : 1,
    };
  });
}

/** A report of so many findings. */
export function reportOf(count: number, change: Partial<FindingsReport> = {}): FindingsReport {
  const all = rows(count);
  return {
    key,
    source: "Trivy 0.74.0",
    created: { age: "2 hours ago", exact: "23 Nov 2026, 12:02:11" },
    database: { age: "9 hours ago", exact: "23 Nov 2026, 05:02:11" },
    text: `${count.toLocaleString("en")} findings, 12 with a fix`,
    counts: severities.flatMap((severity) => {
      const { length } = all.filter((row) => row.severity === severity);
      return length === 0 ? [] : [{ severity, count: length }];
    }),
    split: "From the base debian:12-slim: C 3 · H 12. From the image's own layers: M 4.",
    notices: [],
    layers: [
      { number: 1, text: "# debian.sh --arch 'amd64' out/ 'bookworm'", isBase: true },
      { number: 2, text: "RUN apt-get update && apt-get install -y nginx", isBase: false },
      { number: 3, text: "COPY node_modules /usr/share/app/node_modules", isBase: false },
    ],
    ...change,
  };
}

/** The rows of that report, as the page gets them. */
export function rowsOf(count: number): FindingsMessage {
  return { type: "findings", report: key, rows: encodeRows(rows(count)) };
}

/** Rows in a message. */
export function encodeRows(all: readonly FindingRow[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(all));
}

/** The tab with a report. */
export function found(count: number, change: Partial<DetailsFindings> = {}): DetailsFindings {
  return {
    scan: { ...idle, label: "Scan again" },
    look,
    reports: [{ key, name: "Trivy 0.74.0, 2 hours ago" }],
    report: reportOf(count),
    ...change,
  };
}

/** One finding in full. */
export function detailsOf(finding: number): FindingDetails {
  return {
    report: key,
    finding,
    title: `CVE-2024-${1000 + finding}: openssl: a read beyond the end`,
    severity: "critical",
    facts: [
      { key: "Package", value: "libssl3" },
      { key: "Installed", value: "3.0.0-1~deb12u2" },
      { key: "CVSS", value: "9.8 (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, nvd)" },
      { key: "Layer", value: "1 of 7, from the base image" },
    ],
    description: "A peer may read beyond the end of a buffer.\n\nUpgrade to a release with the fix.",
    command: "# debian.sh --arch 'amd64' out/ 'bookworm' '@1731888000'",
    links: ["https://avd.aquasec.com/nvd/cve-2024-1000", "https://nvd.nist.gov/vuln/detail/CVE-2024-1000"],
  };
}

/** What became of findings, as the page of changes gets it. */
export const fixedAndNew: CompareFindings = {
  text: "2 fixed, 1 introduced, 40 unchanged.",
  notes: ["Both by Trivy 0.74.0 with its database of 23 Nov 2026."],
  rows: [
    {
      mark: "removed",
      severity: "critical",
      id: "CVE-2024-5535",
      package: "libssl3",
      installed: "3.0.11-1~deb12u2",
      fixed: "3.0.15-1~deb12u1",
    },
    {
      mark: "removed",
      severity: "low",
      id: "CVE-2024-2511",
      package: "libssl3",
      installed: "3.0.11-1~deb12u2",
      fixed: "3.0.14-1~deb12u1",
    },
    {
      mark: "added",
      severity: "high",
      id: "CVE-2021-23337",
      package: "lodash",
      installed: "4.17.20",
      fixed: "4.17.21",
    },
  ],
};

export const neitherScanned: CompareFindings = {
  scan: { ...idle, label: "Scan both" },
  look,
  text: "Neither image was scanned yet.",
  notes: [],
  rows: [],
};
