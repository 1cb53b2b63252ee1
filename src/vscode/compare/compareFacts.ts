/** The figures under the heading of what changed. Sanitised; knows no VS Code. */
import { formatCount, formatDifference, formatSize } from "../../core/format.ts";
import type { Comparison } from "../../core/image/compare.ts";
import { fieldNames } from "../../core/image/configChanges.ts";
import type { ImageModel } from "../../core/image/model.ts";
import type { SourceRange } from "../../core/image/sourceRange.ts";
import { sanitize } from "../../core/text.ts";
import type { CompareFact } from "../../protocol/compare.ts";

/** The figures of two different images. The source is link 0 when it has one. */
export function changeFacts(
  comparison: Comparison,
  old: ImageModel,
  now: ImageModel,
): readonly CompareFact[] {
  return [
    sizeFact(comparison, old, now),
    layersFact(comparison),
    pullFact(comparison, now),
    ...(old.config === undefined || now.config === undefined ? [] : [configFact(comparison)]),
    ...(comparison.source === undefined ? [] : [sourceFact(comparison.source)]),
  ];
}

/** The figures of the one image that there is to look at. */
export function imageFacts(image: ImageModel | undefined): readonly CompareFact[] {
  if (image === undefined) return [];
  const layers = image.steps.filter(({ layer }) => layer !== undefined).length;
  return [
    { label: "Size", value: formatSize(image.size), note: "compressed, as pulled" },
    { label: "Layers", value: String(layers) },
  ];
}

function sizeFact({ growth }: Comparison, old: ImageModel, now: ImageModel): CompareFact {
  return {
    label: "Size",
    value: growth === undefined ? "–" : formatDifference(growth),
    note: growth === 0 ? formatSize(now.size) : `${formatSize(old.size)} → ${formatSize(now.size)}`,
    title: "Compressed, as pulled",
    ...(growth !== undefined && growth !== 0 && { tone: growth < 0 ? "less" : "more" }),
  };
}

function layersFact({ layers: { kept, added, removed, base } }: Comparison): CompareFact {
  return {
    label: "Layers",
    value: `${kept.toLocaleString("en")} kept, ${added.toLocaleString("en")} new`,
    note: [
      removed === 0 ? "none gone" : `${removed.toLocaleString("en")} gone`,
      ...(base === 0 ? [] : [`common base of ${base.toLocaleString("en")}`]),
    ].join(", "),
  };
}

function pullFact({ pull }: Comparison, { size }: ImageModel): CompareFact {
  const share = pull === undefined || size === undefined || size === 0 ? undefined : (100 * pull) / size;
  return {
    label: "Pull if you have the old one",
    value: formatSize(pull),
    note: share === undefined ? "" : `${share > 0 && share < 1 ? "< 1" : Math.round(share)} % of the image`,
    title: "Compressed bytes of the layers that the old image does not have, and the configuration",
  };
}

function configFact({ config }: Comparison): CompareFact {
  const own = config.filter(({ field }) => field !== "label");
  const labels = config.length - own.length;
  const names = [...new Set(own.map(({ field, name }) => sanitize(name ?? fieldNames[field], 40)))];
  const more = names.length - 2;
  const note = [
    ...names.slice(0, 2),
    ...(more > 0 ? [`+${more}`] : []),
    ...(labels > 0 ? [formatCount(labels, "label")] : []),
  ];
  return {
    label: "Configuration",
    value: own.length === 0 ? "no change" : formatCount(own.length, "change"),
    note: note.join(", "),
  };
}

function sourceFact({ old, now, url }: SourceRange): CompareFact {
  const isSame = old.source === now.source && old.revision === now.revision;
  const [before, after] = [old, now].map(({ revision }) => shorten(revision));
  return {
    label: "Source",
    value: isSame ? `${after}` : `${before} → ${after}`,
    note: isSame ? "the same revision" : placeOf(now.source),
    title: sanitize(`${old.source} ${old.revision} → ${now.source} ${now.revision}`, 600),
    ...(url !== undefined && { link: 0 }),
  };
}

/** A commit as people write it; other words as they are. */
function shorten(revision: string): string {
  return /^[0-9a-f]{12,}$/i.test(revision) ? revision.slice(0, 7) : sanitize(revision, 24);
}

/** `github.com/acme/app`. */
function placeOf(source: string): string {
  const url = URL.parse(source);
  return sanitize(`${url?.host ?? ""}${url?.pathname.replace(/(\.git)?\/?$/, "") ?? ""}`, 60);
}
