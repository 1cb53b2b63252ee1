/**
 * What attached documents say, as values. They are made only by the functions beside this file. All text in them is
 * hostile, and nothing of it was verified: anyone who may push can attach anything.
 */
import type { Digest } from "../reference/digest.ts";

export type Package = {
  readonly name: string;
  readonly version: string | undefined;
  /** Of what kind, as package URLs call it (`deb`, `npm`), else as the document does (`library`). */
  readonly type: string | undefined;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string | undefined;
  /** Names or expressions; empty when the document says none. */
  readonly licenses: readonly string[];
  readonly supplier: string | undefined;
  /** The file that tells of it, inside the image. */
  readonly path: string | undefined;
  /** The layer in which that file is: its digest, or that of the uncompressed layer. */
  readonly layer: Digest | undefined;
};

/** A list of what is in an image. */
export type Sbom = {
  readonly format: "SPDX" | "CycloneDX";
  readonly version: string;
  /** What the list is of, as the document calls it. */
  readonly name: string | undefined;
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
  /** What made the list, with versions. */
  readonly tools: readonly string[];
  /** In the document's order. */
  readonly packages: readonly Package[];
  /** How many more there are than Mooring reads. */
  readonly hidden: number;
  /** What its statement says it is about; absent when it stands in none. */
  readonly subjects?: readonly Digest[];
};

/** How an image was made, as its builder says. */
export type Provenance = {
  /** Of SLSA. */
  readonly version: "0.2" | "1";
  /** What its statement says it is about. */
  readonly subjects: readonly Digest[];
  readonly source: Source | undefined;
  readonly builder: string | undefined;
  readonly buildType: string | undefined;
  readonly invocation: string | undefined;
  /** Milliseconds since 1970. */
  readonly started: number | undefined;
  readonly finished: number | undefined;
  /** What the build was given, as paths with their values; at most 100. */
  readonly parameters: readonly (readonly [path: string, value: string])[];
  /** What went into the build, such as base images; at most 100. */
  readonly materials: readonly Material[];
};

export type Material = { readonly uri: string; readonly digest: string | undefined };

/** Where an image's source is said to be. */
export type Source = {
  /** https, without login, branch or fragment. */
  readonly repository: URL;
  /** A Git commit: 40 or 64 hexadecimal digits. */
  readonly commit: string | undefined;
};

/** What one signature claims. */
export type Claim = {
  readonly by: "cosign" | "notation";
  /** The digest that it says it signs; undefined when it names none. */
  readonly digest: Digest | undefined;
  /** The reference that it says was signed. */
  readonly reference: string | undefined;
  /** When it says it was made, in milliseconds since 1970. */
  readonly signed: number | undefined;
  /** undefined when it was made with a bare key, or the certificate cannot be read. */
  readonly certificate: Certificate | undefined;
};

/** What a certificate says of its owner. */
export type Certificate = {
  /** E-mail addresses, URIs and names, as the certificate lists them; else the subject. */
  readonly identities: readonly string[];
  /** Who vouched for the identity to the authority (Fulcio's extension). */
  readonly identityIssuer: string | undefined;
  /** The authority's name for itself. */
  readonly authority: string;
  /** Milliseconds since 1970. */
  readonly validFrom: number | undefined;
  readonly validTo: number | undefined;
};

/** What BuildKit exported to build faster next time. */
export type BuildCache = {
  readonly entries: readonly CacheEntry[];
  /** How many build steps have their result here. */
  readonly records: number;
  /** Bytes of the distinct entries; undefined when a size is unknown. */
  readonly size: number | undefined;
  /** How many more entries there are than Mooring reads. */
  readonly hidden: number;
};

export type CacheEntry = {
  readonly digest: Digest;
  /** Compressed bytes. */
  readonly size: number | undefined;
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
  /** The place in the list of the entry that it lies upon. */
  readonly parent: number | undefined;
  /** How many build steps end in it. */
  readonly records: number;
};

/** https://helm.sh/docs/topics/charts/#the-chartyaml-file */
export type Chart = {
  readonly name: string;
  readonly version: string | undefined;
  readonly appVersion: string | undefined;
  readonly description: string | undefined;
  readonly kind: string | undefined;
  readonly home: string | undefined;
  readonly sources: readonly string[];
  readonly dependencies: readonly { readonly name: string; readonly version: string | undefined }[];
};
