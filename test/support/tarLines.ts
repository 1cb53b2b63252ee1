/** Entries of archives as GNU tar lists them, and ours written the same way. */
import { formatMode } from "../../src/core/files/formatMode.ts";
import type { LayerEntry } from "../../src/core/files/layerEntry.ts";
import { encodeName } from "../../src/core/files/names.ts";
import { run } from "./program.ts";

/** What `tar -tv` says of the archive that a shell command writes, in the archive's order, times to the second. */
export async function tarLines(command: string): Promise<readonly string[]> {
  const options = "--numeric-owner --full-time --quoting-style=escape";
  const script = `${command} | tar -tvf - ${options}`;
  const text = await run("sh", ["-c", script], { env: { TZ: "UTC", LC_ALL: "C" } });
  const lines = text.trimEnd().split("\n");
  return lines.map((line) => line.replace(/ +/g, " ").replace(/(:\d\d)\.\d+ /, "$1 "));
}

/** The same line from a list. */
export function tarLine({ type, mode, uid, gid, size, modified, path, link }: LayerEntry): string {
  const time = new Date(modified).toISOString().slice(0, 19).replace("T", " ");
  const to = { symlink: " -> ", hardLink: " link to " }[type as string];
  const tail = to === undefined ? "" : `${to}${escaped(link)}`;
  const amount = type === "character" || type === "block" ? link : size;
  const name = `${escaped(path)}${tail}`.replace(/ +/g, " ");
  return `${formatMode(type, mode)} ${uid}/${gid} ${amount} ${time} ${name}`;
}

function escaped(name: string): string {
  const bytes = [...encodeName(name)];
  return bytes
    .map((byte) => {
      if (byte === 0x5c) return "\\\\";
      return byte < 0x20 || byte > 0x7e
        ? `\\${byte.toString(8).padStart(3, "0")}`
        : String.fromCharCode(byte);
    })
    .join("");
}
