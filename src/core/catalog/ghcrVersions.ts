import { RegistryError } from "../errors.ts";
import type { Digest } from "../reference/digest.ts";
import type { TagFacts } from "./facts.ts";
import { firstPlace, type GithubApi, type GithubPage, type Place, readList } from "./githubApi.ts";
import { type OwnerKind, packageNameOf, readVersion, type Version, versionsPath } from "./githubPackages.ts";
import type { Listed, ReadPage } from "./listPage.ts";

/** How many pages without a tag are passed over for one page of tags. */
const mostBarren = 5;
/** How many pages are searched for a digest. */
const mostSearched = 20;
/** How many addresses of versions are kept in mind. */
const mostKept = 50_000;

/** The versions of packages as tags, and the address of each version by its digest. */
export class GhcrVersions {
  readonly #api: GithubApi;
  readonly #owners: Map<string, OwnerKind>;
  /** By `PATH@DIGEST`. */
  readonly #addresses = new Map<string, URL>();

  /** `owners` is what is known of owners by their login, and is added to. */
  constructor(api: GithubApi, owners: Map<string, OwnerKind>) {
    this.#api = api;
    this.#owners = owners;
  }

  /** The tags of a repository, newest version first. Versions without a tag have no row, but cost their page. */
  tags(path: string): ReadPage<TagFacts> {
    return this.#tagsFrom(path, undefined);
  }

  /** The address of the version with this digest; undefined when there is none among the newest. */
  async find(path: string, digest: Digest, signal: AbortSignal | undefined): Promise<URL | undefined> {
    let place: Place | undefined;
    for (let read = 0; read < mostSearched; read++) {
      const known = this.#addresses.get(`${path}@${digest}`);
      if (known !== undefined) return known;
      if (read > 0 && place === undefined) return undefined;
      place = (await this.#read(path, place, signal)).next;
    }
    return this.#addresses.get(`${path}@${digest}`);
  }

  /** The next deletion of this digest looks for it anew. */
  forget(path: string, digest: Digest): void {
    this.#addresses.delete(`${path}@${digest}`);
  }

  #tagsFrom(path: string, start: Place | undefined): ReadPage<TagFacts> {
    return async (signal) => {
      let page = await this.#read(path, start, signal);
      for (let read = 1; read < mostBarren && page.tags.length === 0 && page.next !== undefined; read++) {
        page = await this.#read(path, page.next, signal);
      }
      const { tags: items, hidden, cut, next } = page;
      return { items, hidden, cut, ...(next && { next: this.#tagsFrom(path, next) }) };
    };
  }

  async #read(path: string, place: Place | undefined, signal: AbortSignal | undefined) {
    const { entries, next, cut, url } = await this.#page(path, place, signal);
    const versions = entries.map(readVersion).filter((version) => version !== undefined);
    for (const { id, digest } of versions) {
      if (digest !== undefined) this.#keep(`${path}@${digest}`, new URL(`${url.pathname}/${id}`, url));
    }
    const hidden = versions.reduce((sum, version) => sum + version.hidden, entries.length - versions.length);
    return { tags: versions.flatMap(tagsOf), hidden, cut, next };
  }

  /** A list's first page is looked for where its owner is known to be, or among users, then organisations. */
  async #page(
    path: string,
    place: Place | undefined,
    signal: AbortSignal | undefined,
  ): Promise<GithubPage & { readonly url: URL }> {
    if (place !== undefined) {
      return { ...(await readList(this.#api, place, "read:packages", signal)), url: place.url };
    }
    const parts = packageNameOf(path);
    if (parts === undefined) throw new RegistryError("notFound", this.#api.base.host, { status: 404 });
    const known = this.#owners.get(parts.owner);
    const kinds: readonly OwnerKind[] = known === undefined ? ["users", "orgs"] : [known];
    const failures: unknown[] = [];
    for (const kind of kinds) {
      const first = firstPlace(this.#api, versionsPath(kind, parts));
      try {
        const page = await readList(this.#api, first, "read:packages", signal);
        this.#owners.set(parts.owner, kind);
        return { ...page, url: first.url };
      } catch (failure) {
        if (!mayBeElsewhere(failure)) throw failure;
        failures.push(failure);
      }
    }
    // A refusal says more than that there is nothing at the other address.
    throw (
      failures.find((failure) => failure instanceof RegistryError && failure.kind === "denied") ?? failures[0]
    );
  }

  #keep(key: string, url: URL): void {
    if (this.#addresses.size >= mostKept) this.#addresses.clear();
    this.#addresses.set(key, url);
  }
}

function tagsOf({ tags, digest, pushed }: Version): readonly Listed<TagFacts>[] {
  const facts = { ...(digest !== undefined && { digest }), ...(pushed !== undefined && { pushed }) };
  return tags.map((name) => ({ name, facts }));
}

function mayBeElsewhere(failure: unknown): boolean {
  return failure instanceof RegistryError && (failure.kind === "notFound" || failure.kind === "denied");
}
