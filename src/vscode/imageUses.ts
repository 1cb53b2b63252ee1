/** Which tags the files of the workspace name. Pure; knows no VS Code. */
import { effectiveTag, formatReference, type Reference } from "../core/reference/reference.ts";

/** The tags that files name, by file, so that a file that changed is read again alone. */
export class ImageUses {
  readonly #tagsByFile = new Map<string, ReadonlySet<string>>();
  /** What is in the map, the other way around; made anew when it is asked for after a change. */
  #filesByTag: ReadonlyMap<string, readonly string[]> | undefined;

  /** Takes what a file names now; gives whether that are other tags than before. */
  set(file: string, references: readonly Reference[]): boolean {
    const tags = new Set(references.flatMap(tagNamed));
    const before = this.#tagsByFile.get(file) ?? new Set<string>();
    if (tags.size === before.size && [...tags].every((tag) => before.has(tag))) return false;
    if (tags.size === 0) this.#tagsByFile.delete(file);
    else this.#tagsByFile.set(file, tags);
    this.#filesByTag = undefined;
    return true;
  }

  /** Forgets a file, or all files of a folder; gives whether one of them named a tag. */
  delete(path: string): boolean {
    const gone = [...this.#tagsByFile.keys()].filter((file) => file === path || file.startsWith(`${path}/`));
    for (const file of gone) this.#tagsByFile.delete(file);
    if (gone.length > 0) this.#filesByTag = undefined;
    return gone.length > 0;
  }

  clear(): void {
    this.#tagsByFile.clear();
    this.#filesByTag = undefined;
  }

  /** The files that name the tag that a reference names, in the order of their names. */
  filesNaming(reference: Reference): readonly string[] {
    if (this.#tagsByFile.size === 0) return [];
    this.#filesByTag ??= turned(this.#tagsByFile);
    return tagNamed(reference).flatMap((tag) => this.#filesByTag?.get(tag) ?? []);
  }
}

/** A pin names its tag, too; a digest alone names none. */
function tagNamed(reference: Reference): readonly string[] {
  const tag = effectiveTag(reference);
  return tag === undefined ? [] : [formatReference({ repository: reference.repository, tag })];
}

function turned(
  tagsByFile: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, readonly string[]> {
  const pairs = [...tagsByFile].flatMap(([file, tags]) => [...tags].map((tag) => ({ file, tag })));
  const grouped = Map.groupBy(pairs, ({ tag }) => tag);
  return new Map([...grouped].map(([tag, uses]) => [tag, uses.map(({ file }) => file).sort()]));
}
