/**
 * Tags as versions. The grammar, as far as tags have one:
 *
 *     tag         ::= [ prefix ] version [ pre-release ] [ suffix ]
 *     prefix      ::= ( letter+ separator )* [ "v" ]
 *     version     ::= digit+ ( "." digit+ )*
 *     pre-release ::= [ separator ] word [ [ separator ] version ]        rc1, -beta.2, b1, -dev
 *     suffix      ::= separator anything                                  -alpine3.20, -slim-bookworm
 *     separator   ::= "-" | "_" | "."
 *
 * Everything else has no version: words (`latest`, `alpine3.20`) and hashes (`5f3a9c1`).
 */

export type TagVersion = {
  readonly prefix: string;
  /** The numbers of the version as they are written. */
  readonly numbers: readonly string[];
  readonly preRelease?: PreRelease;
  /** With its separator; empty when there is none. */
  readonly suffix: string;
};

/** `rank` is lower the further it is from the release. */
export type PreRelease = { readonly rank: number; readonly numbers: readonly string[] };

const versionPattern = /^((?:[A-Za-z]+[-_.])*[vV]?)(\d+(?:\.\d+)*)(.*)$/;
const preReleasePattern =
  /^(?:[-_.]?(nightly|dev|snapshot|canary|edge|unstable|experimental|test|next|insiders|ea|preview|pre|alpha|milestone|beta|rc)|[-_.]?([mM]|[abc])(?=\d{1,3}(?!\d)))(?:[-_.]?(\d+(?:\.\d+)*))?(?![A-Za-z0-9])/i;
/** A number behind the name of a distribution is not the image's version. */
const distribution = /(?:^|[-_.])(?:alpine|amazonlinux|centos|debian|fedora|rocky|ubi|ubuntu|windows)[-_.]$/i;

const ranks: readonly (readonly [rank: number, words: RegExp])[] = [
  [3, /^(?:rc|c)$/i],
  [2, /^(?:beta|b)$/i],
  [1, /^(?:alpha|a|pre|preview|ea|m|milestone)$/i],
];

/** Reads a tag's version; undefined when it has none. */
export function parseTagVersion(tag: string): TagVersion | undefined {
  const [, prefix = "", version, rest = ""] = versionPattern.exec(tag) ?? [];
  if (version === undefined) return undefined;
  const numbers = version.split(".");
  if (distribution.test(prefix) && !isStamp(numbers)) return undefined;
  const [whole = "", word, letter, preNumbers] = preReleasePattern.exec(rest) ?? [];
  const suffix = rest.slice(whole.length);
  if (suffix !== "" && !/^[-_.]/.test(suffix)) return undefined;
  if (whole === "") return { prefix, numbers, suffix };
  const rank = ranks.find(([, words]) => words.test(word ?? letter ?? ""))?.[0] ?? 0;
  return { prefix, numbers, preRelease: { rank, numbers: preNumbers?.split(".") ?? [] }, suffix };
}

/** Which of two versions is newer, by their numbers; a release is newer than what came before it. */
export function compareVersions(a: TagVersion, b: TagVersion): number {
  return (
    compareNumbers(a.numbers, b.numbers) ||
    (a.preRelease?.rank ?? 4) - (b.preRelease?.rank ?? 4) ||
    compareNumbers(a.preRelease?.numbers ?? [], b.preRelease?.numbers ?? [])
  );
}

/** Whether one of the two is a part of the other: `1.27` and `1.27.3`. */
export function overlaps(a: TagVersion, b: TagVersion): boolean {
  const shared = Math.min(a.numbers.length, b.numbers.length);
  return compareNumbers(a.numbers.slice(0, shared), b.numbers.slice(0, shared)) === 0;
}

/** Whether the numbers are counted alike: years and dates are not compared with small numbers. */
export function isComparable({ numbers: a }: TagVersion, { numbers: b }: TagVersion): boolean {
  const length = (numbers: readonly string[]) => Math.max(3, numbers[0]?.length ?? 0);
  return a.length === b.length && length(a) === length(b);
}

/** Whether it is a date, or the number of a build: `20241112`. */
function isStamp(numbers: readonly string[]): boolean {
  return numbers.length === 1 && (numbers[0]?.length ?? 0) >= 6;
}

/** Numbers of any length, exactly. */
function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (const [place, number] of a.entries()) {
    const [one, other] = [trim(number), trim(b[place] ?? "")];
    const compared = one.length - other.length || Number(one > other) - Number(one < other);
    if (compared !== 0) return compared;
  }
  return a.length - b.length;
}

function trim(number: string): string {
  return number.replace(/^0+/, "");
}
