/** An SBOM's packages as a page shows them, ready to be handed from thread to thread. */
import { sanitize } from "../text.ts";
import type { Package } from "./model.ts";
import { factsOf, type SbomFacts } from "./readHeld.ts";
import { decodeSbom } from "./sbom.ts";

/** Name, version, kind, licences, layer and path; the layer is its number in the image, 0 when it is not known. */
export type PackageRow = readonly [
  name: string,
  version: string,
  kind: string,
  licenses: string,
  layer: number,
  path: string,
];

/** A layer's number, by its digest and by that of the uncompressed layer. */
export type LayerNumbers = ReadonlyMap<string, number>;

export type PackageList = {
  readonly facts: SbomFacts;
  /** A JSON array of `PackageRow`s by name, UTF-8. */
  readonly rows: Uint8Array<ArrayBuffer>;
  /** A JSON array of the rows' package URLs, in their order, UTF-8; empty text where the document says none. */
  readonly purls: Uint8Array<ArrayBuffer>;
  /** How many rows these are. */
  readonly count: number;
};

/** UTF-16 units of a cell. */
const longestCell = 300;

/** The packages of a document, sanitised; undefined when it is no SBOM. Rejects as decodeSbom does. */
export function listPackages(
  bytes: Uint8Array,
  subject: string,
  layers: LayerNumbers,
): PackageList | undefined {
  const sbom = decodeSbom(bytes, subject);
  if (sbom === undefined) return undefined;
  const named = sbom.packages
    .map((one) => ({ row: rowOf(one, layers), purl: one.purl ?? "" }))
    .sort((one, other) => byName(one.row, other.row));
  return {
    facts: factsOf(sbom),
    rows: encode(named.map(({ row }) => row)),
    purls: encode(named.map(({ purl }) => purl)),
    count: named.length,
  };
}

/** Packages as a JSON array of `PackageRow`s by name, sanitised, UTF-8. */
export function encodeRows(packages: readonly Package[], layers: LayerNumbers): Uint8Array<ArrayBuffer> {
  return encode(packages.map((one) => rowOf(one, layers)).sort(byName));
}

function encode(value: readonly unknown[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

function rowOf({ name, version = "", type = "", licenses, layer, path = "" }: Package, layers: LayerNumbers) {
  const cell = (text: string) => sanitize(text, longestCell);
  const number = layers.get(layer ?? "") ?? 0;
  const license = licenses.slice(0, 50).join(", ");
  return [cell(name), cell(version), cell(type), cell(license), number, cell(path)] satisfies PackageRow;
}

function byName([one, first]: PackageRow, [other, second]: PackageRow): number {
  const order = compare(one.toLowerCase(), other.toLowerCase());
  return order === 0 ? compare(first, second) : order;
}

/** By code units: the same everywhere, and fast for tens of thousands. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
