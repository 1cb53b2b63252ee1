/**
 * AWS ECR Public. AWS's API tells of the user's own registry alone, and wants AWS's credentials; other repositories
 * are named by the user and read by the distribution API, as anyone may.
 * https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/
 */
import { isRepositoryPath } from "../reference/reference.ts";
import type { AwsSession } from "./awsAccount.ts";
import { byAws, type ReadAws } from "./awsLists.ts";
import type { Catalog, CatalogSource } from "./catalog.ts";
import { checkDeleted, type ImageId, tagRows } from "./ecrImages.ts";
import type { RepositoryFacts, TagFacts } from "./facts.ts";
import { ociCatalog } from "./oci.ts";

const maxResults = 1000;

/** See the file's head. Which repositories are the user's own is known once they were listed. */
export function ecrPublicCatalog(source: CatalogSource): Catalog {
  const plain = ociCatalog(source);
  /** The names that the API has for the user's own repositories, by path. */
  const own = new Map<string, string>();
  const remove = async (
    path: string,
    image: ImageId,
    otherwise: () => Promise<void>,
    signal?: AbortSignal,
  ) => {
    const repositoryName = own.get(path);
    const session = repositoryName === undefined ? undefined : await source.aws?.session(signal);
    if (session === undefined) return otherwise();
    const input = { repositoryName, imageIds: [image] };
    const answer = await session.ecrPublic((client, sdk, sending) =>
      client.send(new sdk.BatchDeletePublicImageCommand(input), sending),
    );
    checkDeleted(answer, source.host);
  };
  return {
    ...plain,
    lastTagDeletes: (path) => own.has(path),
    repositories: byAws(source, readOwn(own), plain.repositories),
    tags: (path) => (signal) => {
      const name = own.get(path);
      const read = plain.tags(path);
      return (name === undefined ? read : byAws(source, readTags(name), read))(signal);
    },
    untag: (path, imageTag, signal) =>
      remove(path, { imageTag }, () => plain.untag(path, imageTag, signal), signal),
    deleteDigest: (path, imageDigest, signal) =>
      remove(path, { imageDigest }, () => plain.deleteDigest(path, imageDigest, signal), signal),
    webPage: (path) => new URL(path, "https://gallery.ecr.aws/"),
  };
}

/** Their addresses say in which registry they are: `public.ecr.aws/ALIAS/NAME`. */
function readOwn(own: Map<string, string>): ReadAws<RepositoryFacts> {
  return async (session, from) => {
    const { repositories = [], nextToken } = await describe(session, from);
    const named = repositories.map(({ repositoryName: name = "", repositoryUri: uri = "" }) => ({
      path: uri.slice(uri.indexOf("/") + 1),
      name,
    }));
    const valid = named.filter(({ path, name }) => isRepositoryPath(path) && path.endsWith(`/${name}`));
    for (const { path, name } of valid) own.set(path, name);
    const items = valid.map(({ path }) => ({ name: path, facts: { isPrivate: false } }));
    return { items, hidden: named.length - items.length, nextToken };
  };
}

function describe(session: AwsSession, from: { readonly nextToken?: string }) {
  return session.ecrPublic((client, sdk, sending) =>
    client.send(new sdk.DescribePublicRepositoriesCommand({ maxResults, ...from }), sending),
  );
}

function readTags(repositoryName: string): ReadAws<TagFacts> {
  return async (session, from) => {
    const { imageDetails = [], nextToken } = await session.ecrPublic((client, sdk, sending) =>
      client.send(new sdk.DescribePublicImagesCommand({ repositoryName, maxResults, ...from }), sending),
    );
    return { ...tagRows(imageDetails), nextToken };
  };
}
