/**
 * The target of the next page in a Link header, as written; undefined when there is none or the header is broken.
 * https://www.rfc-editor.org/rfc/rfc8288#section-3
 */
export function nextLink(header: string | null): string | undefined {
  for (const [, target, parameters] of (header ?? "").matchAll(/<([^<>]*)>([^<]*)/g)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))/i.exec(parameters ?? "");
    const relations = (relation?.[1] ?? relation?.[2] ?? "").toLowerCase().split(/\s+/);
    if (relations.includes("next")) return target;
  }
  return undefined;
}

/**
 * The next page of the list at `current`: the query of the link's target on the list's own path, since some registries
 * link past their path prefix. Undefined when the link leads to another origin (oras-go GHSA-h7vf-4x9w-h99v) or nowhere.
 */
export function followLink(current: URL, link: string): URL | undefined {
  const target = URL.parse(link, current.href);
  if (target === null || target.origin !== current.origin) return undefined;
  const next = new URL(current);
  next.search = target.search;
  return next;
}
