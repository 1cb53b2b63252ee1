import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openEnvelope } from "../../../src/core/attached/envelope.ts";
import { readStatement } from "../../../src/core/attached/statement.ts";
import { ContentError } from "../../../src/core/errors.ts";
import { digestOf } from "../../support/fakeRegistry.ts";

const open = (document: unknown) => openEnvelope(Buffer.from(JSON.stringify(document)), "it");
const payload = Buffer.from('{"a":"~~~???"}');

describe("envelopes, by their specifications", () => {
  const dsse = {
    payloadType: "application/vnd.in-toto+json",
    payload: payload.toString("base64"),
    signatures: [],
  };
  const cases: readonly (readonly [string, object, string])[] = [
    ["DSSE", dsse, "dsse"],
    ["DSSE in base64url", { ...dsse, payload: payload.toString("base64url") }, "dsse"],
    ["a bundle of a statement", { dsseEnvelope: dsse, verificationMaterial: {} }, "bundle"],
    ["a JWS", { payload: payload.toString("base64url"), protected: "e30", header: {}, signature: "" }, "jws"],
  ];
  for (const [name, document, envelope] of cases)
    it(name, () => {
      const opened = open(document);
      assert.deepEqual([opened.envelope, opened.document], [envelope, { a: "~~~???" }]);
    });

  it("a bare document is itself, and so is a bundle of a digest", () => {
    for (const document of [{ a: 1 }, { payload: "e30" }, { payload: 5, payloadType: "x" }]) {
      assert.deepEqual([open(document).envelope, open(document).document], ["none", document]);
    }
    const bundle = { messageSignature: { messageDigest: {} } };
    assert.deepEqual([open(bundle).envelope, open(bundle).document], ["bundle", bundle]);
  });

  it("certificates of a bundle come the signer's first, ten at most, and times of a log only when they are times", () => {
    const certificates = Array.from({ length: 30 }, () => ({ rawBytes: "AQI=" }));
    const material = (integratedTime: unknown) => ({
      dsseEnvelope: dsse,
      verificationMaterial: { x509CertificateChain: { certificates }, tlogEntries: [{ integratedTime }] },
    });
    const opened = open(material("1692374735"));
    assert.ok(opened.certificates.length <= 10 && opened.certificates.length >= 9);
    assert.deepEqual(opened.certificates[0], Buffer.from([1, 2]));
    assert.equal(opened.logged, 1_692_374_735_000);
    for (const odd of ["-1", "1e300", "x", 5, null]) assert.equal(open(material(odd)).logged, undefined);
  });

  it("R08: a payload that is no object is malformed", () => {
    for (const text of ["", "[]", "5", "\xff"])
      assert.throws(() => open({ ...dsse, payload: Buffer.from(text).toString("base64") }), ContentError);
  });
});

describe("statements", () => {
  const subject = [{ name: "x", digest: { sha256: "a".repeat(64) } }];
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    predicateType: "p",
    subject,
    predicate: { a: 1 },
  };

  it("of both versions are read", () => {
    for (const _type of ["https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1"])
      assert.deepEqual(readStatement({ ...statement, _type }), {
        subjects: [digestOf("a")],
        predicateType: "p",
        predicate: { a: 1 },
      });
  });

  it("R06, R08: other documents are none, and digests that are none are left out", () => {
    assert.equal(readStatement({ ...statement, _type: "https://in-toto.io/Statement/v2" }), undefined);
    assert.equal(readStatement({ ...statement, predicateType: 5 }), undefined);
    const odd = [null, {}, { digest: [] }, { digest: { sha256: "../x", md5: "a".repeat(32) } }];
    assert.deepEqual(readStatement({ ...statement, subject: odd, predicate: [] }), {
      subjects: [],
      predicateType: "p",
      predicate: {},
    });
    assert.deepEqual(readStatement({ ...statement, subject: "x" })?.subjects, []);
  });
});
