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
  ["controls that a line begins with", "{{ if .a }}{{ $b := 1 }}b: c", "                        b: c"],
  [
    "controls behind a value are part of it",
    "a: {{ .b }}{{ if .c }}:{{ .c }}{{ end }}",
    "a: xxxxxxxxxxxxxxxxxxx:xxxxxxxxxxxxxxxxx",
  ],
  [
    "a line of nothing but actions",
    "a:\n  {{ if .b }} {{ toYaml .b }} {{- end }}\t\nc",
    "a:\n                                        \t\nc",
  ],
  ["a name that a line begins with", "{{ .a }}: b", "xxxxxxxx: b"],
  ["a comment behind a value", "a: b {{/* c */}}", "a: b            "],
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
