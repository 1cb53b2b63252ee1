/** Compose projects whose files are in memory. */
import { readCompose } from "../../src/core/documents/compose.ts";
import { composeContexts, type Found } from "../../src/core/documents/composeProjects.ts";
import type { Occurrence } from "../../src/core/documents/occurrence.ts";

export type Files = Readonly<Record<string, string>>;

/** The contexts of a folder's files. `asked` gets every path that is read; only those of the folder may be. */
export function contextsIn(files: Files, asked: string[] = []): (path: string) => Promise<Found> {
  return composeContexts(async (path) => {
    asked.push(path);
    if (/^\/|(?:^|\/)\.\.(?:\/|$)|:/.test(path)) throw new Error(`${path} was asked for`);
    return Object.hasOwn(files, path) ? files[path] : undefined;
  });
}

/** What a file of the folder holds, read in its project. */
export async function readIn(files: Files, path: string): Promise<readonly Occurrence[]> {
  const { context } = await contextsIn(files)(path);
  return readCompose(files[path] ?? "", context).occurrences;
}

/** An occurrence in one line: status, reference, reason, service, platform, the setting, and where a pin could go. */
export function lineOf({ status, reference, reason, service, platform, setIn, editIn }: Occurrence): string {
  return [
    status,
    reference ?? "-",
    reason,
    service,
    platform,
    setIn && `${setIn.name} of ${setIn.path}`,
    editIn && `${editIn.name} in ${editIn.path}: ${editIn.text}`,
  ]
    .filter((word) => word !== undefined)
    .join(" | ");
}
