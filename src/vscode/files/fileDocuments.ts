/** Files of images as VS Code's file system asks for them. Loaded with the first one. */
import { FilePermission, type FileStat, FileSystemError, FileType, Uri, workspace } from "vscode";
import { explainInOne } from "../../core/explain.ts";
import { explainFileProblem, type FileProblem } from "../../core/explainFiles.ts";
import { formatReference, type Reference } from "../../core/reference/reference.ts";
import { log } from "../log.ts";
import { plain } from "../markdown.ts";
import { type FilePlace, formatFilePlace, parseFilePlace, shownPath } from "./filePlace.ts";
import {
  FileReader,
  type FileWorld,
  type Found,
  isProblem,
  type MayAsk,
  type ReadOptions,
} from "./fileReader.ts";

/**
 * Files of images that can only be read (filePlace.ts). What no command asked for costs a registry little, and in a folder
 * that is not trusted nothing.
 */
export class FileDocuments {
  readonly reader: FileReader;
  /** What the user asked for by a command. */
  readonly #asked = new Set<string>();
  /** How the user named images whose files they opened, by their manifests. */
  readonly #names = new Map<string, Reference>();

  constructor(world: FileWorld) {
    this.reader = new FileReader(world);
  }

  uriOf(place: FilePlace): Uri {
    return Uri.from(formatFilePlace(place));
  }

  /**
   * Reads what the user asked for and what was found for it, so that it opens at once. Gives why that cannot be, if it cannot.
   * Rejects with a Failure of errors.ts, or the signal's reason.
   */
  async prepare(
    place: FilePlace,
    found: Found,
    options: Omit<ReadOptions, "mayAsk">,
  ): Promise<FileProblem | undefined> {
    this.#asked.add(this.uriOf(place).toString());
    const read = await this.reader.read(found, { ...options, mayAsk: "all" });
    return isProblem(read) ? read : undefined;
  }

  /** Remembers how the user named the image of a place. */
  name(place: FilePlace, named: Reference): void {
    this.#names.set(formatReference(ofManifest(place)), named);
  }

  /** The image of a place by its digest, with the tag that the user named it by. */
  nameOf(place: FilePlace): Reference {
    const reference = ofManifest(place);
    return { ...this.#names.get(formatReference(reference)), ...reference };
  }

  async stat(uri: Uri): Promise<FileStat> {
    const place = placeOf(uri);
    const size =
      place.view === "absent" ? 0 : (await this.#told(uri, place, this.#find(uri, place))).entry.size;
    return { type: FileType.File, ctime: 0, mtime: 0, size, permissions: FilePermission.Readonly };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const place = placeOf(uri);
    return this.#told(uri, place, this.#read(place, { mayAsk: this.#mayAsk(uri) }));
  }

  #find(uri: Uri, place: FilePlace): Promise<Found | FileProblem> {
    return this.reader.find(place, { mayAsk: this.#mayAsk(uri) });
  }

  async #read(place: FilePlace, options: ReadOptions): Promise<Uint8Array | FileProblem> {
    if (place.view === "absent") return new Uint8Array();
    const found = await this.reader.find(place, options);
    return isProblem(found) ? found : this.reader.read(found, options);
  }

  #mayAsk(uri: Uri): MayAsk {
    if (this.#asked.has(uri.toString())) return "all";
    return workspace.isTrusted ? "little" : "nothing";
  }

  /** The outcome, or the error of VS Code that says why there is none. */
  async #told<T extends object>(uri: Uri, place: FilePlace, work: Promise<T | FileProblem>): Promise<T> {
    let words: string;
    try {
      const outcome = await work;
      if (!isProblem(outcome)) return outcome;
      if (outcome.kind === "missing") throw FileSystemError.FileNotFound(uri);
      const { problem, next } = explainFileProblem(outcome);
      words = `${problem} ${next}`;
    } catch (failure) {
      if (failure instanceof FileSystemError) throw failure;
      words = explainInOne(failure, `file ${shownPath(place.parts)}`);
    }
    log.warn(words);
    throw FileSystemError.Unavailable(plain(words));
  }
}

function ofManifest({ repository, manifest }: FilePlace): Reference {
  return { repository, digest: manifest };
}

function placeOf(uri: Uri): FilePlace {
  const place = parseFilePlace(uri);
  if (place === undefined) throw FileSystemError.FileNotFound(uri);
  return place;
}
