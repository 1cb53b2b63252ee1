/** One HTTP request as the layers above see it. */
export type Call = {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: URL;
  /** Header names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | StreamedBody;
  readonly signal?: AbortSignal;
  /** What the call will do, in the words of a token scope (`repository:a/b:pull`), for challenges that name none. */
  readonly scope?: string;
  /** Milliseconds for the whole call with its body; the transport's default when absent. */
  readonly deadline?: number;
  /** Milliseconds until the answer's headers, body sent included; the transport's default when absent. */
  readonly patience?: number;
  /**
   * The answer is large and read at the caller's pace. It gives its place back with its headers: a copy between two
   * repositories of one host would otherwise wait for its own places.
   */
  readonly streams?: boolean;
};

/** A body too large for memory. */
export type StreamedBody = {
  /** In bytes, exactly. */
  readonly length: number;
  /** Opens it from its start, for each try anew. */
  readonly open: () => AsyncIterable<Uint8Array>;
};

/**
 * Sends a call and gives the answer, whatever its status. Rejects with a NetworkError when no answer came,
 * with the signal's reason when cancelled. The answer's body is still to be read (see body.ts).
 */
export type Send = (call: Call) => Promise<Response>;

/** One concern around a Send: redirects, retry, authorisation. Each is testable alone. */
export type Middleware = (next: Send) => Send;
