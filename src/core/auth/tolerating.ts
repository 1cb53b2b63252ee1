import { CredentialError } from "../errors.ts";
import type { Keychain } from "./credential.ts";

/**
 * A keychain whose unreadable files (`configMalformed`) know no logins, so that public images stay within reach
 * (reliability A11). `warn` is told of each file once. A helper's failure still ends the lookup (V8).
 */
export function tolerating(keychain: Keychain, warn: (failure: CredentialError) => void): Keychain {
  const warned = new Set<string>();
  return async (host, signal) => {
    try {
      return await keychain(host, signal);
    } catch (failure) {
      if (!(failure instanceof CredentialError) || failure.kind !== "configMalformed") throw failure;
      if (!warned.has(failure.source)) warn(failure);
      warned.add(failure.source);
      return undefined;
    }
  };
}
