import type { BlobWay, Progress } from "../core/copy/blobs.ts";
import { type CopyReport, copyImage, planCopy } from "../core/copy/copy.ts";
import { settle } from "../core/errors.ts";
import { explainChange } from "../core/explainChange.ts";
import { formatCount, formatSize } from "../core/format.ts";
import type { Descriptor } from "../core/oci/model.ts";
import { shortDigest } from "../core/reference/digest.ts";
import { effectiveTag, formatFamiliar, type Reference } from "../core/reference/reference.ts";
import { referenceArgument } from "./arguments.ts";
import { problemWith, resolveReference } from "./ask.ts";
import { type Arguments, type Command, type ExitCode, UsageError, type World } from "./command.ts";
import { printColumns, printJson, remark } from "./output.ts";

/** Copies an image to another repository or registry, sending only what is not there. */
export const copy: Command = {
  name: "copy",
  operands: "SRC DST",
  least: 2,
  most: 2,
  summary: "copy an image; DST without a tag takes SRC's",
  options: { "no-referrers": { type: "boolean", summary: "leave out signatures, SBOMs and the like" } },
  run: copyOne,
};

async function copyOne(
  { operands: [from = "", to = ""], json, flags }: Arguments,
  world: World,
): Promise<ExitCode> {
  const source = referenceArgument(from);
  const target = targetOf(source, referenceArgument(to));
  const answer = await settle(plan(world, source, !flags.has("no-referrers")));
  if ("failure" in answer) {
    remark(world, problemWith(source, answer.failure));
    return 2;
  }
  const name = formatFamiliar(target);
  const { digest } = answer.value.source;
  if ((target.digest ?? digest) !== digest) throw new UsageError(`${from} is not ${target.digest}.`);
  const copied = await settle(carryOut(world, answer.value, target));
  if ("failure" in copied) {
    const { problem, next } = explainChange(copied.failure, name);
    remark(world, `${problem} ${next}`);
    remark(world, "The same command goes on with what is missing.");
    return 2;
  }
  if (json) printJson(world.stdout, reportJson(from, name, copied.value));
  else printReport(world, name, copied.value);
  return 0;
}

/** Where to, with the tag that is to be written. */
function targetOf(source: Reference, target: Reference): Reference {
  const tag = target.tag ?? (target.digest === undefined ? effectiveTag(source) : undefined);
  return { ...target, ...(tag !== undefined && { tag }) };
}

async function plan(world: World, source: Reference, referrers: boolean) {
  const { digest } = await resolveReference(world, source);
  const { registry, path } = source.repository;
  return planCopy({ distribution: world.distribution(registry), path, digest }, referrers, world.signal);
}

async function carryOut(
  world: World,
  plan: Awaited<ReturnType<typeof planCopy>>,
  { repository: { registry, path }, tag }: Reference,
): Promise<CopyReport> {
  const { signal, stderr } = world;
  const target = { distribution: world.distribution(registry), path, ...(tag !== undefined && { tag }) };
  if (!stderr.isTTY) return copyImage(plan, target, { signal });
  try {
    return await copyImage(plan, target, { signal, onProgress: (progress) => draw(world, progress) });
  } finally {
    stderr.write(clearLine);
  }
}

const clearLine = "\r\u001b[K";

function draw({ stderr }: World, { moved, total }: Progress): void {
  if (total > 0) stderr.write(`${clearLine}${formatSize(moved)} of ${formatSize(total)}`);
}

/** What `--json` prints. */
function reportJson(source: string, target: string, report: CopyReport) {
  const { digest, blobs, manifests, referrers, bytesMoved } = report;
  return {
    source,
    target,
    digest,
    blobs: blobs.map(({ descriptor, how }) => ({
      digest: descriptor.digest,
      size: descriptor.size ?? null,
      how,
    })),
    manifests: manifests.map(manifestJson),
    referrers: referrers.map(manifestJson),
    bytesMoved,
  };
}

function manifestJson({ digest, mediaType, size }: Descriptor) {
  return { digest, mediaType, size: size ?? null };
}

const words: Readonly<Record<BlobWay, string>> = {
  exists: "already there",
  mounted: "mounted",
  copied: "copied",
  foreign: "not copied: it is had from elsewhere",
};

function printReport(world: World, name: string, report: CopyReport): void {
  const { digest, blobs, manifests, referrers, cut, bytesMoved } = report;
  printColumns(
    world.stdout,
    blobs.map(({ descriptor, how }) => [
      formatSize(descriptor.size),
      shortDigest(descriptor.digest),
      words[how],
    ]),
    new Set([0]),
  );
  const others = referrers.length === 0 ? "" : ` and ${formatCount(referrers.length, "referrer")}`;
  const parts = `${formatCount(manifests.length, "manifest")}${others}`;
  world.stdout.write(`${name} is ${digest}: ${parts}, ${formatSize(bytesMoved)} moved.\n`);
  if (cut) remark(world, "The source has more referrers than it lists; not all were copied.");
}
