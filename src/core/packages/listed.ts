/** Packages that an SBOM lists, with what their package URLs tell of them beyond its rows. */
import type { PackageRow } from "../attached/packageRows.ts";
import type { Digest } from "../reference/digest.ts";
import type { OperatingSystem, SourcedPackage } from "./model.ts";
import { type Purl, parsePurl } from "./purl.ts";

export type ListedPackages = {
  readonly packages: readonly SourcedPackage[];
  /** Of the distribution that its packages are of; undefined when they name none. */
  readonly system: OperatingSystem | undefined;
};

/** The packages of an SBOM's rows, each with its URL at the same place; `layers` are the image's by their numbers. */
export function readListed(
  rows: readonly PackageRow[],
  purls: readonly string[],
  layers: ReadonlyMap<number, Digest>,
): ListedPackages {
  const named = rows.map((row, at) => ({ row, text: purls[at] ?? "", purl: parsePurl(purls[at] ?? "") }));
  return {
    packages: named.map(({ row: [name, version, type, licenses, layer, path], text, purl }) => ({
      name,
      version: textOf(version),
      type: purl?.type ?? textOf(type),
      purl: textOf(text),
      licenses: licenses === "" ? [] : [licenses],
      supplier: undefined,
      path: textOf(path),
      layer: layers.get(layer),
      source: purl === undefined ? { name, version } : sourceOf(purl),
    })),
    system: named.flatMap(({ purl }) => systemOf(purl))[0],
  };
}

/** Syft names the source package as `upstream` where it is another; epochs stand apart in Trivy's lists. */
function sourceOf({ namespace, name, version, type, qualifiers }: Purl): SourcedPackage["source"] {
  const epoch = qualifiers.get("epoch");
  const whole = epoch === null ? version : `${epoch}:${version}`;
  if (!distributions.has(type)) return { name: [namespace, name].filter(Boolean).join("/"), version: whole };
  const [, source = name, other = whole] = /^([^@]+)(?:@(.+))?$/.exec(qualifiers.get("upstream") ?? "") ?? [];
  return { name: source, version: other };
}

const distributions: ReadonlySet<string> = new Set(["deb", "apk", "rpm"]);

/** `distro=debian-12`; of Alpine's packages Trivy writes the version alone. */
function systemOf(purl: Purl | undefined): readonly OperatingSystem[] {
  const distro = purl?.qualifiers.get("distro");
  if (purl === undefined || !distro || !distributions.has(purl.type)) return [];
  const [, id = purl.namespace, version] = /^(?:([a-z]+)-)?(\d.*)$/.exec(distro) ?? [];
  return [{ id: version === undefined ? distro : id, version, name: undefined }];
}

function textOf(text: string): string | undefined {
  return text === "" ? undefined : text;
}
