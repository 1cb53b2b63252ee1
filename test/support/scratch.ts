import type { TestContext } from "node:test";
import { temporaryFolder } from "./folder.ts";

/** A folder of its own for a test, removed after it. */
export async function scratchFolder(t: TestContext): Promise<string> {
  const { path, remove } = await temporaryFolder("test");
  t.after(remove);
  return path;
}
