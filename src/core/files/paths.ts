/**
 * Paths as layers write them, and the marks in them that take things of lower layers away.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#whiteouts
 */

const prefix = ".wh.";
const metadata = ".wh..wh.";
const opaque = ".wh..wh..opq";

/**
 * The parts of a path within the image: no `.`, nothing empty, and `..` never leads out of it. The root has none.
 */
export function partsOf(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

/** A path of parts, as it is shown: `/etc/passwd`. */
export function formatPath(parts: readonly string[]): string {
  return `/${parts.join("/")}`;
}

export type Whiteout =
  /** What lower layers have at the path is gone. */
  | { readonly kind: "removed"; readonly parts: readonly string[] }
  /** What lower layers have in the directory is gone. */
  | { readonly kind: "opaque"; readonly parts: readonly string[] }
  /** A note of an old storage driver, which is no file. */
  | { readonly kind: "ignored" };

/** What an entry of a layer takes away; undefined for one that brings something. */
export function readWhiteout(parts: readonly string[]): Whiteout | undefined {
  const name = parts.at(-1) ?? "";
  const folder = parts.slice(0, -1);
  if (name === opaque) return { kind: "opaque", parts: folder };
  if (parts.some((part) => part.startsWith(metadata))) return { kind: "ignored" };
  // What stands for nothing takes nothing away.
  if (name === prefix || name === `${prefix}.` || name === `${prefix}..`) return { kind: "ignored" };
  return name.startsWith(prefix)
    ? { kind: "removed", parts: [...folder, name.slice(prefix.length)] }
    : undefined;
}
