/** Logins for programs that go to a registry by themselves, by the rules that hold for our own calls (reliability V2). */
import { drain } from "../http/body.ts";
import type { Send } from "../http/call.ts";
import type { AuthorizeOptions } from "./authorize.ts";
import { chooseMethod, parseChallenges } from "./challenge.ts";
import { anonymous, type Credential } from "./credential.ts";
import { checkRealm, RealmConsent } from "./realm.ts";

export type HandOverOptions = Omit<AuthorizeOptions, "credential" | "now"> & {
  /** What the program will read, and as what; asked for once, without a login. */
  readonly url: URL;
  readonly accept: string;
  readonly signal?: AbortSignal;
};

/**
 * The credential, or anonymous: when the registry gives the thing to everybody, or wants the login sent to where the user
 * does not allow it. Rejects as our own calls do, with a NetworkError for a realm that nobody may be sent to.
 */
export async function handOver(
  send: Send,
  credential: Credential,
  { url, accept, registry, base, allowRealm = async () => false, lookup, signal }: HandOverOptions,
): Promise<Credential> {
  if (credential.kind === "anonymous") return credential;
  const response = await send({ method: "HEAD", url, headers: { accept }, ...(signal && { signal }) });
  const challenges = parseChallenges(response.headers.get("www-authenticate") ?? "");
  await drain(response);
  if (response.ok) return anonymous;
  const method = response.status === 401 ? chooseMethod(challenges) : undefined;
  // A ready token goes to the registry itself, whatever it names.
  if (method?.kind !== "bearer" || credential.kind === "registryToken") return credential;
  const realm = await checkRealm(method.realm, base, lookup);
  return (await new RealmConsent(registry, base, allowRealm).isAllowed(realm)) ? credential : anonymous;
}
