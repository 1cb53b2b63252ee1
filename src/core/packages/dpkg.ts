/** Debian's database of packages. https://manpages.debian.org/bookworm/dpkg-dev/deb-control.5.en.html */
import type { OperatingSystem, Stated } from "./model.ts";
import { paragraphsOf } from "./paragraphs.ts";
import { formatPurl } from "./purl.ts";

const wanted = new Set(["Package", "Status", "Version", "Architecture", "Source", "Maintainer"]);

/**
 * The packages that a status file says are there. The third word counts: `install ok installed`. Images without dpkg have
 * a file for each package, which says no state.
 */
export function readDpkg(text: string, system: OperatingSystem | undefined): readonly Stated[] {
  return [...paragraphsOf(text, wanted)].flatMap((fields): readonly Stated[] => {
    const [name, version] = [fields.get("Package"), fields.get("Version")];
    const state = fields.get("Status")?.split(/\s+/)[2] ?? "installed";
    if (!name || !version || !there.has(state)) return [];
    const architecture = fields.get("Architecture");
    const distro = system && [system.id, system.version].filter(Boolean).join("-");
    return [
      {
        name,
        version,
        type: "deb",
        purl: formatPurl("deb", system?.id ?? "debian", name, version, { arch: architecture, distro }),
        licenses: [],
        supplier: fields.get("Maintainer"),
        architecture,
        source: sourceOf(fields.get("Source"), name, version),
      },
    ];
  });
}

/** Unpacked, whether its scripts ran or not. */
const there: ReadonlySet<string> = new Set([
  "installed",
  "half-configured",
  "triggers-awaited",
  "triggers-pending",
  "unpacked",
]);

/** `glibc (2.36-9)`; the version stands there when it is another than the package's. */
function sourceOf(text: string | undefined, name: string, version: string): Stated["source"] {
  const [, source, other] = /^(\S+)(?:\s+\(([^)]+)\))?$/.exec(text ?? "") ?? [];
  return { name: source ?? name, version: other ?? version };
}
