import type { PinRefusal } from "../../core/pinning/edit.ts";

/** Why there is no pin for this name, in one sentence. */
export function refusalText(refusal: PinRefusal): string {
  return refusals[refusal];
}

const refusals: { readonly [Refusal in PinRefusal]: string } = {
  stage: "A build stage or named context of this file, not an image of a registry.",
  scratch: "The empty image. There is nothing to pull or to pin.",
  built: "The name that the image built here gets. It is not pulled, so there is nothing to pin.",
  invalid: "Not a valid image reference.",
  templated: "Made by a template; Mooring leaves it alone.",
  feature: "A dev container feature, not an image.",
  noValue: "Depends on a variable that has no value in this file.",
  sharedSource: "The variable is used for more than one image, so a digest in it would break the others.",
  inEnvFile: "Set in an env file, which is changed only on request.",
  composed: "Put together from variables, so there is no one place for a digest.",
  escaped: "Written with YAML escapes or folding, or as a number, so a digest cannot be put in safely.",
  notAReference: "Not a valid image reference.",
  noTag: "The tag is not in this file, so there is nothing to look up.",
};
