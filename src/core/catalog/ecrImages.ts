/** What the private and the public API of ECR tell of images in the same words. */
import { RegistryError } from "../errors.ts";
import { isDigest } from "../reference/digest.ts";
import { isTag } from "../reference/reference.ts";
import { refusal } from "./awsFailure.ts";
import type { TagFacts } from "./facts.ts";
import type { Listed } from "./listPage.ts";

/** An image with all its tags. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html */
export type ImageDetail = {
  readonly imageDigest?: string | undefined;
  readonly imageTags?: readonly string[] | undefined;
  /** Compressed bytes; of an index, those of its largest image. */
  readonly imageSizeInBytes?: number | undefined;
  readonly imagePushedAt?: Date | undefined;
};

/** What a deletion names: an image with all its tags, or one tag; the last one takes its image with it. */
export type ImageId = { readonly imageDigest: string } | { readonly imageTag: string };

/** A row for each tag; `hidden` counts those that are none by the grammar. */
export function tagRows(details: readonly ImageDetail[]): {
  readonly items: readonly Listed<TagFacts>[];
  readonly hidden: number;
} {
  const tags = details.flatMap((detail) => (detail.imageTags ?? []).map((name) => ({ name, detail })));
  const items = tags
    .filter(({ name }) => isTag(name))
    .map(({ name, detail }) => ({ name, facts: factsOf(detail) }));
  return { items, hidden: tags.length - items.length };
}

function factsOf({ imageDigest, imageSizeInBytes: size, imagePushedAt }: ImageDetail): TagFacts {
  const pushed = imagePushedAt?.getTime();
  return {
    ...(isDigest(imageDigest) && { digest: imageDigest }),
    ...(size !== undefined && Number.isSafeInteger(size) && size >= 0 && { size }),
    ...(pushed !== undefined && Number.isFinite(pushed) && { pushed }),
  };
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageFailure.html */
export type ImageFailure = {
  readonly failureCode?: string | undefined;
  readonly failureReason?: string | undefined;
};

/** An answer to a deletion is good although it failed: its failures tell. */
export function checkDeleted(
  {
    imageIds = [],
    failures = [],
  }: { imageIds?: readonly unknown[] | undefined; failures?: readonly ImageFailure[] | undefined },
  host: string,
): void {
  const [first] = failures;
  if (first !== undefined) throw refusal(first.failureCode ?? "", first.failureReason, host, 200);
  if (imageIds.length === 0) throw new RegistryError("unexpected", host, { status: 200 });
}
