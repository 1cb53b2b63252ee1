/** What Harbor's scanner found in one image, and asking it to look. */
import { RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain } from "../http/body.ts";
import { longestList, parseObject, toObject, toSize, toText } from "../oci/fields.ts";
import type { Digest } from "../reference/digest.ts";
import { type Api, getDocument } from "../registry/api.ts";
import { readReport } from "../scanning/readReport.ts";
import { artifactsUrl, forProject, type HarborRepository, withHeaders } from "./harborApi.ts";
import { reportTypes } from "./harborScan.ts";
import type { ScanState } from "./registryScanner.ts";

const longestReport = 64 * 1024 * 1024;

/** The state of an artifact's scan, with the report of one that succeeded: one request or two. */
export async function readHarborScan(
  api: Api,
  repository: HarborRepository,
  image: Digest,
  signal: AbortSignal | undefined,
): Promise<ScanState> {
  const send = forProject(repository, withHeaders(api.send, { "x-accept-vulnerabilities": reportTypes }));
  const get = async (url: URL, subject: string, limit?: number) => {
    const question = { accept: "application/json", signal };
    return (await getDocument({ ...api, send }, url, question, subject, limit)).bytes;
  };
  const url = artifactsUrl(api.base, repository, image);
  url.search = "with_scan_overview=true";
  const artifact = `the artifact ${image}`;
  const { scan_overview } = parseObject(await get(url, artifact), artifact);
  const overviews = Object.values(toObject(scan_overview) ?? {}).slice(0, longestList);
  const scan = overviews.map(toObject).find((overview) => overview !== undefined);
  if (scan === undefined) return { kind: "none" };
  const status = toText(scan["scan_status"]) ?? "";
  switch (status) {
    case "Success":
      break;
    case "Pending":
    case "Scheduled":
    case "Running": {
      const percent = toSize(scan["complete_percent"]);
      return { kind: "running", ...(percent !== undefined && percent <= 100 && { percent }) };
    }
    default:
      return { kind: "failed", detail: status };
  }
  const place = artifactsUrl(api.base, repository, image, "additions", "vulnerabilities");
  const subject = `the report of ${image}`;
  const report = await readReport("harbor", await get(place, subject, longestReport), subject, signal);
  return report === undefined ? { kind: "none" } : { kind: "done", report };
}

/** Asks for a scan. One that goes on already is as good. */
export async function startHarborScan(
  api: Api,
  repository: HarborRepository,
  image: Digest,
  signal: AbortSignal | undefined,
): Promise<void> {
  const response = await forProject(
    repository,
    api.send,
  )({
    method: "POST",
    url: artifactsUrl(api.base, repository, image, "scan"),
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ scan_type: "vulnerability" }),
    ...(signal && { signal }),
  });
  if (response.status === 202 || response.status === 409) return drain(response);
  const failure = await statusToFailure(response, api.base.host);
  throw reasons.has(response.status) ? withCode(failure, reasons.get(response.status)) : failure;
}

/** What these answers mean here, for explainVendor.ts. */
const reasons: ReadonlyMap<number, string> = new Map([
  [400, "notScannable"],
  [412, "noScanner"],
  [422, "notScannable"],
]);

function withCode({ kind, host, status, detail }: RegistryError, code: string | undefined): RegistryError {
  return new RegistryError(kind, host, {
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    ...(detail !== undefined && { detail }),
  });
}
