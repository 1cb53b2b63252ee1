/** Which files of the workspace the rows of tags were drawn with. Pure; knows no VS Code. */

export class DrawnUses {
  /** The files by the row's id; a tag that no file names is not here. */
  readonly #files = new Map<string, string>();

  /** Notes what a row is drawn with now. */
  drawn(id: string, files: readonly string[]): void {
    if (files.length === 0) this.#files.delete(id);
    else this.#files.set(id, files.join("\n"));
  }

  /** Whether a row would be drawn with other files than before. */
  isOld(id: string, files: readonly string[]): boolean {
    return files.join("\n") !== (this.#files.get(id) ?? "");
  }
}
