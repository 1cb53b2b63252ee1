import { parseObject, toArray, toObject, toSize, toText } from "./fields.ts";

/**
 * What the digest of a signed schema 1 manifest is made over: the bytes without the signatures, put together as the
 * first signature says. The bytes themselves when they hold none that says it.
 * https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-1.md#signed-manifests
 */
export function schema1Payload(bytes: Uint8Array, subject: string): Uint8Array {
  const signature = toObject(toArray(parseObject(bytes, subject)["signatures"])?.[0]);
  const header = toText(signature?.["protected"]);
  if (header === undefined) return bytes;
  const format = parseObject(Buffer.from(header, "base64url"), subject);
  const length = toSize(format["formatLength"]);
  const tail = toText(format["formatTail"]);
  if (length === undefined || tail === undefined) return bytes;
  return Buffer.concat([bytes.subarray(0, length), Buffer.from(tail, "base64url")]);
}
