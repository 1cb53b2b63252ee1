/** The rows of the Images view: the places that name images, by image or by file. Pure; knows no VS Code. */
import type { PlacedUse } from "./useState.ts";

/** What the view's topmost rows are. */
export type Grouping = "image" | "file";

export type ImageNode = {
  readonly kind: "image";
  readonly name: string;
  readonly places: readonly PlacedUse[];
};
export type FileNode = {
  readonly kind: "file";
  readonly file: string;
  readonly places: readonly PlacedUse[];
};
/** Places that stand apart: those that are ignored, and by image those whose image nothing tells. */
export type ApartNode = {
  readonly kind: "ignored" | "unnamed";
  readonly places: readonly PlacedUse[];
};
export type PlaceNode = {
  readonly kind: "place";
  readonly parent: ImageNode | FileNode | ApartNode;
  readonly place: PlacedUse;
  /** Tells it from others of the same name in its file: the how manieth it is there. */
  readonly number: number;
};
export type UseFilterNode = {
  readonly kind: "filter";
  readonly text: string;
  readonly matching: number;
  readonly total: number;
};

export type UseNode = ImageNode | FileNode | ApartNode | PlaceNode | UseFilterNode;

/** Rows that others are below of. */
export type UseGroup = ImageNode | FileNode | ApartNode;

/** Stays the same for a row whatever becomes known of it, so that nothing jumps. */
export function useNodeId(node: UseNode): string {
  switch (node.kind) {
    case "image":
      return `image ${node.name}`;
    case "file":
      return `file ${node.file}`;
    case "place": {
      const { file, use } = node.place;
      return `${useNodeId(node.parent)} > ${file} ${use.name} ${node.number}`;
    }
    case "ignored":
    case "unnamed":
    case "filter":
      return node.kind;
  }
}

/** What the rows are made of. */
export type UseRowOptions = {
  readonly grouping: Grouping;
  /** Part of a name, a path or a word on the state; empty for all. */
  readonly filter: string;
  /** A file's path to be shown. */
  readonly pathOf: (file: string) => string;
};

/** The topmost rows: images or files in the order of their names, then what stands apart. */
export function groupUses(
  places: readonly PlacedUse[],
  { grouping, filter, pathOf }: UseRowOptions,
): readonly UseNode[] {
  const wanted = filter.trim().toLowerCase();
  const matching = wanted === "" ? places : places.filter((place) => matches(place, wanted, pathOf));
  const [shown, ignored] = split(matching, ({ isIgnored }) => !isIgnored);
  const [named, unnamed] =
    grouping === "file" ? [shown, []] : split(shown, ({ state }) => state !== "unnamed");
  return [
    ...(wanted === ""
      ? []
      : [
          {
            kind: "filter",
            text: filter.trim(),
            matching: matching.length,
            total: places.length,
          } as const,
        ]),
    ...(grouping === "image" ? byImage(named, pathOf) : byFile(named, pathOf)),
    ...apart("unnamed", unnamed, pathOf),
    ...apart("ignored", ignored, pathOf),
  ];
}

/** The rows below a row, in the order of files and lines. */
export function placesBelow(node: UseNode): readonly PlaceNode[] {
  if (node.kind === "place" || node.kind === "filter") return [];
  const met = new Map<string, number>();
  return node.places.map((place) => {
    const key = `${place.file} ${place.use.name}`;
    const number = met.get(key) ?? 0;
    met.set(key, number + 1);
    return { kind: "place", parent: node, place, number };
  });
}

/** The places that a row stands for. */
export function placesOf(node: UseNode): readonly PlacedUse[] {
  if (node.kind === "filter") return [];
  return node.kind === "place" ? [node.place] : node.places;
}

function byImage(places: readonly PlacedUse[], pathOf: (file: string) => string): readonly ImageNode[] {
  const groups = [...Map.groupBy(places, ({ use }) => use.name)];
  return groups
    .sort(([one], [other]) => compareNames(lastPart(one), lastPart(other)) || compareNames(one, other))
    .map(([name, own]) => ({ kind: "image", name, places: inOrder(own, pathOf) }));
}

/** The name without its registry and namespace, which rows show first. */
function lastPart(name: string): string {
  const [tagged = ""] = name.split("@");
  return name.slice(tagged.lastIndexOf("/") + 1);
}

function byFile(places: readonly PlacedUse[], pathOf: (file: string) => string): readonly FileNode[] {
  const groups = [...Map.groupBy(places, ({ file }) => file)].map(
    ([file, own]) => [pathOf(file), file, own] as const,
  );
  return groups
    .sort(([one], [other]) => compareNames(one, other))
    .map(([, file, own]) => ({ kind: "file", file, places: own }));
}

function apart(
  kind: ApartNode["kind"],
  places: readonly PlacedUse[],
  pathOf: (file: string) => string,
): readonly ApartNode[] {
  return places.length === 0 ? [] : [{ kind, places: inOrder(places, pathOf) }];
}

/** By file; within a file the places are in their order already. */
function inOrder(places: readonly PlacedUse[], pathOf: (file: string) => string): readonly PlacedUse[] {
  if (places.length < 2) return places;
  const paths = new Map(places.map(({ file }) => [file, pathOf(file)]));
  return [...places].sort((one, other) =>
    compareNames(paths.get(one.file) ?? "", paths.get(other.file) ?? ""),
  );
}

const collator = new Intl.Collator("en", { numeric: true });

function compareNames(one: string, other: string): number {
  return collator.compare(one, other);
}

function matches({ file, use, words }: PlacedUse, wanted: string, pathOf: (file: string) => string): boolean {
  return [use.name, pathOf(file), ...words].some((text) => text.toLowerCase().includes(wanted));
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  const { first = [], second = [] } = Object.groupBy(items, (item) => (isFirst(item) ? "first" : "second"));
  return [first, second];
}
