/** Answers that are refusals, as failures. */
import { RegistryError, type RegistryErrorKind } from "../errors.ts";
import { htmlType, readText } from "./body.ts";
import { retryAfter } from "./retryAfter.ts";

/** What is read of an error's body, in bytes, and kept of its words, in UTF-16 units. */
const longestBody = 64 * 1024;
const longestCode = 64;
const longestDetail = 1024;

const kindOfStatus: Readonly<Record<number, RegistryErrorKind>> = {
  401: "unauthorized",
  402: "denied",
  403: "denied",
  404: "notFound",
  405: "unsupported",
  410: "notFound",
  412: "denied",
  429: "rateLimited",
  451: "denied",
  501: "unsupported",
};

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
const kindOfCode: ReadonlyMap<string | undefined, RegistryErrorKind> = new Map([
  ["BLOB_UNKNOWN", "notFound"],
  ["DENIED", "denied"],
  ["MANIFEST_UNKNOWN", "notFound"],
  ["NAME_UNKNOWN", "notFound"],
  ["TOOMANYREQUESTS", "rateLimited"],
  ["UNAUTHORIZED", "unauthorized"],
  ["UNSUPPORTED", "unsupported"],
]);

/**
 * The failure that an answer with an unwanted status stands for. Reads the registry's error body, whatever its
 * form, but no web page; `host` is the one that answered. A success nobody asked for (206, 304) is `unexpected`.
 */
export async function statusToFailure(
  response: Response,
  host: string,
  now: number = Date.now(),
): Promise<RegistryError> {
  const { status, headers } = response;
  const retryAt = retryAfter(headers, now);
  const words = await readWords(response);
  return new RegistryError(kindOf(status, words.code), host, {
    status,
    ...words,
    ...(retryAt !== undefined && { retryAt }),
  });
}

function kindOf(status: number, code: string | undefined): RegistryErrorKind {
  const byStatus = kindOfStatus[status] ?? (status >= 500 ? "unavailable" : "unexpected");
  // A 401 stays one whatever its code: a login may help.
  const isTelling = status >= 400 && status < 500 && status !== 401;
  return (isTelling ? kindOfCode.get(code) : undefined) ?? byStatus;
}

type Words = { readonly code?: string; readonly detail?: string };

async function readWords(response: Response): Promise<Words> {
  const text = (await readText(response, longestBody).catch(() => "")).trim();
  if (text === "" || text.startsWith("<") || htmlType(response) !== undefined) return {};
  try {
    return wordsIn(JSON.parse(text));
  } catch {
    return text.startsWith("{") || text.startsWith("[") ? {} : { detail: text.slice(0, longestDetail) };
  }
}

/** The first entry of the specified form, `{"errors":[{code, message}]}`, or the fields that others use. */
function wordsIn(body: unknown): Words {
  const { errors, message, details, detail } = fields(body);
  const first = Array.isArray(errors) ? fields(errors[0]) : {};
  const words = [first["message"], message, details, detail].find(
    (text) => typeof text === "string" && text !== "",
  );
  return {
    ...(typeof first["code"] === "string" && { code: first["code"].slice(0, longestCode) }),
    ...(typeof words === "string" && { detail: words.slice(0, longestDetail) }),
  };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
