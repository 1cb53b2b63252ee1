/** Which places in a project's env files must not get a digest, because more than one repository depends on them. */
import { formatRepository, parseReference } from "../reference/reference.ts";
import { readCompose } from "./compose.ts";
import { siteKey } from "./composeContext.ts";
import type { Environment } from "./composeEnvironment.ts";
import { usesIn, variableUses } from "./composeFacts.ts";
import type { ComposeProject, ProjectFile } from "./composeProject.ts";
import type { ProjectServices } from "./composeServices.ts";
import { parseDotenv } from "./dotenv.ts";
import type { Span } from "./occurrence.ts";

/** What uses one place, as the end of an image. */
type Users = {
  readonly repositories: Set<string>;
  /** Where they stand, by their files' paths. */
  readonly spans: Map<string, Span[]>;
};

/** The places by `siteKey`. A variable that anything but the images of one repository uses is shared. */
export function sharedSites(project: ComposeProject, services: ProjectServices): ReadonlySet<string> {
  const files = [...project.files, ...project.bases].filter(({ text }) => text.includes("$"));
  const users = usersOfSites(files, services);
  const shared = new Set([...users].flatMap(([key, { repositories }]) => (repositories.size > 1 ? key : [])));
  for (const file of files)
    for (const { name, start, end } of variableUses(file.text)) {
      const key = keyOf(file.environment, name);
      const own = key === undefined ? undefined : users.get(key)?.spans.get(file.path);
      if (key !== undefined && own?.some((span) => span.start <= start && end <= span.end) !== true)
        shared.add(key);
    }
  for (const key of sharedByValues(project, users)) shared.add(key);
  return shared;
}

function usersOfSites(files: readonly ProjectFile[], services: ProjectServices): ReadonlyMap<string, Users> {
  const users = new Map<string, Users>();
  for (const { path, text, environment } of files) {
    const own = services.get(path) ?? new Map();
    const context = {
      lookup: (name: string) => environment.get(name),
      services: own,
      shared: new Set<string>(),
    };
    for (const { editIn, reference, start, end } of readCompose(text, context).occurrences) {
      const parsed = parseReference(reference ?? "");
      if (editIn === undefined || !parsed.ok) continue;
      const known = users.get(siteKey(editIn)) ?? { repositories: new Set(), spans: new Map() };
      users.set(siteKey(editIn), known);
      known.repositories.add(formatRepository(parsed.reference.repository));
      known.spans.set(path, [...(known.spans.get(path) ?? []), { start, end }]);
    }
  }
  return users;
}

/** The places that values of other variables take, but for those that lead from an image to the place. */
function sharedByValues(
  { envFiles, files, bases }: ComposeProject,
  users: ReadonlyMap<string, Users>,
): readonly string[] {
  const environments = [...new Set([...files, ...bases].map(({ environment }) => environment))];
  const assigned = envFiles.flatMap(({ text }) => parseDotenv(text).filter(({ literal }) => !literal));
  return assigned.flatMap(({ name, text }) =>
    [...new Set(usesIn(text).map((used) => used.name))].flatMap((used) =>
      environments.flatMap((environment) => {
        const key = keyOf(environment, used);
        const leads = key !== undefined && keyOf(environment, name) === key && users.has(key);
        return key === undefined || leads ? [] : key;
      }),
    ),
  );
}

function keyOf(environment: Environment, name: string): string | undefined {
  const site = environment.get(name)?.tail?.site;
  return site && siteKey(site);
}
