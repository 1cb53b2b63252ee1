/** Failures of the AWS SDK in our words. Decided by name, never by message; the cause is dropped, it may quote keys. */
import { CredentialError, isAbort, isFailure, RegistryError, type RegistryErrorKind } from "../errors.ts";

const longestDetail = 1024;

/** AWS does not take the keys: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
const keyErrors: ReadonlySet<string> = new Set([
  "AuthFailure",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "RequestExpired",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);

/** With the code of the distribution API that says the same, if there is one. */
const kinds: ReadonlyMap<string, readonly [RegistryErrorKind, string?]> = new Map([
  ["AccessDenied", ["denied", "AccessDeniedException"]],
  ["AccessDeniedException", ["denied"]],
  ["ImageNotFound", ["notFound", "MANIFEST_UNKNOWN"]],
  ["ImageNotFoundException", ["notFound", "MANIFEST_UNKNOWN"]],
  ["ImageReferencedByManifestList", ["denied"]],
  ["LimitExceededException", ["rateLimited"]],
  ["NotAuthorized", ["denied"]],
  ["OptInRequired", ["denied"]],
  ["RegistryNotFoundException", ["notFound"]],
  ["RepositoryNotFoundException", ["notFound", "NAME_UNKNOWN"]],
  ["RequestLimitExceeded", ["rateLimited"]],
  ["ServerException", ["unavailable"]],
  ["ServiceUnavailable", ["unavailable"]],
  ["Throttling", ["rateLimited"]],
  ["ThrottlingException", ["rateLimited"]],
  ["TooManyRequestsException", ["rateLimited"]],
  ["UnknownOperationException", ["unsupported"]],
  ["UnsupportedCommandException", ["unsupported"]],
]);

/** The failure that an error of the SDK stands for. `profile` is whose keys they were. */
export function awsFailure(error: unknown, host: string, profile: string): unknown {
  if (isFailure(error) || isAbort(error) || !(error instanceof Error)) return error;
  const { name, message } = error;
  if (keyErrors.has(name)) return new CredentialError("awsFailed", profile, { host });
  const { $metadata, $fault }: { $metadata?: { httpStatusCode?: number }; $fault?: unknown } = Object(error);
  const status = $metadata?.httpStatusCode;
  // What the SDK has no name for happened before anything was sent: no region, a malformed address.
  if (name === "Error" && status === undefined) return new CredentialError("awsFailed", profile, { host });
  // What is no answer of the service, such as a web page, is told without its words.
  return refusal(name, $fault === undefined ? undefined : message, host, status);
}

/** A refusal by its code, as an error or in the list of failures of an answer that is otherwise good. */
export function refusal(
  name: string,
  message: string | undefined,
  host: string,
  status?: number,
): RegistryError {
  const [kind, code = name] = kinds.get(name) ?? [kindOfStatus(status)];
  const detail = message === undefined ? undefined : (denial(message) ?? message).slice(0, longestDetail);
  return new RegistryError(kind, host, {
    code,
    ...(status !== undefined && { status }),
    ...(detail !== undefined && { detail }),
  });
}

/** The end of `User: ARN is not authorized to perform: ACTION on resource: ARN because ...`, to be read at a glance. */
function denial(message: string): string | undefined {
  const [, action, resource] = /perform: (\S+)(?: on resource: (\S+))?/.exec(message) ?? [];
  return resource === undefined ? action : `${action} on ${resource}`;
}

function kindOfStatus(status = 0): RegistryErrorKind {
  if (status >= 500) return "unavailable";
  return status === 403 ? "denied" : status === 429 ? "rateLimited" : "unexpected";
}
