import { MarkdownString } from "vscode";
import { delay } from "../../core/async.ts";
import { isAbort } from "../../core/errors.ts";
import { hasImage } from "../../core/oci/choose.ts";
import { hasDigest, pinSite } from "../../core/pinning/edit.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { formatReference, type Reference } from "../../core/reference/reference.ts";
import type { Commands } from "../commands.ts";
import { addressOf, type Located } from "../documents/documentIndex.ts";
import type { CountsOf } from "../findings/editorScans.ts";
import type { Lookup } from "../lookup.ts";
import { escapeMarkdown } from "../markdown.ts";
import {
  failureLines,
  type HoverFacts,
  imageLines,
  otherLines,
  restrictedLines,
  sourceText,
  waitingLines,
} from "./hoverText.ts";

/** Milliseconds that a hover waits for a registry; the next hover has what came later. */
const patience = 1000;

const linkCommands = [
  "mooring.pin",
  "mooring.updatePin",
  "mooring.unpin",
  "mooring.pinInEnvFile",
  "mooring.unpinInEnvFile",
  "mooring.openDetails",
  "mooring.copyDigest",
  "mooring.showWhatChanged",
  "mooring.compareWith",
] as const;
type LinkCommand = (typeof linkCommands)[number];

/** What a hover over an image shows; a registry that is slow is not waited for. */
export async function contents(lookup: Lookup, counts: CountsOf, located: Located): Promise<MarkdownString> {
  const reference = referenceOf(located.occurrence);
  if (reference === undefined) return markdown(otherLines(located.occurrence), []);
  if (!lookup.mayAskUnasked && lookup.known(reference) === undefined) {
    return markdown(restrictedLines(reference), [
      link("Ask now", "mooring.openDetails", formatReference(reference)),
    ]);
  }
  // The lookup goes on when the hover gives up waiting or is closed: what it finds is there for the next one.
  const found = describe(lookup, counts, located, reference).catch((failure: unknown) =>
    isAbort(failure) ? markdown(waitingLines(reference), []) : markdown(failureLines(reference, failure), []),
  );
  return Promise.race([found, delay(patience).then(() => markdown(waitingLines(reference), []))]);
}

async function describe(
  lookup: Lookup,
  counts: CountsOf,
  located: Located,
  reference: Reference,
): Promise<MarkdownString> {
  const [image, tagNow] = await Promise.all([lookup.inspect(reference), digestOfTag(lookup, reference)]);
  const counted = image.role === "image" ? await counts(reference) : undefined;
  const site = pinSite(located.occurrence);
  const facts: HoverFacts = {
    reference,
    occurrence: located.occurrence,
    image,
    asOf: lookup.known(reference)?.asOf ?? Date.now(),
    now: Date.now(),
    aliases: lookup.aliases(reference, image.descriptor.digest),
    tagNow,
    counted,
    refusal: site.ok ? undefined : site.refusal,
  };
  const address = addressOf(located);
  const written = formatReference(reference);
  const isPinned = site.ok && hasDigest(located.text, site.span);
  const hasMoved = isPinned && tagNow !== undefined && tagNow !== reference.digest;
  return markdown(imageLines(facts), [
    ...(hasMoved ? [link("Update pin", "mooring.updatePin", address)] : []),
    ...(isPinned ? [link("Unpin", "mooring.unpin", address)] : []),
    ...(site.ok && !isPinned ? [link("Pin to digest", "mooring.pin", address)] : []),
    ...(site.ok ? [] : settingLink(located, reference)),
    link("Details", "mooring.openDetails", written),
    link("Copy digest", "mooring.copyDigest", written),
    ...(tagNow !== undefined && tagNow !== reference.digest
      ? [link("What changed?", "mooring.showWhatChanged", address)]
      : []),
    link("Compare with…", "mooring.compareWith", written),
    sourceText(facts),
  ]);
}

/** Pins where an env file sets the image, for those who choose just that. */
function settingLink(located: Located, { digest }: Reference): readonly string[] {
  const { editIn } = located.occurrence;
  if (editIn === undefined) return [];
  const place = escapeMarkdown(`${editIn.name} in ${editIn.path}`);
  return digest === undefined
    ? [link(`Pin ${place}`, "mooring.pinInEnvFile", addressOf(located))]
    : [link(`Unpin ${place}`, "mooring.unpinInEnvFile", addressOf(located))];
}

/**
 * What a pin's tag names now: the pinned digest also when it is an image of the tag's index. Undefined for what is not
 * a pin with a tag, and when it cannot be found out.
 */
async function digestOfTag(
  lookup: Lookup,
  { repository, tag, digest }: Reference,
): Promise<Digest | undefined> {
  if (tag === undefined || digest === undefined) return undefined;
  const named = await lookup.resolve({ repository, tag }).catch(() => undefined);
  if (named === undefined || named.descriptor.digest === digest) return named?.descriptor.digest;
  const read = await lookup.manifest({ repository, tag }).catch(() => undefined);
  return read !== undefined && hasImage(read.document, digest) ? digest : named.descriptor.digest;
}

function link<Id extends LinkCommand>(label: string, command: Id, argument: Commands[Id][0]): string {
  return `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`;
}

function markdown(lines: readonly string[], links: readonly string[]): MarkdownString {
  const text = new MarkdownString([...lines, ...(links.length > 0 ? [links.join(" · ")] : [])].join("\n\n"));
  text.isTrusted = { enabledCommands: linkCommands };
  return text;
}
