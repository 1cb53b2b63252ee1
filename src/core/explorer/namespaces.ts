/** Repositories in groups, by all but the last part of their paths. */
import type { RepositoryFacts } from "../catalog/facts.ts";
import type { Listed } from "../catalog/listPage.ts";

export type Group =
  | { readonly kind: "namespace"; readonly path: string; readonly repositories: readonly Item[] }
  | { readonly kind: "repository"; readonly repository: Item };

type Item = Listed<RepositoryFacts>;

/** Everything before a path's last part; empty for a path of one part. */
export function namespaceOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/**
 * Groups repositories, each group where its first member stands, so that paths which are added at the end move
 * nothing. Those in the namespace `home` (empty for paths of one part) stand by themselves. With `fold`, for lists that
 * do not grow, so do all when there is one other namespace at most, and those that are alone in theirs.
 */
export function groupByNamespace(
  repositories: readonly Item[],
  { home, fold }: { home: string; fold: boolean },
): readonly Group[] {
  const groups = Map.groupBy(repositories, ({ name }) => namespaceOf(name));
  const isOnly = groups.size - Number(groups.has(home)) <= 1;
  const seen = new Set<string>();
  return repositories.flatMap((repository): Group[] => {
    const namespace = namespaceOf(repository.name);
    const members = groups.get(namespace) ?? [];
    const isFolded = fold && (isOnly || members.length === 1);
    if (isFolded || namespace === home) return [{ kind: "repository", repository }];
    if (seen.has(namespace)) return [];
    seen.add(namespace);
    return [{ kind: "namespace", path: namespace, repositories: members }];
  });
}

/** Puts what is in the namespace `home` after the user's own things; paths of one part stay where they are. */
export function homeLast(repositories: readonly Item[], home: string): readonly Item[] {
  if (home === "") return repositories;
  const isHome = ({ name }: Item) => namespaceOf(name) === home;
  return [...repositories.filter((item) => !isHome(item)), ...repositories.filter(isHome)];
}
