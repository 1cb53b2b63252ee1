import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RegistryError } from "../../src/core/errors.ts";
import { explainInOne } from "../../src/core/explain.ts";
import { codeSpan, escapeMarkdown, iconless, plain } from "../../src/vscode/markdown.ts";

const hostile = [
  "[x](command:workbench.action.terminal.new)",
  "![](https://canary.test/x.png)",
  "<img src=https://canary.test/x.png>",
  "https://canary.test/",
  "www.canary.test",
  "someone@canary.test",
  "$(trash)",
  "`code`",
  "a | b",
  "**bold** _it_ ~~gone~~",
  "&#60;b&#62;",
  "1. list",
  "# heading",
];

describe("U02, U03: text in a hover is text", () => {
  for (const text of hostile) {
    it(text, () => {
      const escaped = escapeMarkdown(text);
      assert.doesNotMatch(escaped, unescaped);
      assert.equal(unescapeMarkdown(escaped), text);
    });
  }
});

/** A character of meaning to Markdown that no backslash and no entity disarms. */
const unescaped = /(?<!\\)[[\]()!<>`*_~|$]|(?<![\\&])#|:\/\/|\w@\w|(?<=\w)(?<!\\)\.(?=\w)/;

function unescapeMarkdown(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/\\(.)/g, "$1");
}

it("nothing leaves a code span or a table cell", () => {
  assert.equal(codeSpan("a`b|c\n\nd"), "`a'b\\|c d`");
  assert.equal(codeSpan(""), "");
});

it("U02: a notification holds no link", () => {
  for (const text of hostile) assert.doesNotMatch(plain(text), /\[[^\]]*\]\([^)]*\)/);
});

it("U08: places in a text are not filled: it is shown as it is", () => {
  const text = "{0} {1} %s %d $& $1 ${x}";
  const failure = new RegistryError("notFound", "h.test", { detail: text });
  assert.deepEqual([plain(text), iconless(text)], [text, text]);
  assert.equal(unescapeMarkdown(escapeMarkdown(text)), text);
  assert.ok(explainInOne(failure, text).includes(text), explainInOne(failure, text));
});

it("U05: a label holds no icon", () => {
  assert.equal(iconless("$(error) a $5 (b) $(sync~spin)"), "＄(error) a $5 (b) ＄(sync~spin)");
});

it("R10: escapes and direction marks are visible on every surface", () => {
  for (const shown of [escapeMarkdown, codeSpan, plain, iconless].map((show) => show("\u001b\u202e"))) {
    assert.doesNotMatch(shown, /[\u001b\u202e]/);
  }
});
