/** Reading bodies without trusting their size. All sizes in bytes after decoding. */
import { ContentError, RegistryError } from "../errors.ts";
import { withBody } from "./watchBody.ts";

/** What a body may weigh that is only read to keep the connection usable. */
const drainLimit = 64 * 1024;
/** What is read of an answer before it counts as arrived: a manifest, a config, a page of tags. */
const arrivalLimit = 4 * 1024 * 1024;

/** Reads a body of at most `limit` bytes; a longer one is dropped: ContentError `tooLarge`. */
export async function readBytes(
  response: Response,
  limit: number,
  subject: string,
  host?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { bytes, rest } = await readStart(response, limit);
  if (rest === undefined) return bytes;
  rest.cancel().catch(() => {});
  throw new ContentError("tooLarge", subject, { limit, ...(host !== undefined && { host }) });
}

/**
 * Reads a body as JSON; a byte order mark is allowed. A web page is a RegistryError `unexpected` with its content
 * type as detail; what is not JSON in UTF-8 is a ContentError `malformed`. `__proto__` is a key like any other.
 */
export async function readJson(
  response: Response,
  limit: number,
  subject: string,
  host: string,
): Promise<unknown> {
  const type = htmlType(response);
  if (type !== undefined) {
    await drain(response);
    throw new RegistryError("unexpected", host, { status: response.status, detail: type });
  }
  const bytes = await readBytes(response, limit, subject, host);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    // The parser's own message quotes the text, which may be a token.
    throw new ContentError("malformed", subject, { host });
  }
}

/** The content type of an answer that is a web page, as a captive portal or a login page is. */
export function htmlType(response: Response): string | undefined {
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  return type === "text/html" || type === "application/xhtml+xml" ? type : undefined;
}

/** Reads the first `limit` bytes as text and drops the rest. */
export async function readText(response: Response, limit: number): Promise<string> {
  const { bytes, rest } = await readStart(response, limit);
  rest?.cancel().catch(() => {});
  return new TextDecoder().decode(bytes.subarray(0, limit));
}

/** Reads a body that is not wanted to its end, so that the connection can be used again; a long one is cut off. */
export async function drain(response: Response): Promise<void> {
  await readText(response, drainLimit).catch(() => {});
}

/**
 * Waits until a body is here, or its first 4 MiB: what breaks off until then is a failed call, which may be tried
 * again, and no failed reading. The answer has the same body.
 */
export async function arrived(response: Response): Promise<Response> {
  if (response.body === null || Number(response.headers.get("content-length")) > arrivalLimit)
    return response;
  const { bytes, rest } = await readStart(response, arrivalLimit);
  return withBody(response, rest === undefined ? bytes : joined(bytes, rest));
}

type Start = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Present when there was more than the limit; `bytes` then ends with the chunk that went over it. */
  readonly rest?: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
};

async function readStart({ body }: Response, limit: number): Promise<Start> {
  if (body === null) return { bytes: new Uint8Array() };
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = body.getReader();
  const chunks: Uint8Array[] = [];
  for (let size = 0; size <= limit; ) {
    const { done, value } = await reader.read();
    if (done) return { bytes: Buffer.concat(chunks) };
    chunks.push(value);
    size += value.byteLength;
  }
  return { bytes: Buffer.concat(chunks), rest: reader };
}

function joined(
  start: Uint8Array<ArrayBuffer>,
  rest: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(start),
    async pull(controller) {
      const { done, value } = await rest.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => rest.cancel(reason),
  });
}
