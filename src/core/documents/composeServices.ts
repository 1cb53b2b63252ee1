/** What a whole project says of its services. */
import type { ProjectService } from "./composeContext.ts";
import type { ServiceFacts } from "./composeFacts.ts";
import { pathIn } from "./composePaths.ts";
import type { ComposeProject, ProjectFile } from "./composeProject.ts";

/** How many services may extend one another. */
const deepest = 32;

/** By the path of the file, then by the name that the service has there. */
export type ProjectServices = ReadonlyMap<string, ReadonlyMap<string, ProjectService>>;

/**
 * The services of all files of a project. A base that other files extend is built when one of those that extend it is,
 * and is for the platform that the first of them asks for.
 */
export function servicesOfProject({ files, bases }: ComposeProject): ProjectServices {
  const merged = new Map<string, ProjectService>();
  /** The services of the project that extend one of a file, by `keyOf`. */
  const users = new Map<string, Set<string>>();
  const byPath = new Map(bases.map((file) => [file.path, file]));
  for (const file of files)
    for (const facts of file.facts.services) {
      const inherited = inherit(file, facts, { byPath, merged, users });
      merged.set(facts.name, over(inherited, merged.get(facts.name)));
    }
  const own = files.map(
    (file) => [file.path, servicesIn(file, ({ name }) => merged.get(name) ?? {})] as const,
  );
  const extended = bases.map((file) => {
    const service = (facts: ServiceFacts) =>
      usedAs(facts, [...(users.get(keyOf(file.path, facts.name)) ?? [])], merged);
    return [file.path, servicesIn(file, service)] as const;
  });
  const both = Map.groupBy([...own, ...extended], ([path]) => path);
  return new Map([...both].map(([path, entries]) => [path, joined(entries.map(([, services]) => services))]));
}

type Known = {
  readonly byPath: ReadonlyMap<string, ProjectFile>;
  readonly merged: ReadonlyMap<string, ProjectService>;
  readonly users: Map<string, Set<string>>;
};

/** A service with what it has from those of other files that it extends. */
function inherit(file: ProjectFile, facts: ServiceFacts, { byPath, merged, users }: Known): ProjectService {
  let result = partsOf(facts);
  let [from, base] = [file, facts.base];
  for (let depth = 0; depth < deepest && base !== undefined; depth++) {
    const { service } = base;
    if (base.file === undefined) return from === file ? over(result, merged.get(service)) : result;
    const next = byPath.get(pathIn(from.folder, base.file) ?? "");
    if (next === undefined) return result;
    const key = keyOf(next.path, service);
    users.set(key, (users.get(key) ?? new Set()).add(facts.name));
    const target = next.facts.services.findLast(({ name }) => name === service);
    if (target === undefined) return result;
    result = over(result, partsOf(target));
    [from, base] = [next, target.base];
  }
  return result;
}

function usedAs(
  facts: ServiceFacts,
  names: readonly string[],
  merged: ReadonlyMap<string, ProjectService>,
): ProjectService {
  const uses = names.map((name) => merged.get(name) ?? {});
  const built = facts.built === true || uses.some((use) => use.built === true);
  const platform = uses.find((use) => use.platform !== undefined)?.platform ?? facts.platform;
  return { built, ...(platform !== undefined && { platform }) };
}

function servicesIn(
  { facts }: ProjectFile,
  service: (facts: ServiceFacts) => ProjectService,
): ReadonlyMap<string, ProjectService> {
  return new Map(facts.services.map((one) => [one.name, service(one)]));
}

/** Of a file that is both the project's and extended: built when either way is. */
function joined([first, second]: readonly ReadonlyMap<string, ProjectService>[]): ReadonlyMap<
  string,
  ProjectService
> {
  if (first === undefined || second === undefined) return first ?? new Map();
  return new Map(
    [...first].map(([name, service]) => {
      const built = service.built === true || second.get(name)?.built === true;
      return [name, { ...service, ...(built && { built }) }];
    }),
  );
}

function over(above: ProjectService, below: ProjectService | undefined): ProjectService {
  return { ...below, ...above };
}

function partsOf({ built, platform }: ServiceFacts): ProjectService {
  return { ...(built !== undefined && { built }), ...(platform !== undefined && { platform }) };
}

function keyOf(path: string, service: string): string {
  return `${path}\0${service}`;
}
