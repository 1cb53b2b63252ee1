/** What a scanner prints on its standard error: progress for people, and in the end why it failed. */
import type { ScannerTrouble } from "../errors.ts";

/** UTF-16 units that are kept of why a scanner failed. */
const longest = 1000;
/** `2026-11-24T23:05:12Z INFO [vuln] words`, `[0001]  INFO words` */
const line = /^(?:\S+Z\s+|\[\d+\]\s+)?(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\s+(.*)$/;

/** Takes what may be a secret out of a scanner's words: the login, those in addresses, their queries, and headers. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
  return known
    .replace(/\/\/[^/\s"'@]+@/g, "//…@")
    .replace(/\?[^\s"'<>]*/g, "?…")
    .replace(/\b(Basic|Bearer) +[\w.~+/=-]+/gi, "$1 …");
}

/** Why it failed, as far as it says so: from its last complaint on, else its last lines. */
export function lastWords(stderr: string): string {
  const lines = stderr.split(/\r?\n/).filter((text) => text.trim() !== "");
  const complaint = lines.findLastIndex((text) => /^(?:ERROR|FATAL)$/.test(line.exec(text)?.[1] ?? ""));
  const [first = "", ...others] = lines.slice(complaint < 0 ? -3 : complaint);
  const words = [line.exec(first)?.[2]?.replace(/^Fatal error\t/, "") ?? first, ...others];
  return words.join("\n").slice(0, longest);
}

/** What it says that it is doing, of a piece of what it prints; undefined when that says nothing for people. */
export function progressWords(text: string): string | undefined {
  const words = text.split(/\r?\n/).flatMap((one) => {
    const [, level, said = ""] = line.exec(one) ?? [];
    return level === "INFO" && !said.startsWith("task completed") ? [said.replaceAll("\t", " ")] : [];
  });
  return words.at(-1)?.slice(0, longest);
}

/**
 * What each trouble sounds like. Scanners end with 1 whatever it was, so their words are all there is; nothing but the
 * advice beside them hangs on it.
 */
const sounds: readonly (readonly [ScannerTrouble, RegExp])[] = [
  ["databaseOld", /old DB schema|database was built .* ago/i],
  ["databaseMissing", /cannot be specified on the first run|database does not exist/i],
  ["databaseUnreachable", /failed to download vulnerability DB|unable to (?:update|download)/i],
  ["busy", /in use by another process|database is locked/i],
  ["diskFull", /no space left on device/i],
  ["memory", /out of memory|cannot allocate memory/i],
  ["login", /UNAUTHORIZED|DENIED|\b40[13]\b/],
  ["certificate", /x509|certificate/i],
  ["notFound", /MANIFEST_UNKNOWN|NAME_UNKNOWN|NOT_FOUND|\b404\b/],
  ["network", /dial tcp|no such host|connection (?:refused|reset)|timeout|deadline exceeded/i],
];

/** What a scanner's last words lead back to, where that is known. */
export function troubleIn(words: string): ScannerTrouble | undefined {
  return sounds.find(([, sound]) => sound.test(words))?.[0];
}
