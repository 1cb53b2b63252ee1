import assert from "node:assert/strict";
import { it } from "node:test";
import { readStatedReport } from "../../../src/core/attached/readReport.ts";
import { decodeReport } from "../../../src/core/attached/report.ts";
import { ContentError } from "../../../src/core/errors.ts";
import { decoders } from "../../../src/core/scanning/decoders.ts";
import { isLarge, readReport } from "../../../src/core/scanning/readReport.ts";
import { largeReport } from "../../support/largeReport.ts";
import { run } from "../../support/program.ts";

const large = largeReport(2000);

/** In memory of their own. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

const vulnerabilities = Array.from({ length: 9000 }, (_, at) => ({
  id: `CVE-2024-${at}`,
  package: `p${at}`,
  version: "1",
  severity: "High",
  description: "línea\u2028\n\ud800".repeat(5),
}));
const harbor = JSON.stringify({ "application/json": { vulnerabilities } });
const matches = vulnerabilities.map(({ id, package: name }) => ({
  vulnerability: { id, severity: "Low" },
  artifact: { name, version: "1", purl: `pkg:deb/debian/${name}@1` },
}));
const grype = JSON.stringify({ matches, descriptor: { version: "0.116.0" } });

for (const [kind, text] of [
  ["trivy", Buffer.from(large).toString()],
  ["grype", grype],
  ["harbor", harbor],
] as const)
  it(`a large report of ${kind}: the thread gives what the decoder gives`, async () => {
    const bytes = bytesOf(text);
    assert.ok(isLarge(bytes));
    const here = decoders[kind](bytesOf(text), "it");
    assert.ok((here?.findings.length ?? 0) > 1000);
    assert.deepEqual(await readReport(kind, bytes, "it"), here);
    assert.equal(bytes.length, 0, "the bytes were handed over");
  });

it("a small report is read here, and its bytes stay", async () => {
  const bytes = largeReport(10);
  assert.ok(!isLarge(bytes));
  assert.deepEqual(await readReport("trivy", bytes, "it"), decoders.trivy(bytes, "it"));
});

it("a large answer of Harbor's without a report is none", async () => {
  assert.equal(await readReport("harbor", bytesOf(`${" ".repeat(600_000)}{}`), "it"), undefined);
});

it("a large attached report, bare and in a statement: the thread gives what the decoder gives", async () => {
  const report = { ...JSON.parse(Buffer.from(large).toString()), ArtifactName: "a" };
  const subject = [{ name: "a", digest: { sha256: "a".repeat(64) } }];
  const predicateType = "https://cosign.sigstore.dev/attestation/vuln/v1";
  const predicate = { scanner: { result: report } };
  const statement = { _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate };
  for (const document of [report, statement]) {
    const bytes = bytesOf(JSON.stringify(document));
    assert.ok(isLarge(bytes));
    const here = decodeReport(bytes, "it");
    assert.equal(here?.report.findings.length, 2000);
    assert.deepEqual(await readStatedReport(bytes, "it"), here);
  }
  assert.equal(await readStatedReport(bytesOf(`${" ".repeat(600_000)}{}`), "it"), undefined);
});

const padding = "x".repeat(600_000);
for (const [name, text] of [
  ["no JSON", padding],
  ["an array", JSON.stringify([padding])],
  ["cut off", Buffer.from(large).toString().slice(0, 700_000)],
  ["nested a hundred thousand deep", `{"Results":${"[".repeat(600_000)}`],
  ["another document", JSON.stringify({ padding })],
] as const)
  it(`a large document that is ${name} is refused with what was read`, async () => {
    for (const kind of ["trivy", "grype"] as const)
      await assert.rejects(readReport(kind, bytesOf(text), "it"), (failure) => {
        assert.ok(failure instanceof ContentError);
        assert.deepEqual([failure.kind, failure.subject], ["malformed", "it"]);
        return true;
      });
  });

it("cancelling ends it with the signal's reason", async () => {
  const stop = new AbortController();
  const work = readReport("trivy", new Uint8Array(large), "it", stop.signal);
  stop.abort();
  await assert.rejects(work, { name: "AbortError" });
  await assert.rejects(readReport("trivy", new Uint8Array(large), "it", stop.signal), { name: "AbortError" });
});

it("X04: a document of more values than a thread has memory for is refused before it is parsed", async () => {
  const text = `{"Results":[${"{},".repeat(1_300_000)}{}]}`;
  for (const work of [
    () => readReport("trivy", bytesOf(text), "it"),
    () => readStatedReport(bytesOf(text), "it"),
  ])
    await assert.rejects(work, { name: "ContentError", kind: "tooLarge", subject: "it" });
});

it("X04: one that holds nearly as many is read with little memory", async () => {
  const script = `import { readReport } from ${JSON.stringify(new URL("../../../src/core/scanning/readReport.ts", import.meta.url))};
    const text = \`{"SchemaVersion":2,"Results":[\${"{},".repeat(1_200_000)}{}]}\`;
    const { findings } = await readReport("trivy", new TextEncoder().encode(text), "it");
    console.log(findings.length);`;
  const argv = ["--max-old-space-size=256", "--input-type=module", "-e", script];
  assert.equal(await run(process.execPath, argv), "0\n");
});
