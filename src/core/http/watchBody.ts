import type { ReadableStreamReadResult } from "node:stream/web";

/** One chunk of a body, or its end. */
export type BodyRead = ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;

/** What a layer does while a body is read. */
export type BodyWatch = {
  /** Wraps the reading of each chunk: to count it, to time it, or to fail in other words. */
  readonly read?: (reading: Promise<BodyRead>) => Promise<BodyRead>;
  /** Called once, when the body ended, failed, or was cancelled; at once for an answer without a body. */
  readonly end?: () => void;
};

/** The same answer with its body under watch. Nothing is read before the caller reads. */
export function watchBody(response: Response, watch: BodyWatch): Response {
  const { read = (reading: Promise<BodyRead>) => reading, end = () => {} } = watch;
  if (response.body === null) {
    end();
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await read(reader.read());
          if (!done) return controller.enqueue(value);
        } catch (error) {
          end();
          reader.cancel(error).catch(() => {});
          throw error;
        }
        end();
        controller.close();
      },
      async cancel(reason) {
        end();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return withBody(response, body);
}

/** The same answer with another body. */
export function withBody(response: Response, body: ReadableStream | Uint8Array<ArrayBuffer>): Response {
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
