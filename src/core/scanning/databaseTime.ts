import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ownCache } from "./environment.ts";
import type { ScannerRun } from "./runScanner.ts";

/**
 * When a scanner's database was made, in milliseconds since 1970, from the file in its cache that says so; undefined when
 * it has none or it cannot be read.
 */
export async function databaseTime({ scanner, env }: ScannerRun): Promise<number | undefined> {
  const { database, cache } = scanner;
  const folder = ownCache(cache, env);
  if (database === undefined || folder === undefined) return undefined;
  try {
    return database.decode(await readFile(join(folder, ...database.file)), "the facts of a database");
  } catch {
    return undefined;
  }
}
