import { type ChildProcess, spawn } from "node:child_process";

export type RunOptions = {
  /** The folder to run in; an empty one, so that nothing in it can be picked up. */
  readonly cwd: string;
  /** The environment, whole; our own when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What the program reads from its standard input; nothing when absent. */
  readonly input?: string;
  /** Milliseconds until the program is ended. */
  readonly timeout: number;
  /** The most bytes of standard output. */
  readonly maxOutput: number;
  /** Milliseconds from a polite end to a hard one; 0, the default, ends hard at once. */
  readonly grace?: number;
  readonly signal?: AbortSignal;
  /** Told what the program prints on its standard error as it comes; hostile text. */
  readonly onStderr?: (text: string) => void;
};

/** What a program that ended by itself left behind. */
export type Ended = {
  readonly exitCode: number;
  readonly stdout: Uint8Array<ArrayBuffer>;
  /** The last 64 KiB. Hostile text, and it may hold secrets: sanitise and redact before showing. */
  readonly stderr: string;
};

export type ProcessErrorKind =
  /** It could not be started; `code` is the system's. */
  | "notStarted"
  | "timeout"
  | "tooMuchOutput"
  /** It was ended by a signal from elsewhere, named in `code`. */
  | "killed";

/** A program that did not end by itself. Holds nothing that the program printed. */
export class ProcessError extends Error {
  override readonly name = "ProcessError";
  readonly kind: ProcessErrorKind;
  readonly command: string;
  readonly code: string | undefined;

  constructor(kind: ProcessErrorKind, command: string, code?: string) {
    super(`${kind}: ${command}${code === undefined ? "" : ` (${code})`}`);
    this.kind = kind;
    this.command = command;
    this.code = code;
  }
}

const isWindows = process.platform === "win32";
const longestStderr = 64 * 1024;
/** How long output is awaited, in milliseconds, that a grandchild keeps open after the program's end. */
const linger = 500;

/**
 * Runs a program without a shell and gives its exit code, whatever that is, with its output. It runs in a process
 * group of its own without a terminal, and the whole group is gone when this settles. Rejects with a ProcessError,
 * or with the signal's reason when cancelled.
 */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const { signal, timeout, cwd, env, input = "", maxOutput, grace = 0, onStderr } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  const child = spawn(command, args, {
    cwd,
    ...(env && { env }),
    shell: false,
    detached: !isWindows,
    windowsHide: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  let failure: unknown;
  const fail = (reason: unknown) => {
    failure ??= reason;
    end(child, grace);
  };
  const output = collect(child, maxOutput, () => fail(new ProcessError("tooMuchOutput", command)));
  if (onStderr !== undefined) child.stderr?.on("data", (chunk: Buffer) => onStderr(chunk.toString("utf8")));
  const onAbort = () => fail(signal?.reason);
  const timer = setTimeout(() => fail(new ProcessError("timeout", command)), timeout);
  signal?.addEventListener("abort", onAbort, { once: true });
  child.on("error", (error: NodeJS.ErrnoException) =>
    reject(new ProcessError("notStarted", command, error.code)),
  );
  child.on("exit", () => hangUp(child));
  child.on("close", (exitCode, killedBy) => {
    if (failure !== undefined) reject(failure);
    else if (exitCode === null) reject(new ProcessError("killed", command, killedBy ?? undefined));
    else resolve({ exitCode, ...output() });
  });
  // A program that does not read its input is no failure.
  child.stdin?.on("error", () => {}).end(input);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  });
}

/** Gathers what the child prints; the function gives it. */
function collect(
  child: ChildProcess,
  maxOutput: number,
  onTooMuch: () => void,
): () => { stdout: Uint8Array<ArrayBuffer>; stderr: string } {
  const chunks: Buffer[] = [];
  let size = 0;
  let stderr = Buffer.alloc(0);
  child.stdout?.on("data", (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size > maxOutput) onTooMuch();
    else chunks.push(chunk);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr = Buffer.concat([stderr, chunk]).subarray(-longestStderr);
  });
  return () => ({ stdout: Buffer.concat(chunks), stderr: stderr.toString("utf8") });
}

/** After the program's end: ends what it left running, and no longer waits for output that others keep open. */
function hangUp(child: ChildProcess): void {
  // Windows has no groups, and the number of a process that ended may be another's by now.
  if (!isWindows) signalGroup(child, "SIGKILL");
  const timer = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, linger);
  child.on("close", () => clearTimeout(timer));
}

function end(child: ChildProcess, grace: number): void {
  signalGroup(child, grace === 0 ? "SIGKILL" : "SIGTERM");
  if (grace === 0) return;
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), grace);
  child.on("close", () => clearTimeout(timer));
}

function signalGroup({ pid }: ChildProcess, name: "SIGTERM" | "SIGKILL"): void {
  if (pid === undefined) return;
  if (isWindows) {
    const taskkill = `${process.env["SystemRoot"] ?? "C:\\Windows"}\\System32\\taskkill.exe`;
    spawn(taskkill, ["/pid", String(pid), "/t", "/f"], { windowsHide: true, stdio: "ignore" }).on(
      "error",
      () => {},
    );
    return;
  }
  try {
    process.kill(-pid, name);
  } catch {
    // The group is gone already.
  }
}
