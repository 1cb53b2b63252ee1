/** Hostile text, for everything that a webview shows. */

/** Texts that would do harm if they were more than text. */
export const payloads = [
  `<img src="https://canary.test/image" onerror="alert(1)">`,
  `<script>fetch("https://canary.test/script")</script>`,
  `</script><script src="https://canary.test/breakout"></script>`,
  `"><svg onload="alert(1)"></svg>`,
  `' onmouseover='alert(1)' style='background:url(https://canary.test/style)`,
  `<base href="https://canary.test/"><meta http-equiv="refresh" content="0;url=https://canary.test/">`,
  `<style>@import "https://canary.test/sheet.css"</style><link rel="stylesheet" href="https://canary.test/link">`,
  "![](https://canary.test/markdown.png) [x](command:workbench.action.terminal.new)",
  "javascript:alert(1)",
];

/** What only the host's own words stand in. */
const own = ["kind", "mark", "marks", "role", "severity", "tone"];

/** The same value with text added to each string in it, but for what says what kind of thing it is; so do `more`. */
export function poison<Value>(value: Value, text: string, more: readonly string[] = []): Value {
  return JSON.parse(JSON.stringify(poisoned(value, text, new Set([...own, ...more]))));
}

function poisoned(value: unknown, text: string, kept: ReadonlySet<string>): unknown {
  if (typeof value === "string") return `${value}${text}`;
  if (Array.isArray(value)) return value.map((member) => poisoned(member, text, kept));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      kept.has(key) ? member : poisoned(member, text, kept),
    ]),
  );
}

/** Messages that are no state of any page. */
export const strangeMessages: readonly unknown[] = [
  undefined,
  null,
  "state",
  7,
  [],
  {},
  { type: "state" },
  { type: "state", state: null },
  { type: "state", state: { kind: "other" } },
  { type: "findings" },
  { type: "findings", report: 1, rows: [] },
  { type: "findings", report: "forged", rows: "all" },
  { type: "findings", report: "forged", rows: [{ id: "forged" }] },
  { type: "run", state: { kind: "loading", title: "forged" } },
  JSON.parse('{"__proto__": {"type": "state"}, "state": {"kind": "loading", "title": "forged"}}'),
];
