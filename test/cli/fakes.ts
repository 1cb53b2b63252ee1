/** A world for the command line without network: what is printed is kept, registries answer from tables. */
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import type { World } from "../../src/cli/command.ts";
import { run } from "../../src/cli/run.ts";
import { RegistryError } from "../../src/core/errors.ts";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";
import type { Descriptor, ManifestDocument } from "../../src/core/oci/model.ts";
import type { Digest } from "../../src/core/reference/digest.ts";
import type { Distribution } from "../../src/core/registry/distribution.ts";

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the command line in this process. */
export async function mooring(argv: readonly string[], world: Partial<World> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, {
    cwd: tmpdir(),
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    version: "1.2.3",
    signal: new AbortController().signal,
    distribution: unwanted,
    catalog: unwanted,
    detect: unwanted,
    scans: { known: unwanted, scan: unwanted, tools: unwanted, close: unwanted },
    ...world,
  });
  return { code, stdout: out.join(""), stderr: err.join("") };
}

function unwanted(): never {
  throw new Error("this run asks no registry");
}

/** The digest of a text, as the fake registries use it. */
export function digestOf(text: string): Digest {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** What a fake registry does for one name: the text stands for the manifest, an error is thrown. */
export type FakeAnswer = string | Error;

export type FakeRegistries = Pick<World, "distribution"> & {
  /** `HEAD host/path tag`, `GET host/path digest`, in the order they came. */
  readonly requests: readonly string[];
};

/** Registries that know the names of a table, `host/path:tag` or `host/path@digest`, and nothing else. */
export function fakeRegistries(
  known: Readonly<Record<string, FakeAnswer>>,
  { document = schema1 }: { readonly document?: ManifestDocument } = {},
): FakeRegistries {
  const requests: string[] = [];
  const answer = (method: string, host: string, path: string, name: string): Descriptor => {
    requests.push(`${method} ${host}/${path} ${name}`);
    const found = known[`${host}/${path}${name.includes(":") ? "@" : ":"}${name}`];
    if (found instanceof Error) throw found;
    if (found === undefined) throw new RegistryError("notFound", host, { status: 404 });
    return { mediaType: mediaTypes.ociIndex, digest: digestOf(found), size: found.length };
  };
  const distribution = (host: string): Distribution => ({
    registry: host,
    ping: unasked,
    resolve: async (path, name) => answer("HEAD", host, path, name),
    manifest: async (path, name) => ({
      descriptor: answer("GET", host, path, name),
      bytes: new Uint8Array(),
      document,
    }),
    blob: unasked,
    openBlob: unasked,
    hasBlob: unasked,
    mountBlob: unasked,
    uploadBlob: unasked,
    putManifest: unasked,
    tags: unasked,
    repositories: unasked,
    referrers: unasked,
    deleteManifest: unasked,
  });
  return { requests, distribution };
}

const schema1: ManifestDocument = { kind: "schema1", mediaType: mediaTypes.dockerSchema1 };

async function unasked(): Promise<never> {
  throw new Error("nobody should ask this");
}
