import { childOf, type FileNode } from "./fileNode.ts";

/** The most symbolic links on the way to one file, as Linux has it. */
const mostLinks = 40;
/** The most parts that may be left to go after a link. */
const mostParts = 4096;

/** What is found on the way along a path. */
export type Way = { readonly folder: FileNode; readonly rest: readonly string[] };

/**
 * Goes along parts of a path, which may be `..`, from a directory as far as there are directories, through symbolic links
 * within the tree. `rest` is what is left: none when the whole path leads to a directory. With too many links on the way
 * it stops there.
 */
export function follow(root: FileNode, from: FileNode, parts: readonly string[]): Way {
  const rest = [...parts].reverse();
  let folder = from;
  for (let links = 0; rest.length > 0; ) {
    const name = rest.pop() ?? "";
    if (name === "" || name === ".") continue;
    if (name === "..") {
      folder = folder.parent ?? root;
      continue;
    }
    const child = childOf(folder, name);
    const target = child?.inode?.target;
    if (child?.children !== undefined) folder = child;
    else if (target !== undefined && links < mostLinks && rest.length < mostParts) {
      links++;
      if (target.startsWith("/")) folder = root;
      rest.push(...target.split("/").reverse());
    } else return { folder, rest: [name, ...rest.reverse()] };
  }
  return { folder, rest: [] };
}

/** The file at a path; its directories may be links. With `through` the file itself is followed, too, if it is one. */
export function find(root: FileNode, parts: readonly string[], through: boolean): FileNode | undefined {
  if (!through) {
    const name = parts.at(-1);
    if (name === undefined) return root;
    const { folder, rest } = follow(root, root, parts.slice(0, -1));
    return rest.length === 0 ? childOf(folder, name) : undefined;
  }
  const { folder, rest } = follow(root, root, parts);
  const [name, ...others] = rest;
  if (name === undefined) return folder;
  const last = others.length === 0 ? childOf(folder, name) : undefined;
  return last?.inode?.target === undefined ? last : undefined;
}
