import { drain, readText } from "../http/body.ts";
import type { Send } from "../http/call.ts";
import { toObject, toText } from "../oci/fields.ts";
import { normaliseHost } from "../reference/reference.ts";
import { type CatalogKind, kindOfHost } from "./kind.ts";

/** Milliseconds for one question. */
const patience = 10_000;
/** Bytes of an answer that tells; whatever is longer does not. */
const longestAnswer = 1024;

/**
 * The vendor of the registry at `base`: by its host where that tells, else by two questions at most that only Harbor
 * and Gitea (or Forgejo) answer as they do. They go out without a login and are not tried again. `oci` is everything
 * else, a server that does not answer too. Rejects only with the signal's reason.
 */
export async function detectKind(base: URL, send: Send, signal?: AbortSignal): Promise<CatalogKind> {
  const kind = kindOfHost(normaliseHost(base.host));
  if (kind !== "oci") return kind;
  try {
    if (isPong(await answerOf(base, "api/v2.0/ping", send, signal))) return "harbor";
    return isVersion(await answerOf(base, "api/v1/version", send, signal)) ? "gitea" : "oci";
  } catch {
    signal?.throwIfAborted();
    return "oci";
  }
}

/** The text of a 200, nothing for every other answer. */
async function answerOf(
  base: URL,
  path: string,
  send: Send,
  signal: AbortSignal | undefined,
): Promise<string> {
  const url = new URL(path, base);
  const response = await send({ method: "GET", url, deadline: patience, ...(signal && { signal }) });
  if (response.status === 200) return readText(response, longestAnswer);
  await drain(response);
  return "";
}

/** https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml, getPing */
function isPong(text: string): boolean {
  return /^Pong\r?\n?$/.test(text);
}

/** `{"version":"1.25.5"}` and nothing beside: others tell their version at the same place, with more or other words. */
function isVersion(text: string): boolean {
  try {
    const fields = toObject(JSON.parse(text)) ?? {};
    return Object.keys(fields).length === 1 && /^\d+\.\d+/.test(toText(fields["version"]) ?? "");
  } catch {
    return false;
  }
}
