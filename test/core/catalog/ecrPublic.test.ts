import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AwsAccount } from "../../../src/core/catalog/awsAccount.ts";
import { openCatalog } from "../../../src/core/catalog/open.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import { awsEnvironment, fakeKeys } from "../../support/awsEnvironment.ts";
import { type FakeAws, fakeAws } from "../../support/fakeAws.ts";
import { digestOf, FakeRegistry, namePage } from "../../support/fakeRegistry.ts";

const host = "public.ecr.aws";

function catalogOf(aws: FakeAws, distribution: Distribution = new FakeRegistry({}).distribution(host)) {
  return openCatalog({
    kind: "ecrPublic",
    host,
    base: new URL(`https://${host}/`),
    distribution,
    send: aws.send,
    credential: async () => ({ kind: "anonymous" }),
    aws: new AwsAccount({ kind: "ecrPublic", host, send: aws.send, mayUse: async () => true }),
  });
}

const own = (repositoryName: string, repositoryUri = `${host}/q1w2/${repositoryName}`) => ({
  repositoryName,
  repositoryUri,
});

describe("ECR Public", () => {
  it("lists the user's own repositories by their paths, and their tags with digests", async (t) => {
    await awsEnvironment(t, { ...fakeKeys, AWS_REGION: "eu-west-1" });
    const imageDetails = [{ imageDigest: digestOf("a"), imageTags: ["1"], imageSizeInBytes: 7 }];
    const aws = fakeAws({
      "ecr-public.DescribeRepositories": [
        { repositories: [own("app")], nextToken: "t" },
        { repositories: [own("team/b")] },
      ],
      "ecr-public.DescribeImages": [{ imageDetails }],
    });
    const catalog = catalogOf(aws);
    const first = await catalog.repositories();
    const facts = { isPrivate: false };
    assert.deepEqual(first.items, [{ name: "q1w2/app", facts }]);
    assert.deepEqual((await first.next?.())?.items, [{ name: "q1w2/team/b", facts }]);
    assert.deepEqual((await catalog.tags("q1w2/team/b")()).items, [
      { name: "1", facts: { digest: digestOf("a"), size: 7 } },
    ]);
    assert.deepEqual(
      aws.calls.map(({ input }) => input),
      [
        { maxResults: 1000 },
        { maxResults: 1000, nextToken: "t" },
        { repositoryName: "team/b", maxResults: 1000 },
      ],
    );
  });

  it("takes away by AWS's API what is the user's own", async (t) => {
    await awsEnvironment(t, fakeKeys);
    const aws = fakeAws({
      "ecr-public.DescribeRepositories": [{ repositories: [own("app")] }],
      "ecr-public.BatchDeleteImage": [
        { imageIds: [{}] },
        { imageIds: [{}] },
        { failures: [{ failureCode: "ImageNotFound", failureReason: "no" }] },
      ],
    });
    const catalog = catalogOf(aws);
    await catalog.repositories();
    assert.deepEqual(
      [catalog.lastTagDeletes?.("q1w2/app"), catalog.lastTagDeletes?.("docker/library/nginx")],
      [true, false],
    );
    await catalog.untag("q1w2/app", "1");
    await catalog.deleteDigest("q1w2/app", digestOf("a"));
    await assert.rejects(catalog.untag("q1w2/app", "2"), { kind: "notFound" });
    assert.deepEqual(
      aws.calls.slice(1).map(({ input }) => input),
      [{ imageTag: "1" }, { imageDigest: digestOf("a") }, { imageTag: "2" }].map((image) => ({
        repositoryName: "app",
        imageIds: [image],
      })),
    );
  });

  it("R07 shows no repository whose address is not one", async (t) => {
    await awsEnvironment(t, fakeKeys);
    const odd = [own("ok"), own("a", `${host}/q1w2/b`), own("x", "x"), own("..", `${host}/q/..`), {}];
    const aws = fakeAws({ "ecr-public.DescribeRepositories": [{ repositories: odd }] });
    const { items, hidden } = await catalogOf(aws).repositories();
    assert.deepEqual([items.map(({ name }) => name), hidden], [["q1w2/ok"], 4]);
  });

  it("reads others' repositories as anyone may, keys or not", async (t) => {
    const environment = await awsEnvironment(t, fakeKeys);
    for (const id of [fakeKeys.AWS_ACCESS_KEY_ID, undefined]) {
      environment.set({ AWS_ACCESS_KEY_ID: id });
      const distribution = new FakeRegistry({ "tags docker/library/nginx": [namePage(["1"])] }).distribution(
        host,
      );
      const { items } = await catalogOf(fakeAws({}), distribution).tags("docker/library/nginx")();
      assert.deepEqual(items, [{ name: "1" }]);
    }
  });

  it("without keys has no list but what the registry says", async (t) => {
    await awsEnvironment(t);
    const distribution: Distribution = {
      ...new FakeRegistry({}).distribution(host),
      repositories: async () => ({ items: ["a/b"], hidden: 0, cut: false }),
    };
    assert.deepEqual((await catalogOf(fakeAws({}), distribution).repositories()).items, [{ name: "a/b" }]);
  });

  it("has a page for people in the gallery", () => {
    const page = catalogOf(fakeAws({})).webPage("docker/library/nginx");
    assert.equal(page?.href, "https://gallery.ecr.aws/docker/library/nginx");
  });
});
