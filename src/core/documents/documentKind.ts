/** Which files are read, told by what the editor or the file's name says. */
import type { DocumentKind } from "./occurrence.ts";

/**
 * The kind of a file: its editor language decides, then its name. `path` may use either slash.
 * Files whose name does not say what they hold (`production.yaml`) are no document unless the language says so.
 */
export function documentKind(path: string, languageId?: string): DocumentKind | undefined {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  if (/\.(?:docker|container)ignore$/i.test(name)) return undefined;
  return (languageId === undefined ? undefined : languages.get(languageId)) ?? kindOfName(name);
}

/**
 * Whether the text of a YAML file whose name says nothing is a compose file: a map of services at the top, one of
 * which has an image, a build or a base. Other formats have a list there, or have it deeper.
 */
export function looksLikeCompose(text: string): boolean {
  const services = servicesMap.exec(text);
  return services !== null && serviceKey.test(text.slice(services.index)) && !foreignKey.test(text);
}

const servicesMap =
  /^\uFEFF?services[ \t]*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ ]+["']?[\w.-]+["']?[ \t]*:/m;
const serviceKey = /^[ ]+(?:image|build|extends)[ \t]*:[ \t]*\S|^[ ]+(?:build|extends)[ \t]*:/m;
const foreignKey = /^(?:apiVersion|kind|stages|jobs)[ \t]*:/m;

const languages = new Map<string, DocumentKind>([
  ["dockerfile", "dockerfile"],
  ["containerfile", "dockerfile"],
  ["dockercompose", "compose"],
  ["docker-compose", "compose"],
]);

/** `Dockerfile`, `Dockerfile.dev`, `Dockerfile-windows`, `dev.Dockerfile`; the same with `Containerfile`. */
const dockerfileName = /^(?:docker|container)file(?:[._-].*)?$|\.(?:docker|container)file$/i;

/** `compose` or `docker-compose` as a word of a YAML file's name: `compose.yaml`, `docker-compose_v3.yml`, `db-compose.yml`. */
const composeName = /^(?:.*[._-])?compose(?:[._-].*)?\.ya?ml$/i;

function kindOfName(name: string): DocumentKind | undefined {
  if (dockerfileName.test(name)) return "dockerfile";
  return composeName.test(name) ? "compose" : undefined;
}
