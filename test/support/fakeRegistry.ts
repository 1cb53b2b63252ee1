/** Fakes of what the explorer asks, strict: whatever was not prepared fails the test. Every question is noted. */
import assert from "node:assert/strict";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import type { ListPage } from "../../src/core/catalog/listPage.ts";
import { ociCatalog } from "../../src/core/catalog/oci.ts";
import type { Sources } from "../../src/core/explorer/explorer.ts";
import type { ImageSource } from "../../src/core/explorer/opened.ts";
import type { ImageModel } from "../../src/core/image/model.ts";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";
import type { Descriptor, Index, Manifest, ManifestDocument, Platform } from "../../src/core/oci/model.ts";
import type { Digest } from "../../src/core/reference/digest.ts";
import { formatReference } from "../../src/core/reference/reference.ts";
import type { Distribution } from "../../src/core/registry/distribution.ts";
import type { Page } from "../../src/core/registry/page.ts";

/** What is given back, or thrown. */
export type Answer<T> = T | Error;

/** Answers by question (`tags a/b`, `manifest h/a/b:1`); lists are answered one after the other. */
export class FakeRegistry {
  readonly asked: string[] = [];
  readonly signals: (AbortSignal | undefined)[] = [];
  readonly #answers: Map<string, Answer<unknown>[]>;
  /** Digests that are known without asking, by reference. */
  readonly known = new Map<string, Digest>();

  constructor(answers: Readonly<Record<string, Answer<unknown>[]>>) {
    this.#answers = new Map(Object.entries(answers).map(([question, given]) => [question, [...given]]));
  }

  /** The questions since the last call. */
  questions(): readonly string[] {
    return this.asked.splice(0);
  }

  /** A catalogue whose list of repositories is a page of names. */
  catalog(host = "h"): Catalog {
    const distribution = this.distribution(host);
    const repositories = async (signal?: AbortSignal) =>
      listed(await this.#answer<NamePage>("repositories", signal));
    return { ...ociCatalog({ distribution }), repositories };
  }

  distribution(host: string): Distribution {
    const refuse = (what: string) => () => Promise.reject(assert.fail(`unexpected ${what}`));
    return {
      registry: host,
      ping: refuse("ping"),
      resolve: refuse("resolve"),
      manifest: refuse("manifest"),
      blob: refuse("blob"),
      openBlob: refuse("openBlob"),
      hasBlob: refuse("hasBlob"),
      mountBlob: refuse("mountBlob"),
      uploadBlob: refuse("uploadBlob"),
      putManifest: refuse("putManifest"),
      referrers: refuse("referrers"),
      deleteManifest: refuse("deleteManifest"),
      repositories: refuse("repositories"),
      tags: (path, cursor, signal) =>
        this.#answer(`tags ${path}${cursor?.url === undefined ? "" : ` at ${cursor.url}`}`, signal),
    };
  }

  /** What refers to a digest. */
  readonly referrers: Sources["referrers"] = (_, path, digest, signal) =>
    this.#answer(`referrers ${path}@${digest}`, signal);

  readonly images: ImageSource = {
    known: (reference) => {
      const digest = this.known.get(formatReference(reference));
      return digest && { descriptor: descriptorOf(digest) };
    },
    resolve: (reference, options) =>
      this.#answer(`${options?.fresh ? "fresh " : ""}resolve ${formatReference(reference)}`, options?.signal),
    manifest: (reference, signal) => this.#answer(`manifest ${formatReference(reference)}`, signal),
    inspect: (reference, options) => {
      const platform = options?.platform === undefined ? "" : ` for ${options.platform}`;
      return this.#answer(`inspect ${formatReference(reference)}${platform}`, options?.signal);
    },
  };

  async #answer<T>(question: string, signal: AbortSignal | undefined): Promise<T> {
    this.asked.push(question);
    this.signals.push(signal);
    const answer = this.#answers.get(question)?.shift();
    assert.ok(answer !== undefined, `unexpected question: ${question}`);
    const given = await answer;
    if (given instanceof Error) throw given;
    // The test prepared it for this very question.
    return given as T;
  }
}

/** A digest that is easy to tell: `digestOf("a")` is 64 times that. */
export function digestOf(digit: string): Digest {
  return `sha256:${digit.repeat(64)}`;
}

export function descriptorOf(digest: Digest, rest: Partial<Descriptor> = {}): Descriptor {
  return { mediaType: mediaTypes.ociManifest, digest, size: 500, ...rest };
}

/** A page of tags that goes on at `url`. */
export function pageBefore(url: string, items: readonly string[]): Page<string> {
  const next = { waiting: [], url: new URL(url), asked: new Set<string>(), seen: new Set(items), cut: false };
  return { items, hidden: 0, cut: false, next };
}

/** A page of names without facts. */
export type NamePage = Omit<ListPage<never>, "items" | "next"> & {
  readonly items: readonly string[];
  readonly next?: () => Promise<NamePage>;
};

/** A page of repositories, or the last one of tags. */
export function namePage(items: readonly string[], rest: Partial<NamePage> = {}): NamePage {
  return { items, hidden: 0, cut: false, ...rest };
}

/** The page as a catalogue gives it. */
export function listed({ items, next, ...rest }: NamePage): ListPage<never> {
  return {
    ...rest,
    items: items.map((name) => ({ name })),
    ...(next && { next: async () => listed(await next()) }),
  };
}

/** What a reference is said to name. */
export function resolved(digest: Digest) {
  return { descriptor: descriptorOf(digest) };
}

export function fetched(digest: Digest, document: ManifestDocument) {
  return {
    descriptor: descriptorOf(digest, { mediaType: document.mediaType }),
    bytes: new Uint8Array(),
    document,
  };
}

export function indexOf(platforms: Readonly<Record<string, Digest>>, rest: Partial<Index> = {}): Index {
  const images = Object.entries(platforms).map(([text, digest]) =>
    descriptorOf(digest, { platform: platformOf(text) }),
  );
  return {
    kind: "index",
    mediaType: mediaTypes.ociIndex,
    images,
    attestations: [],
    others: [],
    hidden: 0,
    annotations: new Map(),
    ...rest,
  };
}

export function manifestOf(rest: Partial<Manifest> = {}): Manifest {
  return {
    kind: "manifest",
    mediaType: mediaTypes.ociManifest,
    config: descriptorOf(digestOf("c"), { mediaType: mediaTypes.ociConfig }),
    layers: [],
    annotations: new Map(),
    ...rest,
  };
}

/** The model of an image whose steps are `commands`; those in capitals only made no layer. */
export function modelOf(
  digest: Digest,
  commands: readonly string[],
  rest: Partial<ImageModel> = {},
): ImageModel {
  let number = 0;
  return {
    reference: { repository: { registry: "h", path: "a/b" }, digest },
    descriptor: descriptorOf(digest),
    index: undefined,
    platforms: [],
    manifest: descriptorOf(digest),
    role: "image",
    type: mediaTypes.ociConfig,
    platform: platformOf("linux/amd64"),
    size: 71_400_000,
    config: undefined,
    steps: commands.map((createdBy) => ({
      createdBy,
      created: undefined,
      comment: undefined,
      ...(createdBy !== createdBy.toUpperCase() && {
        layer: { number: ++number, descriptor: descriptorOf(digestOf(String(number))), diffId: undefined },
      }),
    })),
    aligned: true,
    annotations: new Map(),
    ...rest,
  };
}

function platformOf(text: string): Platform {
  const [os = "", architecture = "", variant] = text.split("/");
  return { os, architecture, ...(variant !== undefined && { variant }) };
}
