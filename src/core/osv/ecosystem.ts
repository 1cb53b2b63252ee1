/** How OSV.dev names packages. https://ossf.github.io/osv-schema/#defined-ecosystems */
import type { OperatingSystem, SourcedPackage } from "../packages/model.ts";

/** A package as it is asked for. This, and nothing else, leaves the machine. */
export type OsvPackage = { readonly ecosystem: string; readonly name: string; readonly version: string };

/** The package that advisories are about; undefined when OSV.dev has none for its kind, or there is no version. */
export function toOsv(
  { type, source }: SourcedPackage,
  system: OperatingSystem | undefined,
): OsvPackage | undefined {
  const { name, version } = source;
  const ecosystem = type === "deb" || type === "apk" ? ecosystemOf(system) : languages.get(type ?? "");
  if (ecosystem === undefined || version === "") return undefined;
  return { ecosystem, name, version: type === "golang" ? version.replace(/^v/, "") : version };
}

const languages: ReadonlyMap<string, string> = new Map([
  ["golang", "Go"],
  ["npm", "npm"],
  ["pypi", "PyPI"],
]);

/** Advisories of distributions are for one release. */
function ecosystemOf(system: OperatingSystem | undefined): string | undefined {
  const { id, version = "" } = system ?? {};
  const [, major, minor] = /^(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  switch (id) {
    case "debian":
      return major && `Debian:${major}`;
    case "alpine":
      return minor && `Alpine:v${major}.${minor}`;
    case "ubuntu": {
      const isLongTerm = minor === "04" && Number(major) % 2 === 0;
      return minor && `Ubuntu:${major}.${minor}${isLongTerm ? ":LTS" : ""}`;
    }
    case "wolfi":
      return "Wolfi";
    case "chainguard":
      return "Chainguard";
    default:
      return undefined;
  }
}
