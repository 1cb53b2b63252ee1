/** Figures as people read them; one way for tree, hover, webview and command line (ux.md, Principles). */

const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** `71.4 MB`: powers of ten, one decimal from kB on. An en dash for what is not known. */
export function formatSize(bytes: number | undefined): string {
  if (bytes === undefined) return "–";
  let size = bytes;
  let unit = 0;
  while (unit < units.length - 1 && Number(size.toFixed(unit === 0 ? 0 : 1)) >= 1000) {
    size /= 1000;
    unit++;
  }
  return `${size.toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}

/** A difference in bytes with its sign: `−0.4 MB`. */
export function formatDifference(bytes: number): string {
  if (bytes === 0) return "no change";
  return `${bytes < 0 ? "−" : "+"}${formatSize(Math.abs(bytes))}`;
}

const minute = 60_000;
const spans: readonly (readonly [string, number])[] = [
  ["year", 365 * 24 * 60 * minute],
  ["month", 30 * 24 * 60 * minute],
  ["week", 7 * 24 * 60 * minute],
  ["day", 24 * 60 * minute],
  ["hour", 60 * minute],
  ["minute", minute],
];

/** `3 weeks ago`; both in milliseconds since 1970. Times that lie ahead, as wrong clocks give them, are `just now`. */
export function formatAge(at: number, now: number): string {
  for (const [name, length] of spans) {
    const count = Math.floor((now - at) / length);
    if (count >= 1) return `${count} ${name}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12 Oct 2026`, the day in UTC, so that all who look at one image read the same. */
export function formatDate(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** The exact local date and time, for tooltips. */
export function formatTime(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

/** `14:02` for today, else the date: when something was last read. */
export function formatAsOf(at: number, now: number): string {
  const time = new Date(at);
  return time.toDateString() === new Date(now).toDateString()
    ? time.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })
    : time.toLocaleDateString(undefined, { dateStyle: "medium" });
}

/** `1 layer`, `7 layers`. */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
