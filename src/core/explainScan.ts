/** Failures of scanners in words: what happened, the tool's own last words, and what to do next. */
import { ScannerError, type ScannerTrouble } from "./errors.ts";
import { explain } from "./explain.ts";
import { type Explanation, say, sentence } from "./explanation.ts";
import { sanitize } from "./text.ts";

/** Where people read how a scanner is installed. */
export const installPages: Readonly<Record<string, string>> = {
  trivy: "https://trivy.dev/latest/getting-started/installation/",
  grype: "https://oss.anchore.com/docs/installation/grype/",
};

/** Explains a failed scan; what is no failure of a scanner, as `explain` does. */
export function explainScan(failure: unknown, subject?: string): Explanation {
  if (!(failure instanceof ScannerError)) return explain(failure, subject);
  const { kind, scanner, path } = failure;
  const name = titleOf(scanner);
  switch (kind) {
    case "notInstalled":
      return explainMissing(failure);
    case "tainted":
      return say(
        `This release of ${name} was published with hostile code in it (CVE-2026-33634), so Mooring does not run it.`,
        `Remove ${shown(path)} and install a newer release; then change what it could have read.`,
        "none",
      );
    case "timeout":
      return say(
        `${name} did not end in time.${words(failure)}`,
        "Try again; the first scan also gets a database, which takes long over a slow network.",
        "retry",
      );
    case "malformedOutput":
      return say(
        `What ${name} printed is not a report that Mooring can read.${words(failure)}`,
        `Check what ${shown(path)} is, or install another release of it.`,
        "none",
      );
    case "tooMuchOutput":
      return say(`The report of ${name} is larger than Mooring reads (64 MB).`, "It was not used.", "none");
    case "failed":
      return explainTrouble(failure, name);
  }
}

/** Both sentences, for surfaces with one line. */
export function explainScanInOne(failure: unknown, subject?: string): string {
  const { problem, next } = explainScan(failure, subject);
  return `${problem} ${next}`;
}

function explainMissing({ scanner, path, detail }: ScannerError): Explanation {
  const name = titleOf(scanner);
  if (scanner === "auto") {
    return say(
      "No scanner is installed here: neither Trivy nor Grype is on PATH.",
      `Install one, for example with "brew install trivy", or as ${installPages["trivy"]} says. Mooring downloads none.`,
      "none",
    );
  }
  if (path !== undefined) {
    const why = detail === undefined ? "" : ` (${sanitize(detail, 60)})`;
    return say(
      `${shown(path)} is not a program that Mooring may run as ${name}${why}.`,
      `Name the whole path of a program outside of the open folders, or leave the setting empty to use the ${name} on PATH.`,
      "none",
    );
  }
  return say(
    `${name} is not installed here: it is not on PATH.`,
    `Install it, for example with "brew install ${scanner}", or as ${installPages[scanner]} says. Mooring downloads none.`,
    "none",
  );
}

type Advice = readonly [cause: string, next: string];

const advice: { readonly [Trouble in ScannerTrouble]: (scanner: string, detail: string) => Advice } = {
  databaseMissing: (scanner) => [
    "it has no database of vulnerabilities yet",
    `${updateOf(scanner)} gets one; the network or a proxy may be in the way.`,
  ],
  databaseOld: (scanner) => [
    "its database of vulnerabilities is too old",
    `${updateOf(scanner)} gets a new one; the network or a proxy may be in the way.`,
  ],
  databaseUnreachable: () => [
    "it cannot get its database of vulnerabilities",
    "Check the network and the proxy settings, then try again.",
  ],
  login: () => ["the registry does not accept the login", "Sign in to the registry again, then try again."],
  notFound: () => ["the registry does not have the image", "Check that it is still there."],
  certificate: () => [
    "it does not trust the certificate of a host",
    "Add the authority to the system's certificates, or name its file in mooring.registries (caFile).",
  ],
  network: () => ["it cannot reach a host", "Check the network and the proxy settings, then try again."],
  busy: () => ["another process is using its cache", "Wait until the other scan has ended, then try again."],
  diskFull: () => ["there is no room left on the disk", "Make room, then try again."],
  memory: () => ["there is not enough memory", "Close what is not needed, then try again."],
  killed: (_, signal) => [
    `it was ended from outside (${signal || "a signal"})`,
    "The system may have run out of memory; try again.",
  ],
  pathPrefix: () => [
    "the registry's URL has a path, and scanners know a registry by its host alone",
    "Scan the image from another registry.",
  ],
};

function explainTrouble(failure: ScannerError, name: string): Explanation {
  const { trouble, exitCode, detail = "", scanner } = failure;
  if (trouble === undefined) {
    const code = exitCode === undefined ? "" : ` (it ended with ${exitCode})`;
    return say(`${name} failed${code}.${words(failure)}`, "Run it in a terminal to see more.", "retry");
  }
  const [cause, next] = advice[trouble](scanner, sanitize(detail, 60));
  const own = trouble === "killed" ? "" : words(failure);
  return say(`${name} failed: ${cause}.${own}`, next, trouble === "login" ? "signIn" : "retry");
}

function updateOf(scanner: string): string {
  return scanner === "grype"
    ? '"grype db update" in a terminal'
    : '"trivy image --download-db-only" in a terminal';
}

function words({ detail }: ScannerError): string {
  return detail === undefined ? "" : ` It says: ${sentence(sanitize(detail, 300))}`;
}

function shown(path: string | undefined): string {
  return path === undefined ? "the program" : sanitize(path, 200);
}

function titleOf(scanner: string): string {
  return scanner.slice(0, 1).toUpperCase() + scanner.slice(1);
}
