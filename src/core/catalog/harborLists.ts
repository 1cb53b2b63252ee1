/** Harbor's lists, a hundred entries at a time: no more is given at once. */
import { toObject, toSize, toText, toTime } from "../oci/fields.ts";
import type { Api } from "../registry/api.ts";
import type { RepositoryFacts, TagFacts } from "./facts.ts";
import {
  artifactsUrl,
  forProject,
  type HarborRepository,
  readHarborPath,
  repositoriesUrl,
  withHeaders,
} from "./harborApi.ts";
import { showArtifacts } from "./harborArtifact.ts";
import { reportTypes } from "./harborScan.ts";
import type { Listed, ReadPage } from "./listPage.ts";
import { type Entries, getEntries, numberedPages } from "./numberedPages.ts";

const pageSize = 100;

/** The repositories that the login may see. Notes the numbers of their projects by name. */
export function repositoryPages(api: Api, projects: Map<string, number>): ReadPage<RepositoryFacts> {
  const url = repositoriesUrl(api.base);
  const show = ({ entries, count }: Entries) => {
    const items = entries.flatMap((entry) => showRepository(entry, projects));
    return { items, hidden: entries.length - items.length, ...(count !== undefined && { total: count }) };
  };
  return pagesOf(api, url, { sort: "name" }, `the repositories of ${api.base.host}`, show);
}

/** The tags of a repository, those of the newest artifacts first, with the counts of their scans. */
export function tagPages(api: Api, repository: HarborRepository): ReadPage<TagFacts> {
  const send = forProject(repository, withHeaders(api.send, { "x-accept-vulnerabilities": reportTypes }));
  const query = { q: "tags=*", with_tag: "true", with_scan_overview: "true", sort: "-push_time" };
  const subject = `the tags of ${repository.project}/${repository.name}`;
  return pagesOf({ ...api, send }, artifactsUrl(api.base, repository), query, subject, showArtifacts);
}

function pagesOf<Facts>(
  api: Api,
  list: URL,
  query: Readonly<Record<string, string>>,
  subject: string,
  show: Parameters<typeof numberedPages<Facts>>[1],
): ReadPage<Facts> {
  const read = (page: number, signal?: AbortSignal) => {
    const url = new URL(list);
    const paging = { page: String(page), page_size: String(pageSize) };
    url.search = new URLSearchParams({ ...query, ...paging }).toString();
    return getEntries(api, url, subject, signal);
  };
  return numberedPages(read, show, pageSize);
}

/** How many tags there are is not told: `artifact_count` counts manifests, with and without tags. */
function showRepository(entry: unknown, projects: Map<string, number>): readonly Listed<RepositoryFacts>[] {
  const { name, project_id, description, update_time } = toObject(entry) ?? {};
  const repository = readHarborPath(toText(name) ?? "");
  if (repository === undefined) return [];
  const number = toSize(project_id);
  if (number !== undefined) projects.set(repository.project, number);
  const words = toText(description);
  const pushed = toTime(update_time);
  const facts = { ...(words && { description: words }), ...(pushed !== undefined && { pushed }) };
  return [{ name: `${repository.project}/${repository.name}`, facts }];
}
