/** What there is to say of packages that were read from an image's own files, in words. */
import { formatCount } from "./format.ts";
import { sanitize } from "./text.ts";

/** How complete a list of packages is. */
export type PackagesFacts = {
  readonly hidden: number;
  /** Paths. Hostile text. */
  readonly unread: readonly string[];
};

/** Sentences about what the list does not have; none when it is complete. */
export function explainPackages({ hidden, unread }: PackagesFacts): readonly string[] {
  const named = unread.slice(0, 3).map((path) => sanitize(path, 200));
  const more = unread.length - named.length;
  const rest = more > 0 ? ` and ${formatCount(more, "other file")}` : "";
  return [
    ...(hidden > 0 ? [`There are ${hidden} more than Mooring reads.`] : []),
    ...(unread.length > 0 ? [`Mooring cannot read what ${named.join(", ")}${rest} say of packages.`] : []),
  ];
}

/** Why packages were not looked up at a database of vulnerabilities. */
export function explainSkipped(skipped: number, host: string): string {
  return `${formatCount(skipped, "package")} not looked up: ${host} has nothing for their kind, or their version is not known.`;
}
