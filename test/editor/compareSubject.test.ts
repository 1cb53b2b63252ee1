import assert from "node:assert/strict";
import { it } from "node:test";
import { parseReference, type Reference } from "../../src/core/reference/reference.ts";
import {
  formatSubject,
  isPinned,
  readSubject,
  type Subject,
} from "../../src/vscode/compare/compareSubject.ts";
import { digestOf } from "./imageModel.ts";

function reference(text: string): Reference {
  const parsed = parseReference(text);
  assert.ok(parsed.ok);
  return parsed.reference;
}

const pinned = reference(`localhost:5000/a/b:1@${digestOf("a")}`);
assert.ok(isPinned(pinned));

it("a subject is read as it was written, of characters that HTML leaves alone", () => {
  const subjects: readonly Subject[] = [
    { kind: "pin", uri: "file:///shop/%22%3E%3Cscript%3E/compose.yaml", reference: pinned },
    { kind: "pin", uri: `file:///a"b<c>&d'`, reference: pinned },
    { kind: "images", old: reference("nginx"), now: reference(`ghcr.io/a/b@${digestOf("b")}`) },
  ];
  for (const subject of subjects) {
    const written = formatSubject(subject);
    assert.doesNotMatch(written, /["<>&\s]/);
    assert.deepEqual(readSubject(written), subject);
  }
});

it("U04, U06: what a webview hands back may be anything", () => {
  const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));
  for (const written of [
    undefined,
    null,
    5,
    {},
    "",
    "%",
    "{",
    encoded(null),
    encoded([]),
    encoded({ uri: "file:///a", reference: "nginx:1" }),
    encoded({ uri: "file:///a", reference: `nginx@${digestOf("a")}` }),
    encoded({ uri: 5, reference: `nginx:1@${digestOf("a")}` }),
    encoded({ old: "nginx" }),
    encoded({ old: "nginx", now: "--privileged" }),
    encoded({ __proto__: { old: "nginx", now: "nginx" } }),
  ])
    assert.equal(readSubject(written), undefined, String(written));
});
