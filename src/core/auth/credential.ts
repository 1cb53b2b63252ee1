/** What proves who the user is. Anonymous is a value, not an absence. */
export type Credential =
  | { readonly kind: "anonymous" }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** An OAuth2 refresh token from `docker login`, to be exchanged at the token server. */
  | { readonly kind: "identityToken"; readonly token: string }
  /** A ready bearer token for the registry itself. */
  | { readonly kind: "registryToken"; readonly token: string };

export const anonymous: Credential = { kind: "anonymous" };

/**
 * Looks up the credential for one exact registry host (with port; `docker.io` for Docker Hub), or undefined when
 * it knows none. Rejects with a CredentialError when there is one that cannot be read.
 */
export type Keychain = (host: string, signal?: AbortSignal) => Promise<Credential | undefined>;

/** The first keychain that knows the host answers; none knowing means anonymous. */
export function firstOf(
  ...keychains: readonly Keychain[]
): (host: string, signal?: AbortSignal) => Promise<Credential> {
  return async (host, signal) => {
    for (const keychain of keychains) {
      const credential = await keychain(host, signal);
      if (credential !== undefined) return credential;
    }
    return anonymous;
  };
}
