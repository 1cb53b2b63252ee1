import type { Call } from "../../src/core/http/call.ts";

/** Whether a secret goes out with a call: as it is, or as Basic authentication. */
export function holds({ url, headers = {}, body = "" }: Call, secret: string): boolean {
  const { authorization = "" } = headers;
  const [, basic = ""] = /^Basic (.+)$/.exec(authorization) ?? [];
  const text = body instanceof Uint8Array ? Buffer.from(new Uint8Array(body)).toString() : String(body);
  const sent = [url.href, decodeURIComponent(url.search), authorization, atob(basic), text];
  return sent.some((part) => part.includes(secret) || part.includes(encodeURIComponent(secret)));
}
