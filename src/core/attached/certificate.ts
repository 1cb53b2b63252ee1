/** What certificates of signers say. They are read, never trusted: whether they are genuine is not asked. */
import { X509Certificate } from "node:crypto";
import type { Certificate } from "./model.ts";

/** The longest certificate that is read, in bytes. */
const longest = 64 * 1024;

/** Reads a certificate, PEM or DER; undefined when it is none. */
export function readCertificate(bytes: string | Uint8Array): Certificate | undefined {
  if (bytes.length === 0 || bytes.length > longest) return undefined;
  try {
    const read = new X509Certificate(bytes);
    const { subject, issuer, subjectAltName = "", validFrom, validTo, raw } = read;
    return {
      identities: identitiesIn(subjectAltName, subject ?? ""),
      identityIssuer: identityIssuerIn(raw),
      authority: oneLine(issuer ?? ""),
      validFrom: toTime(validFrom),
      validTo: toTime(validTo),
    };
  } catch {
    return undefined;
  }
}

/** Node writes `URI:https://…, email:a@b.test`; names with odd characters in JSON's quotes. */
function identitiesIn(names: string, subject: string): readonly string[] {
  const listed = names.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  const identities = listed.slice(0, 20).map((name) => name.trim().replace(/^(?:URI|email|DNS):/, ""));
  return identities.length > 0 ? identities : [oneLine(subject)].filter((name) => name !== "");
}

function oneLine(name: string): string {
  return name.split("\n").join(", ");
}

function toTime(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * The extensions in which Fulcio notes who vouched for the identity: the newer as a UTF8String, the older as bare
 * text. https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
 */
const issuerExtensions = [
  { oid: Buffer.from("060a2b0601040183bf300108", "hex"), wrapped: true },
  { oid: Buffer.from("060a2b0601040183bf300101", "hex"), wrapped: false },
] as const;

function identityIssuerIn(raw: Buffer): string | undefined {
  for (const { oid, wrapped } of issuerExtensions) {
    const at = raw.indexOf(oid);
    if (at === -1) continue;
    const value = valueAt(raw, afterCritical(raw, at + oid.length), octetString);
    const text = wrapped && value !== undefined ? valueAt(value, 0, utf8String) : value;
    if (text !== undefined) return text.toString("utf8");
  }
  return undefined;
}

const octetString = 0x04;
const utf8String = 0x0c;

/** An extension may say by a BOOLEAN whether it is critical. */
function afterCritical(raw: Buffer, at: number): number {
  return raw[at] === 0x01 ? at + 3 : at;
}

/** The content of the element at a place, when it has that tag and a length that fits. */
function valueAt(raw: Buffer, at: number, tag: number): Buffer | undefined {
  const short = raw[at + 1] ?? 0x80;
  const wide = short === 0x81 ? 1 : short === 0x82 ? 2 : 0;
  if (raw[at] !== tag || (short >= 0x80 && wide === 0) || at + 2 + wide > raw.length) return undefined;
  const start = at + 2 + wide;
  const end = start + (wide === 0 ? short : raw.readUIntBE(at + 2, wide));
  return end <= raw.length ? raw.subarray(start, end) : undefined;
}
