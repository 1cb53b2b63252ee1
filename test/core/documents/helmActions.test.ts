import assert from "node:assert/strict";
import { test } from "node:test";
import { hideActions } from "../../../src/core/documents/helmActions.ts";

const rows: readonly (readonly [name: string, text: string, hidden: string])[] = [
  ["nothing to hide", "a: b\n", "a: b\n"],
  ["a value", "a: {{ .b }}-c", "a: xxxxxxxx-c"],
  ["a value in quotes", 'a: "{{ "b" }}"', 'a: "xxxxxxxxx"'],
  [
    "a line of its own",
    "a:\n  {{- toYaml .b | nindent 2 }}\nc: d",
    "a:\n                              \nc: d",
  ],
  ["a control in a line", "{{ if .a }}b: c{{ end }}", "           b: c         "],
  ["an assignment", "{{ $a := 1 }}b: c", "             b: c"],
  ["CRLF", "{{ .a }}\r\nb: {{ .c }}\r\n", "        \r\nb: xxxxxxxx\r\n"],
  ["an action of several lines", "a: {{ .b\n  }}\nc", "a: xxxxx\nxxxx\nc"],
  ["a comment with braces in it", "{{/* }} */}}a", "            a"],
  ["a name that begins like a control", "a: {{ iffy }}", "a: xxxxxxxxxx"],
  ["an action that is not closed", "a: {{ b }}{{ c", "a: xxxxxxx{{ c"],
  ["a comment that is not closed", "{{/* a }}", "{{/* a }}"],
];

for (const [name, text, hidden] of rows)
  test(name, () => {
    assert.equal(hideActions(text), hidden);
    assert.equal(hidden.length, text.length);
  });
