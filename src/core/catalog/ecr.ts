/**
 * A private registry of AWS ECR, by AWS's API: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/
 * Without AWS's own credentials, as with a docker login alone, by the distribution API.
 */
import { RegistryError } from "../errors.ts";
import type { Digest } from "../reference/digest.ts";
import { isRepositoryPath } from "../reference/reference.ts";
import { awsMissing, byAws, type ReadAws } from "./awsLists.ts";
import type { Catalog, CatalogSource } from "./catalog.ts";
import { checkDeleted, type ImageId, tagRows } from "./ecrImages.ts";
import type { RepositoryFacts, TagFacts } from "./facts.ts";
import { readEcrHost } from "./kind.ts";
import type { ReadPage } from "./listPage.ts";
import { ociCatalog } from "./oci.ts";
import type { RegistryScanner } from "./registryScanner.ts";

/** The most that AWS gives at once. */
const maxResults = 1000;

/** See the file's head. Who may not list is told which of AWS's permissions is missing. */
export function ecrCatalog(source: CatalogSource): Catalog {
  const { host } = source;
  const plain = ociCatalog(source);
  const account = readEcrHost(host)?.account;
  const registry = account === undefined ? {} : { registryId: account };
  const remove = async (
    path: string,
    image: ImageId,
    otherwise: () => Promise<void>,
    signal?: AbortSignal,
  ) => {
    const session = await source.aws?.session(signal);
    if (session === undefined) return otherwise();
    const input = { ...registry, repositoryName: path, imageIds: [image] };
    const answer = await session.ecr((client, sdk, sending) =>
      client.send(new sdk.BatchDeleteImageCommand(input), sending),
    );
    checkDeleted(answer, host);
  };
  return {
    ...plain,
    lastTagDeletes: () => true,
    repositories: byAws(source, readRepositories(registry), withReason(source, plain.repositories)),
    tags: (path) => byAws(source, readTags(registry, path), withReason(source, plain.tags(path))),
    untag: (path, imageTag, signal) =>
      remove(path, { imageTag }, () => plain.untag(path, imageTag, signal), signal),
    deleteDigest: (path, imageDigest, signal) =>
      remove(path, { imageDigest }, () => plain.deleteDigest(path, imageDigest, signal), signal),
    scanner: ecrScanner(source, registry),
    webPage: (path) => consolePage(host, path),
  };
}

function ecrScanner({ aws, host }: CatalogSource, registry: Registry): RegistryScanner {
  const open = async (path: string, imageDigest: Digest, signal: AbortSignal | undefined) => {
    const session = await aws?.session(signal);
    if (session === undefined) throw awsMissing(host);
    return [session, { ...registry, repositoryName: path, imageId: { imageDigest } }] as const;
  };
  return {
    read: async (path, image, signal) =>
      (await import("./findings.ts")).readEcrScan(...(await open(path, image, signal))),
    start: async (path, image, signal) =>
      (await import("./findings.ts")).startEcrScan(...(await open(path, image, signal))),
  };
}

type Registry = { readonly registryId?: string };

function readRepositories(registry: Registry): ReadAws<RepositoryFacts> {
  return async (session, from) => {
    const input = { ...registry, maxResults, ...from };
    const { repositories = [], nextToken } = await session.ecr((client, sdk, sending) =>
      client.send(new sdk.DescribeRepositoriesCommand(input), sending),
    );
    const names = repositories.map(({ repositoryName = "" }) => repositoryName);
    const items = names.filter(isRepositoryPath).map((name) => ({ name, facts: { isPrivate: true } }));
    return { items, hidden: names.length - items.length, nextToken };
  };
}

function readTags(registry: Registry, repositoryName: string): ReadAws<TagFacts> {
  return async (session, from) => {
    const filter = { tagStatus: "TAGGED" as const };
    const input = { ...registry, repositoryName, filter, maxResults, ...from };
    const { imageDetails = [], nextToken } = await session.ecr((client, sdk, sending) =>
      client.send(new sdk.DescribeImagesCommand(input), sending),
    );
    return { ...tagRows(imageDetails), nextToken };
  };
}

/** A registry that refuses us for want of any login is one that AWS's credentials would open. */
function withReason<Facts>({ host, credential }: CatalogSource, plain: ReadPage<Facts>): ReadPage<Facts> {
  return async (signal) => {
    try {
      return await plain(signal);
    } catch (failure) {
      const isRefused = failure instanceof RegistryError && failure.kind === "unauthorized";
      if (isRefused && (await credential(signal)).kind === "anonymous") throw awsMissing(host);
      throw failure;
    }
  };
}

const consoles: readonly (readonly [ending: string, domain: string])[] = [
  [".amazonaws.com", "console.aws.amazon.com"],
  [".on.aws", "console.aws.amazon.com"],
  [".amazonaws.com.cn", "console.amazonaws.cn"],
  [".on.amazonwebservices.com.cn", "console.amazonaws.cn"],
];

/** The repository in AWS's console; none for partitions that are closed to the public. */
function consolePage(host: string, path: string): URL | undefined {
  const place = readEcrHost(host);
  const [, domain] = consoles.find(([ending]) => host.endsWith(ending)) ?? [];
  if (place === undefined || domain === undefined) return undefined;
  const { account, region } = place;
  const isGovernment = region.startsWith("us-gov-");
  const origin = `https://${isGovernment ? "console.amazonaws-us-gov.com" : `${region}.${domain}`}`;
  return new URL(`/ecr/repositories/private/${account}/${path}?region=${region}`, origin);
}
