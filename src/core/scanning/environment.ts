/**
 * What a scanner finds in its environment: nothing but what is named here. Its home is the private folder of the run, so
 * that it meets no login, no configuration and no key but the one it is given; its caches are where they are for the
 * user.
 */
import { join } from "node:path";
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the network and the system want of any program. */
const passed = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "SSL_CERT_DIR",
  "SSL_CERT_FILE",
  "SystemRoot",
];

/** The folders of a run: one that is empty, one for the login and one for what the program puts down. */
export type RunFolders = { readonly home: string; readonly login: string; readonly temp: string };

/** What a scanner's own variables are, as Scanner has them. */
export type OwnVariables = {
  readonly passed: readonly string[];
  readonly cache: { readonly variable: string; readonly folder: readonly string[] };
};

/** The environment of one run of a scanner. */
export function scannerEnvironment(
  { passed: own, cache }: OwnVariables,
  { home, login, temp }: RunFolders,
  env: Environment,
  set: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const given = [...passed, ...own].map((name) => [name, env[name]] as const);
  const caches = ownCache(cache, env);
  return {
    ...(caches !== undefined && { [cache.variable]: caches }),
    ...Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    ...{ HOME: home, USERPROFILE: home, TMPDIR: temp, TEMP: temp, TMP: temp, DOCKER_CONFIG: login },
    // Programs in Go that find themselves asked for a cloud's login would look for it in the network.
    AWS_EC2_METADATA_DISABLED: "true",
    ...set,
  };
}

/** The folder of a scanner's own cache; undefined when there is none that outlives a run. */
export function ownCache({ variable, folder }: OwnVariables["cache"], env: Environment): string | undefined {
  const own = env[variable];
  if (own !== undefined) return own || undefined;
  const caches = cacheFolder(env);
  return caches === undefined ? undefined : join(caches, ...folder);
}

/** Where the user's programs keep their caches. https://pkg.go.dev/os#UserCacheDir */
export function cacheFolder(
  env: Environment,
  system: NodeJS.Platform = process.platform,
): string | undefined {
  const { HOME: home, LOCALAPPDATA: local, XDG_CACHE_HOME: caches } = env;
  if (system === "win32") return local;
  if (system === "darwin") return home && join(home, "Library", "Caches");
  return caches || (home && join(home, ".cache"));
}
