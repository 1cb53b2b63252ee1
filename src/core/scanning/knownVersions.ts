/** The versions of scanners' programs, each asked for once as long as the program is the same file. */
import { realpath, stat } from "node:fs/promises";
import { basename } from "node:path";
import { databaseTime } from "./databaseTime.ts";
import { askVersion, type ScannerRun } from "./runScanner.ts";
import type { ScannerVersion } from "./scanner.ts";

/** Bytes. What is smaller is a script or a shim, and starts whichever program is chosen elsewhere. */
const leastProgram = 1024 * 1024;

export class KnownVersions {
  readonly #known = new Map<string, { readonly file: string; readonly version: ScannerVersion }>();

  /** As askVersion, which runs the program, or as it was told before; the time of the database is always today's. */
  async ask(how: ScannerRun): Promise<ScannerVersion> {
    const file = await fileOf(how);
    const known = this.#known.get(how.path);
    if (known !== undefined && known.file === file) {
      const database = await databaseTime(how);
      if (database !== undefined || how.scanner.database === undefined)
        return { ...known.version, ...(database !== undefined && { database }) };
    }
    const version = await askVersion(how);
    if (file !== undefined) this.#known.set(how.path, { file, version });
    return version;
  }
}

/** What changes with the program; undefined for what may be a way to another one. */
async function fileOf({ path, scanner: { name } }: ScannerRun): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    const { dev, ino, size, mtimeMs, ctimeMs } = await stat(real);
    const isItself = basename(real).startsWith(name) && size >= leastProgram;
    return isItself ? [real, dev, ino, size, mtimeMs, ctimeMs].join(" ") : undefined;
  } catch {
    // To run it tells why.
    return undefined;
  }
}
