import { basicHeader } from "../auth/header.ts";
import type { Send } from "../http/call.ts";
import type { CatalogSource } from "./catalog.ts";

/**
 * Sends to a vendor's API that lies beside the registry, at the very same origin, with the registry's own login as
 * Basic authentication. Calls to any other origin stay bare, and so does everything without a name and a password.
 */
export function withOwnLogin({
  base,
  send,
  credential,
}: Pick<CatalogSource, "base" | "send" | "credential">): Send {
  return async (call) => {
    if (call.url.origin !== base.origin) return send(call);
    const login = await credential(call.signal);
    if (login.kind !== "basic") return send(call);
    return send({ ...call, headers: { ...call.headers, authorization: basicHeader(login) } });
  };
}
