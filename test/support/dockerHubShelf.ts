/** What a fake Docker Hub holds, and who may see it. */
import { createHash } from "node:crypto";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";

export type HubUser = {
  readonly password: string;
  /** Namespaces beside the user's own. */
  readonly organisations?: readonly string[];
  /** Whether a password alone is not enough, as with two-factor authentication. */
  readonly wantsSecondFactor?: boolean;
};

export type HubManifest = { readonly mediaType: string; readonly bytes: Uint8Array };

/** One entry of a tag's `images`, in Docker's words. */
export type HubImage = {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | null;
  readonly digest?: string;
  readonly size?: number;
};

export type HubTag = {
  readonly manifest: HubManifest;
  readonly pushed?: string;
  readonly fullSize?: number;
  readonly images?: readonly HubImage[];
};

export type HubRepository = {
  /** `library/nginx`, `alice/app` */
  readonly path: string;
  readonly isPrivate?: boolean;
  readonly description?: string;
  readonly lastUpdated?: string;
  readonly stars?: number;
  /** In the order of the website. */
  readonly tags?: Readonly<Record<string, HubTag>>;
  /** What the registry has beside `{}`, which every repository has. */
  readonly blobs?: readonly Uint8Array[];
  /** Manifests that no tag names. */
  readonly untagged?: readonly HubManifest[];
};

/** A repository as it is now: tags and manifests can be taken away. */
export type Shelf = HubRepository & {
  readonly now: Map<string, HubTag>;
  readonly manifests: Map<string, HubManifest>;
  readonly content: ReadonlyMap<string, Uint8Array>;
};

export type Shelves = ReadonlyMap<string, Shelf>;

export function shelvesOf(repositories: readonly HubRepository[]): Shelves {
  return new Map(
    repositories.map((repository) => {
      const { path, tags = {}, untagged = [], blobs = [] } = repository;
      const manifests = [...Object.values(tags).map(({ manifest }) => manifest), ...untagged];
      const byDigest = new Map(manifests.map((manifest) => [digestOf(manifest), manifest]));
      const content = new Map([emptyConfig, ...blobs].map((bytes) => [digestOf({ bytes }), bytes]));
      return [path, { ...repository, now: new Map(Object.entries(tags)), manifests: byDigest, content }];
    }),
  );
}

const emptyConfig = Buffer.from("{}");

export function digestOf({ bytes }: Pick<HubManifest, "bytes">): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** A small manifest that differs from others by `name`; its configuration is in every repository. */
export function hubManifest(name: string): HubManifest {
  const { ociConfig, ociManifest: mediaType } = mediaTypes;
  const config = { mediaType: ociConfig, digest: digestOf({ bytes: emptyConfig }), size: emptyConfig.length };
  const document = { schemaVersion: 2, mediaType, config, layers: [], annotations: { name } };
  return { mediaType, bytes: Buffer.from(JSON.stringify(document)) };
}

/** Whether a user, or anybody, may read a repository. */
export function mayRead(shelf: Shelf | undefined, user: string | undefined, users: HubUsers): shelf is Shelf {
  return shelf !== undefined && (shelf.isPrivate !== true || mayWrite(shelf, user, users));
}

export type HubUsers = Readonly<Record<string, HubUser>>;

/** Whether a user may write: in the own namespace and the organisations'. */
export function mayWrite({ path }: Shelf, user: string | undefined, users: HubUsers): boolean {
  return user !== undefined && namespacesOf(user, users).includes(path.split("/")[0] ?? "");
}

export function namespacesOf(user: string, users: HubUsers): readonly string[] {
  return [user, ...(users[user]?.organisations ?? [])];
}
