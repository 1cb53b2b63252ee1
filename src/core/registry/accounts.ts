/** One registry through several accounts. */
import { RegistryError } from "../errors.ts";
import type { Digest } from "../reference/digest.ts";
import type { Distribution } from "./distribution.ts";

/**
 * Asks for each repository through the account that may see it: the first one at first, the others when it is refused
 * or told that there is no such thing, and from then on the one that was let in. When none is, the first one's failure
 * is told. Never empty.
 */
export function throughAccounts(accounts: readonly [Distribution, ...Distribution[]]): Distribution {
  const [first] = accounts;
  if (accounts.length === 1) return first;
  const chosen = new Map<string, Distribution>();
  const attempt = async <T>(path: string, work: (account: Distribution) => Promise<T>): Promise<T> => {
    const known = chosen.get(path);
    const order = known === undefined ? accounts : [known, ...accounts.filter((other) => other !== known)];
    const failures: unknown[] = [];
    for (const account of order) {
      try {
        const value = await work(account);
        chosen.set(path, account);
        return value;
      } catch (failure) {
        if (!mayHelp(failure)) throw failure;
        failures.push(failure);
      }
    }
    throw failures[0];
  };
  return {
    registry: first.registry,
    ping: (signal) => first.ping(signal),
    repositories: (cursor, signal) => first.repositories(cursor, signal),
    resolve: (path, name, signal) => attempt(path, (account) => account.resolve(path, name, signal)),
    manifest: (path, name, signal) => attempt(path, (account) => account.manifest(path, name, signal)),
    blob: (path, descriptor, options) => attempt(path, (account) => account.blob(path, descriptor, options)),
    openBlob: (path, descriptor, options) =>
      attempt(path, (account) => account.openBlob(path, descriptor, options)),
    hasBlob: (path, digest, signal) =>
      isThere(attempt(path, (account) => mustHave(account, path, digest, signal))),
    mountBlob: (path, digest, from, signal) =>
      attempt(path, (account) => account.mountBlob(path, digest, from, signal)),
    uploadBlob: (path, descriptor, open, options) =>
      attempt(path, (account) => account.uploadBlob(path, descriptor, open, options)),
    putManifest: (path, name, manifest, signal) =>
      attempt(path, (account) => account.putManifest(path, name, manifest, signal)),
    tags: (path, cursor, signal) => attempt(path, (account) => account.tags(path, cursor, signal)),
    deleteManifest: (path, name, signal) =>
      attempt(path, (account) => account.deleteManifest(path, name, signal)),
    referrers: (path, digest, signal) => attempt(path, (account) => account.referrers(path, digest, signal)),
  };
}

/** Rejects with `notFound`, as all other calls do, so that the other accounts are asked. */
async function mustHave(
  account: Distribution,
  path: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (await account.hasBlob(path, digest, signal)) return;
  throw new RegistryError("notFound", account.registry, { status: 404, code: "BLOB_UNKNOWN" });
}

async function isThere(found: Promise<void>): Promise<boolean> {
  try {
    await found;
    return true;
  } catch (failure) {
    if (failure instanceof RegistryError && failure.code === "BLOB_UNKNOWN") return false;
    throw failure;
  }
}

/** Whether another account may see what this one was not shown; private repositories often count as missing. */
export function mayHelp(failure: unknown): boolean {
  const kinds: readonly string[] = ["unauthorized", "denied", "notFound"];
  return failure instanceof RegistryError && kinds.includes(failure.kind);
}
