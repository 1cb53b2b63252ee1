import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export type Program = {
  /** What matched `ready`. */
  readonly match: RegExpMatchArray;
  /** Everything the program printed so far. */
  readonly output: () => string;
  readonly pid: number | undefined;
  /** Asks the program and its children to end and waits until they have; after five seconds they are killed. */
  readonly stop: () => Promise<void>;
};

export type ProgramOptions = {
  /** Printed by the program when it can be used. */
  readonly ready: RegExp;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Milliseconds until a program that is not ready counts as failed; default 60 s. */
  readonly timeout?: number;
};

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) signalGroup(child, "SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => {
    for (const child of running) signalGroup(child, "SIGTERM");
    // Whoever else listens cleans up and ends the process.
    if (process.listenerCount(signal) === 1) process.exit(1);
  });

/** Starts a program in a process group of its own. Rejects with its output when it ends or is silent before `ready`. */
export async function startProgram(
  command: string,
  args: readonly string[],
  { ready, env, cwd, timeout = 60_000 }: ProgramOptions,
): Promise<Program> {
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let output = "";
  const match = await new Promise<RegExpMatchArray>((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`${command} ${what}\n${output}`));
    const timer = setTimeout(() => {
      signalGroup(child, "SIGKILL");
      fail(`did not print ${ready} within ${timeout} ms`);
    }, timeout);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = output.match(ready);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", (error) => fail(`could not start: ${error.message}`));
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code} before it was ready`);
    });
  });
  return { match, output: () => output, pid: child.pid, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), 5_000);
  await ended;
  clearTimeout(timer);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/** Runs a program to its end and gives what it printed; rejects with its error output when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  {
    input,
    cwd,
    env,
  }: { input?: string; cwd?: string; env?: Readonly<Record<string, string | undefined>> } = {},
): Promise<string> {
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const [code] = await once(child, "close");
  if (code === 0) return Buffer.concat(output).toString();
  throw new Error(`${command} ${args.join(" ")} ended with ${code}\n${Buffer.concat(errors)}`);
}
