/** What the distribution API leaves to vendors: listing repositories and tags, and taking tags away. */
import type { Credential } from "../auth/credential.ts";
import type { Send } from "../http/call.ts";
import type { Digest } from "../reference/digest.ts";
import type { Distribution } from "../registry/distribution.ts";
import type { AwsAccount } from "./awsAccount.ts";
import type { RepositoryFacts, TagFacts } from "./facts.ts";
import type { CatalogKind } from "./kind.ts";
import type { ReadPage } from "./listPage.ts";
import type { RegistryScanner } from "./registryScanner.ts";

/** What a registry may be unable to do. */
export type Deed = "untag" | "delete";

/** One registry's lists, seen by one account. Calls reject with a Failure of errors.ts, or the signal's reason. */
export type Catalog = {
  /** The first page of the registry's repositories. */
  readonly repositories: ReadPage<RepositoryFacts>;
  /** The first page of a repository's tags. */
  tags(path: string): ReadPage<TagFacts>;
  /** Finds repositories by words; absent where the vendor has no such search. */
  readonly search?: (words: string) => ReadPage<RepositoryFacts>;
  /** What is known not to work here, so that it is not offered. May grow when the registry refuses it. */
  readonly cannot: ReadonlySet<Deed>;
  /** Takes a tag away and leaves what it named, but see lastTagDeletes. */
  untag(path: string, tag: string, signal?: AbortSignal): Promise<void>;
  /** Whether a manifest goes when its last tag is taken away; absent where it never does. */
  lastTagDeletes?(path: string): boolean;
  /** Deletes a manifest, and with it every tag that names it. */
  deleteDigest(path: string, digest: Digest, signal?: AbortSignal): Promise<void>;
  /** The registry's own scanner; absent where it has none that can be asked. */
  readonly scanner?: RegistryScanner;
  /** The page for people about a repository or one of its tags, if the vendor has one. */
  webPage(path: string, tag?: string): URL | undefined;
};

/** What catalogues are made of. */
export type CatalogSource = {
  readonly kind: CatalogKind;
  /** The host as references name it. */
  readonly host: string;
  /** The root of the registry's API with a path prefix, without `/v2/`. */
  readonly base: URL;
  /** The registry through this account. */
  readonly distribution: Distribution;
  /** Sends without any login to vendors' own APIs; the catalogue adds its own. */
  readonly send: Send;
  /** This account's login for the registry. */
  readonly credential: (signal?: AbortSignal) => Promise<Credential>;
  /** AWS's own credentials, for registries of AWS that may use them. */
  readonly aws?: Pick<AwsAccount, "session">;
};
