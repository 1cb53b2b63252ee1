import { CredentialError } from "../errors.ts";
import type { AwsSession } from "./awsAccount.ts";
import type { CatalogSource } from "./catalog.ts";
import type { ReadPage } from "./listPage.ts";
import { type TokenPage, tokenPages } from "./tokenPages.ts";

/** One page of AWS's list. */
export type ReadAws<Facts> = (
  session: AwsSession,
  nextToken: { readonly nextToken?: string },
) => Promise<TokenPage<Facts>>;

/** A list by AWS's API where AWS has credentials, else another one. */
export function byAws<Facts>(
  { aws, host }: CatalogSource,
  read: ReadAws<Facts>,
  otherwise: ReadPage<Facts>,
): ReadPage<Facts> {
  const pages = tokenPages(async (nextToken: string | undefined, signal) => {
    const session = await aws?.session(signal);
    if (session === undefined) throw awsMissing(host);
    return read(session, nextToken === undefined ? {} : { nextToken });
  });
  return async (signal) => ((await aws?.session(signal)) === undefined ? otherwise(signal) : pages(signal));
}

/** There are no credentials of AWS where some are wanted. */
export function awsMissing(host: string): CredentialError {
  return new CredentialError("awsMissing", "AWS", { host });
}
