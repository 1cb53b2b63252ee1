const secondsPattern = /^\d{1,9}$/;
/** A date as HTTP writes it; `Date.parse` alone would take almost anything. */
const datePattern = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Seconds since 1970, from 2001 on. */
const epochPattern = /^\d{10}$/;

/**
 * When a `Retry-After` header says to ask again, in milliseconds since 1970; else Docker Hub's `X-Retry-After`, in
 * seconds since 1970. Nonsense, negative numbers and times in the past count as no header.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 and https://docs.docker.com/reference/api/hub/latest/#tag/rate-limiting
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (secondsPattern.test(text)) return now + Number(text) * 1000;
  const date = datePattern.test(text) ? Date.parse(text) : epochOf(headers.get("x-retry-after"));
  return date > now ? date : undefined;
}

function epochOf(text: string | null): number {
  return epochPattern.test(text ?? "") ? Number(text) * 1000 : Number.NaN;
}
