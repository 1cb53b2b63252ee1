import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DocumentKind } from "../../../src/core/documents/occurrence.ts";
import { occurrenceAt } from "../../../src/core/documents/places.ts";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { type TypedInPlace, typedAt, typedUnread } from "../../../src/core/documents/typed.ts";

type Case = readonly [kind: DocumentKind, notation: string, expected: string | undefined];

/** The cursor is at "|"; the whole part is put in «», with what is completed and for whom behind "=". */
const read: readonly Case[] = [
  ["dockerfile", "FROM nginx:|\n", "FROM nginx:«»\n = tag docker.io/library/nginx"],
  ["dockerfile", "FROM nginx:1|.27 AS a\n", "FROM nginx:«1.27» AS a\n = tag docker.io/library/nginx"],
  [
    "dockerfile",
    `FROM nginx:1|@sha256:${"a".repeat(64)}\n`,
    `FROM nginx:«1»@sha256:${"a".repeat(64)}\n = tag docker.io/library/nginx`,
  ],
  ["dockerfile", `FROM nginx:1@sha256:a|${"a".repeat(63)}\n`, undefined],
  [
    "dockerfile",
    "FROM scratch\nCOPY --from=ghcr.io/a/b:| /a /b\n",
    "FROM scratch\nCOPY --from=ghcr.io/a/b:«» /a /b\n = tag ghcr.io/a/b",
  ],
  [
    "dockerfile",
    "ARG BASE=nginx:1|\nFROM $BASE\n",
    "ARG BASE=nginx:«1»\nFROM $BASE\n = tag docker.io/library/nginx",
  ],
  [
    "dockerfile",
    "ARG VERSION=1.2|7\nFROM ghcr.io/a/b:${VERSION}\n",
    "ARG VERSION=«1.27»\nFROM ghcr.io/a/b:${VERSION}\n = tag ghcr.io/a/b",
  ],
  ["dockerfile", "FROM nginx AS base\nFROM ba|se\n", undefined],
  ["dockerfile", "FROM scr|atch\n", undefined],
  ["dockerfile", "FROM ng|inx\n", "FROM «nginx»\n = name"],
  ["dockerfile", "FROM user:p|w@host.test/a\n", undefined],
  [
    "compose",
    'services:\n  a:\n    image: "nginx:|"\n',
    'services:\n  a:\n    image: "nginx:«»"\n = tag docker.io/library/nginx',
  ],
  [
    "compose",
    "services: {a: {image: 'r.test/a:1|'}}",
    "services: {a: {image: 'r.test/a:«1»'}} = tag r.test/a",
  ],
  ["compose", "services: {a: {image: r.test/|}}", "services: {a: {image: r.test/«»}} = path r.test"],
  [
    "compose",
    "services: {a: {image: '${A:-nginx:1|}'}}",
    "services: {a: {image: '${A:-nginx:«1»}'}} = tag docker.io/library/nginx",
  ],
  ["compose", "services: {a: {build: ., image: mine:1|}}", undefined],
  ["devcontainer", '{"image": "mcr.test/base:1|"}', '{"image": "mcr.test/base:«1»"} = tag mcr.test/base'],
  [
    "helm",
    "image: {repository: ghcr.io/a/b, tag: '1|'}",
    "image: {repository: ghcr.io/a/b, tag: '«1»'} = tag ghcr.io/a/b",
  ],
  [
    "helm",
    "image:\n  repository: nginx\n  tag: 1.2|\n",
    "image:\n  repository: nginx\n  tag: «1.2»\n = tag docker.io/library/nginx, bare",
  ],
  [
    "helm",
    "image: {registry: ghcr.io, repository: a/b|, tag: '1'}",
    "image: {registry: ghcr.io, repository: «a/b», tag: '1'} = path ghcr.io",
  ],
  [
    "helm",
    "image: {repository: ghcr.io/a/b|, tag: '1'}",
    "image: {repository: ghcr.io/«a/b», tag: '1'} = path ghcr.io",
  ],
];

/** What cannot be read until more is typed. */
const unread: readonly Case[] = [
  [
    "compose",
    "services:\n  a:\n    image: nginx:|\n    ports: [80]\n",
    "services:\n  a:\n    image: nginx:«»\n    ports: [80]\n = tag docker.io/library/nginx",
  ],
  [
    "compose",
    "services:\n  a:\n    image: localhost:5000/a/b:|\n",
    "services:\n  a:\n    image: localhost:5000/a/b:«»\n = tag localhost:5000/a/b",
  ],
  ["compose", "services:\n  a:\n    image: |\n", "services:\n  a:\n    image: «»\n = name"],
  ["compose", "services:\n  a:\n    ports: |\n", undefined],
  ["compose", "services:|\n", undefined],
  [
    "kubernetes",
    "kind: Pod\nspec:\n  containers:\n    - image: a.test/b:|\n",
    "kind: Pod\nspec:\n  containers:\n    - image: a.test/b:«»\n = tag a.test/b",
  ],
  [
    "helm",
    "image:\n  repository: nginx\n  tag: |\n",
    "image:\n  repository: nginx\n  tag: «»\n = tag docker.io/library/nginx, bare",
  ],
  [
    "helm",
    'image:\n  repository: nginx\n  tag: "|"\n',
    'image:\n  repository: nginx\n  tag: "«»"\n = tag docker.io/library/nginx',
  ],
  [
    "gitlab-ci",
    "a:\n  image: b.test/c:|\n  script: [x]\n",
    "a:\n  image: b.test/c:«»\n  script: [x]\n = tag b.test/c",
  ],
  [
    "github-actions",
    "jobs:\n  a:\n    container: b.test/c:|\n",
    "jobs:\n  a:\n    container: b.test/c:«»\n = tag b.test/c",
  ],
];

describe("what is being typed in a document", () => {
  for (const [kind, notation, expected] of read)
    it(`${kind}: ${notation}`, () => {
      const { text, offset } = cursorIn(notation);
      const occurrence = occurrenceAt(readerFor(kind)(text).occurrences, offset);
      assert.equal(show(text, occurrence && typedAt(text, occurrence, offset)), expected);
    });
});

describe("what is being typed where the document cannot be read yet", () => {
  for (const [kind, notation, expected] of [...unread, ...read.filter(([, , found]) => found !== undefined)])
    it(`${kind}: ${notation}`, () => {
      const { text, offset } = cursorIn(notation);
      assert.equal(show(text, typedUnread(readerFor(kind), text, offset)), expected);
    });
});

function cursorIn(notation: string) {
  const offset = notation.indexOf("|");
  return { text: notation.slice(0, offset) + notation.slice(offset + 1), offset };
}

function show(text: string, typed: TypedInPlace | undefined): string | undefined {
  if (typed === undefined) return undefined;
  const { start, end, part } = typed;
  const of =
    typed.part === "tag"
      ? ` ${typed.repository.registry}/${typed.repository.path}`
      : typed.part === "path"
        ? ` ${typed.registry}`
        : "";
  const bare = typed.isBare ? ", bare" : "";
  return `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)} = ${part}${of}${bare}`;
}
