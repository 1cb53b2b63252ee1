/** What differs between two files, and what it comes to, as people read it. Not sanitised: links are hostile text. */
import { formatDifference } from "../format.ts";
import type { Aspect, FileChange, FileTotals } from "./compareTrees.ts";
import { typeOf } from "./fileFacts.ts";
import { entryOf, type FileNode } from "./fileNode.ts";

/** `12 new, 3 gone, 5 changed`, without what is none; empty when nothing is. */
export function formatCounts({ added, removed, changed }: Omit<FileTotals, "more" | "less">): string {
  const counts = [
    [added, "new"],
    [removed, "gone"],
    [changed, "changed"],
  ] as const;
  return counts
    .flatMap(([count, word]) => (count === 0 ? [] : [`${count.toLocaleString("en")} ${word}`]))
    .join(", ");
}

/** `+12.3 MB, −4.0 MB`; empty when nothing grew or shrank. */
export function formatSums({ more, less }: Pick<FileTotals, "more" | "less">): string {
  return [more, -less]
    .filter((sum) => sum !== 0)
    .map(formatDifference)
    .join(", ");
}

/** `content, mode 0644 → 0755`; empty unless the file is changed. */
export function formatAspects({ aspects, old, now }: FileChange): string {
  return aspects.map((aspect) => formatAspect(aspect, old, now)).join(", ");
}

function formatAspect(aspect: Aspect, old: FileNode | undefined, now: FileNode | undefined): string {
  const [before, after] = [old, now].map((node) => node && spellingOf(aspect, node));
  const name = names[aspect];
  return before === undefined && after === undefined
    ? name
    : `${name} ${before ?? "none"} → ${after ?? "none"}`;
}

const names: { readonly [Name in Aspect]: string } = {
  type: "type",
  content: "content",
  time: "time; the content was not read",
  mode: "mode",
  owner: "owner",
  target: "target",
  device: "device",
};

/** Undefined for what is too long to be written out. */
function spellingOf(aspect: Aspect, node: FileNode): string | undefined {
  const entry = entryOf(node);
  switch (aspect) {
    case "type":
      return types[typeOf(node, entry)];
    case "mode":
      return entry?.mode.toString(8).padStart(4, "0");
    case "owner":
      return entry && `${entry.uid}:${entry.gid}`;
    case "target":
      return entry?.link ?? node.linkedTo;
    case "device":
      return entry?.link;
    case "content":
    case "time":
      return undefined;
  }
}

const types = {
  file: "file",
  hardLink: "dead link",
  symlink: "symbolic link",
  character: "device",
  block: "block device",
  directory: "directory",
  fifo: "pipe",
} as const;
