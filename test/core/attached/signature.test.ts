import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Claim } from "../../../src/core/attached/model.ts";
import { decodeSignature, isSignatureType } from "../../../src/core/attached/signature.ts";
import { ContentError } from "../../../src/core/errors.ts";
import type { Descriptor } from "../../../src/core/oci/model.ts";
import { descriptorOf, digestOf } from "../../support/fakeRegistry.ts";
import {
  blobAt,
  digestNamed,
  image,
  manifestAt,
  recordedDocument,
  referrerOfType,
  tagOf,
} from "../../support/recordedArtifacts.ts";

const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const simpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json";

function decode(blob: Descriptor, bytes: Uint8Array = blobAt(blob.digest)): Claim {
  return decodeSignature(bytes, blob, "it") ?? assert.fail("no signature");
}

function decodeObject(mediaType: string, document: unknown, annotations: Record<string, string> = {}): Claim {
  const blob = descriptorOf(digestOf("a"), { mediaType, annotations: new Map(Object.entries(annotations)) });
  return decode(blob, Buffer.from(JSON.stringify(document)));
}

const signed = manifestAt(digestNamed(tagOf(".sig"))).layers;

describe("signatures that real tools made", () => {
  it("cosign's with a certificate: digest, reference, identity and who vouched for it", () => {
    const [claim] = signed.map((blob) => decode(blob)).filter(({ certificate }) => certificate !== undefined);
    assert.equal(claim?.digest, image);
    assert.equal(claim?.reference, "127.0.0.1:5057/team/app");
    assert.deepEqual(claim?.certificate?.identities, [
      "https://github.com/example/app/.github/workflows/release.yml@refs/heads/main",
    ]);
    assert.equal(claim?.certificate?.identityIssuer, "https://token.actions.githubusercontent.com");
    assert.equal(claim?.certificate?.authority, "O=sigstore.test, CN=test-intermediate");
    const { validFrom = 0, validTo = 0 } = claim?.certificate ?? {};
    assert.ok(validFrom > Date.UTC(2026, 10, 24) && validTo > validFrom);
  });

  it("cosign's by a bare key", () => {
    const claims = signed.map((blob) => decode(blob));
    const bare = claims.filter(({ certificate }) => certificate === undefined);
    assert.deepEqual([claims.length, bare.map(({ by, digest }) => [by, digest])], [2, [["cosign", image]]]);
  });

  for (const type of ["application/jose+json", "application/cose"])
    it(`notation's as ${type}: digest, when, and the certificate's subject`, () => {
      const [blob] = manifestAt(referrerOfType(type)).layers;
      const claim = decode(blob ?? assert.fail());
      assert.deepEqual([claim.by, claim.digest], ["notation", image]);
      assert.ok((claim.signed ?? 0) > Date.UTC(2026, 10, 24) && (claim.signed ?? 0) < Date.UTC(2026, 10, 25));
      assert.deepEqual(claim.certificate?.identities, ["C=US, ST=WA, L=Seattle, O=Notary, CN=mooring.test"]);
      assert.equal(claim.certificate?.identityIssuer, undefined);
    });

  it("a bundle of the public Sigstore over a statement, by GitHub's runner (from sigstore-go 0.7.0's test data)", () => {
    const blob = descriptorOf(digestOf("a"), { mediaType: bundleType });
    const claim = decode(blob, recordedDocument("provenance1.bundle.json"));
    assert.match(claim.digest ?? "", /^sha512:46d4e2f74c48/);
    assert.deepEqual(claim.certificate?.identities, [
      "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main",
    ]);
    assert.equal(claim.certificate?.identityIssuer, "https://token.actions.githubusercontent.com");
    assert.equal(claim.signed, Date.UTC(2023, 7, 18, 16, 5, 35));
  });

  it("a bundle over a digest alone, whose certificate has an odd name (from the same)", () => {
    const blob = descriptorOf(digestOf("a"), { mediaType: bundleType });
    const claim = decode(blob, recordedDocument("digest.bundle.json"));
    const hex = Buffer.from("vBA7SoSXHvZFmylKK5hWiiv7cs3tCdSs0eFjZqQB+Vs=", "base64").toString("hex");
    assert.equal(claim.digest, `sha256:${hex}`);
    assert.ok(claim.certificate !== undefined && claim.certificate.identities.length > 0);
  });
});

describe("R08: signatures that are none, or hostile", () => {
  it("types that cannot be read are none", () => {
    for (const type of ["application/vnd.dsse.envelope.v1+json", "x-application/cose", ""]) {
      assert.equal(isSignatureType(type), false);
      assert.equal(
        decodeSignature(Buffer.from("{}"), descriptorOf(digestOf("a"), { mediaType: type }), "it"),
        undefined,
      );
    }
  });

  it("a claimed digest that is none is none", () => {
    for (const digest of ["sha256:../../x", "SHA256:abc", 5, null, `md5:${"a".repeat(32)}`]) {
      const critical = { image: { "docker-manifest-digest": digest } };
      assert.equal(decodeObject(simpleSigning, { critical }).digest, undefined);
    }
  });

  it("a certificate that is none is none; a bundle beside it that is none is malformed", () => {
    const key = "dev.sigstore.cosign/certificate";
    const claim = decodeObject(
      simpleSigning,
      {},
      { [key]: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
    );
    assert.equal(claim.certificate, undefined);
    const bundle = { "dev.sigstore.cosign/bundle": "<" };
    assert.throws(() => decodeObject(simpleSigning, {}, bundle), ContentError);
  });

  it("nonsense in bundles makes it unknown", () => {
    for (const odd of [null, 5, [], {}, "x"]) {
      const claim = decodeObject(bundleType, {
        messageSignature: { messageDigest: odd },
        verificationMaterial: odd,
      });
      assert.deepEqual([claim.digest, claim.certificate, claim.signed], [undefined, undefined, undefined]);
    }
  });

  it("what is no JWS or COSE is malformed, and never anything but a ContentError", () => {
    const cose = blobAt(manifestAt(referrerOfType("application/cose")).layers[0]?.digest ?? "");
    const blob = descriptorOf(digestOf("a"), { mediaType: "application/cose" });
    for (let length = 0; length < cose.length; length += 7)
      assert.throws(() => decode(blob, cose.subarray(0, length)), ContentError, `${length}`);
    assert.throws(
      () => decodeObject("application/jose+json", { protected: "!", payload: "!" }),
      ContentError,
    );
  });
});
