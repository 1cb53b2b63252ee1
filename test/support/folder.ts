import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type TemporaryFolder = { readonly path: string; readonly remove: () => Promise<void> };

export async function temporaryFolder(name: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `mooring-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/** Copies a workspace and writes the given words instead of the placeholders in its files. */
export async function copyWorkspace(
  from: string,
  to: string,
  words: Readonly<Record<string, string>>,
): Promise<void> {
  await cp(from, to, { recursive: true });
  const names = await readdir(to, { recursive: true, withFileTypes: true });
  for (const entry of names.filter((name) => name.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, "utf8");
    const replaced = Object.entries(words).reduce((result, [word, by]) => result.replaceAll(word, by), text);
    await writeFile(path, replaced);
  }
}
