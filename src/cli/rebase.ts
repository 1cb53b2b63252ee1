/** Which newer base of an image would have fewer findings, for `scan --rebase`. */
import { plainTags } from "../core/catalog/oci.ts";
import { settle } from "../core/errors.ts";
import { sortTags } from "../core/explorer/order.ts";
import { formatDate } from "../core/format.ts";
import { type BaseReader, claimedBase } from "../core/image/base.ts";
import type { ImageModel } from "../core/image/model.ts";
import { searchBase } from "../core/image/searchBase.ts";
import { type Bases, findBases, imagesOf, pinned } from "../core/rebase/bases.ts";
import {
  type BaseOutcome,
  type BaseReports,
  isAlike,
  outcomesOf,
  scanBases,
} from "../core/rebase/outcome.ts";
import { formatFamiliar, type Repository } from "../core/reference/reference.ts";
import { countFindings, type Report } from "../core/scanning/finding.ts";
import type { ScannerName } from "../core/scanning/scanner.ts";
import { problemWith } from "./ask.ts";
import type { Sink, World } from "./command.ts";
import { formatSeverities } from "./findingRows.ts";
import { readImage } from "./imageArgument.ts";
import { printColumns, remark } from "./output.ts";
import { scanImage } from "./scanImage.ts";

/** Bases, and what the scanner said of them; of none when there is no newer one. */
export type Rebase = { readonly bases: Bases; readonly reports: BaseReports };

/** What the help of `scan` says of it. */
export const rebaseNotes = `With --rebase, the image's base is found by what the image says of it and by its layers; it is compared with what
its tag names now, and with up to three newer tags of its line. --json then has "rebase":
  {base{reference, digest, counts}, newer[{reference, digest, counts, fixed, introduced, best}], alike, passed[{tag, why}]}
"reference" is pinned; "digest" is that of the manifest scanned. "counts", "fixed" and "introduced" are numbers by
severity, "counts" of the base null when there is nothing newer. "best" has the fewest findings, fewer than the base;
"alike" says that one version and database found them all; "why" is missing or otherPlatform.`;

/** Pages of a list of tags that are read. */
const mostPages = 10;

/** The base of an image and what could take its place; "unknown" when there is none to be found, which is remarked. */
export async function basesOf(image: ImageModel, name: string, world: World): Promise<Bases | "unknown"> {
  const { named } = claimedBase(image);
  if (named === undefined) {
    remark(world, `${name} does not say what its base is, so there is no newer one to look for.`);
    return "unknown";
  }
  const reader = readerIn(world);
  const { base, failure } = await searchBase(image, reader, world.signal);
  if (base === undefined) {
    const claim = `${name} names ${formatFamiliar(named)} as its base`;
    const doubt =
      failure === undefined
        ? "but no image there has only layers that are the lowest of this one."
        : `which could not be read: ${problemWith(named, failure)}`;
    remark(world, `${claim}, ${doubt}`);
    return "unknown";
  }
  const answer = await settle(findBases(base, image.platform, reader));
  if ("value" in answer) return answer.value;
  remark(world, problemWith(base.reference, answer.failure));
  return "unknown";
}

function readerIn(world: World): BaseReader {
  return {
    inspect: (reference, platform) => readImage(reference, platform, world),
    tags: (repository) => readTags(repository, world),
  };
}

/** A repository's tags, the newest versions first. */
async function readTags({ registry, path }: Repository, world: World): Promise<readonly string[]> {
  let next = plainTags(world.distribution(registry), path) as ReturnType<typeof plainTags> | undefined;
  const tags: { readonly name: string }[] = [];
  for (let pages = 0; next !== undefined && pages < mostPages; pages++) {
    const page = await next(world.signal);
    tags.push(...page.items);
    next = page.next;
  }
  return sortTags(tags).map(({ name }) => name);
}

/** How bases are scanned: as the image was, but for the findings that are left out. */
export type RebaseScan = {
  readonly scanner: ScannerName | "auto";
  readonly trim: (report: Report) => Report;
};

/** Scans the base and what could take its place; "failed" when a scan did, which is remarked. */
export async function scanRebase(
  bases: Bases,
  { scanner, trim }: RebaseScan,
  world: World,
): Promise<Rebase | "failed"> {
  if (bases.newer.length === 0) return { bases, reports: new Map() };
  const images = imagesOf(bases);
  remark(
    world,
    `scanning ${images.length} bases, too: ${images.map(({ reference }) => formatFamiliar(reference)).join(", ")}`,
  );
  const reports = await scanBases(images, async (image) => {
    const report = await scanImage(image, scanner, world);
    return report && trim(report);
  });
  return reports.size < images.length ? "failed" : { bases, reports };
}

/** What `--json` has as `rebase`. */
export function rebaseJson({ bases, reports }: Rebase) {
  const { used, passed } = bases;
  const before = reports.get(used.manifest.digest);
  return {
    base: { ...imageJson(used), counts: before === undefined ? null : countFindings(before.findings) },
    newer: outcomesOf(bases, reports).map(({ image, counts, fixed, introduced, isBest }) => {
      return { ...imageJson(image), counts, fixed, introduced, best: isBest };
    }),
    alike: isAlike(bases, reports),
    passed,
  };
}

function imageJson(image: ImageModel) {
  return { reference: formatFamiliar(pinned(image)), digest: image.manifest.digest };
}

/** Prints the bases as a table, and which of them has the fewest findings, for people. */
export function printRebase({ bases, reports }: Rebase, stdout: Sink): void {
  const { used, passed } = bases;
  const before = reports.get(used.manifest.digest);
  const outcomes = outcomesOf(bases, reports);
  stdout.write("\n");
  if (before !== undefined) {
    const own = formatSeverities(countFindings(before.findings), "none");
    const rows = outcomes.map(({ image, counts, fixed, introduced, isBest }) => [
      tagOf(image),
      [...(isSameTag(image, used) ? ["its tag now"] : ["newer"]), ...(isBest ? ["best"] : [])].join(", "),
      ...[counts, fixed, introduced].map((one) => formatSeverities(one, "none")),
      image.descriptor.digest,
    ]);
    const head = ["BASE", "", "FINDINGS", "FIXED", "INTRODUCED", "DIGEST"];
    printColumns(stdout, [head, [tagOf(used), "as used", own, "", "", used.descriptor.digest], ...rows]);
    stdout.write("\n");
  }
  const missed = passed.map(({ tag, why }) =>
    why === "missing" ? `The tag ${tag} names nothing.` : `The tag ${tag} has no image for the platform.`,
  );
  printColumns(
    stdout,
    [verdict(bases, reports, outcomes), ...missed, ...doubts(bases, reports)].map((line) => [line]),
  );
}

function verdict({ used, newer }: Bases, reports: BaseReports, outcomes: readonly BaseOutcome[]): string {
  if (newer.length === 0) return `There is no newer image in the line of the base ${tagOf(used)}.`;
  const { scanner, database } = reports.get(used.manifest.digest) ?? { scanner: { name: "" } };
  const by = database === undefined ? scanner.name : `${scanner.name}, database of ${formatDate(database)}`;
  const best = outcomes.find(({ isBest }) => isBest);
  if (best === undefined)
    return `No newer base has fewer findings than ${tagOf(used)} as it is used (${by}).`;
  return `${formatFamiliar(pinned(best.image))} has the fewest findings (${by}).`;
}

function doubts(bases: Bases, reports: BaseReports): readonly string[] {
  if (isAlike(bases, reports)) return [];
  return ["The scanner's database changed meanwhile: some of the differences may be its."];
}

function isSameTag(image: ImageModel, used: ImageModel): boolean {
  return image.reference.tag === used.reference.tag;
}

/** `debian:12-slim`; with the digest when there is no tag. */
function tagOf({ reference }: ImageModel): string {
  const { digest: _, ...named } = reference;
  return formatFamiliar(reference.tag === undefined ? reference : named);
}
