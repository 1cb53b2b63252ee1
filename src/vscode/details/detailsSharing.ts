/** What a repository's tags have in common, as the details show it: words, shares and marks. Pure; knows no VS Code. */
import { explain, explainInOne } from "../../core/explain.ts";
import { formatAsOf, formatCount, formatSize, formatTime } from "../../core/format.ts";
import type { ImageModel } from "../../core/image/model.ts";
import {
  moveOf,
  type SharedLayer,
  type Sharing,
  type StoredImage,
  shareLayers,
  storedImage,
} from "../../core/image/sharing.ts";
import { formatPlatform, hostPlatform } from "../../core/oci/platform.ts";
import { familiarRepository, formatWithinRegistry } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type {
  DetailsSharing,
  SharingColumn,
  SharingPull,
  SharingRow,
  SharingView,
} from "../../protocol/sharing.ts";
import type { DetailsPair } from "../../protocol/shown.ts";
import { mostTags, type ReadTags, type SharingState } from "./tagSharing.ts";

/** Images named in a row; the others are counted. */
const mostNamed = 8;

/** The state of the tab; undefined for what is no image to run. */
export function sharingOf(state: SharingState, image: ImageModel, now: number): DetailsSharing | undefined {
  if (image.role !== "image") return undefined;
  switch (state.kind) {
    case "unread": {
      const repository = sanitize(familiarRepository(image.reference.repository));
      const cost = "of each the manifests are read, no layer.";
      return { kind: "unread", text: `Looks at up to ${mostTags} tags of ${repository}: ${cost}` };
    }
    case "reading": {
      const { done, total } = state;
      return { kind: "reading", text: total === undefined ? "Reading the list" : `${done} of ${total} tags` };
    }
    case "failed": {
      const { repository } = image.reference;
      const { problem, next } = explain(state.failure, formatWithinRegistry({ repository }));
      return { kind: "failed", problem, next };
    }
    case "read":
      return { kind: "read", view: viewOf(state.read, state.held, image, now) };
  }
}

/** The images of the tags; the one shown comes first when none of them names it. */
function imagesOf({ images }: ReadTags, shown: ImageModel) {
  const place = images.findIndex(({ digest }) => digest === shown.manifest.digest);
  if (place !== -1) return { images, own: place };
  const layers = shown.steps.flatMap(({ layer }) => layer?.descriptor ?? []);
  return { images: [storedImage([], layers), ...images], own: 0 };
}

function viewOf(read: ReadTags, held: number | undefined, shown: ImageModel, now: number): SharingView {
  const { images, own } = imagesOf(read, shown);
  const sharing = shareLayers(images);
  const names = images.map(nameOf);
  const layers = sharing.layers.toSorted((a, b) => (b.layer.size ?? 0) - (a.layer.size ?? 0));
  const largest = layers[0]?.layer.size ?? 0;
  const places = new Map(
    shown.steps.flatMap(({ layer }) =>
      layer === undefined ? [] : [[layer.descriptor.digest, layer.number]],
    ),
  );
  const pull = pullOf(images, names, own, held);
  return {
    text: totalText(read, sharing, images),
    alone: aloneText(sharing, own),
    notes: notesOf(read, shown, images.length > read.images.length),
    asOf: { age: formatAsOf(read.asOf, now), exact: formatTime(read.asOf) },
    columns: names.map((name, place) => columnOf(name, sharing.images[place], place === own)),
    rows: layers.map((layer) => rowOf(layer, { names, own, largest, places })),
    unread: read.unread.map((tag) => unreadOf(tag, shown)),
    ...(pull !== undefined && { pull }),
  };
}

function nameOf({ names }: StoredImage): string {
  return names.length === 0 ? "this image" : sanitize(names.join(", "), 300);
}

function totalText({ images }: ReadTags, { stored, sum, isLeast }: Sharing, all: readonly unknown[]): string {
  const least = isLeast ? "at least " : "";
  const tags = formatCount(
    images.reduce((count, { names }) => count + names.length, 0),
    "tag",
  );
  const several = `${tags}, ${formatCount(all.length, "image")}`;
  return `The registry keeps ${least}${formatSize(stored)} for ${several}; one by one the images add up to ${least}${formatSize(sum)}.`;
}

function aloneText({ layers, images }: Sharing, own: number): string {
  const count = layers.filter(({ users }) => users.length === 1 && users[0] === own).length;
  if (count === 0) return "No layer is this image's alone.";
  const are = count === 1 ? "is" : "are";
  return `${formatCount(count, "layer")}, ${formatSize(images[own]?.alone)}, ${are} this image's alone.`;
}

function notesOf({ isWhole }: ReadTags, { platform }: ImageModel, isApart: boolean): readonly string[] {
  const name = sanitize(formatPlatform(platform ?? hostPlatform()));
  return [
    `Layers of the images for ${name}, compressed; manifests and configurations are not counted.`,
    ...(isWhole ? [] : ["The repository has more tags: these are the newest of its list."]),
    ...(isApart ? ["None of the tags names this image; it is counted beside them."] : []),
  ];
}

function columnOf(name: string, own: Sharing["images"][number] | undefined, isShown: boolean): SharingColumn {
  const title = `${formatSize(own?.bytes)}, of that ${formatSize(own?.alone)} its own alone`;
  return { name, title: `${name}: ${title}`, isShown };
}

type RowContext = {
  readonly names: readonly string[];
  readonly own: number;
  readonly largest: number;
  readonly places: ReadonlyMap<string, number>;
};

function rowOf({ layer, users }: SharedLayer, { names, own, largest, places }: RowContext): SharingRow {
  const number = places.get(layer.digest);
  const having = new Set(users);
  const mark = users.length === 1 ? "alone" : "shared";
  const named = users.slice(0, mostNamed).map((user) => names[user] ?? "");
  const more = users.length > mostNamed ? `, +${users.length - mostNamed}` : "";
  const isOwn = number !== undefined && having.has(own);
  return {
    digest: layer.digest,
    place: isOwn ? `layer ${number} of this image` : "",
    size: formatSize(layer.size),
    share: largest === 0 ? 0 : (layer.size ?? 0) / largest,
    marks: names.map((_, place) => (having.has(place) ? mark : "none")),
    text: `in ${users.length} of ${formatCount(names.length, "image")}: ${named.join("; ")}${more}`,
  };
}

function unreadOf(
  { tag, failure }: ReadTags["unread"][number],
  { reference, platform }: ImageModel,
): DetailsPair {
  const { repository } = reference;
  const value =
    failure === undefined
      ? `No image for ${formatPlatform(platform ?? hostPlatform())}.`
      : explainInOne(failure, formatWithinRegistry({ repository, tag }));
  return { key: sanitize(tag, 300), value: sanitize(value) };
}

function pullOf(
  images: readonly StoredImage[],
  names: readonly string[],
  own: number,
  held: number | undefined,
): SharingPull | undefined {
  const image = images[own];
  const choices = names.flatMap((name, column) => (column === own ? [] : [{ column, name }]));
  const chosen = choices.find(({ column }) => column === held)?.column ?? choices[0]?.column;
  const other = chosen === undefined ? undefined : images[chosen];
  if (image === undefined || other === undefined || chosen === undefined) return undefined;
  const { moved, bytes } = moveOf(image, [other]);
  const all = image.layers.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const layers = `${moved.length} of ${formatCount(image.layers.length, "layer")}`;
  return {
    choices,
    chosen,
    text: `${formatSize(bytes)} of ${formatSize(all)}: ${layers}`,
    share: all === 0 ? 0 : bytes / all,
  };
}
