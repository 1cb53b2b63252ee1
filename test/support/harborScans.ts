/** The scans of the fake Harbor: state, report and asking for one, as src/server/v2.0/handler/{artifact,scan}.go answer. */
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { type Answer, type HarborArtifact, refusal } from "./harborData.ts";

type Fault = (what: string) => Answer;

const kinds = [
  "application/vnd.security.vulnerability.report; version=1.1",
  "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0",
];

/** How often each artifact's scan was looked at since it was asked for. */
export class HarborScans {
  readonly #looks = new Map<HarborArtifact, number>();

  /** One artifact, with the overview of its scan when that is wanted. */
  artifact(artifact: HarborArtifact, request: IncomingMessage, url: URL, fault: Fault): Answer {
    if (`${url.searchParams}` !== "with_scan_overview=true") return fault("an artifact without its scan");
    if (!accepts(request)) return fault("scans of no kind that is known");
    const { digest } = artifact.tree;
    return { status: 200, body: { type: "IMAGE", digest, scan_overview: this.#overview(artifact) ?? null } };
  }

  /** The report; an empty object when there is none. */
  report(artifact: HarborArtifact, request: IncomingMessage, fault: Fault): Answer {
    if (!accepts(request)) return fault("reports of no kind that is known");
    const { scan } = artifact;
    const isThere = this.#looks.has(artifact) || scan?.begun === true;
    return {
      status: 200,
      body: isThere && scan?.report !== undefined ? { [kinds[0] ?? ""]: scan.report } : {},
    };
  }

  /** Begins a scan. */
  async start(artifact: HarborArtifact, request: IncomingMessage, fault: Fault): Promise<Answer> {
    if (request.headers["content-type"] !== "application/json") return fault("a body that is no JSON");
    const body = JSON.parse(await text(request));
    if (JSON.stringify(body) !== '{"scan_type":"vulnerability"}') return fault("a scan of another type");
    const { scan } = artifact;
    if (scan?.refusal !== undefined) {
      const { status, code, message } = scan.refusal;
      return refusal(status, code, message);
    }
    if (this.#looks.has(artifact)) return refusal(409, "CONFLICT", "a previous scan process is running");
    this.#looks.set(artifact, 0);
    return { status: 202 };
  }

  #overview(artifact: HarborArtifact): unknown {
    const { scan, scanOverview } = artifact;
    if (scan === undefined) return scanOverview;
    const looks = this.#looks.get(artifact);
    if (looks === undefined && scan.begun !== true) return undefined;
    const { overviews } = scan;
    this.#looks.set(artifact, (looks ?? 0) + 1);
    return { [kinds[0] ?? ""]: overviews[Math.min(looks ?? 0, overviews.length - 1)] };
  }
}

function accepts({ headers }: IncomingMessage): boolean {
  return headers["x-accept-vulnerabilities"] === kinds.join(", ");
}
