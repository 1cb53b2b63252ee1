import {
  Disposable,
  type Event,
  EventEmitter,
  type FileChangeEvent,
  FilePermission,
  type FileStat,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  languages,
  type TextDocument,
  Uri,
  workspace,
} from "vscode";
import { explainInOne } from "../../core/explain.ts";
import type { Images } from "../../core/image/images.ts";
import { Recent } from "../../core/image/recent.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import type { FileDocuments } from "../files/fileDocuments.ts";
import { log } from "../log.ts";
import { plain } from "../markdown.ts";
import { type DocumentPlace, documentScheme, formatPlace, parsePlace } from "./documentPlace.ts";

/** Lets VS Code read the scheme through `documents`. */
export function registerDocumentFiles(documents: DocumentFiles): Disposable {
  const options = { isReadonly: true, isCaseSensitive: true };
  return Disposable.from(
    workspace.registerFileSystemProvider(documentScheme, documents, options),
    workspace.onDidOpenTextDocument(keepFromJsonService),
  );
}

/** Languages of VS Code's service for JSON, which fetches the `$schema` that a document names. */
const served: ReadonlySet<string> = new Set(["json", "jsonc", "jsonl", "snippets"]);

/** The name sees to it; this is for what the user's settings or other extensions take for JSON. */
async function keepFromJsonService(document: TextDocument): Promise<void> {
  if (document.uri.scheme !== documentScheme || !served.has(document.languageId)) return;
  await languages.setTextDocumentLanguage(document, "mooring-json");
}

const notAsked =
  "This document is not on disk, and in a folder that is not trusted no registry is asked for it. Open it from the Registries view.";

/** Bytes of the texts that are kept, so that VS Code's many questions about one cost nothing. */
const recentBytes = 16 * 1024 * 1024;

/**
 * Documents by digest as files that can only be read: the scheme `mooring` (documentPlace.ts), which the files of images
 * are in, too (files/filePlace.ts). In a folder that is not
 * trusted a registry is asked only for what a command opened; all else comes from disk or not at all.
 */
export class DocumentFiles implements FileSystemProvider, Disposable {
  readonly #images: Pick<Images, "documents">;
  readonly #files: () => Promise<FileDocuments>;
  readonly #texts = new Recent<Uint8Array>(recentBytes);
  /** What the user asked for by a command. */
  readonly #asked = new Set<string>();
  readonly #changed = new EventEmitter<FileChangeEvent[]>();

  /** `files` gives those of images, and is called when one is asked for. */
  constructor(images: Pick<Images, "documents">, files: () => Promise<FileDocuments>) {
    this.#images = images;
    this.#files = files;
  }

  /** Never fires: what a digest names does not change. */
  get onDidChangeFile(): Event<FileChangeEvent[]> {
    return this.#changed.event;
  }

  /** The URI of a document that the user asked for, once it is there. Rejects with a Failure of errors.ts. */
  async prepare(place: DocumentPlace): Promise<Uri> {
    const uri = Uri.from(formatPlace(place));
    this.#asked.add(uri.toString());
    await this.#read(uri, place);
    return uri;
  }

  async stat(uri: Uri): Promise<FileStat> {
    if (parsePlace(uri) === undefined) return (await this.#files()).stat(uri);
    const { length } = await this.readFile(uri);
    return { type: FileType.File, ctime: 0, mtime: 0, size: length, permissions: FilePermission.Readonly };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const place = parsePlace(uri);
    if (place === undefined) return (await this.#files()).readFile(uri);
    try {
      return await this.#read(uri, place);
    } catch (failure) {
      const told = explainInOne(failure, `document ${shortDigest(place.digest)}`);
      const words = this.#mayAsk(uri) ? told : notAsked;
      log.warn(words);
      throw FileSystemError.Unavailable(plain(words));
    }
  }

  watch(): Disposable {
    return new Disposable(() => {});
  }

  /** A digest's neighbours cannot be listed. */
  readDirectory(uri: Uri): never {
    throw FileSystemError.FileNotFound(uri);
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #mayAsk(uri: Uri): boolean {
    return workspace.isTrusted || this.#asked.has(uri.toString());
  }

  async #read(uri: Uri, place: DocumentPlace): Promise<Uint8Array> {
    const key = uri.toString();
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const { readDocument } = await import("./documentContent.ts");
    const source = this.#images.documents({ stored: !this.#mayAsk(uri) });
    const text = new TextEncoder().encode(await readDocument(place, source));
    this.#texts.set(key, text, text.length);
    return text;
  }
}
