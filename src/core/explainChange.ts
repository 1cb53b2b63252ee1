/** What registries refuse to change, in words. */
import { RegistryError } from "./errors.ts";
import { explain } from "./explain.ts";
import { explainVendor } from "./explainVendor.ts";
import { type Explanation, say, wordsOf } from "./explanation.ts";
import { sanitize } from "./text.ts";

/** Explains why a registry did not take what was to be pushed to it, tagged or deleted there; `subject` as written. */
export function explainChange(failure: unknown, subject?: string): Explanation {
  if (!(failure instanceof RegistryError)) return explain(failure, subject);
  const { host, kind, code } = failure;
  const what = subject === undefined ? "anything" : sanitize(subject, 300);
  const words = wordsOf(failure);
  const ofVendor = explainVendor(failure, what, words);
  if (ofVendor !== undefined) return ofVendor;
  if (immutableCodes.has(code) || failure.status === 409) {
    return say(
      `${host} does not let ${what} be changed: tags that exist are protected there.${words}`,
      "Use another tag, or ask the owner of the repository.",
      "none",
    );
  }
  if (failure.status === 413) {
    return say(
      `${host} refuses ${what} as too large.${words}`,
      "Ask its administrator to raise the limit of the registry, or of the proxy before it.",
      "none",
    );
  }
  if (code === "MANIFEST_BLOB_UNKNOWN") {
    return say(
      `${host} misses something that ${what} is made of.${words}`,
      "Copy it again: what is there already is not sent again.",
      "retry",
    );
  }
  if (kind === "denied") {
    return say(
      `${host} does not allow this login to change ${what}.${words}`,
      "Sign in with an account that may write there, or ask the owner for access.",
      "signIn",
    );
  }
  if (kind === "notFound" && code === "NAME_UNKNOWN") {
    return say(
      `${host} has no repository for ${what}, or this login may not see it.${words}`,
      "Create the repository first where the registry does not by itself (ECR), or sign in with an account that may.",
      "signIn",
    );
  }
  // Only a tag that is to be deleted is answered so (see registry/remove.ts).
  if (kind === "unsupported" && failure.status === 400) {
    return say(
      `${host} does not take a tag away alone, and keeps ${what}.${words}`,
      "Delete Image takes what it names, with all of its tags.",
      "none",
    );
  }
  if (kind === "unsupported") {
    return say(
      `${host} does not do this with ${what}.${words}`,
      "A mirror or pull-through cache takes no changes, and deletion may be switched off; ask its administrator.",
      "none",
    );
  }
  return explain(failure, subject);
}

/** The codes by which registries say that a tag is there and may not be moved. ECR, Harbor and others. */
const immutableCodes: ReadonlySet<string | undefined> = new Set([
  "TAG_INVALID",
  "TAG_IMMUTABLE",
  "ImageTagAlreadyExists",
  "ImageTagAlreadyExistsException",
  "PRECONDITION",
]);
