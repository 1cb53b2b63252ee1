import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { schema1Payload } from "../../../src/core/oci/schema1.ts";

const payload = '{\n   "schemaVersion": 1,\n   "name": "a"\n}';
const encode = (text: string) => Buffer.from(text).toString("base64url");

function signed(header: unknown): Buffer {
  const signatures = JSON.stringify([{ signature: "x", protected: encode(JSON.stringify(header)) }]);
  return Buffer.from(`${payload.slice(0, -2)},\n   "signatures": ${signatures}\n}`);
}

describe("R04 a signed schema 1 manifest is verified over what was signed", () => {
  it("puts the payload together", () => {
    const bytes = signed({ formatLength: payload.length - 2, formatTail: encode("\n}") });
    assert.equal(Buffer.from(schema1Payload(bytes, "it")).toString(), payload);
  });
  for (const header of [{}, { formatLength: -1, formatTail: "Cn0" }, { formatLength: 3 }]) {
    it(`takes the bytes as they are for ${JSON.stringify(header)}`, () => {
      const bytes = signed(header);
      assert.equal(schema1Payload(bytes, "it"), bytes);
    });
  }
  it("takes unsigned bytes as they are", () => {
    const bytes = Buffer.from(payload);
    assert.equal(schema1Payload(bytes, "it"), bytes);
  });
});
