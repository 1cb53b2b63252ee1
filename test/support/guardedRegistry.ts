/** The demo's registry behind a login: for machines that have no docker-registry, such as desktops in CI. */
import { type EmbeddedRegistry, type Guard, startEmbeddedRegistry } from "../demo/registry.ts";
import type { RegistryAuth } from "./dockerRegistry.ts";
import { temporaryFolder } from "./folder.ts";
import { startTokenServer, type TokenServer } from "./tokenServer.ts";

export async function startGuardedRegistry({
  auth,
}: {
  auth?: RegistryAuth;
} = {}): Promise<EmbeddedRegistry> {
  if (auth === undefined) return startEmbeddedRegistry();
  if (auth.kind === "htpasswd") return startEmbeddedRegistry({ guard: passwordGuard(auth.users) });
  const folder = await temporaryFolder("tokens");
  const tokens = await startTokenServer(folder.path, auth);
  const registry = await startEmbeddedRegistry({ guard: tokenGuard(tokens) });
  const stop = async (): Promise<void> => {
    await Promise.all([registry.stop(), tokens.stop()]);
    await folder.remove();
  };
  return { ...registry, stop };
}

function passwordGuard(users: Readonly<Record<string, string>>): Guard {
  return ({ authorization }) => {
    const [, encoded = ""] = authorization?.match(/^Basic (.+)$/) ?? [];
    const [user = "", ...password] = Buffer.from(encoded, "base64").toString().split(":");
    return user !== "" && users[user] === password.join(":") ? undefined : 'Basic realm="test registry"';
  };
}

/** Believes what a token says; whether it is genuine is docker-registry's to test. */
function tokenGuard({ realm, service }: TokenServer): Guard {
  return ({ method, path, authorization }) => {
    const challenge = `Bearer realm="${realm}",service="${service}"`;
    const needed = neededAccess(method, path);
    const [, claims] = authorization?.match(/^Bearer [^.]+\.([^.]+)\./) ?? [];
    if (needed === undefined) return claims === undefined ? challenge : undefined;
    const { type, name, action } = needed;
    const grants = claims === undefined ? [] : readAccess(claims);
    const granted = grants.some(
      (grant) =>
        grant.type === type &&
        grant.name === name &&
        (grant.actions.includes(action) || grant.actions.includes("*")),
    );
    return granted
      ? undefined
      : `${challenge},scope="${type}:${name}:${action === "push" ? "pull,push" : action}"`;
  };
}

type Access = { readonly type: string; readonly name: string; readonly actions: readonly string[] };

function readAccess(claims: string): readonly Access[] {
  return (JSON.parse(Buffer.from(claims, "base64url").toString()) as { access: readonly Access[] }).access;
}

function neededAccess(
  method: string,
  path: string,
): { type: string; name: string; action: string } | undefined {
  if (path === "/v2/_catalog") return { type: "registry", name: "catalog", action: "*" };
  const [, name] = path.match(/^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//) ?? [];
  if (name === undefined) return undefined;
  const action = method === "GET" || method === "HEAD" ? "pull" : method === "DELETE" ? "delete" : "push";
  return { type: "repository", name, action };
}
