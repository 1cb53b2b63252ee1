/** The logins of `podman login`: https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md */
import { join } from "node:path";
import { hostsIn, readAuthFile } from "./authFile.ts";
import type { Keychain } from "./credential.ts";
import { credentialHelper } from "./credentialHelper.ts";
import { credentialIn, type DockerOptions } from "./dockerConfig.ts";

/**
 * Knows the logins of whole hosts in REGISTRY_AUTH_FILE, or else in the first auth.json that has one: below
 * XDG_RUNTIME_DIR (Linux), then below XDG_CONFIG_HOME or `~/.config`. Logins for a namespace alone are not used.
 */
export function podmanKeychain(options: DockerOptions): Keychain {
  const helper = credentialHelper(options);
  return async (host, signal) => {
    for (const path of authPaths(options)) {
      const file = await readAuthFile(path);
      const credential = file && (await credentialIn(file, host, helper, signal));
      if (credential !== undefined) return credential;
    }
    return undefined;
  };
}

/** The hosts for which podman has a login. Rejects with a CredentialError when a file cannot be read. */
export async function podmanHosts(options: DockerOptions): Promise<readonly string[]> {
  const files = await Promise.all(authPaths(options).map(readAuthFile));
  return [...new Set(files.flatMap((file) => (file === undefined ? [] : hostsIn(file))))];
}

function authPaths({ env, home }: DockerOptions): readonly string[] {
  const chosen = env["REGISTRY_AUTH_FILE"];
  if (chosen) return [chosen];
  const below = (folder: string) => join(folder, "containers", "auth.json");
  const config = below(env["XDG_CONFIG_HOME"] || join(home, ".config"));
  if (process.platform !== "linux") return [config];
  const runtime = env["XDG_RUNTIME_DIR"] || `/run/containers/${process.getuid?.()}`;
  return [env["XDG_RUNTIME_DIR"] ? below(runtime) : join(runtime, "auth.json"), config];
}
