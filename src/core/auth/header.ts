/** Values of the `Authorization` header. */
import type { Credential } from "./credential.ts";

/** https://www.rfc-editor.org/rfc/rfc7617 with UTF-8. */
export function basicHeader({ username, password }: Extract<Credential, { kind: "basic" }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Whether `value` is a text that a header can carry without ending it: visible ASCII, not empty. */
export function isHeaderText(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}
