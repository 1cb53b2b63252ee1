import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sanitize, sanitizeLines } from "../../src/core/text.ts";

describe("R10: text from a registry shows what it holds", () => {
  const table: readonly (readonly [string, string, string])[] = [
    ["an escape sequence", "a\u001b[31mred", "a\\u{1B}[31mred"],
    ["a right-to-left override", "abc\u202etxt.exe", "abc\\u{202E}txt.exe"],
    ["bidirectional isolates", "\u2066x\u2069", "\\u{2066}x\\u{2069}"],
    ["a zero-width space", "pay\u200bpal", "pay\\u{200B}pal"],
    ["a tag character", "a\u{e0041}", "a\\u{E0041}"],
    ["C1 and delete", "\u0085\u007f", "\\u{85}\\u{7F}"],
    ["several lines", " a\r\n\tb\n ", "a b"],
    ["a lone surrogate", "a\ud800b", "a\ufffdb"],
    ["right-to-left words and emoji stay", "שלום 🚢", "שלום 🚢"],
  ];
  for (const [name, hostile, shown] of table) it(name, () => assert.equal(sanitize(hostile), shown));
});

it("R10: a very long value is cut, never inside a character", () => {
  assert.equal(sanitize("x".repeat(5000)).length, 4097);
  assert.ok(sanitize("x".repeat(5000)).endsWith("…"));
  assert.equal(sanitize(`${"x".repeat(9)}🚢`, 10), `${"x".repeat(9)}\ufffd…`);
});

it("lines stay lines where a block is shown", () => {
  assert.equal(sanitizeLines("a\r\n\tb\rc"), "a\n\tb\nc");
});
