/** Where a registry's answer may send us: a redirect's target, or the realm of its token server. */
import { lookup as resolve } from "node:dns/promises";
import { type AddressClass, addressClass, isAddress, type Lookup } from "./addresses.ts";

/** How far inside a place is. What is absent here is never a target. */
const depths: Readonly<Partial<Record<AddressClass, number>>> = { public: 0, private: 1, loopback: 2 };

/** Asks the system's resolver. A name without an address gives none: sending reports that better. */
export const systemLookup: Lookup = async (hostname) => {
  const found = await resolve(hostname, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
};

/**
 * Whether `target` may be asked because `registry` said so. Allowed are the registry's own host and port, and
 * places no further inside than the registry itself: a public registry leads to public places only, a private
 * one to private and public places, one on this machine to all but link-local and unspecified addresses.
 * Only http(s) without user info, and never from https to http.
 *
 * With `lookup`, names count as the innermost of their addresses. Without it (behind a proxy, which resolves
 * names by itself) only addresses and well-known names are judged. A name that changes between this check and
 * the connection is not caught.
 */
export async function isSafeTarget(registry: URL, target: URL, lookup?: Lookup): Promise<boolean> {
  if (!isWebTarget(registry, target)) return false;
  if (target.host === registry.host) return true;
  const depth = await depthOf(target.hostname, lookup);
  if (depth === 0) return true;
  return depth !== undefined && depth <= ((await depthOf(registry.hostname, lookup)) ?? 0);
}

function isWebTarget(from: URL, target: URL): boolean {
  const schemes = from.protocol === "https:" ? ["https:"] : ["http:", "https:"];
  return schemes.includes(target.protocol) && target.username === "" && target.password === "";
}

/** The depth of the innermost address, or undefined for a place nobody may be sent to. */
async function depthOf(hostname: string, lookup: Lookup | undefined): Promise<number | undefined> {
  const addresses = lookup === undefined || isAddress(hostname) ? [] : await lookup(hostname);
  const found = [hostname, ...addresses].map((host) => depths[addressClass(host)]);
  return found.reduce((a, b) => (a === undefined || b === undefined ? undefined : Math.max(a, b)));
}
