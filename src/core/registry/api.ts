/** Asking one registry: what every call of the distribution API has in common. */
import { RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain, htmlType, readBytes } from "../http/body.ts";
import type { Call, Send } from "../http/call.ts";

/** Where a registry's API is and how it is asked. */
export type Api = {
  /** The root of the API with a path prefix, without `/v2/`. */
  readonly base: URL;
  /** Already authorised. */
  readonly send: Send;
};

/** What goes with a request beside its address. */
export type Question = {
  readonly scope?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
};

/** The most bytes of a manifest, a config or a page of a list. */
export const longestDocument = 4 * 1024 * 1024;

/** What a token must allow to read a repository. */
export function pullScope(path: string): string {
  return `repository:${path}:pull`;
}

/** What a token must allow to write to a repository. */
export function pushScope(path: string): string {
  return `repository:${path}:pull,push`;
}

/** Sends a call and gives whatever answer comes. */
export function ask(
  api: Api,
  method: Call["method"],
  url: URL,
  { scope, accept, signal }: Question,
): Promise<Response> {
  return api.send({
    method,
    url,
    ...(accept !== undefined && { headers: { accept } }),
    ...(scope !== undefined && { scope }),
    ...(signal && { signal }),
  });
}

/**
 * Gets a document: the answer and its bytes. Every status but 200, an unasked 206 too, is the registry's failure; a
 * page of HTML is somebody else's answer (H09, H13).
 */
export async function getDocument(
  api: Api,
  url: URL,
  question: Question,
  subject: string,
  limit: number = longestDocument,
): Promise<{ response: Response; bytes: Uint8Array<ArrayBuffer> }> {
  const { host } = api.base;
  const response = await ask(api, "GET", url, question);
  if (response.status !== 200) throw await statusToFailure(response, host);
  const html = htmlType(response);
  if (html !== undefined) {
    await drain(response);
    throw new RegistryError("unexpected", host, { status: 200, detail: html });
  }
  return { response, bytes: await readBytes(response, limit, subject, host) };
}
