/**
 * What signed documents are wrapped in. Nothing is verified here: an envelope is opened for what it says.
 * DSSE: https://github.com/secure-systems-lab/dsse/blob/v1.0.2/envelope.md
 * Sigstore bundles: https://github.com/sigstore/protobuf-specs/blob/v0.4.1/protos/sigstore_bundle.proto
 * JWS: https://www.rfc-editor.org/rfc/rfc7515#section-7.2.2
 */
import { type Fields, parseObject, toArray, toObject, toText } from "../oci/fields.ts";

/** A document, and what its envelope held beside it. */
export type Opened = {
  /** The document itself when it stood in no envelope. */
  readonly document: Fields;
  readonly envelope: "none" | "dsse" | "bundle" | "jws";
  /** Certificates as they stand there, DER, the signer's first. */
  readonly certificates: readonly Uint8Array[];
  /** When a log says it took the signature in, in milliseconds since 1970; not checked. */
  readonly logged?: number;
};

/**
 * Opens a JSON document that may stand in an envelope. Rejects with ContentError `malformed` when the document or what
 * it holds is no JSON object. A bundle that signs a digest alone is its own document.
 */
export function openEnvelope(bytes: Uint8Array, subject: string): Opened {
  const outer = parseObject(bytes, subject);
  const bundled = toObject(outer["dsseEnvelope"]);
  if (bundled !== undefined || toObject(outer["messageSignature"]) !== undefined) {
    const document = bundled === undefined ? outer : payloadOf(bundled, subject);
    return { document, envelope: "bundle", ...materialOf(outer) };
  }
  if (toText(outer["payloadType"]) !== undefined && toText(outer["payload"]) !== undefined)
    return { document: payloadOf(outer, subject), envelope: "dsse", certificates: [] };
  if (toText(outer["protected"]) !== undefined && toText(outer["payload"]) !== undefined)
    return { document: payloadOf(outer, subject), envelope: "jws", certificates: chainOf(outer) };
  return { document: outer, envelope: "none", certificates: [] };
}

/** Both spellings of base 64 occur, and Node reads both as one. */
function payloadOf(envelope: Fields, subject: string): Fields {
  return parseObject(decodeBase64(toText(envelope["payload"]) ?? ""), subject);
}

function materialOf(bundle: Fields): Pick<Opened, "certificates" | "logged"> {
  const material = toObject(bundle["verificationMaterial"]) ?? {};
  const chain = toArray(toObject(material["x509CertificateChain"])?.["certificates"]) ?? [];
  const raw = [material["certificate"], ...chain].map((entry) => toText(toObject(entry)?.["rawBytes"]));
  const [entry] = toArray(material["tlogEntries"]) ?? [];
  const seconds = Number(toText(toObject(entry)?.["integratedTime"]) ?? Number.NaN);
  return {
    certificates: raw.slice(0, most).flatMap((text) => (text === undefined ? [] : [decodeBase64(text)])),
    ...(seconds > 0 && seconds < latest && { logged: seconds * 1000 }),
  };
}

const most = 10;
/** Seconds of the year 2200, behind which times are nonsense. */
const latest = 7_258_118_400;

function chainOf(envelope: Fields): readonly Uint8Array[] {
  const chain = toArray(toObject(envelope["header"])?.["x5c"]) ?? [];
  return chain.slice(0, most).flatMap((text) => (typeof text === "string" ? [decodeBase64(text)] : []));
}

function decodeBase64(text: string): Uint8Array {
  return Buffer.from(text, "base64");
}
