/** What completion offers in a reference, and whom it asks for that: nobody whom only the file names, unless told to. */
import type { RepositoryFacts, TagFacts } from "../../core/catalog/facts.ts";
import type { Listed } from "../../core/catalog/listPage.ts";
import type { TypedInPlace } from "../../core/documents/typed.ts";
import { isAbort } from "../../core/errors.ts";
import type { TagOrder } from "../../core/explorer/order.ts";
import { offerRepositories, offerTags, type Suggestions } from "../../core/explorer/suggestions.ts";
import { formatAge, formatSize } from "../../core/format.ts";
import { dockerHub, familiarRepository } from "../../core/reference/reference.ts";
import { type ChosenHosts, isKnownHost } from "../registries/knownHosts.ts";

/** One entry of the list. */
export type Choice = {
  readonly label: string;
  readonly description: string;
  /** What is written instead of the part that is being typed. */
  readonly text: string;
  /** Whether more is to be chosen behind it. */
  readonly goesOn: boolean;
};

/** `incomplete`: more may be there when it is asked for again. */
export type Choices = { readonly choices: readonly Choice[]; readonly incomplete: boolean };

export type CompletionSources = ChosenHosts & {
  readonly suggestions: Pick<Suggestions, "tags" | "repositories" | "search">;
  readonly order: () => TagOrder;
  readonly now: () => number;
  /** Resolves when a registry was waited for long enough. */
  readonly patience: (signal: AbortSignal) => Promise<void>;
  readonly onFailure: (failure: unknown) => void;
};

const none: Choices = { choices: [], incomplete: false };

/**
 * The choices for what is being typed. `asked` says that the user asked for them; while somebody only types, a host
 * that is neither configured nor logged in to nor one of the public ones is not asked. Rejects with the signal's
 * reason alone: a registry that fails or is slow has nothing to offer.
 */
export async function complete(
  typed: TypedInPlace,
  asked: boolean,
  sources: CompletionSources,
  signal: AbortSignal,
): Promise<Choices> {
  switch (typed.part) {
    case "tag":
      return completeTag(typed, asked, sources, signal);
    case "path":
      return completePath(typed, asked, sources, signal);
    case "name":
      return completeName(typed, asked, sources, signal);
  }
}

async function completeTag(
  { repository, written, isBare }: TypedInPlace & { part: "tag" },
  asked: boolean,
  sources: CompletionSources,
  signal: AbortSignal,
): Promise<Choices> {
  if (!(await mayAsk(repository.registry, asked, sources))) return none;
  const found = await soon(sources.suggestions.tags(repository, signal), sources, signal);
  const { items, incomplete } = offerTags(found.items, written, sources.order());
  const now = sources.now();
  const choices = items.map(({ name, facts }) => ({
    label: name,
    description: tagFacts(facts, now),
    text: isBare === true && notText.test(name) ? `"${name}"` : name,
    goesOn: false,
  }));
  return { choices, incomplete: incomplete || found.late };
}

/** What YAML does not read as text, or not as this text: 1.20 is 1.2 to it. */
const notText = /^[\d._]+(?:e\d+)?$|^0[xob][\da-f]+$|^(?:true|false|yes|no|on|off|null|y|n)$/i;

async function completePath(
  { registry, written }: TypedInPlace & { part: "path" },
  asked: boolean,
  sources: CompletionSources,
  signal: AbortSignal,
): Promise<Choices> {
  const named = namedAt(registry, sources);
  const found = (await mayAsk(registry, asked, sources))
    ? await soon(sources.suggestions.repositories(registry, signal), sources, signal)
    : nothing;
  const { items, incomplete } = offerRepositories([...found.items, ...named], written);
  const choices = items.map((item) => repositoryChoice(item, item.name));
  return { choices, incomplete: incomplete || found.late };
}

/** Names without a host: Docker Hub is searched when somebody asks for it, and hosts may begin like that, too. */
async function completeName(
  { written }: TypedInPlace & { part: "name" },
  asked: boolean,
  sources: CompletionSources,
  signal: AbortSignal,
): Promise<Choices> {
  const hosts = [...new Set(sources.named().map(({ host }) => host))].filter((host) => host !== dockerHub);
  const found =
    asked && written.length >= 2
      ? await soon(sources.suggestions.search(dockerHub, written, signal), sources, signal)
      : nothing;
  const named = namedAt(dockerHub, sources).filter(
    ({ name }) => !found.items.some((item) => item.name === name),
  );
  const images = [...named, ...found.items].map((item) =>
    repositoryChoice(item, familiarRepository({ registry: dockerHub, path: item.name })),
  );
  const registries = hosts.map((host) => ({
    label: `${host}/`,
    description: "registry",
    text: `${host}/`,
    goesOn: true,
  }));
  return { choices: [...images, ...registries], incomplete: found.late };
}

async function mayAsk(host: string, asked: boolean, sources: CompletionSources): Promise<boolean> {
  return asked || (await isKnownHost(host, sources));
}

function namedAt(host: string, { named }: CompletionSources): readonly Listed<RepositoryFacts>[] {
  const registries = named().filter((registry) => registry.host === host);
  return registries.flatMap(({ repositories }) => repositories.map((name) => ({ name })));
}

type Found<Facts> = { readonly items: readonly Listed<Facts>[]; readonly late: boolean };

const nothing: Found<never> = { items: [], late: false };

/** What comes before patience ends; what comes later is there the next time. */
async function soon<Facts>(
  reading: Promise<readonly Listed<Facts>[]>,
  { patience, onFailure }: CompletionSources,
  signal: AbortSignal,
): Promise<Found<Facts>> {
  const found = reading.then(
    (items) => ({ items, late: false }),
    (failure: unknown) => {
      if (signal.aborted) throw failure;
      if (!isAbort(failure)) onFailure(failure);
      return nothing;
    },
  );
  return Promise.race([found, patience(signal).then(() => ({ items: [], late: true }))]);
}

function tagFacts(facts: TagFacts | undefined, now: number): string {
  const pushed = facts?.pushed === undefined ? [] : [formatAge(facts.pushed, now)];
  const size = facts?.size === undefined ? [] : [formatSize(facts.size)];
  return [...pushed, ...size].join(" · ");
}

function repositoryChoice({ facts }: Listed<RepositoryFacts>, text: string): Choice {
  const official = facts?.isOfficial === true ? ["official image"] : [];
  const stars = facts?.stars === undefined ? [] : [`${facts.stars} stars`];
  return { label: text, description: [...official, ...stars].join(" · "), text, goesOn: false };
}
