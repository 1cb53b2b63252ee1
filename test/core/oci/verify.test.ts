import assert from "node:assert/strict";
import { it } from "node:test";
import { digestOf, matches, verify } from "../../../src/core/oci/verify.ts";

const empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
const json = Buffer.from("{}");

it("a digest names its bytes and no others", () => {
  assert.equal(digestOf(json), empty);
  assert.match(digestOf(json, "sha512"), /^sha512:[0-9a-f]{128}$/);
  assert.equal(matches(json, digestOf(json, "sha512")), true);
  assert.equal(matches(Buffer.from("{ }"), empty), false);
});

it("R01 bytes that are not what was asked for are refused, with the host to blame", () => {
  verify(json, empty);
  assert.throws(() => verify(Buffer.from("[]"), empty, "r.test"), {
    name: "ContentError",
    kind: "digestMismatch",
    subject: empty,
    host: "r.test",
  });
});
