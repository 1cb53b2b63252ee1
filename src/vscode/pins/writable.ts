import { stat } from "node:fs/promises";
import { FilePermission, type Uri, workspace } from "vscode";

/**
 * Whether a file may be changed. The editor would take an edit of a write-protected file and fail to save it; nothing
 * is begun that cannot be finished (E03).
 */
export async function isWritable(uri: Uri): Promise<boolean> {
  if (uri.scheme === "untitled") return true;
  if (workspace.fs.isWritableFileSystem(uri.scheme) !== true) return false;
  try {
    const { permissions = 0 } = await workspace.fs.stat(uri);
    if ((permissions & FilePermission.Readonly) !== 0) return false;
    return uri.scheme !== "file" || ((await stat(uri.fsPath)).mode & 0o222) !== 0;
  } catch {
    // A file that is gone has nothing that stands in the way: its text is still in the editor.
    return true;
  }
}
