import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup.mjs";

/** The path of the VSIX that `npm run package` makes. */
export async function packedExtension(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return join(root, `mooring-${version}.vsix`);
}
