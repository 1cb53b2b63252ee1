import { homedir } from "node:os";
import { Uri, window, workspace } from "vscode";
import { isAbort, isFailure } from "../../core/errors.ts";
import type { FileProblem } from "../../core/explainFiles.ts";
import { saveStream } from "../../core/files/saveStream.ts";
import { formatSize } from "../../core/format.ts";
import type { Ask } from "../ask.ts";
import { type FilePlace, shownName, shownPath } from "./filePlace.ts";
import type { FileReader, Found } from "./fileReader.ts";
import { reportTo } from "./reportTo.ts";

/** The most bytes that go to a file system other than the machine's, which takes a file in one piece. */
const mostInOnePiece = 256_000_000;

/**
 * Asks where to write a file, and streams it there, whole or not at all. Gives what hindered it, if anything did. Rejects with
 * a Failure of errors.ts, or an AbortError.
 */
export async function saveFound(
  found: Found,
  { parts }: FilePlace,
  { reader, ask }: { reader: FileReader; ask: Ask },
): Promise<FileProblem | undefined> {
  const { entry, image } = found;
  const unread = reader.unread(found);
  if (unread !== undefined) return unread;
  const name = shownName(parts);
  const target = await window.showSaveDialog({ title: "Save File As", defaultUri: startAt(name) });
  if (target === undefined) return undefined;
  if (target.scheme !== "file" && entry.size > mostInOnePiece) {
    const path = shownPath(parts);
    return { kind: "large", path, size: entry.size, limit: mostInOnePiece, taker: "fileSystem" };
  }
  const total = reader.cost(found);
  const title = `Saving ${name} from ${image.reference.repository.registry}`;
  const problem = await ask.progressing(title, (signal, report) => {
    const onProgress = reportTo(report, total);
    return write(target, reader.stream(found, { signal, onProgress }));
  });
  if (problem === undefined) ask.say(`Saved ${name}, ${formatSize(entry.size)}`);
  return problem;
}

/** In the folder that is open, else at home. */
function startAt(name: string): Uri {
  return Uri.joinPath(workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir()), name);
}

async function write(target: Uri, stream: AsyncIterable<Uint8Array>): Promise<FileProblem | undefined> {
  try {
    if (target.scheme === "file") await saveStream(target.fsPath, stream);
    else await workspace.fs.writeFile(target, await whole(stream));
    return undefined;
  } catch (failure) {
    if (isFailure(failure) || isAbort(failure) || !hasCode(failure)) throw failure;
    return { kind: "unwritable", path: target.fsPath, code: failure.code };
  }
}

/** As errors of the system and of VS Code's file systems have it. */
function hasCode(failure: unknown): failure is Error & { readonly code: string } {
  return failure instanceof Error && "code" in failure && typeof failure.code === "string";
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
