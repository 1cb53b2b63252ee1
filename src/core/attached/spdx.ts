/** SPDX 2 as JSON. https://spdx.github.io/spdx-spec/v2.3/ */
import { type Fields, toArray, toObject, toText, toTexts, toTime } from "../oci/fields.ts";
import { evidenceIn, type Location, locationInTexts } from "./location.ts";
import type { Package, Sbom } from "./model.ts";
import { mostPackages, purlType } from "./packages.ts";

/** Reads an SPDX 2 document; undefined when it is none. */
export function readSpdx(document: Fields): Sbom | undefined {
  const version = /^SPDX-(2\.\d+)$/.exec(toText(document["spdxVersion"]) ?? "")?.[1];
  if (version === undefined) return undefined;
  const listed = toArray(document["packages"]) ?? [];
  const described = describedBy(document);
  const isTheImage = (entry: unknown) => described !== undefined && toObject(entry)?.["SPDXID"] === described;
  const inside = listed.length === 1 ? listed : listed.filter((entry) => !isTheImage(entry));
  const evidence = evidenceIn(document);
  const creation = toObject(document["creationInfo"]) ?? {};
  return {
    format: "SPDX",
    version,
    name: toText(document["name"]),
    created: toTime(creation["created"]),
    tools: (toTexts(creation["creators"]) ?? []).flatMap((creator) => after("Tool", creator) ?? []),
    packages: inside.slice(0, mostPackages).flatMap((entry) => readPackage(entry, evidence)),
    hidden: Math.max(inside.length - mostPackages, 0),
  };
}

/** The one element that the document is about: the image itself, which is not a package in it. */
function describedBy(document: Fields): string | undefined {
  const written = toTexts(document["documentDescribes"]) ?? [];
  const related = (toArray(document["relationships"]) ?? []).flatMap((entry) => {
    const { spdxElementId, relationshipType, relatedSpdxElement } = toObject(entry) ?? {};
    const describes = spdxElementId === "SPDXRef-DOCUMENT" && relationshipType === "DESCRIBES";
    return describes && typeof relatedSpdxElement === "string" ? [relatedSpdxElement] : [];
  });
  const [described, ...others] = new Set([...written, ...related]);
  return others.length === 0 ? described : undefined;
}

function readPackage(entry: unknown, evidence: ReadonlyMap<unknown, Location>): readonly Package[] {
  const fields = toObject(entry) ?? {};
  const name = toText(fields["name"]);
  if (name === undefined || name === "") return [];
  const purl = purlOf(fields);
  const license = said(fields["licenseConcluded"]) ?? said(fields["licenseDeclared"]);
  const supplier = said(fields["supplier"]) ?? said(fields["originator"]);
  return [
    {
      name,
      version: said(fields["versionInfo"]),
      type: purlType(purl) ?? said(fields["primaryPackagePurpose"])?.toLowerCase(),
      purl,
      licenses: license === undefined ? [] : [license],
      supplier: supplier && (after("Organization", supplier) ?? after("Person", supplier) ?? supplier),
      ...(evidence.get(fields["SPDXID"]) ?? locationInTexts(fields)),
    },
  ];
}

function purlOf(fields: Fields): string | undefined {
  for (const reference of toArray(fields["externalRefs"]) ?? []) {
    const { referenceType, referenceLocator } = toObject(reference) ?? {};
    if (referenceType === "purl" && typeof referenceLocator === "string") return referenceLocator;
  }
  return undefined;
}

/** A text that says something. */
function said(value: unknown): string | undefined {
  const text = toText(value);
  return text === "" || text === "NOASSERTION" || text === "NONE" ? undefined : text;
}

/** What follows `Tool: `. */
function after(kind: string, text: string): string | undefined {
  return text.startsWith(`${kind}: `) ? text.slice(kind.length + 2).trim() : undefined;
}
