/** One run of a scanner, in a private folder that is gone when it has ended, however it ends. */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credential } from "../auth/credential.ts";
import { ContentError, ScannerError } from "../errors.ts";
import { type Ended, ProcessError, type RunOptions, run } from "../process.ts";
import { type Environment, type RunFolders, scannerEnvironment } from "./environment.ts";
import type { Report } from "./finding.ts";
import { lastWords, progressWords, redact, troubleIn } from "./lastWords.ts";
import { formatAuthFile, secretsOf } from "./logins.ts";
import { readReport } from "./readReport.ts";
import type { Scanner, ScannerVersion, ScanOrder } from "./scanner.ts";

export type ScannerRun = {
  readonly scanner: Scanner;
  /** The program, absolute. */
  readonly path: string;
  /** The user's environment; little of it is passed on. */
  readonly env: Environment;
  /** Milliseconds until it is ended. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
};

const longestReport = 64 * 1024 * 1024;
const longestVersion = 64 * 1024;
/** Milliseconds from asking it to end to ending it. */
const grace = 5000;
const prefix = "mooring-scan-";

/** Asks a scanner for its version. Rejects with a ScannerError, or with the signal's reason. */
export function askVersion(how: ScannerRun): Promise<ScannerVersion> {
  const { scanner } = how;
  return inPrivate(async (folders) => {
    const env = scannerEnvironment(scanner, folders, how.env);
    const ended = await start(how, scanner.versionArgs, {
      cwd: folders.home,
      env,
      maxOutput: longestVersion,
    });
    return decoded(ended, how, [], async (bytes, subject) => scanner.decodeVersion(bytes, subject));
  });
}

/**
 * Scans an image. The credential reaches the program by a file alone. `onWords` is told what it says that it is doing:
 * hostile text, without secrets. Rejects as above.
 */
export function runScanner(
  how: ScannerRun,
  order: ScanOrder,
  credential: Credential,
  onWords: (words: string) => void,
): Promise<Report> {
  const { scanner } = how;
  const secrets = secretsOf(credential);
  return inPrivate(async (folders) => {
    const login = join(folders.login, "config.json");
    await writeFile(login, formatAuthFile(order.way.host, credential), { flag: "wx", mode: 0o600 });
    const env = scannerEnvironment(scanner, folders, how.env, scanner.environment(order));
    const onStderr = (text: string) => {
      const words = progressWords(redact(text, secrets));
      if (words !== undefined) onWords(words);
    };
    const options = { cwd: folders.home, env, maxOutput: longestReport, onStderr };
    const preparation = scanner.preparation?.(order, how.env);
    if (preparation !== undefined) endedWell(await start(how, preparation, options), how, secrets);
    const ended = await start(how, scanner.args(order), options);
    return decoded(ended, how, secrets, (bytes, subject) =>
      readReport(scanner.name, bytes, subject, how.signal),
    );
  });
}

async function inPrivate<T>(work: (folders: RunFolders) => Promise<T>): Promise<T> {
  await removeLeftovers();
  const folder = await mkdtemp(join(tmpdir(), prefix));
  try {
    const folders = { home: join(folder, "home"), login: join(folder, "login"), temp: join(folder, "temp") };
    for (const path of Object.values(folders)) await mkdir(path, { mode: 0o700 });
    return await work(folders);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The folders of processes that were killed before they could tidy up. */
async function removeLeftovers(): Promise<void> {
  const old = Date.now() - 60 * 60 * 1000;
  const names = (await readdir(tmpdir()).catch(() => [])).filter((name) => name.startsWith(prefix));
  for (const path of names.map((name) => join(tmpdir(), name))) {
    const facts = await stat(path).catch(() => undefined);
    // What belongs to others cannot be removed, and need not be.
    if (facts !== undefined && facts.mtimeMs < old)
      await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

async function start(
  { scanner: { name }, path, timeout, signal }: ScannerRun,
  args: readonly string[],
  options: Pick<RunOptions, "cwd" | "env" | "maxOutput" | "onStderr">,
): Promise<Ended> {
  try {
    return await run(path, args, { ...options, timeout, grace, ...(signal && { signal }) });
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    throw failureOf(error, name, path);
  }
}

function failureOf(error: ProcessError, name: string, path: string): ScannerError {
  const facts = { path, cause: error };
  switch (error.kind) {
    case "timeout":
    case "tooMuchOutput":
      return new ScannerError(error.kind, name, facts);
    case "killed":
      return new ScannerError("failed", name, {
        ...facts,
        trouble: "killed",
        ...(error.code && { detail: error.code }),
      });
    case "notStarted": {
      // What is there but is no program for this machine, or has no room to start.
      const kind =
        error.code === "EMFILE" || error.code === "EAGAIN" || error.code === "ENOMEM"
          ? "failed"
          : "notInstalled";
      return new ScannerError(kind, name, { ...facts, ...(error.code && { detail: error.code }) });
    }
  }
}

/** A program may end with another code than 0 because it found something: what counts is whether there is a report. */
async function decoded<T>(
  { stdout, stderr, exitCode }: Ended,
  { scanner: { name }, path }: ScannerRun,
  secrets: readonly string[],
  decode: (bytes: Uint8Array<ArrayBuffer>, subject: string) => Promise<T>,
): Promise<T> {
  try {
    return await decode(stdout, `the output of ${name}`);
  } catch (cause) {
    if (!(cause instanceof ContentError)) throw cause;
    if (cause.kind === "tooLarge") throw new ScannerError("tooMuchOutput", name, { path, cause });
    if (cause.kind === "crashed") throw cause;
    throw failedWith({ stderr, exitCode }, name, path, secrets);
  }
}

function endedWell(ended: Ended, { scanner: { name }, path }: ScannerRun, secrets: readonly string[]): void {
  if (ended.exitCode !== 0) throw failedWith(ended, name, path, secrets);
}

function failedWith(
  { stderr, exitCode }: Pick<Ended, "stderr" | "exitCode">,
  name: string,
  path: string,
  secrets: readonly string[],
): ScannerError {
  const detail = redact(lastWords(stderr), secrets);
  const trouble = exitCode === 0 ? undefined : troubleIn(detail);
  const kind = exitCode === 0 ? "malformedOutput" : "failed";
  return new ScannerError(kind, name, { path, exitCode, trouble, ...(detail !== "" && { detail }) });
}
