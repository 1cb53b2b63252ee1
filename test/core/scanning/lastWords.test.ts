import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastWords, progressWords, redact, troubleIn } from "../../../src/core/scanning/lastWords.ts";

/** As Trivy 0.74.0 and Grype 0.121.2 said it when it was done to them. */
const said = {
  trivyFirst: `2026-11-24T23:15:45Z	ERROR	[vulndb] The first run cannot skip downloading DB
2026-11-24T23:15:45Z	FATAL	Fatal error	run error: init error: DB error: database error: --skip-db-update cannot be specified on the first run
`,
  trivyDatabase: `2026-11-24T23:15:45Z	INFO	[vulndb] Need to update DB
2026-11-24T23:15:45Z	INFO	[vulndb] Downloading artifact...	repo="127.0.0.1:1/db:2"
2026-11-24T23:15:45Z	FATAL	Fatal error	run error: init error: DB error: failed to download vulnerability DB: OCI artifact error: OCI repository error: 1 error occurred:
	* Get "https://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused


`,
  trivyImage: `2026-11-24T23:15:47Z	INFO	[vuln] Vulnerability scanning is enabled
2026-11-24T23:15:47Z	FATAL	Fatal error	run error: image scan error: unable to find the specified image "127.0.0.1:5000/app:nope" in ["remote"]: 1 error occurred:
	* remote error: GET http://127.0.0.1:5000/v2/app/manifests/nope: MANIFEST_UNKNOWN: manifest unknown; map[Tag:nope]
`,
  trivyNobody: `2026-11-24T23:15:47Z	FATAL	Fatal error	run error: image scan error: unable to find the specified image "127.0.0.1:1/app:nope" in ["remote"]: 1 error occurred:
	* remote error: Get "https://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused
`,
  grypeDatabase: `[0000]  WARN error updating db error=unable to download listing: Get "http://127.0.0.1:1/v6/latest.json": dial tcp 127.0.0.1:1: connect: connection refused
[0005] ERROR failed to load vulnerability db: database does not exist
`,
  grypeOld: `[0005] ERROR failed to load vulnerability db: the vulnerability database was built 59 seconds ago (max allowed age is 1 second)
`,
  grypeImage: `[0000]  INFO grype version: 0.121.2
[0000] ERROR failed to catalog: errors occurred attempting to resolve '127.0.0.1:5000/app:nope':
  - oci-registry: failed to get image descriptor from registry: GET http://127.0.0.1:5000/v2/app/manifests/nope: MANIFEST_UNKNOWN: manifest unknown; map[Tag:nope]
`,
};

describe("S03: why a scanner failed", () => {
  const table: readonly (readonly [stderr: string, begins: string, trouble: string | undefined])[] = [
    [said.trivyFirst, "run error: init error: DB error: database error", "databaseMissing"],
    [said.trivyDatabase, "run error: init error: DB error: failed to download", "databaseUnreachable"],
    [said.trivyImage, "run error: image scan error", "notFound"],
    [said.trivyNobody, "run error: image scan error", "network"],
    [said.grypeDatabase, "failed to load vulnerability db: database does not exist", "databaseMissing"],
    [said.grypeOld, "failed to load vulnerability db", "databaseOld"],
    [said.grypeImage, "failed to catalog: errors occurred", "notFound"],
    ["cache may be in use by another process", "cache may", "busy"],
    ["write /tmp/x: no space left on device", "write", "diskFull"],
    ["fatal error: runtime: out of memory", "fatal error", "memory"],
    ["GET https://r.test/v2/: UNAUTHORIZED: authentication required", "GET", "login"],
    ["tls: failed to verify certificate: x509: signed by unknown authority", "tls", "certificate"],
    ["something else", "something else", undefined],
    ["", "", undefined],
  ];
  for (const [stderr, begins, trouble] of table)
    it(`${trouble}: ${begins}`, () => {
      const words = lastWords(stderr);
      assert.ok(words.startsWith(begins), words);
      assert.equal(troubleIn(words), trouble);
    });

  it("is told from the last complaint on, else by the last three lines, and cut", () => {
    assert.match(lastWords(said.trivyDatabase), /connection refused$/);
    assert.equal(lastWords("1\n2\n3\n4\n\n"), "2\n3\n4");
    assert.equal(lastWords("x".repeat(5000)).length, 1000);
  });
});

describe("what a scanner says that it is doing", () => {
  const table: readonly (readonly [text: string, words: string | undefined])[] = [
    [
      '2026-11-24T23:15:45Z\tINFO\t[vulndb] Downloading artifact...\trepo="m.test/db:2"\n',
      '[vulndb] Downloading artifact... repo="m.test/db:2"',
    ],
    [
      "[0001]  INFO gathered packages packages=9\n[0001]  INFO task completed elapsed=1s\n",
      "gathered packages packages=9",
    ],
    ["[0001]  WARN something\n", undefined],
    ["half a li", undefined],
    ["", undefined],
  ];
  for (const [text, words] of table)
    it(JSON.stringify(words), () => assert.equal(progressWords(text), words));
});

describe("I4: no secret in a scanner's words", () => {
  const table: readonly (readonly [text: string, secrets: readonly string[], expected: string])[] = [
    ["a canary b canary", ["canary"], "a … b …"],
    ["long-canary", ["canary", "long-canary"], "…"],
    ['Get "https://user:pass@h.test/v2/?token=x&a=b": no', [], 'Get "https://…@h.test/v2/?…": no'],
    ["Authorization: Bearer abc.def-_~+/=", [], "Authorization: Bearer …"],
    ["authorization: basic dTpw", [], "authorization: basic …"],
    ["$& and $1", ["x"], "$& and $1"],
  ];
  for (const [text, secrets, expected] of table)
    it(text, () => assert.equal(redact(text, secrets), expected));
});
