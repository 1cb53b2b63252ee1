/** Which images the files of the workspace name, and where. Pure; knows no VS Code. */
import type { PinRefusal } from "../../core/pinning/edit.ts";
import type { Question } from "../../core/pinning/question.ts";
import { effectiveTag, formatReference, type Reference } from "../../core/reference/reference.ts";

/** A place in a text as editors count: from 0, characters in UTF-16 units. */
export type TextPlace = { readonly line: number; readonly character: number };

/** One place in a file that names an image, or would if something gave it a value. */
export type Use = {
  /** UTF-16 offset into the text without a byte order mark. */
  readonly start: number;
  /** What is written there but for its digest, which would scroll out of sight what tells it from others. */
  readonly from: TextPlace;
  readonly to: TextPlace;
  /** The image, as people write it and without a digest; without a question, what is written there. */
  readonly name: string;
  /** What a registry would be asked; absent when the file does not tell which image it is. */
  readonly question?: Question;
  /** Whether it holds a digest or has a place for one; else why not. */
  readonly pin: "pinned" | "unpinned" | PinRefusal;
  /** Whether a comment says that nothing is to be said of it. */
  readonly isSilenced: boolean;
};

/** The uses of each file, by the file's URI, so that a file that changed is read again alone. */
export class ImageUses {
  readonly #usesByFile = new Map<string, readonly Use[]>();
  /** The files by the tags they name; made anew when it is asked for after a change. */
  #filesByTag: ReadonlyMap<string, readonly string[]> | undefined;

  /** Takes what a file holds now; gives whether that is something else than before. */
  set(file: string, uses: readonly Use[]): boolean {
    const before = this.#usesByFile.get(file) ?? [];
    if (uses.length === before.length && uses.every((use, at) => isSame(use, before[at]))) return false;
    if (uses.length === 0) this.#usesByFile.delete(file);
    else this.#usesByFile.set(file, uses);
    this.#filesByTag = undefined;
    return true;
  }

  /** Forgets a file; gives whether it named an image. */
  delete(file: string): boolean {
    if (!this.#usesByFile.delete(file)) return false;
    this.#filesByTag = undefined;
    return true;
  }

  /** Each file that names images, with its uses in the order of their places. */
  files(): Iterable<readonly [file: string, uses: readonly Use[]]> {
    return this.#usesByFile;
  }

  /** The uses of a file in the order of their places. */
  usesOf(file: string): readonly Use[] {
    return this.#usesByFile.get(file) ?? [];
  }

  /** The files that name the tag that a reference names, in the order of their names. */
  filesNaming(reference: Reference): readonly string[] {
    if (this.#usesByFile.size === 0) return [];
    this.#filesByTag ??= byTag(this.#usesByFile);
    return tagNamed(reference).flatMap((tag) => this.#filesByTag?.get(tag) ?? []);
  }
}

function isSame(one: Use, other: Use | undefined): boolean {
  return other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

/** A pin names its tag, too; a digest alone names none. */
function tagNamed(reference: Reference): readonly string[] {
  const tag = effectiveTag(reference);
  return tag === undefined ? [] : [formatReference({ repository: reference.repository, tag })];
}

function byTag(usesByFile: ReadonlyMap<string, readonly Use[]>): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const file of [...usesByFile.keys()].sort()) {
    const uses = usesByFile.get(file) ?? [];
    const tags = uses.flatMap(({ question }) => (question === undefined ? [] : tagNamed(question.reference)));
    for (const tag of new Set(tags)) files.set(tag, [...(files.get(tag) ?? []), file]);
  }
  return files;
}
