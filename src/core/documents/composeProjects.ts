/** The contexts of the compose files of one folder, which is as far as anything is read. */
import type { ComposeContext } from "./composeContext.ts";
import { foldersAround } from "./composePaths.ts";
import { type ComposeProject, projectIn, projectOf, type Read } from "./composeProject.ts";
import { type ProjectServices, servicesOfProject } from "./composeServices.ts";
import { sharedSites } from "./composeShared.ts";

export type Found = {
  readonly context: ComposeContext;
  /** Every path that was asked for, there or not: the context holds until one of them changes. */
  readonly paths: ReadonlySet<string>;
};

type Project = {
  readonly project: ComposeProject | undefined;
  readonly services: ProjectServices;
  readonly shared: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
};

/**
 * Finds the context of a file by its path. Its project is the outermost around it that names it; a file that none names
 * is one of its own. Each file and project is read once for all calls: make it anew when files changed.
 */
export function composeContexts(read: Read): (path: string) => Promise<Found> {
  const texts = new Map<string, Promise<string | undefined>>();
  const readOnce: Read = (path) => {
    const text = texts.get(path) ?? read(path);
    texts.set(path, text);
    return text;
  };
  const projects = new Map<string, Promise<Project>>();
  const inFolder = (folder: string) => {
    const project = projects.get(folder) ?? collect(readOnce, (own) => projectIn(own, folder));
    projects.set(folder, project);
    return project;
  };
  return async (path) => {
    const paths = new Set<string>();
    for (const folder of foldersAround(path)) {
      const found = await inFolder(folder);
      for (const read of found.paths) paths.add(read);
      const context = contextIn(found, path);
      if (context !== undefined) return { context, paths };
    }
    const alone = await collect(readOnce, (own) => projectOf(own, path));
    for (const read of alone.paths) paths.add(read);
    return { context: contextIn(alone, path) ?? none, paths };
  };
}

const none: ComposeContext = { lookup: () => undefined, services: new Map(), shared: new Set() };

async function collect(
  read: Read,
  find: (read: Read) => Promise<ComposeProject | undefined>,
): Promise<Project> {
  const paths = new Set<string>();
  const project = await find((path) => {
    paths.add(path);
    return read(path);
  });
  const services = project === undefined ? new Map() : servicesOfProject(project);
  const shared = project === undefined ? new Set<string>() : sharedSites(project, services);
  return { project, services, shared, paths };
}

function contextIn({ project, services, shared }: Project, path: string): ComposeContext | undefined {
  const file = [...(project?.files ?? []), ...(project?.bases ?? [])].find((one) => one.path === path);
  if (file === undefined) return undefined;
  const { environment } = file;
  return { lookup: (name) => environment.get(name), services: services.get(path) ?? new Map(), shared };
}
