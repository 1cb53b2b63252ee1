/** What pinning asks of registries, and the one place in it that a request may come from. */
import { decodeConfig } from "../oci/decodeConfig.ts";
import type { Descriptor, ImageConfig } from "../oci/model.ts";
import { roleOf } from "../oci/role.ts";
import type { Digest } from "../reference/digest.ts";
import { formatRepository, type Repository } from "../reference/reference.ts";
import type { Distribution, FetchedManifest } from "../registry/distribution.ts";

/** Asks registries, for one run that one signal cancels. Calls reject with a Failure of errors.ts, or the signal's reason. */
export type Resolver = {
  /** What a tag or digest names now: a registry's word, which is not written into a file. */
  resolve(repository: Repository, tagOrDigest: string): Promise<Descriptor>;
  /** A manifest or index, its bytes verified. */
  manifest(repository: Repository, digest: Digest): Promise<FetchedManifest>;
  /** The config of the image whose manifest has this digest; undefined for an index and for what is no image. */
  config(repository: Repository, digest: Digest): Promise<ImageConfig | undefined>;
};

/** Asks the registries' clients directly: HEAD for names, GET for contents. */
export function distributionResolver(
  distributionFor: (host: string) => Distribution,
  signal?: AbortSignal,
): Resolver {
  const manifest = ({ registry, path }: Repository, digest: Digest) =>
    distributionFor(registry).manifest(path, digest, signal);
  return {
    resolve: ({ registry, path }, name) => distributionFor(registry).resolve(path, name, signal),
    manifest,
    config: async (repository, digest) => {
      const { document } = await manifest(repository, digest);
      if (document.kind !== "manifest" || roleOf(document) !== "image") return undefined;
      const options = signal === undefined ? {} : { signal };
      const client = distributionFor(repository.registry);
      const bytes = await client.blob(repository.path, document.config, options);
      return decodeConfig(bytes, `the config ${document.config.digest}`);
    },
  };
}

/** Asks each question once; a failure is an answer, too. */
export function remembering({ resolve, manifest, config }: Resolver): Resolver {
  return { resolve: once(resolve), manifest: once(manifest), config: once(config) };
}

function once<Name extends string, T>(
  ask: (repository: Repository, name: Name) => Promise<T>,
): (repository: Repository, name: Name) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (repository, name) => {
    const key = `${formatRepository(repository)} ${name}`;
    const answer = answers.get(key) ?? ask(repository, name);
    answers.set(key, answer);
    return answer;
  };
}
