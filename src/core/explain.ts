/** Failures in words: who refused or broke, why in plain terms, and what to do next. The one place for such text. */
import { ContentError, CredentialError, NetworkError, RegistryError } from "./errors.ts";
import { explainVendor } from "./explainVendor.ts";
import { type Explanation, say, wordsOf } from "./explanation.ts";
import { sanitize } from "./text.ts";

/**
 * Explains a failure. `subject` is what was asked for (`nginx:1.99`), for sentences about things that are not
 * there. All text that came from a registry is sanitised; what is escaped further is the surface's business.
 */
export function explain(failure: unknown, subject?: string): Explanation {
  if (failure instanceof RegistryError) return explainRegistry(failure, subject);
  if (failure instanceof NetworkError) return explainNetwork(failure);
  if (failure instanceof ContentError) return explainContent(failure);
  if (failure instanceof CredentialError) return explainCredential(failure);
  const words = failure instanceof Error ? sanitize(failure.message, 200) : "unknown";
  return say(
    `Mooring failed: ${words}.`,
    "This is a fault in Mooring: please report it with the log.",
    "retry",
  );
}

/** Both sentences, for surfaces with one line. */
export function explainInOne(failure: unknown, subject?: string): string {
  const { problem, next } = explain(failure, subject);
  return `${problem} ${next}`;
}

/** Explains why a registry's repositories are not listed; many registries refuse that and serve all else. */
export function explainCatalog(failure: unknown): Explanation {
  if (!(failure instanceof RegistryError)) return explain(failure);
  const ofVendor = explainVendor(failure, "its repositories", wordsOf(failure));
  if (ofVendor !== undefined) return ofVendor;
  switch (failure.kind) {
    case "unauthorized":
    case "denied":
      return say(
        `${failure.host} does not list its repositories to this login.`,
        "Sign in with an account that may, or add repositories by name.",
        "signIn",
      );
    case "notFound":
    case "unsupported":
      return say(`${failure.host} does not list its repositories.`, "Add them by name.", "addRepository");
    default:
      return explain(failure);
  }
}

function explainRegistry(error: RegistryError, subject: string | undefined): Explanation {
  const { host } = error;
  const what = subject === undefined ? "what was asked for" : sanitize(within(error.host, subject), 300);
  const words = wordsOf(error);
  const ofVendor = explainVendor(error, what, words);
  if (ofVendor !== undefined) return ofVendor;
  switch (error.kind) {
    case "unauthorized":
      if (error.code === "loginMethodUnsupported") {
        const methods = sanitize(error.detail ?? "unknown", 100);
        return say(
          `${host} wants a kind of login that Mooring does not have (${methods}).`,
          "Ask its administrator for a password or a token for the registry API.",
          "none",
        );
      }
      return say(`${host} does not accept the login.${words}`, `Sign in to ${host} again.`, "signIn");
    case "denied":
      if (error.status === 412) {
        return say(
          `${host} has a rule against this.${words}`,
          "Ask the project's administrator to lift it, or choose another tag.",
          "none",
        );
      }
      return say(
        `${host} does not allow this login to read ${what}.${words}`,
        "Sign in with an account that may, or ask the owner for access.",
        "signIn",
      );
    case "notFound":
      return explainNotFound(error, what);
    case "rateLimited":
      return say(
        `${host} limits how much may be asked, and the limit is reached.${words}`,
        error.retryAt === undefined
          ? "Wait a while, or sign in for a higher limit."
          : `It answers again at ${clock(error.retryAt)}; signing in may raise the limit.`,
        "signIn",
      );
    case "unsupported":
      return say(
        error.status === 404
          ? `${host} is not a container registry (nothing at /v2/).`
          : `${host} does not offer this.${words}`,
        "Check the URL of the registry, with its path if it has one.",
        "editRegistry",
      );
    case "unavailable":
      return say(`${host} is failing${status(error)}.${words}`, "Try again later.", "retry");
    case "unexpected":
      return say(
        `${host} gave an answer that is not a registry's${status(error)}.${words}`,
        "Check the URL; a login page of a network or a proxy may be in between.",
        "retry",
      );
  }
}

/** The subject without the host that the sentence names anyway. */
function within(host: string, subject: string): string {
  return subject.startsWith(`${host}/`) ? subject.slice(host.length + 1) : subject;
}

function explainNotFound(error: RegistryError, what: string): Explanation {
  const { host } = error;
  if (error.code === "NAME_UNKNOWN") {
    return say(
      `${host} has no repository for ${what}, or this login may not see it.`,
      "Check the name, or sign in with an account that may see it.",
      "signIn",
    );
  }
  return say(`${host} has no ${what}.`, "Check the spelling and the tag.", "retry");
}

function explainNetwork(error: NetworkError): Explanation {
  const { host, code } = error;
  const target = error.target === undefined ? "another place" : sanitize(error.target, 200);
  switch (error.kind) {
    case "unknownHost":
      return code === "EAI_AGAIN"
        ? say(
            `The name service (DNS) does not answer for ${host}.`,
            "Check the network connection, then try again.",
            "retry",
          )
        : say(
            `The name ${host} cannot be found.`,
            "Check the spelling, the proxy settings or the VPN.",
            "editRegistry",
          );
    case "offline":
      return code === "ECONNREFUSED"
        ? say(`Nothing listens at ${host}.`, "Check that the registry is running, and its port.", "retry")
        : say(
            `The connection to ${host} broke${bracket(code)}.`,
            "Check the network connection, then try again.",
            "retry",
          );
    case "timeout":
      return say(
        `${host} did not answer in time.`,
        "Try again, or check the network and the proxy settings.",
        "retry",
      );
    case "tls":
      return explainTls(host, code, target);
    case "refused":
      return explainRefused(host, code, target);
    case "proxy":
      return say(
        `The proxy refused the way to ${host}${bracket(code)}.`,
        "Check the proxy's address (http.proxy in VS Code, HTTPS_PROXY elsewhere) and its login.",
        "none",
      );
  }
}

function explainTls(host: string, code: string | undefined, target: string): Explanation {
  switch (code) {
    case "certificateFile":
      return say(
        `The certificate file ${target} for ${host} cannot be read.`,
        "Correct its path in the setting mooring.registries.",
        "editRegistry",
      );
    case "plainHttp":
      return say(
        `${host} speaks plain http, not https.`,
        "If you trust it, add it as a registry with an http:// URL.",
        "editRegistry",
      );
    case "CERT_HAS_EXPIRED":
      return say(
        `The certificate of ${host} has expired.`,
        "Ask the registry's administrator to renew it.",
        "none",
      );
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return say(
        `The certificate of ${host} is for another name.`,
        "Use the name the certificate is for, or ask the administrator.",
        "editRegistry",
      );
    default:
      return say(
        `The certificate of ${host} is not trusted${bracket(code)}.`,
        "Add its authority to the system's certificates, or name its file in mooring.registries (caFile), or ask the administrator.",
        "editRegistry",
      );
  }
}

function explainRefused(host: string, code: string | undefined, target: string): Explanation {
  switch (code) {
    case "realm":
      return say(
        `${host} asks to log in at ${target}, which is not a safe place for a password.`,
        "Nothing was sent. Ask the registry's administrator.",
        "none",
      );
    case "redirect":
      return say(
        `${host} sends us on to ${target}, which Mooring does not follow.`,
        "Nothing was sent there. Ask the registry's administrator.",
        "none",
      );
    default:
      return say(
        `Mooring does not go from ${host} to ${target}${bracket(code)}.`,
        "Nothing was sent there.",
        "none",
      );
  }
}

function explainContent(error: ContentError): Explanation {
  const subject = sanitize(error.subject, 300);
  const from = error.host === undefined ? "" : ` from ${error.host}`;
  switch (error.kind) {
    case "digestMismatch":
      return say(
        `The content${from} does not match its digest (${subject}).`,
        "It was not used. A cache or proxy in between may be broken; try again, then tell the registry's administrator.",
        "retry",
      );
    case "malformed":
      return say(`${subject}${from} cannot be read: it is not well formed.`, "It was not used.", "none");
    case "tooLarge":
      return say(
        `${subject}${from} is larger than Mooring reads${error.limit === undefined ? "" : ` (${Math.round(error.limit / 1024)} kB)`}.`,
        "It was not used.",
        "none",
      );
    case "unknownMediaType":
      return say(`${subject}${from} is of a type that Mooring does not know.`, "It was not used.", "none");
    case "crashed":
      return say(
        `${subject}${from} could not be read: the thread that read it ended early.`,
        "Try again. If it happens again, please report it with the log.",
        "retry",
      );
    case "foreign":
      return say(
        `${subject} is not kept in the registry but had from elsewhere, as its manifest says.`,
        "Mooring does not go there.",
        "none",
      );
  }
}

function explainCredential(error: CredentialError): Explanation {
  const { source } = error;
  const host = error.host === undefined ? "this registry" : error.host;
  switch (error.kind) {
    case "helperMissing":
      return say(
        `The credential helper ${source} for ${host} is not installed.`,
        `Install it, or sign in to ${host} in Mooring; nothing was sent.`,
        "signIn",
      );
    case "helperFailed":
      return say(
        `The credential helper ${source} failed for ${host}.`,
        `Try "docker login ${host}", or sign in to ${host} in Mooring; nothing was sent.`,
        "signIn",
      );
    case "configMalformed":
      return say(
        `${source} cannot be read as login configuration.`,
        `Mend the file, or sign in to ${host} in Mooring.`,
        "signIn",
      );
    case "storeFailed":
      return say(
        `The secret store of VS Code cannot be used for ${host}.`,
        "Sign in again; the login is kept for this session only.",
        "signIn",
      );
    case "awsSsoEnded":
    case "awsLoginEnded": {
      const command = error.kind === "awsSsoEnded" ? "aws sso login" : "aws login";
      return say(
        `The AWS profile ${sanitize(source, 100)} has to sign in again for ${host}.`,
        `Run "${command}${profileFlag(source)}" in a terminal, then try again.`,
        "retry",
      );
    }
    case "awsFailed":
      return say(
        `The AWS credentials of the profile ${sanitize(source, 100)} cannot be used for ${host}.`,
        `"aws sts get-caller-identity${profileFlag(source)}" in a terminal says why; mend it, then try again.`,
        "retry",
      );
    case "awsMissing":
      return say(
        `${host} wants a login, and there are no AWS credentials here.`,
        `Run "aws configure sso", "aws login" or "docker login ${host}" in a terminal, or sign in with a password from AWS.`,
        "signIn",
      );
  }
}

/** The default profile needs no name. */
function profileFlag(profile: string): string {
  const name = sanitize(profile, 100);
  if (profile === "default") return "";
  return ` --profile ${/^[\w.@/+-]+$/.test(name) ? name : `'${name}'`}`;
}

function status(error: RegistryError): string {
  return error.status === undefined ? "" : ` (${error.status})`;
}

function bracket(code: string | undefined): string {
  return code === undefined ? "" : ` (${sanitize(code, 60)})`;
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}
