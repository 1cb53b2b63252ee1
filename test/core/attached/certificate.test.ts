import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { describe, it } from "node:test";
import { readCertificate } from "../../../src/core/attached/certificate.ts";
import { digestNamed, manifestAt, tagOf } from "../../support/recordedArtifacts.ts";

/** Made by openssl, with both of Fulcio's extensions. */
const [pem = ""] = manifestAt(digestNamed(tagOf(".sig"))).layers.flatMap(
  ({ annotations }) => annotations?.get("dev.sigstore.cosign/certificate") ?? [],
);
const der = new X509Certificate(pem).raw;
const issuer = "https://token.actions.githubusercontent.com";
const [older, newer] = ["01", "08"].map((end) => Buffer.from(`060a2b0601040183bf3001${end}`, "hex"));

/** The certificate with other bytes in place of some. */
function changed(from: Buffer, to: Buffer): Buffer {
  const at = der.indexOf(from);
  assert.ok(at > 0 && from.length === to.length);
  return Buffer.concat([der.subarray(0, at), to, der.subarray(at + from.length)]);
}

describe("certificates of signers", () => {
  it("are read from PEM and from DER", () => {
    assert.deepEqual(readCertificate(pem), readCertificate(der));
    assert.equal(readCertificate(pem)?.identityIssuer, issuer);
  });

  it("say who vouched by either extension", () => {
    const other = Buffer.from("060a2b0601040183bf300163", "hex");
    assert.ok(older && newer);
    assert.equal(readCertificate(changed(older, other))?.identityIssuer, issuer);
    assert.equal(readCertificate(changed(newer, other))?.identityIssuer, issuer);
  });

  it("R08: what is none is none, whatever its bytes", () => {
    for (const text of ["", "x", "-----BEGIN CERTIFICATE-----", "\0".repeat(100), "A".repeat(100_000)])
      assert.equal(readCertificate(text), undefined);
    for (let length = 0; length < der.length; length += 5)
      assert.equal(readCertificate(der.subarray(0, length)), undefined);
  });

  it("R08: an extension whose length lies is not read beyond its end", () => {
    assert.ok(newer && older);
    for (const lie of ["047f", "0484", "0482"]) {
      const from = Buffer.concat([newer, Buffer.from("042d", "hex")]);
      const read = readCertificate(changed(from, Buffer.concat([newer, Buffer.from(lie, "hex")])));
      assert.ok(read === undefined || read.identityIssuer === issuer, lie);
    }
  });
});
