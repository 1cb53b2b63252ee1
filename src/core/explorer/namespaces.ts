/** Repositories in groups, by all but the last part of their paths. */

export type Group =
  | { readonly kind: "namespace"; readonly path: string; readonly repositories: readonly string[] }
  | { readonly kind: "repository"; readonly path: string };

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
  paths: readonly string[],
  { home, fold }: { home: string; fold: boolean },
): readonly Group[] {
  const groups = Map.groupBy(paths, namespaceOf);
  const isOnly = groups.size - Number(groups.has(home)) <= 1;
  const seen = new Set<string>();
  return paths.flatMap((path): Group[] => {
    const namespace = namespaceOf(path);
    const repositories = groups.get(namespace) ?? [];
    const isFolded = fold && (isOnly || repositories.length === 1);
    if (isFolded || namespace === home) return [{ kind: "repository", path }];
    if (seen.has(namespace)) return [];
    seen.add(namespace);
    return [{ kind: "namespace", path: namespace, repositories }];
  });
}
