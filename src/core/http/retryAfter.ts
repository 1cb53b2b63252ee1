const secondsPattern = /^\d{1,9}$/;
/** A date as HTTP writes it; `Date.parse` alone would take almost anything. */
const datePattern = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * When a `Retry-After` header says to ask again, in milliseconds since 1970. Nonsense, negative numbers and dates
 * in the past count as no header. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (secondsPattern.test(text)) return now + Number(text) * 1000;
  const date = datePattern.test(text) ? Date.parse(text) : Number.NaN;
  return date > now ? date : undefined;
}
