/** Finding programs that may be run: never what a workspace holds, never what needs a shell (reliability V15, V16). */
import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, relative } from "node:path";

/**
 * The program of that name in the first absolute folder of `path` (a value of PATH) that has it outside of the folders
 * `excluded`; undefined when there is none.
 */
export async function findProgram(
  name: string,
  path: string,
  excluded: readonly string[] = [],
): Promise<string | undefined> {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const folder of path.split(delimiter)) {
    const program = join(folder, file);
    if (isAbsolute(folder) && (await mayRun(program, excluded))) return program;
  }
  return undefined;
}

/** Whether a path is absolute, of a program that runs without a shell, and in none of the folders, by no link either. */
export async function mayRun(path: string, excluded: readonly string[] = []): Promise<boolean> {
  if (!isAbsolute(path) || (process.platform === "win32" && !/\.exe$/i.test(path))) return false;
  if (!(await isProgram(path))) return false;
  const places = [path, await realpath(path)];
  return !places.some((place) => excluded.some((folder) => isWithin(place, folder)));
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}
