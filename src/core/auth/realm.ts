/** The realm of a Bearer challenge is text from the registry: where it may lead (reliability V2, V3). */
import { NetworkError } from "../errors.ts";
import type { Lookup } from "../http/addresses.ts";
import { isSafeTarget } from "../http/targets.ts";

const longestRealm = 2048;

/** Token servers that are known to belong to another registry host. */
const knownRealms: ReadonlyMap<string, string> = new Map([
  ["docker.io", "auth.docker.io"],
  ["registry.gitlab.com", "gitlab.com"],
]);

/**
 * Reads a realm. Refused, before any request, with the code `realm`: what is not an absolute https URL (http only
 * for an http registry), has user info, is longer than 2,048 characters, or leads where isSafeTarget forbids.
 */
export async function checkRealm(text: string, base: URL, lookup?: Lookup): Promise<URL> {
  const realm = text.length > longestRealm ? null : URL.parse(text);
  if (realm === null) throw new NetworkError("refused", base.host, { code: "realm" });
  if (!(await isSafeTarget(base, realm, lookup))) {
    throw new NetworkError("refused", base.host, { code: "realm", target: realm.host || realm.protocol });
  }
  realm.hash = "";
  return realm;
}

/** Asks the user whether a login for one host may be sent to another; both with port. */
export type AllowRealm = (registryHost: string, realmHost: string) => Promise<boolean>;

/**
 * Whether a stored login for `registryHost` may be sent to a realm: to the registry itself and to its well-known
 * token server at once, to any other host when `allow` says so, which is asked once for each host.
 */
export class RealmConsent {
  readonly #registryHost: string;
  readonly #base: URL;
  readonly #allow: AllowRealm;
  readonly #answers = new Map<string, Promise<boolean>>();

  constructor(registryHost: string, base: URL, allow: AllowRealm) {
    this.#registryHost = registryHost;
    this.#base = base;
    this.#allow = allow;
  }

  isAllowed({ host }: URL): Promise<boolean> {
    if (host === this.#base.host || host === knownRealms.get(this.#registryHost))
      return Promise.resolve(true);
    const known = this.#answers.get(host);
    if (known !== undefined) return known;
    const answer = this.#allow(this.#registryHost, host);
    this.#answers.set(host, answer);
    answer.catch(() => this.#answers.delete(host));
    return answer;
  }
}
