/** A fake Send that gives one scripted outcome after the other; one call too many fails. */
import type { Call, Send } from "../../src/core/http/call.ts";

export type ScriptedSend = { readonly send: Send; readonly calls: Call[] };

/** Each outcome is an answer, or an error to reject with. */
export function scriptedSend(...outcomes: readonly (Response | Error)[]): ScriptedSend {
  const calls: Call[] = [];
  const send: Send = async (call) => {
    calls.push(call);
    const outcome = outcomes[calls.length - 1];
    if (outcome === undefined) throw new Error(`nobody expected call ${calls.length}: ${call.url}`);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return { send, calls };
}

/** An answer with a status, a body and headers. */
export function answer(
  status: number,
  body: string | null = null,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, { status, headers });
}

/** The whole of an error that a log could show. */
export function shown(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    parts.push(at.message, at.stack ?? "", JSON.stringify(at), JSON.stringify(Object.values(at)));
  }
  return parts.join("\n");
}
