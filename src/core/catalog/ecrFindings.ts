/** What AWS found in one image of a private registry, and asking it to look. */
import { RegistryError } from "../errors.ts";
import { type Fields, toObject, toText } from "../oci/fields.ts";
import type { Digest } from "../reference/digest.ts";
import { readEcrReport } from "../scanning/ecrReport.ts";
import type { AwsSession } from "./awsAccount.ts";
import type { ScanState } from "./registryScanner.ts";

/** An image as AWS's API names it; its own account is meant without `registryId`. */
export type EcrImage = {
  readonly registryId?: string;
  readonly repositoryName: string;
  readonly imageId: { readonly imageDigest: Digest };
};

/** The most that AWS gives at once, and pages of one report. */
const maxResults = 1000;
const mostPages = 100;

/** The state of an image's scan, with its findings: one request for each thousand. */
export async function readEcrScan(session: AwsSession, image: EcrImage): Promise<ScanState> {
  const pages: Fields[] = [];
  const tokens = new Set<string>();
  for (let token: string | undefined; ; ) {
    const input = { ...image, maxResults, ...(token !== undefined && { nextToken: token }) };
    const answer = await session
      .ecr((client, sdk, sending) => client.send(new sdk.DescribeImageScanFindingsCommand(input), sending))
      .catch(ifNeverScanned);
    if (answer === undefined) return { kind: "none" };
    pages.push(toObject(answer.imageScanFindings) ?? {});
    const { status, description } = answer.imageScanStatus ?? {};
    const state = stateOf(status ?? "", description, pages);
    if (state !== undefined) return state;
    token = toText(answer.nextToken);
    if (token === undefined || tokens.has(token) || pages.length === mostPages) break;
    tokens.add(token);
  }
  return { kind: "done", report: await readEcrReport(pages) };
}

/** Asks for a scan, which basic scanning does once a day for an image. */
export async function startEcrScan(session: AwsSession, image: EcrImage): Promise<void> {
  try {
    await session.ecr((client, sdk, sending) => client.send(new sdk.StartImageScanCommand(image), sending));
  } catch (failure) {
    const code = failure instanceof RegistryError ? reasons.get(failure.code) : undefined;
    if (code === undefined || !(failure instanceof RegistryError)) throw failure;
    throw new RegistryError(failure.kind, failure.host, { code });
  }
}

/** What these refusals mean here, for explainVendor.ts. */
const reasons: ReadonlyMap<string | undefined, string> = new Map([
  ["LimitExceededException", "scannedToday"],
  ["UnsupportedImageTypeException", "notScannable"],
  // With enhanced scanning the operation is "disabled".
  ["ValidationException", "scansByItself"],
]);

/** The state that says that there are no findings; undefined when there are, or may be. */
function stateOf(
  status: string,
  description: string | undefined,
  [first = {}]: readonly Fields[],
): ScanState | undefined {
  if (status === "IN_PROGRESS" || status === "PENDING") return { kind: "running" };
  // ACTIVE: Inspector looks again by itself. What it no longer looks at keeps what it found.
  if (status === "COMPLETE" || status === "ACTIVE") return undefined;
  const isKept = status === "SCAN_ELIGIBILITY_EXPIRED" && first["imageScanCompletedAt"] !== undefined;
  return isKept ? undefined : { kind: "failed", detail: description ?? status };
}

function ifNeverScanned(failure: unknown): undefined {
  if (failure instanceof RegistryError && failure.code === "ScanNotFoundException") return undefined;
  throw failure;
}
