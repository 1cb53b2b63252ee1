/** Lists of what is in an image, in either format, alone or said by a statement. */
import type { Fields } from "../oci/fields.ts";
import { readCyclonedx } from "./cyclonedx.ts";
import { openEnvelope } from "./envelope.ts";
import type { Sbom } from "./model.ts";
import { readSpdx } from "./spdx.ts";
import { readStatement } from "./statement.ts";

/**
 * Reads an SBOM, bare or wrapped; undefined when the document is something else. Rejects with ContentError `malformed`
 * what is no JSON.
 */
export function decodeSbom(bytes: Uint8Array, subject: string): Sbom | undefined {
  const { document } = openEnvelope(bytes, subject);
  const statement = readStatement(document);
  const sbom = readBare(statement?.predicate ?? document);
  return sbom && { ...sbom, ...(statement && { subjects: statement.subjects }) };
}

function readBare(document: Fields): Sbom | undefined {
  return readSpdx(document) ?? readCyclonedx(document);
}
