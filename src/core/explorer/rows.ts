/** From what was read to rows. Pure. */
import type { PlatformChoice } from "../image/model.ts";
import type { Reading } from "./kept.ts";
import type {
  ExplorerNode,
  LayerNode,
  ListNode,
  Notice,
  NoticeNode,
  ParentNode,
  PlatformNode,
  TagNode,
} from "./node.ts";
import type { Opened } from "./opened.ts";
import { type Pages, totalOf } from "./pages.ts";

/**
 * The rows of a long list: `rows` stand for its names, then comes what is to be said or done about it. A failure
 * stands last, where the reading stopped, or first when the rows are from an earlier reading.
 */
export function listRows(
  parent: ListNode,
  { value: pages, failure, at }: Reading<Pages<unknown>>,
  rows: readonly ExplorerNode[],
): readonly ExplorerNode[] {
  if (failure !== undefined && pages !== undefined) {
    return [{ kind: "failure", parent, failure, keptFrom: at }, ...rows];
  }
  if (failure !== undefined) return [...rows, { kind: "failure", parent, failure }];
  if (pages === undefined) return rows;
  const hidden: Notice = { kind: "hiddenNames", count: pages.hidden };
  return [
    ...rows,
    ...(pages.hidden > 0 ? [notice(parent, hidden)] : []),
    ...tail(parent, pages, rows.length),
  ];
}

function tail(parent: ListNode, pages: Pages<unknown>, shown: number): readonly ExplorerNode[] {
  const more = pages.shown < pages.items.length || pages.next !== undefined;
  if (pages.broken !== undefined) return [{ kind: "failure", parent, failure: pages.broken }];
  if (more) return [{ kind: "more", parent, loaded: pages.shown, total: totalOf(pages) }];
  if (pages.cut) return [notice(parent, { kind: "cut", loaded: pages.items.length })];
  return shown === 0 && pages.hidden === 0 ? [notice(parent, { kind: "empty" })] : [];
}

/** The rows of an opened tag or platform. */
export function openedRows(
  parent: TagNode | PlatformNode,
  { value: opened, failure, at }: Reading<Opened>,
): readonly ExplorerNode[] {
  const rows = opened === undefined ? [] : contentRows(parent, opened);
  if (failure === undefined) return rows;
  return [{ kind: "failure", parent, failure, ...(opened && { keptFrom: at }) }, ...rows];
}

function contentRows(parent: TagNode | PlatformNode, opened: Opened): readonly ExplorerNode[] {
  switch (opened.kind) {
    case "index":
      // Only a tag is opened as an index: what is below a platform is read as one image.
      return parent.kind === "tag" ? platformRows(parent, opened) : [];
    case "image":
      return layerRows(parent, opened);
    case "notAnImage":
      return [notice(parent, { kind: "notAnImage", role: opened.role, type: opened.type })];
  }
}

/** Attestations and other children that do not run are no rows here. */
function platformRows(
  parent: TagNode,
  { descriptor: { digest: index }, index: { images, hidden } }: Extract<Opened, { kind: "index" }>,
): readonly ExplorerNode[] {
  const rows = images.map(
    (descriptor): PlatformNode => ({
      kind: "platform",
      parent,
      reference: { ...parent.reference, digest: descriptor.digest },
      index,
      choice: { platform: descriptor.platform, descriptor } satisfies PlatformChoice,
    }),
  );
  return hidden > 0 ? [...rows, notice(parent, { kind: "hiddenPlatforms", count: hidden })] : rows;
}

/** Steps that made no layer changed only the configuration: they are told in the image details. */
function layerRows(
  parent: TagNode | PlatformNode,
  { model }: Extract<Opened, { kind: "image" }>,
): readonly ExplorerNode[] {
  const rows = model.steps.flatMap(({ layer, ...step }): readonly LayerNode[] =>
    layer === undefined ? [] : [{ kind: "layer", parent, step: { ...step, layer } }],
  );
  return rows.length === 0 ? [notice(parent, { kind: "empty" })] : rows;
}

function notice(parent: ParentNode, what: Notice): NoticeNode {
  return { kind: "notice", parent, notice: what };
}
