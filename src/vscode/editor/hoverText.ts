import type { Occurrence } from "../../core/documents/occurrence.ts";
import { explain } from "../../core/explain.ts";
import { formatAge, formatAsOf, formatCount, formatSize } from "../../core/format.ts";
import type { ImageModel, PlatformChoice } from "../../core/image/model.ts";
import { formatPlatform } from "../../core/oci/platform.ts";
import type { PinRefusal } from "../../core/pinning/edit.ts";
import { type Digest, shortDigest } from "../../core/reference/digest.ts";
import { formatFamiliar, formatWithinRegistry, type Reference } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import { countedLine } from "../findings/countedLine.ts";
import type { CountedReport } from "../findings/editorScans.ts";
import { codeSpan, escapeMarkdown } from "../markdown.ts";
import { refusalText } from "../pins/refusalText.ts";

/** What a hover knows about an image. Everything in it but our own words may be hostile text. */
export type HoverFacts = {
  readonly reference: Reference;
  readonly occurrence: Occurrence;
  readonly image: ImageModel;
  /** When the registry last said so, in milliseconds since 1970. */
  readonly asOf: number;
  readonly now: number;
  readonly aliases: readonly string[];
  /** For a pin with a tag: what the tag names now, when known. */
  readonly tagNow: Digest | undefined;
  /** The newest of the scans that were made before. */
  readonly counted: CountedReport | undefined;
  readonly refusal: PinRefusal | undefined;
};

/**
 * Paragraphs of Markdown that say what an image is, few enough for the height that VS Code gives a hover. The links to
 * commands come after them.
 */
export function imageLines(facts: HoverFacts): readonly string[] {
  const { image, now, aliases, refusal } = facts;
  return [
    `${title(facts.reference)} · ${pinText(facts)}`,
    `${codeSpan(shortenDigest(image.descriptor.digest))} · ${kindText(image)}${createdText(image, now)}`,
    ...(aliases.length > 0 ? [`Also tagged ${aliases.slice(0, 6).map(codeSpan).join(", ")}`] : []),
    ...platformLine(image),
    ...originLine(image),
    ...countedLine(facts.counted, now),
    ...settingLine(facts.occurrence),
    ...(refusal === undefined || refusal === "inEnvFile" ? [] : [`*${refusalText(refusal)}*`]),
  ];
}

/** Which variable of which env file the image takes its value from. */
export function settingLine({ setIn }: Occurrence): readonly string[] {
  return setIn === undefined ? [] : [`${codeSpan(setIn.name)} from ${codeSpan(setIn.path)}`];
}

/** When and from where the above is known; stands beside the links. */
export function sourceText({ reference, asOf, now }: HoverFacts): string {
  return `*as of ${formatAsOf(asOf, now)}, from ${escapeMarkdown(reference.repository.registry)}*`;
}

/** The hover while the registry is being asked. */
export function waitingLines(reference: Reference): readonly string[] {
  const registry = escapeMarkdown(reference.repository.registry);
  return [title(reference), `*asking ${registry}…* Point here again in a moment.`];
}

/** The hover in a workspace that is not trusted, when nothing is known yet. */
export function restrictedLines(reference: Reference): readonly string[] {
  return [
    title(reference),
    "*Not asked yet: in an untrusted workspace Mooring asks a registry only when told to.*",
  ];
}

/** The hover when the registry could not be asked or refused. */
export function failureLines(reference: Reference, failure: unknown): readonly string[] {
  const { problem, next } = explain(failure, formatWithinRegistry(reference));
  return [title(reference), `⚠ ${escapeMarkdown(problem)}`, escapeMarkdown(next)];
}

/** The hover of a name that is not an image to ask for. */
export function otherLines(occurrence: Occurrence): readonly string[] {
  // A login in a name is refused by every tool, but it may be a true one: it is not shown again.
  const shown = occurrence.text.replace(/^[^/@]*@(?=.*\/)/, "…@");
  const reason = refusalText(occurrence.reason ?? plainStatus(occurrence));
  return [`**${escapeMarkdown(shown)}**`, reason, ...settingLine(occurrence)];
}

function plainStatus({ status }: Occurrence): PinRefusal {
  return status === "pinnable" || status === "pinned" || status === "variable" ? "noValue" : status;
}

function title(reference: Reference): string {
  const { digest: _, ...named } = reference;
  return `**${escapeMarkdown(formatFamiliar(named))}**`;
}

function pinText({ reference, tagNow }: HoverFacts): string {
  if (reference.digest === undefined) return "not pinned";
  if (tagNow === undefined) return "pinned";
  return tagNow === reference.digest
    ? "pinned, and the tag still names it"
    : `pinned; **the tag has moved** to ${codeSpan(shortDigest(tagNow))}`;
}

function shortenDigest(digest: Digest): string {
  return `${shortDigest(digest)}…${digest.slice(-4)}`;
}

function kindText(image: ImageModel): string {
  if (image.index !== undefined) return `index of ${formatCount(image.platforms.length, "platform")}`;
  switch (image.role) {
    case "image":
      return image.platform === undefined
        ? "image"
        : `image for ${escapeMarkdown(formatPlatform(image.platform))}`;
    case "buildCache":
      return "build cache, not an image to run";
    case "attestation":
      return "attestation, not an image to run";
    case "artifact":
      return `artifact ${codeSpan(image.type)}, not an image to run`;
  }
}

function createdText(image: ImageModel, now: number): string {
  return image.config?.created === undefined ? "" : ` · created ${formatAge(image.config.created, now)}`;
}

const mostPlatforms = 4;

/** The platform whose size is known first; the sizes of others would cost a request each. */
function platformLine(image: ImageModel): readonly string[] {
  if (image.index === undefined)
    return image.size === undefined ? [] : [`${formatSize(image.size)} compressed`];
  const isShown = ({ descriptor }: PlatformChoice) => descriptor.digest === image.manifest.digest;
  const ordered = [...image.platforms].sort((a, b) => Number(isShown(b)) - Number(isShown(a)));
  const more = ordered.length - mostPlatforms;
  const names = ordered.slice(0, mostPlatforms).map((choice) => {
    const name = choice.platform === undefined ? "unknown" : codeSpan(formatPlatform(choice.platform));
    return isShown(choice) ? `${name} ${formatSize(image.size)}` : name;
  });
  if (names.length === 0) return [];
  return [[...names, ...(more > 0 ? [`+${more} more`] : [])].join(" · ")];
}

/** UTF-16 units of a label in a hover, where the links must stay in sight. */
const longestLabel = 80;

function originLine(image: ImageModel): readonly string[] {
  const label = (name: string) =>
    image.annotations.get(`org.opencontainers.image.${name}`) ??
    image.config?.labels.get(`org.opencontainers.image.${name}`);
  const source = label("source");
  const revision = label("revision");
  const facts = [
    named("Base", label("base.name")),
    named("Version", label("version")),
    source === undefined
      ? ""
      : `Source ${codeSpan(sanitize(source, longestLabel))}${revision === undefined ? "" : ` @ ${codeSpan(revision.slice(0, 12))}`}`,
  ].filter((fact) => fact !== "");
  return facts.length === 0 ? [] : [facts.join(" · ")];
}

function named(name: string, value: string | undefined): string {
  return value === undefined || value === "" ? "" : `${name} ${codeSpan(sanitize(value, longestLabel))}`;
}
