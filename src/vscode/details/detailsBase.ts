/** The base of an image as the details show it, and the Dockerfile rebuilt upon it. Pure; knows no VS Code. */
import { explainInOne } from "../../core/explain.ts";
import { formatCount } from "../../core/format.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { rebuiltDockerfile } from "../../core/image/rebuilt.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import { formatFamiliar, formatWithinRegistry, type Reference } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type { DetailsBase, DetailsDockerfile } from "../../protocol/details.ts";
import type { BaseState } from "./baseSearch.ts";

/** UTF-16 units of the Dockerfile that the page shows; an editor gets all of it. */
const longest = 200_000;

/** Where the base ends, or what could be done to know; undefined for an image that names no base. */
export function baseOf(state: BaseState, { steps }: ImageModel): DetailsBase | undefined {
  switch (state.kind) {
    case "unclaimed":
      return undefined;
    case "unsought": {
      const { registry } = state.named.repository;
      const claim = `The image names ${shortName(state.named)} as its base.`;
      return { kind: "open", text: `${claim} Finding where it ends asks ${registry}.` };
    }
    case "finding": {
      const { registry } = state.named.repository;
      return { kind: "finding", text: `Looking for ${shortName(state.named)} at ${registry}` };
    }
    case "unproven":
      return { kind: "open", text: `The image names ${shortName(state.named)} as its base, ${doubt(state)}` };
    case "found": {
      const { reference, layers, steps: rows } = state.base;
      const all = formatCount(steps.filter(({ layer }) => layer !== undefined).length, "layer");
      return {
        kind: "found",
        text: `Base: ${shortName(reference)}, ${layers} of ${all}`,
        title: `All layers of ${sanitize(formatFamiliar(reference))} are the lowest of this image.`,
        rows,
      };
    }
  }
}

function doubt({ named, failure }: BaseState & { kind: "unproven" }): string {
  if (failure !== undefined)
    return `which could not be read: ${explainInOne(failure, formatWithinRegistry(named))}`;
  return "but nothing proves it: no image found there has only layers that are the lowest of this one.";
}

/** The text for the page; undefined for what is no image to run. */
export function dockerfileOf(image: ImageModel, state: BaseState): DetailsDockerfile | undefined {
  if (image.role !== "image" || image.steps.length === 0) return undefined;
  const text = dockerfileText(image, state);
  return {
    text: text.length > longest ? `${text.slice(0, longest).toWellFormed()}…\n` : text,
    note: `Rebuilt from the image's history, which does not tell what was copied from where. ${fromNote(state)}`,
  };
}

/** The whole text, for an editor. */
export function dockerfileText(image: ImageModel, state: BaseState): string {
  return rebuiltDockerfile(image, state.kind === "found" ? state.base : undefined);
}

function fromNote(state: BaseState): string {
  if (state.kind === "found") return "Its base is proven by layers.";
  return state.kind === "unclaimed"
    ? "It stands on scratch, as the image names no base."
    : "It stands on scratch, as the base is not proven: see Layers.";
}

/** `debian:12-slim`, `debian@sha256:bc5eac5e`: without the digest when there is a tag. */
function shortName({ repository, tag, digest }: Reference): string {
  if (tag === undefined && digest !== undefined)
    return sanitize(`${formatFamiliar({ repository })}@${shortDigest(digest)}`, 300);
  return sanitize(formatFamiliar({ repository, ...(tag !== undefined && { tag }) }), 300);
}
