/** Refusals that one vendor has reasons of its own for, in words. Their codes are given by core/catalog. */
import type { RegistryError } from "./errors.ts";
import { type Explanation, say, sentence } from "./explanation.ts";
import { sanitize } from "./text.ts";

/** Explains a vendor's own refusal; undefined for all else. `what` was asked for; `words` is what the vendor said, sanitised. */
export function explainVendor(error: RegistryError, what: string, words: string): Explanation | undefined {
  return (
    explainDockerHub(error, what, words) ??
    explainGithub(error) ??
    explainAws(error) ??
    explainScan(error, words)
  );
}

const githubPurposes: ReadonlyMap<string, string> = new Map([
  ["read:packages", " to list packages"],
  ["read:org", " to list your organisations"],
  ["delete:packages", " to delete"],
]);

/** What GitHub's own refusals mean (catalog/githubApi.ts); undefined for all others. */
function explainGithub({ host, code, detail = "" }: RegistryError): Explanation | undefined {
  const words = sanitize(detail, 300);
  switch (code) {
    case "ssoRequired":
      return say(
        `${host} wants this login authorised for single sign-on by ${words}.`,
        "Authorise its token for the organisation in GitHub's settings (Configure SSO), or sign in again.",
        "signIn",
      );
    case "scopeMissing":
      return say(
        `${host} wants a token with the scope ${words}${githubPurposes.get(detail) ?? ""}.`,
        "Sign in with a classic token that has it, or with GitHub.",
        "signIn",
      );
    case "organisationRefused":
      return say(
        `${host} does not list an organisation's packages to this login. It says: ${sentence(words)}`,
        "Ask the organisation's owners to allow it, or add repositories by name.",
        "addRepository",
      );
    case "versionKept":
      return say(
        `${host} keeps this version.${words === "" ? "" : ` It says: ${sentence(words)}`}`,
        "GitHub deletes neither the last version of a package nor a public one with over 5,000 downloads.",
        "none",
      );
    default:
      return undefined;
  }
}

/** What Docker Hub refuses for a reason of its own; undefined for all else. */
function explainDockerHub(
  { host, code }: RegistryError,
  what: string,
  words: string,
): Explanation | undefined {
  switch (code) {
    case "loginRequired":
      return say(
        `${host} does this only for a user name with a password or an access token.`,
        "Sign in with an account that may.",
        "signIn",
      );
    case "secondFactor":
      return say(
        `${host} wants a second factor with this password.${words}`,
        "Sign in with a personal access token in place of the password.",
        "signIn",
      );
    case "stillTagged":
      return say(
        `${host} does not delete ${what}: a tag or an index still names it, or this login may not.${words}`,
        "Take its tags away first, or sign in with an account that may.",
        "signIn",
      );
    default:
      return undefined;
  }
}

/** What AWS's own refusals mean (catalog/awsFailure.ts); undefined for all others. */
function explainAws({ host, code, detail }: RegistryError): Explanation | undefined {
  switch (code) {
    case "AccessDeniedException":
      return say(
        `${host}: AWS does not allow this login ${detail === undefined ? "this" : sanitize(detail, 300)}.`,
        "Ask its administrator to allow it, or name another profile in the setting mooring.registries.",
        "editRegistry",
      );
    case "ImageReferencedByManifestList":
      return say(`${host} keeps the image: an index names it.`, "Delete the index first.", "none");
    default:
      return undefined;
  }
}

/** Why a registry does not scan an image (catalog/harborFindings.ts, catalog/ecrFindings.ts); undefined for all else. */
function explainScan({ host, code }: RegistryError, words: string): Explanation | undefined {
  switch (code) {
    case "noScanner":
      return say(`${host} has no scanner that works.${words}`, "Ask its administrator for one.", "none");
    case "notScannable":
      return say(
        `${host} cannot scan this.${words}`,
        "Scan it on this machine, with Trivy or Grype.",
        "none",
      );
    case "scannedToday":
      return say(`${host} scans an image once a day.`, "Try again tomorrow.", "none");
    case "scansByItself":
      return say(`${host} scans images by itself.`, "Wait for its findings.", "none");
    default:
      return undefined;
  }
}
