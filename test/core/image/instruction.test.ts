import assert from "node:assert/strict";
import { it } from "node:test";
import { readInstruction } from "../../../src/core/image/instruction.ts";

const table: readonly (readonly [string, string, string])[] = [
  ["RUN /bin/sh -c apk add curl # buildkit", "RUN", "apk add curl"],
  ["RUN |1 VERSION=1 /bin/sh -c make # buildkit", "RUN", "make"],
  ["RUN |2 A=1 B=/bin/x /bin/sh -c make # buildkit", "RUN", "|2 A=1 B=/bin/x /bin/sh -c make"],
  ["RUN /bin/bash -o pipefail -c set -e", "RUN", "/bin/bash -o pipefail -c set -e"],
  ['CMD ["nginx" "-g" "daemon off;"]', "CMD", '["nginx" "-g" "daemon off;"]'],
  ["COPY a b # buildkit", "COPY", "a b"],
  ['/bin/sh -c #(nop)  CMD ["sh"]', "CMD", '["sh"]'],
  ["/bin/sh -c #(nop) ADD file:abc in / ", "ADD", "file:abc in /"],
  ["/bin/sh -c apt-get update", "RUN", "apt-get update"],
  ["|1 V=1 /bin/sh -c make", "RUN", "make"],
  ["bazel build //app", "", "bazel build //app"],
  ["", "", ""],
];

for (const [createdBy, keyword, rest] of table) {
  it(createdBy || "nothing", () => assert.deepEqual(readInstruction(createdBy), { keyword, rest }));
}
