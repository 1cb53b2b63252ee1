import type { Credential } from "../../src/core/auth/credential.ts";
import type { CatalogKind } from "../../src/core/catalog/kind.ts";
import { type Connection, Connections, endpointOf } from "../../src/core/connect.ts";
import { fetchSend } from "../../src/core/http/fetchSend.ts";
import type { Login } from "./push.ts";

/** Clients for every registry as the roots build them, with one login for all: for tests with one registry each. */
export function connectionsWith(
  login?: Login,
  { allowRealm = false }: { readonly allowRealm?: boolean } = {},
): Connections {
  const credential: Credential =
    login === undefined
      ? { kind: "anonymous" }
      : { kind: "basic", username: login.user, password: login.password };
  return new Connections({
    userAgent: "Mooring/test",
    transport: fetchSend("Mooring/test"),
    proxy: () => undefined,
    endpoints: (host) => [endpointOf(new URL(`http://${host}/`))],
    credential: async () => credential,
    allowRealm: async () => allowRealm,
    concurrency: 8,
    timeout: 60_000,
  });
}

/** One registry, open for one login or for nobody. */
export function openConnection(base: URL, kind: CatalogKind, login?: Login): Connection {
  return connectionsWith(login).open(endpointOf(base, { kind }));
}
