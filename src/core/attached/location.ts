/**
 * Where in an image a package was found, as scanners write it into documents whose formats have no field for that.
 * Syft: https://github.com/anchore/syft/tree/v1.20.0/syft/format/internal/spdxutil/helpers, in CycloneDX `syft:location:0:path`.
 * Trivy: https://github.com/aquasecurity/trivy/tree/v0.58.0/pkg/sbom, `LayerDiffID` and `FilePath` in either format.
 */
import { type Fields, toArray, toObject, toText } from "../oci/fields.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import type { Package } from "./model.ts";

export type Location = Pick<Package, "path" | "layer">;

/** The most properties, texts or files that are looked at for one package. */
const most = 100;

/** From a CycloneDX component's properties. */
export function locationInProperties(properties: unknown): Location {
  const values = new Map<string, string>();
  for (const entry of (toArray(properties) ?? []).slice(0, most)) {
    const { name, value } = toObject(entry) ?? {};
    if (typeof name === "string" && typeof value === "string") values.set(name, value);
  }
  const trivy = (name: string) => values.get(`aquasecurity:trivy:${name}`);
  const syft = [...values].flatMap(([name, path]) => {
    const number = /^syft:location:(\d+):path$/.exec(name)?.[1];
    return number === undefined
      ? []
      : [{ path, layer: toDigest(values.get(`syft:location:${number}:layerID`)) }];
  });
  const layer = toDigest(trivy("LayerDiffID")) ?? toDigest(trivy("LayerDigest"));
  return tellingOf(syft) ?? { path: trivy("FilePath"), layer };
}

/** Licence texts of a package are found beside it and say less than its database. */
function tellingOf(locations: readonly Location[]): Location | undefined {
  return locations.find(({ path }) => path?.startsWith("/usr/share/doc/") === false) ?? locations[0];
}

/** From what an SPDX package says of its source in prose. */
export function locationInTexts(fields: Fields): Location {
  const comments = (toArray(fields["annotations"]) ?? [])
    .slice(0, most)
    .map((entry) => toObject(entry)?.["comment"]);
  const texts = [...(toArray(fields["attributionTexts"]) ?? []).slice(0, most), ...comments];
  const said = (name: string) =>
    texts
      .map(toText)
      .find((text) => text?.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const source = /^acquired package info from [^:]*: (\/[^,]*)/.exec(toText(fields["sourceInfo"]) ?? "")?.[1];
  const layer = toDigest(said("LayerDiffID")) ?? toDigest(said("LayerDigest"));
  return { path: source ?? said("FilePath"), layer };
}

/** The files by which an SPDX document proves its packages, by the packages' identifiers. */
export function evidenceIn(document: Fields): ReadonlyMap<unknown, Location> {
  const files = new Map<unknown, Location>();
  for (const entry of toArray(document["files"]) ?? []) {
    const { SPDXID, fileName, comment } = toObject(entry) ?? {};
    const name = toText(fileName);
    const layer = toDigest(/^layerID: (\S+)/.exec(toText(comment) ?? "")?.[1]);
    if (name !== undefined) files.set(SPDXID, { path: name.startsWith("/") ? name : `/${name}`, layer });
  }
  const evidence = new Map<unknown, Location>();
  for (const entry of toArray(document["relationships"]) ?? []) {
    const { spdxElementId, relatedSpdxElement, comment } = toObject(entry) ?? {};
    const file = toText(comment)?.startsWith("evident-by") ? files.get(relatedSpdxElement) : undefined;
    const before = evidence.get(spdxElementId);
    const found = file && (before === undefined ? file : tellingOf([before, file]));
    if (found !== undefined) evidence.set(spdxElementId, found);
  }
  return evidence;
}

function toDigest(text: string | undefined): Digest | undefined {
  return isDigest(text) ? text : undefined;
}
