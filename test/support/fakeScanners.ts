/**
 * Fake programs in the place of Trivy and Grype: shell scripts that take what the real ones take and refuse the rest
 * with their words, and that record how they were run. Written from `trivy image --help` of 0.74.0 and `grype --help` of
 * 0.121.2.
 */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ScannerName } from "../../src/core/scanning/scanner.ts";
import type { Owner } from "./faultServer.ts";
import { temporaryFolder } from "./folder.ts";

/** How a program was run. */
export type RecordedRun = {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** What lay in the folder it ran in. */
  readonly around: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The file of logins, with its mode and that of its folder in octal; empty when there was none. */
  readonly login: string;
  readonly modes: string;
};

export type FakeScanners = {
  /** For PATH. */
  readonly bin: string;
  readonly folder: string;
  /** Makes the program, in `bin` or another folder; gives its path. `scan` is what it does once its call is in order. */
  readonly make: (name: ScannerName, scan: string, options?: FakeOptions) => Promise<string>;
  /** The runs so far: `version`, `database` or `scan`, in their order. */
  readonly runs: () => Promise<readonly string[]>;
  /** The last scan. */
  readonly last: () => Promise<RecordedRun>;
};

export type FakeOptions = {
  readonly folder?: string;
  /** What it prints of its version. */
  readonly version?: string;
};

export const versions: { readonly [Name in ScannerName]: string } = {
  trivy: '{"Version":"0.74.0","VulnerabilityDB":{"Version":2,"UpdatedAt":"2026-11-20T06:00:00Z"}}',
  grype: '{"application":"grype","version":"0.121.2","supportedDbSchema":6}',
};

export async function fakeScanners(owner: Owner): Promise<FakeScanners> {
  const { path: folder, remove } = await temporaryFolder("scanners");
  owner.after(remove);
  const [bin, log] = [join(folder, "bin"), join(folder, "log")];
  for (const path of [bin, log]) await mkdir(path);
  const read = (name: string) => readFile(join(log, name), "utf8").catch(() => "");
  return {
    bin,
    folder,
    make: async (name, scan, { folder: place = bin, version = versions[name] } = {}) => {
      const path = join(place, name);
      await mkdir(place, { recursive: true });
      const script = [`#!/bin/sh\nLOG='${log}'`, answerVersion(version), record, strict[name], scan];
      await writeFile(path, `${script.join("\n")}\n`);
      await chmod(path, 0o755);
      return path;
    },
    runs: async () => (await read("runs")).split("\n").filter((line) => line !== ""),
    last: async () => ({
      argv: (await read("argv")).split("\0").slice(0, -1),
      cwd: (await read("cwd")).trim(),
      around: (await read("around")).trim(),
      environment: readEnvironment(await read("environment")),
      login: await read("login"),
      modes: (await read("modes")).trim(),
    }),
  };
}

/** A script that prints a report, after words as the real program says them. */
export function printing(report: unknown, words = ""): string {
  return `cat >&2 <<'WORDS'\n${words}\nWORDS\ncat <<'REPORT'\n${JSON.stringify(report)}\nREPORT`;
}

/** A script that fails as both do: with words, and 1. */
export function failing(words: string, exitCode = 1): string {
  return `cat >&2 <<'WORDS'\n${words}\nWORDS\nexit ${exitCode}`;
}

function answerVersion(version: string): string {
  return `if [ "$1" = version ]; then echo version >> "$LOG/runs"; cat <<'END'\n${version}\nEND\nexit 0; fi`;
}

const record = `[ "$2" = --download-db-only ] || echo scan >> "$LOG/runs"
printf '%s\\0' "$@" > "$LOG/argv"
pwd > "$LOG/cwd"
ls -A > "$LOG/around"
env -0 > "$LOG/environment"
cat "$DOCKER_CONFIG/config.json" > "$LOG/login"
stat -c %a "$DOCKER_CONFIG/config.json" "$DOCKER_CONFIG" > "$LOG/modes"`;

/** Flags are taken off until `--`, after which there is one operand: an image by its digest. */
const operand = `shift
[ $# -eq 1 ] || refuse "accepts 1 arg(s), received $#"
case "$1" in *@sha256:????????????????????????????????????????????????????????????????) ;; *) refuse "not by digest: $1" ;; esac`;

const strict: { readonly [Name in ScannerName]: string } = {
  trivy: `refuse() { echo "$(date -u +%FT%TZ)	FATAL	Fatal error	$1" >&2; exit 1; }
if [ "$*" = "image --download-db-only" ]; then echo database >> "$LOG/runs"; exit 0; fi
[ "$1" = image ] || refuse "unknown command \\"$1\\" for \\"trivy\\""; shift
FORMAT= SOURCE=
while [ $# -gt 0 ] && [ "$1" != -- ]; do case "$1" in
  --format) FORMAT=$2; shift 2 ;;
  --image-src) SOURCE=$2; shift 2 ;;
  --scanners|--platform) shift 2 ;;
  --cacert|--ignorefile) [ -r "$2" ] || refuse "open $2"; shift 2 ;;
  --insecure|--skip-db-update) shift ;;
  *) refuse "unknown flag: $1" ;;
esac; done
[ "$FORMAT $SOURCE" = "json remote" ] || refuse "not for Mooring: $FORMAT $SOURCE"
${operand}`,
  grype: `refuse() { echo "[0000] ERROR $1" >&2; exit 1; }
OUTPUT=
while [ $# -gt 0 ] && [ "$1" != -- ]; do case "$1" in
  --output) OUTPUT=$2; shift 2 ;;
  --platform) shift 2 ;;
  --verbose) shift ;;
  *) refuse "unknown flag: $1" ;;
esac; done
[ "$OUTPUT" = json ] || refuse "not for Mooring: $OUTPUT"
${operand}
case "$1" in registry:*) ;; *) refuse "from elsewhere: $1" ;; esac`,
};

function readEnvironment(text: string): Readonly<Record<string, string>> {
  const entries = text.split("\0").filter((entry) => entry !== "");
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}
