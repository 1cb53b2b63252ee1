/**
 * The ways in which work fails, by who can act on them. An error carries facts, never sentences for users:
 * those are made in explain.ts from `kind` and the fields. No field may hold a secret. A cancelled call
 * is none of these: it rejects with its signal's reason (an AbortError) and is never shown.
 */
export type Failure = RegistryError | NetworkError | ContentError | CredentialError | ScannerError;

export type RegistryErrorKind =
  /** No accepted credential: 401 after the one allowed login. */
  | "unauthorized"
  /** Known, but not allowed: 403. */
  | "denied"
  | "notFound"
  | "rateLimited"
  /** The registry does not offer this operation: 405, 501, or 404 on an API root. */
  | "unsupported"
  /** The registry fails by itself: 5xx. */
  | "unavailable"
  /** An answer that the protocol does not allow. */
  | "unexpected";

/** A registry (or its token server) answered, and the answer is a refusal. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly kind: RegistryErrorKind;
  /** The host that answered, with port. */
  readonly host: string;
  /** The HTTP status, when there was one. */
  readonly status: number | undefined;
  /** The registry's own error code, such as `MANIFEST_UNKNOWN`. Hostile text: sanitise before showing. */
  readonly code: string | undefined;
  /** The registry's own words, cut to a bounded length. Hostile text: sanitise before showing. */
  readonly detail: string | undefined;
  /** When the registry will answer again, in milliseconds since 1970; for `rateLimited` and `unavailable`. */
  readonly retryAt: number | undefined;

  constructor(
    kind: RegistryErrorKind,
    host: string,
    facts: { status?: number; code?: string; detail?: string; retryAt?: number; cause?: unknown } = {},
  ) {
    super(`${kind} from ${host}${facts.status === undefined ? "" : ` (${facts.status})`}`, {
      cause: facts.cause,
    });
    this.kind = kind;
    this.host = host;
    this.status = facts.status;
    this.code = facts.code;
    this.detail = facts.detail;
    this.retryAt = facts.retryAt;
  }
}

export type NetworkErrorKind =
  /** The name cannot be resolved. */
  | "unknownHost"
  /** Nothing listens, or the connection broke, or the network is down. */
  | "offline"
  | "timeout"
  /** The certificate or the handshake was not accepted. */
  | "tls"
  /** We refused to go there: an unsafe redirect, realm, link or plain-http target. */
  | "refused"
  /** The proxy, not the registry, refused. */
  | "proxy";

/** No usable answer came, or Mooring would not ask. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly kind: NetworkErrorKind;
  /** The host that was asked, with port. */
  readonly host: string;
  /** The system's or our own short code: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `redirectDowngrade`. */
  readonly code: string | undefined;
  /** For `refused`: where we would have had to go. */
  readonly target: string | undefined;

  constructor(
    kind: NetworkErrorKind,
    host: string,
    facts: { code?: string; target?: string; cause?: unknown } = {},
  ) {
    super(`${kind} at ${host}${facts.code === undefined ? "" : ` (${facts.code})`}`, { cause: facts.cause });
    this.kind = kind;
    this.host = host;
    this.code = facts.code;
    this.target = facts.target;
  }
}

export type ContentErrorKind =
  | "digestMismatch"
  | "malformed"
  | "tooLarge"
  | "unknownMediaType"
  /** What was reading them ended without a result. */
  | "crashed"
  /** A layer that may not be given on: its manifest says from where else it is had. */
  | "foreign";

/** Bytes came, but they are not what was asked for or cannot be trusted. */
export class ContentError extends Error {
  override readonly name = "ContentError";
  readonly kind: ContentErrorKind;
  /** What the bytes should have been: a digest, a file, "the tag list of HOST". */
  readonly subject: string;
  readonly host: string | undefined;
  /** The limit in bytes, for `tooLarge`. */
  readonly limit: number | undefined;

  constructor(
    kind: ContentErrorKind,
    subject: string,
    facts: { host?: string; limit?: number; cause?: unknown } = {},
  ) {
    super(`${kind}: ${subject}`, { cause: facts.cause });
    this.kind = kind;
    this.subject = subject;
    this.host = facts.host;
    this.limit = facts.limit;
  }
}

export type CredentialErrorKind =
  | "helperMissing"
  | "helperFailed"
  | "configMalformed"
  /** The secret store of VS Code cannot be read or written. */
  | "storeFailed"
  /** A profile of AWS signs in through the browser (`aws sso login`), and that sign-in has ended. */
  | "awsSsoEnded"
  /** The same for `aws login`. */
  | "awsLoginEnded"
  /** AWS's own credentials are there, but cannot be used or are not accepted. */
  | "awsFailed"
  /** The registry wants a login, and AWS has no credentials of its own here. */
  | "awsMissing";

/** A credential exists but cannot be read. Never followed by a try with another store (reliability V8). */
export class CredentialError extends Error {
  override readonly name = "CredentialError";
  readonly kind: CredentialErrorKind;
  /** The helper's program name, the configuration file's path, or the profile of AWS. */
  readonly source: string;
  /** The registry host the credential was wanted for. */
  readonly host: string | undefined;

  constructor(kind: CredentialErrorKind, source: string, facts: { host?: string; cause?: unknown } = {}) {
    super(`${kind}: ${source}`, { cause: facts.cause });
    this.kind = kind;
    this.source = source;
    this.host = facts.host;
  }
}

export type ScannerErrorKind =
  /** It is not on PATH, or the setting names what is not a program that may be run; `path` is what was named. */
  | "notInstalled"
  /** It ended without a report; `trouble` says why, where that is known. */
  | "failed"
  | "timeout"
  /** What it printed is not a report. */
  | "malformedOutput"
  | "tooMuchOutput"
  /** A release that carried hostile code. It was not run. */
  | "tainted";

/** What a scanner's own words lead back to. */
export type ScannerTrouble =
  | "databaseMissing"
  | "databaseOld"
  | "databaseUnreachable"
  | "login"
  | "notFound"
  | "certificate"
  | "network"
  | "busy"
  | "diskFull"
  | "memory"
  /** It was ended from outside; `detail` is the signal. */
  | "killed"
  /** The registry's URL has a path, and scanners know a registry by its host alone. */
  | "pathPrefix";

/** A scanner could not do its work. */
export class ScannerError extends Error {
  override readonly name = "ScannerError";
  readonly kind: ScannerErrorKind;
  /** `trivy`, `grype`; `auto` when neither is installed. */
  readonly scanner: string;
  /** The program, or what was named in its place. */
  readonly path: string | undefined;
  readonly trouble: ScannerTrouble | undefined;
  /** The tool's last words, without secrets, cut to a bounded length. Hostile text: sanitise before showing. */
  readonly detail: string | undefined;
  readonly exitCode: number | undefined;

  constructor(
    kind: ScannerErrorKind,
    scanner: string,
    facts: {
      path?: string;
      trouble?: ScannerTrouble | undefined;
      detail?: string;
      exitCode?: number;
      cause?: unknown;
    } = {},
  ) {
    super(`${kind}: ${scanner}`, { cause: facts.cause });
    this.kind = kind;
    this.scanner = scanner;
    this.path = facts.path;
    this.trouble = facts.trouble;
    this.detail = facts.detail;
    this.exitCode = facts.exitCode;
  }
}

/** Whether `error` is one of the failures above. */
export function isFailure(error: unknown): error is Failure {
  return (
    error instanceof RegistryError ||
    error instanceof NetworkError ||
    error instanceof ContentError ||
    error instanceof CredentialError ||
    error instanceof ScannerError
  );
}

/** Whether `error` only says that the work was cancelled. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** The outcome as a value. Only failures become one: a cancel and a fault of our own go on as they are. */
export async function settle<T>(
  work: Promise<T>,
): Promise<{ readonly value: T } | { readonly failure: Failure }> {
  try {
    return { value: await work };
  } catch (failure) {
    if (isFailure(failure)) return { failure };
    throw failure;
  }
}

/** The value; undefined when the work failed, with a failure as above. */
export async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  const outcome = await settle(work);
  return "value" in outcome ? outcome.value : undefined;
}
