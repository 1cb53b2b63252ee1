import { randomBytes } from "node:crypto";
import { access, constants, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** What became of a file that was to be replaced; anything but `written` left it as it was. */
export type Replacement = "written" | "changed" | "readOnly";

/**
 * Puts `content` in place of a file's `expected` bytes, all at once: a reader sees the old file or the new one. Mode
 * and, where the system lets us, owner stay; a link stays a link. Rejects with the file system's error.
 */
export async function replaceFile(
  path: string,
  expected: Uint8Array,
  content: Uint8Array,
): Promise<Replacement> {
  const real = await realpath(path);
  const { mode, uid, gid } = await stat(real);
  if (!(await isWritable(real, mode))) return "readOnly";
  const temporary = join(dirname(real), `.${basename(real)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeNew(temporary, content, { mode: mode & 0o7777, uid, gid });
    if (!Buffer.from(expected).equals(await readFile(real))) return "changed";
    await rename(temporary, real);
    return "written";
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A rename would get around a file's own write protection, so it is looked at first; for root, too. */
async function isWritable(path: string, mode: number): Promise<boolean> {
  if ((mode & 0o222) === 0) return false;
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

async function writeNew(
  path: string,
  content: Uint8Array,
  { mode, uid, gid }: { mode: number; uid: number; gid: number },
): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
    // Only root may give a file away; for everyone else the new file is theirs, as an editor would leave it.
    await file.chown(uid, gid).catch(() => {});
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}
