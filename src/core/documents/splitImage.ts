/**
 * Images whose parts stand in keys of their own: a repository, a tag, a digest. What reads them puts
 * repository ":" tag together, and "@" digest behind it when it knows a digest at all. So a pin goes into the digest's
 * key when there is one, and else to the end of the tag, `1.2@sha256:...`, which gives the same text. A key that is not
 * there is never added: the chart may not read it, and the pin would be one in name only.
 */
import { isScalar, type Node } from "yaml";
import { formatRepository, parseReference, splitReference } from "../reference/reference.ts";
import { type ImageReading, judgePlain, judgeReference, ofExpression, readingAt } from "./imageReading.ts";
import type { Site, Span } from "./occurrence.ts";
import type { YamlText } from "./yamlReading.ts";
import { spanOf, type Written } from "./yamlScalar.ts";
import { type Entry, textOf } from "./yamlTree.ts";

/** Keys that are there but have no value have no node. */
export type SplitImage = {
  readonly registry?: Node | undefined;
  readonly repository: Node;
  readonly tag: Entry | undefined;
  readonly digest: Entry | undefined;
};

/** The reading of the image; its text is the repository's. Undefined when the repository is empty or no text. */
export function readSplitImage(yaml: YamlText, image: SplitImage): ImageReading | undefined {
  const repository = yaml.valueAt(image.repository);
  if (repository === undefined) return undefined;
  const inTag = tagOf(yaml, image);
  const tag = inTag?.value ?? textOf(image.tag?.value);
  const [registry, digest] = [image.registry, image.digest?.value].map(textOf);
  const tagAt = inTag?.value ? verbatim(yaml.text, inTag) : undefined;
  const read = (verdict: Parameters<typeof readingAt>[2]) => {
    const reading = readingAt(yaml.text, repository, verdict);
    return reading && tagAt ? { ...reading, tagAt } : reading;
  };
  if ([registry, repository.value, tag, digest].some((part) => part?.includes("{{")))
    return read(ofExpression);
  const name = (registry ? `${registry}/` : "") + repository.value;
  if (!tag && !digest && splitReference(name).tag === undefined && !name.includes("@"))
    return read({ status: "variable", reference: null, reason: "noTag" });
  const whole = name + (tag ? `:${tag}` : "") + (digest ? `@${digest}` : "");
  if (!tag && !digest && !registry) return read(judgePlain(whole));
  const reading = read(judgeReference(whole));
  const pinned = reading?.status === "pinnable" || reading?.status === "pinned";
  if (reading === undefined || !pinned || reading.reason !== undefined) return reading;
  const site = siteOf(yaml, image, repository);
  if (site === undefined) return { ...reading, reason: "escaped" };
  const retagAt = site.lead === undefined ? undefined : tagSite(yaml, image, repository);
  return { ...reading, editAt: site, ...(retagAt !== undefined && { retagAt }) };
}

/**
 * The tag as it is read: without quotes, 1.10 is the number 1.1, and what stands in the text is not the tag.
 * https://helm.sh/docs/chart_best_practices/values/#make-types-clear
 */
function tagOf(yaml: YamlText, { tag }: SplitImage): Written | undefined {
  const written = yaml.valueAt(tag?.value);
  const isPlain = isScalar(tag?.value) && tag.value.type === "PLAIN";
  if (written === undefined || !isPlain || !/^\d+\.\d+$/.test(written.value)) return written;
  const value = String(Number(written.value));
  if (value === written.value) return written;
  const { start, end } = spanOf(written);
  const origins = Int32Array.from({ length: value.length + 1 }, (_, i) => (i < value.length ? start : end));
  return { value, origins };
}

/** Where the tag of an image stands whose digest has its own key; undefined when it has none. */
function tagSite(yaml: YamlText, image: SplitImage, repository: Written): Span | undefined {
  const inTag = tagOf(yaml, image);
  if (inTag?.value) return verbatim(yaml.text, inTag);
  return splitReference(repository.value).tag === undefined ? undefined : verbatim(yaml.text, repository);
}

function siteOf(yaml: YamlText, image: SplitImage, repository: Written): Site | undefined {
  const inTag = tagOf(yaml, image);
  const pinnedInTag =
    inTag?.value.includes("@") === true || (!inTag?.value && repository.value.includes("@"));
  const own = pinnedInTag ? undefined : digestSite(yaml, image.digest);
  return own ?? verbatim(yaml.text, inTag?.value ? inTag : repository);
}

/** Where the digest's key has its value, or would have it; undefined when there is no such place. */
function digestSite(yaml: YamlText, digest: Entry | undefined): Site | undefined {
  const value = yaml.valueAt(digest?.value);
  if (value === undefined) return digest?.gap === undefined ? undefined : gapSite(yaml.text, digest.gap);
  const span = verbatim(yaml.text, value);
  const plain = isScalar(digest?.value) && digest.value.type === "PLAIN";
  if (span === undefined || !plain || yaml.text[span.start - 1] !== " ") return span && { ...span, lead: "" };
  return { start: span.start - 1, end: span.end, lead: " " };
}

/** Right behind the colon of a key without a value. With a tag or an anchor between there is none. */
function gapSite(text: string, gap: Node): Site | undefined {
  let at = gap.range?.[0] ?? 0;
  while (text[at - 1] === " " || text[at - 1] === "\t") at--;
  return text[at - 1] === ":" ? { start: at, end: at, lead: " " } : undefined;
}

function verbatim(text: string, value: Written): Site | undefined {
  const span = spanOf(value);
  return text.slice(span.start, span.end) === value.value ? span : undefined;
}

/**
 * Refuses what would be written at a place that an image of another repository has, too: an anchor's or a variable's.
 * A tag beside digests of their own is left alone when another image has it: its digest would not be that tag's.
 */
export function refuseShared(readings: readonly ImageReading[]): readonly ImageReading[] {
  const users = new Map<number, Set<string>>();
  for (const { editAt, reference } of readings) {
    if (editAt === undefined) continue;
    const names = users.get(editAt.end) ?? new Set();
    users.set(editAt.end, names.add(repositoryOf(reference)));
  }
  const tags = Map.groupBy(readings, ({ retagAt }) => retagAt?.end);
  return readings.map(({ editAt, retagAt, ...reading }) => {
    if (editAt === undefined) return reading;
    const shared = (users.get(editAt.end)?.size ?? 0) > 1;
    if (shared) return { ...reading, reason: "sharedSource" };
    const ownTag = retagAt !== undefined && tags.get(retagAt.end)?.length === 1 && !users.has(retagAt.end);
    return { ...reading, editAt, ...(ownTag && { retagAt }) };
  });
}

function repositoryOf(reference: string | null): string {
  const parsed = parseReference(reference ?? "");
  return parsed.ok ? formatRepository(parsed.reference.repository) : "";
}
