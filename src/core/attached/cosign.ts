/** What cosign signed: a payload beside its signature, or a bundle. https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md */
import { parseObject, toObject, toText } from "../oci/fields.ts";
import type { Descriptor } from "../oci/model.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import { readCertificate } from "./certificate.ts";
import { openEnvelope } from "./envelope.ts";
import type { Claim } from "./model.ts";
import { readStatement } from "./statement.ts";

/** Reads a payload; what signed it stands in its layer's annotations. ContentError `malformed` when it is no JSON. */
export function decodeSimpleSigning(bytes: Uint8Array, { annotations }: Descriptor, subject: string): Claim {
  const critical = toObject(parseObject(bytes, subject)["critical"]) ?? {};
  const digest = toObject(critical["image"])?.["docker-manifest-digest"];
  const certificate = annotations?.get("dev.sigstore.cosign/certificate");
  return {
    by: "cosign",
    digest: isDigest(digest) ? digest : undefined,
    reference: toText(toObject(critical["identity"])?.["docker-reference"]) || undefined,
    signed: loggedAt(annotations?.get("dev.sigstore.cosign/bundle"), subject),
    certificate: certificate === undefined ? undefined : readCertificate(certificate),
  };
}

/** Reads a bundle that signs a statement, or a digest alone. ContentError `malformed` when it is no JSON. */
export function decodeBundle(bytes: Uint8Array, subject: string): Claim {
  const { document, certificates, logged } = openEnvelope(bytes, subject);
  const [certificate] = certificates;
  return {
    by: "cosign",
    digest: readStatement(document)?.subjects[0] ?? messageDigest(document["messageSignature"]),
    reference: undefined,
    signed: logged,
    certificate: certificate && readCertificate(certificate),
  };
}

function messageDigest(signature: unknown): Digest | undefined {
  const { algorithm, digest } = toObject(toObject(signature)?.["messageDigest"]) ?? {};
  const hex = Buffer.from(toText(digest) ?? "", "base64").toString("hex");
  const written = `${algorithm === "SHA2_512" ? "sha512" : "sha256"}:${hex}`;
  return isDigest(written) ? written : undefined;
}

/** When a log says it took the signature in, in milliseconds since 1970. */
function loggedAt(bundle: string | undefined, subject: string): number | undefined {
  if (bundle === undefined) return undefined;
  const entry = toObject(parseObject(Buffer.from(bundle), subject)["Payload"]);
  const seconds = entry?.["integratedTime"];
  return typeof seconds === "number" && seconds > 0 && seconds < 7_258_118_400 ? seconds * 1000 : undefined;
}
