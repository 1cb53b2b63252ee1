/** Watching processes that a test did not start itself. */
import { readFile } from "node:fs/promises";

/** The lines of a file, once there are so many; the test's own time limit judges one that never gets them. */
export async function linesOf(file: string, count: number): Promise<readonly string[]> {
  for (;;) {
    const found = (await readFile(file, "utf8").catch(() => "")).trim().split("\n");
    if (found.length >= count && found[0] !== "") return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits until none of the processes runs: ends by signal take a moment. */
export async function allEnded(pids: readonly string[]): Promise<void> {
  while ((await Promise.all(pids.map(isRunning))).includes(true));
}

/** Whether the process runs; one that ended but was not buried by its parent does not. */
export async function isRunning(pid: string): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return /^State:\s+[^ZX]/m.test(status);
}
