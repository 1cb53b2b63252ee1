/**
 * What notation signed: a descriptor, in a JWS or in COSE.
 * https://github.com/notaryproject/specifications/blob/v1.1.0/specs/signature-specification.md
 */
import { parseObject, toObject, toText, toTime } from "../oci/fields.ts";
import { isDigest } from "../reference/digest.ts";
import { type Cbor, type CborMap, parseCbor } from "./cbor.ts";
import { readCertificate } from "./certificate.ts";
import { openEnvelope } from "./envelope.ts";
import type { Claim } from "./model.ts";

const signingTime = "io.cncf.notary.signingTime";

/** Reads a signature in a JWS; ContentError `malformed` when it is none. */
export function decodeJws(bytes: Uint8Array, subject: string): Claim {
  const { document, certificates } = openEnvelope(bytes, subject);
  const header = toText(parseObject(bytes, subject)["protected"]) ?? "";
  const told = header === "" ? {} : parseObject(Buffer.from(header, "base64url"), subject);
  return claimOf(document, certificates[0], toTime(told[signingTime]));
}

/** Reads a signature in COSE; ContentError `malformed` when it is none. https://www.rfc-editor.org/rfc/rfc9052#section-4.2 */
export function decodeCose(bytes: Uint8Array, subject: string): Claim {
  const { payload, headers } = openCose(bytes, subject);
  const [certificate] = [headers.get(chainLabel)].flat();
  const time = headers.get(signingTime);
  const seconds = isTagged(time) ? Number(time.value) : Number.NaN;
  const signed = seconds > 0 && seconds < 7_258_118_400 ? seconds * 1000 : undefined;
  return claimOf(parseObject(payload, subject), bytesOf(certificate), signed);
}

/** The payload of a COSE_Sign1, and its headers, those that are signed over those that are not. */
export function openCose(bytes: Uint8Array, subject: string): { payload: Uint8Array; headers: CborMap } {
  const outer = parseCbor(bytes, subject);
  const message = isTagged(outer) && outer.tag === sign1 ? outer.value : outer;
  const [signed, unsigned, payload] = Array.isArray(message) ? (message as readonly Cbor[]) : [];
  const inner = bytesOf(signed);
  const headers = inner === undefined || inner.length === 0 ? undefined : parseCbor(inner, subject);
  return {
    payload: bytesOf(payload) ?? new Uint8Array(),
    headers: new Map([...mapOf(unsigned), ...mapOf(headers)]),
  };
}

const sign1 = 18;
/** `x5chain`. https://www.rfc-editor.org/rfc/rfc9360#section-2 */
const chainLabel = 33;

function claimOf(
  document: Readonly<Record<string, unknown>>,
  certificate: Uint8Array | undefined,
  signed: number | undefined,
): Claim {
  const digest = toObject(document["targetArtifact"])?.["digest"];
  return {
    by: "notation",
    digest: isDigest(digest) ? digest : undefined,
    reference: undefined,
    signed,
    certificate: certificate && readCertificate(certificate),
  };
}

function isTagged(value: Cbor): value is Extract<Cbor, { tag: number }> {
  return typeof value === "object" && value !== null && "tag" in value;
}

function bytesOf(value: Cbor): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}

function mapOf(value: Cbor): CborMap {
  return value instanceof Map ? value : new Map();
}
