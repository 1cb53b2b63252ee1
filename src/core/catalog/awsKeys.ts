/**
 * AWS's own credentials, found as AWS's tools find them:
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
import { CredentialError } from "../errors.ts";
import type { Send } from "../http/call.ts";
import { type AwsTrace, awsHandler } from "./awsHandler.ts";

/** What signs requests to AWS. */
export type AwsKeys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
};

export type AwsSearch = {
  /** The registry that the keys are for, for errors. */
  readonly host: string;
  /** Only this profile; absent: AWS's default chain. */
  readonly profile?: string;
  /** Where roles are taken on. */
  readonly region?: string;
  readonly send: Send;
};

/** A machine that is none of AWS's does not answer: milliseconds for each of the two questions, asked once. */
const metadata = { timeout: 1000, maxRetries: 0 };
/** Marks the end of the chain: each link before it had nothing. */
const none: AwsKeys = { accessKeyId: "", secretAccessKey: "" };

/**
 * The keys of a profile, or of the first of these that has any: environment, AWS_PROFILE or the default profile, web
 * identity token, container, machine. Undefined when none has. The files are read anew each time. Rejects with a
 * CredentialError for keys that should be there and are not, or the failure of the way to AWS.
 */
export async function findKeys(search: AwsSearch, signal: AbortSignal): Promise<AwsKeys | undefined> {
  const { host, profile, region, send } = search;
  const sdk = await import("./awsSdk.ts");
  const trace: AwsTrace = {};
  const requestHandler = awsHandler(send, trace, signal);
  const init = {
    clientConfig: { requestHandler, maxAttempts: 2 },
    parentClientConfig: { requestHandler, ...(region !== undefined && { region }) },
    ...(profile !== undefined && { profile }),
  };
  const name = profile ?? namedProfile();
  // The SDK keeps the files for the process's life; what is read here anew is what it goes by.
  const profiles: Profiles = await sdk
    .parseKnownFiles({ profile: name, ignoreCache: true })
    .catch(() => ({}));
  const chain =
    profile === undefined
      ? sdk.createCredentialChain(...defaultLinks(sdk, init, profiles[name]), async () => none)
      : sdk.fromIni(init);
  try {
    const keys = await chain();
    return keys === none ? undefined : keys;
  } catch {
    // The SDK's errors quote what it read.
    signal.throwIfAborted();
    if (trace.failure !== undefined) throw trace.failure;
    throw keysFailure(profiles, name, host, trace);
  }
}

/** The profile that AWS's tools use when none is named. */
export function namedProfile(): string {
  return process.env["AWS_PROFILE"] || "default";
}

type Sdk = typeof import("./awsSdk.ts");
type Init = Parameters<Sdk["fromIni"]>[0] & Parameters<Sdk["fromTokenFile"]>[0];
type Profile = Readonly<Record<string, string | undefined>>;
type Profiles = Readonly<Record<string, Profile | undefined>>;

function defaultLinks(sdk: Sdk, init: Init, profile: Profile = {}) {
  const { env } = process;
  const inContainer =
    env["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] || env["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
  const noMachine = env["AWS_EC2_METADATA_DISABLED"]?.toLowerCase() === "true";
  return [
    ...(env["AWS_PROFILE"] ? [] : [sdk.fromEnv()]),
    ...(keyFields.some((field) => profile[field]) ? [last(sdk.fromIni(init))] : []),
    sdk.fromTokenFile(init),
    ...(inContainer ? [sdk.fromHttp({ timeout: metadata.timeout, maxRetries: 1 })] : []),
    ...(inContainer || noMachine ? [] : [sdk.fromInstanceMetadata(metadata)]),
  ];
}

/** A profile with one of these leads to keys; many a default profile names no more than a region. */
const keyFields = [
  "aws_access_key_id",
  "credential_process",
  "login_session",
  "role_arn",
  "sso_session",
  "sso_start_url",
  "web_identity_token_file",
];

/** Its failure ends the chain: nobody is asked to speak with other keys than those that were set up (V8). */
function last(provider: () => Promise<AwsKeys>): () => Promise<AwsKeys> {
  return () =>
    provider().catch((error: unknown) => {
      throw Object.assign(Object(error), { tryNextLink: false });
    });
}

/** Of a profile that signs in through the browser, or takes on a role from one that does, that sign-in has ended. */
function keysFailure(profiles: Profiles, name: string, host: string, { status }: AwsTrace): CredentialError {
  const visited = new Set<string>();
  for (
    let at: string | undefined = name;
    at !== undefined && !visited.has(at);
    at = profiles[at]?.["source_profile"]
  ) {
    visited.add(at);
    const profile = profiles[at] ?? {};
    // The sign-in is good, but what it asked for is not allowed to this person.
    if (status === 403) break;
    if (profile["sso_session"] || profile["sso_start_url"])
      return new CredentialError("awsSsoEnded", at, { host });
    if (profile["login_session"]) return new CredentialError("awsLoginEnded", at, { host });
  }
  return new CredentialError("awsFailed", name, { host });
}
