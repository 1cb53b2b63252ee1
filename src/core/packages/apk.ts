/** Alpine's database of packages. https://wiki.alpinelinux.org/wiki/Apk_spec#Installed_Database_V2 */
import type { OperatingSystem, Stated } from "./model.ts";
import { paragraphsOf } from "./paragraphs.ts";
import { formatPurl } from "./purl.ts";

const wanted = new Set(["P", "V", "A", "L", "o", "m"]);

/** The packages that the database has. */
export function readApk(text: string, system: OperatingSystem | undefined): readonly Stated[] {
  return [...paragraphsOf(text, wanted)].flatMap((fields): readonly Stated[] => {
    const [name, version] = [fields.get("P"), fields.get("V")];
    if (!name || !version) return [];
    const license = fields.get("L");
    const architecture = fields.get("A");
    const distro = system && [system.id, system.version].filter(Boolean).join("-");
    return [
      {
        name,
        version,
        type: "apk",
        purl: formatPurl("apk", system?.id ?? "alpine", name, version, { arch: architecture, distro }),
        licenses: license ? [license] : [],
        supplier: fields.get("m"),
        architecture,
        source: { name: fields.get("o") || name, version },
      },
    ];
  });
}
