/** Reports, and scanners that answer as they are told, for tests of what the editor shows of them. */
import type { Finding, Report } from "../../src/core/scanning/finding.ts";
import type { ScannerName } from "../../src/core/scanning/scanner.ts";
import type { ScanOptions, Scans, ScanTarget, Tool, ToolState } from "../../src/core/scanning/scans.ts";
import type { FindingsParts } from "../../src/vscode/findings/imageFindings.ts";

export function finding(id: string, change: Partial<Finding> = {}): Finding {
  return {
    id,
    aliases: [],
    package: "openssl",
    version: "3.0.1",
    severity: "high",
    references: [],
    ...change,
  };
}

export function report(findings: readonly Finding[], change: Partial<Report> = {}): Report {
  return {
    scanner: { name: "Trivy", version: "0.74.0" },
    created: 1000,
    database: 500,
    findings,
    omitted: 0,
    ...change,
  };
}

export function tool(name: ScannerName, change: Partial<Tool> = {}): Tool {
  return { name, path: `/opt/${name}`, version: "1.0", database: undefined, isTainted: false, ...change };
}

/** Scans that are told what to answer; they keep what was scanned, as the true ones do. */
export class ToldScans implements Pick<Scans, "known" | "scan" | "tools"> {
  readonly kept = new Map<string, Report[]>();
  readonly asked: string[] = [];
  states: readonly ToolState[] = [{ name: "trivy", tool: tool("trivy") }];
  answer: (target: ScanTarget, options: ScanOptions) => Promise<Report> = async () => report([]);

  async known(digest: string): Promise<readonly Report[]> {
    return this.kept.get(digest) ?? [];
  }

  async tools(): Promise<readonly ToolState[]> {
    this.asked.push("tools");
    return this.states;
  }

  async scan(target: ScanTarget, options: ScanOptions = {}): Promise<Report> {
    this.asked.push(`scan ${target.digest.slice(7, 10)} by ${options.scanner}`);
    const made = await this.answer(target, options);
    const others = this.kept.get(target.digest) ?? [];
    this.kept.set(target.digest, [
      made,
      ...others.filter(({ scanner }) => scanner.name !== made.scanner.name),
    ]);
    return made;
  }
}

/** The parts that findings need, with what the user approved before. */
export function findingsParts(
  scans: ToldScans,
  change: Partial<FindingsParts> = {},
  approved: string[] = [],
) {
  return {
    scans,
    approvals: {
      has: (path: string) => approved.includes(path),
      add: async (path: string) => {
        approved.push(path);
      },
    },
    scanner: () => "auto",
    scansOnOpen: () => false,
    mayRun: () => true,
    look: async () => ({ reports: [], remarks: [] }),
    ...change,
  } satisfies FindingsParts;
}
