/** The logins of `docker login`: https://docs.docker.com/reference/cli/docker/login/ */
import { join } from "node:path";
import {
  type AuthFile,
  decodeAuthFile,
  helperFor,
  hostsIn,
  inlineCredential,
  readAuthFile,
} from "./authFile.ts";
import type { Credential, Keychain } from "./credential.ts";
import { type CredentialHelper, credentialHelper, type HelperOptions } from "./credentialHelper.ts";

/** Where the user's files are; and what helpers need. */
export type DockerOptions = HelperOptions & { readonly home: string };

/**
 * Knows the logins in DOCKER_AUTH_CONFIG, then those of config.json in DOCKER_CONFIG or `~/.docker`: from the host's
 * helper, else from the file itself. A helper that fails ends the lookup (reliability V8).
 */
export function dockerKeychain(options: DockerOptions): Keychain {
  const helper = credentialHelper(options);
  return async (host, signal) => {
    const given = variable(options);
    const credential = given && inlineCredential(given, host);
    if (credential !== undefined) return credential;
    const file = await readAuthFile(configPath(options));
    return file && credentialIn(file, host, helper, signal);
  };
}

/** The hosts for which docker has a login. Rejects with a CredentialError when its files cannot be read. */
export async function dockerHosts(options: DockerOptions): Promise<readonly string[]> {
  const files = [variable(options), await readAuthFile(configPath(options))];
  return [...new Set(files.flatMap((file) => (file === undefined ? [] : hostsIn(file))))];
}

/** The login for a host that a file or the file's helper knows. */
export async function credentialIn(
  file: AuthFile,
  host: string,
  helper: CredentialHelper,
  signal: AbortSignal | undefined,
): Promise<Credential | undefined> {
  const name = helperFor(file, host);
  const kept = name === undefined ? undefined : await helper(name, host, signal);
  return kept ?? inlineCredential(file, host);
}

function variable({ env }: DockerOptions): AuthFile | undefined {
  const text = env["DOCKER_AUTH_CONFIG"];
  return text ? decodeAuthFile(Buffer.from(text), "DOCKER_AUTH_CONFIG") : undefined;
}

function configPath({ env, home }: DockerOptions): string {
  return join(env["DOCKER_CONFIG"] || join(home, ".docker"), "config.json");
}
