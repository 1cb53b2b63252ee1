import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { AwsAccount } from "../../../src/core/catalog/awsAccount.ts";
import type { Catalog } from "../../../src/core/catalog/catalog.ts";
import { openCatalog } from "../../../src/core/catalog/open.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import { awsEnvironment, fakeKeys } from "../../support/awsEnvironment.ts";
import { type FakeAws, fakeAws } from "../../support/fakeAws.ts";
import { digestOf, FakeRegistry, namePage } from "../../support/fakeRegistry.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const registryId = "123456789012";

function catalogOf(aws: FakeAws, rest: { distribution?: Distribution; host?: string } = {}): Catalog {
  const { host: named = host, distribution = new FakeRegistry({}).distribution(named) } = rest;
  return openCatalog({
    kind: "ecr",
    host: named,
    base: new URL(`https://${named}/`),
    distribution,
    send: aws.send,
    credential: async () => ({ kind: "anonymous" }),
    aws: new AwsAccount({ kind: "ecr", host: named, send: aws.send, mayUse: async () => true }),
  });
}

async function withKeys(t: TestContext, aws: FakeAws): Promise<Catalog> {
  await awsEnvironment(t, fakeKeys);
  return catalogOf(aws);
}

describe("the repositories of a private registry", () => {
  it("come a thousand at a time, from the account and region of the host", async (t) => {
    const aws = fakeAws({
      "ecr.DescribeRepositories": [
        { repositories: [{ repositoryName: "b" }, { repositoryName: "team/a" }], nextToken: "t" },
        { repositories: [{ repositoryName: "c" }] },
      ],
    });
    const { repositories } = await withKeys(t, aws);
    const first = await repositories();
    const facts = { isPrivate: true };
    assert.deepEqual(first.items, [
      { name: "b", facts },
      { name: "team/a", facts },
    ]);
    const second = await first.next?.();
    assert.deepEqual([second?.items, second?.next], [[{ name: "c", facts }], undefined]);
    assert.deepEqual(
      aws.calls.map(({ region, accessKeyId, input }) => ({ region, accessKeyId, input })),
      [{}, { nextToken: "t" }].map((token) => ({
        region: "eu-west-1",
        accessKeyId: fakeKeys.AWS_ACCESS_KEY_ID,
        input: { registryId, maxResults: 1000, ...token },
      })),
    );
  });

  it("R07 have valid names; what is none is counted", async (t) => {
    const repositories = ["ok", "../../_catalog", "A", "", "a b"].map((repositoryName) => ({
      repositoryName,
    }));
    const aws = fakeAws({ "ecr.DescribeRepositories": [{ repositories: [...repositories, {}] }] });
    const { items, hidden } = await (await withKeys(t, aws)).repositories();
    assert.deepEqual([items.map(({ name }) => name), hidden], [["ok"], 5]);
  });

  it("are refused with the missing permission", async (t) => {
    const message =
      "User: arn:aws:iam::1:user/x is not authorized to perform: ecr:DescribeRepositories on resource: *";
    const aws = fakeAws({ "ecr.DescribeRepositories": [{ error: "AccessDeniedException", message }] });
    const { repositories } = await withKeys(t, aws);
    await assert.rejects(repositories(), {
      kind: "denied",
      code: "AccessDeniedException",
      host,
      detail: "ecr:DescribeRepositories on *",
    });
  });

  it("are asked for again a few times when AWS fails or slows us down", async (t) => {
    const failing = { error: "ServerException", status: 500 };
    const aws = fakeAws({
      "ecr.DescribeRepositories": [failing, { error: "ThrottlingException" }, { repositories: [] }],
    });
    assert.deepEqual((await (await withKeys(t, aws)).repositories()).items, []);
    const hopeless = fakeAws({ "ecr.DescribeRepositories": () => failing });
    await assert.rejects(catalogOf(hopeless).repositories(), { kind: "unavailable", status: 500 });
    assert.equal(hopeless.calls.length, 3);
  });
});

describe("the tags of a private registry", () => {
  it("come with their digest, size and time, each tag of an image as a row", async (t) => {
    const aws = fakeAws({
      "ecr.DescribeImages": [
        {
          imageDetails: [
            {
              imageDigest: digestOf("a"),
              imageTags: ["1", "latest"],
              imageSizeInBytes: 7,
              imagePushedAt: 1_700_000_000.5,
            },
            { imageDigest: digestOf("b"), imageTags: ["2"] },
            { imageDigest: digestOf("c") },
          ],
          nextToken: "t",
        },
        { imageDetails: [] },
      ],
    });
    const page = await (await withKeys(t, aws)).tags("team/a")();
    const facts = { digest: digestOf("a"), size: 7, pushed: 1_700_000_000_500 };
    assert.deepEqual(page.items, [
      { name: "1", facts },
      { name: "latest", facts },
      { name: "2", facts: { digest: digestOf("b") } },
    ]);
    await page.next?.();
    const input = { registryId, repositoryName: "team/a", maxResults: 1000, filter: { tagStatus: "TAGGED" } };
    assert.deepEqual(
      aws.calls.map((call) => call.input),
      [input, { ...input, nextToken: "t" }],
    );
  });

  it("R06 R07 R09 hold no invalid name, digest or size", async (t) => {
    const imageDetails = [
      { imageDigest: "sha256:../../x", imageTags: ["ok", "-x", "a b"], imageSizeInBytes: -1 },
      { imageDigest: digestOf("A"), imageTags: ["odd"], imageSizeInBytes: 1.5 },
    ];
    const aws = fakeAws({ "ecr.DescribeImages": [{ imageDetails }] });
    const { items, hidden } = await (await withKeys(t, aws)).tags("a")();
    assert.deepEqual(
      [items, hidden],
      [
        [
          { name: "ok", facts: {} },
          { name: "odd", facts: {} },
        ],
        2,
      ],
    );
  });
});

describe("taking away", () => {
  it("is asked for by tag or by digest", async (t) => {
    const aws = fakeAws({ "ecr.BatchDeleteImage": () => ({ imageIds: [{}], failures: [] }) });
    const catalog = await withKeys(t, aws);
    await catalog.untag("a/b", "1");
    await catalog.deleteDigest("a/b", digestOf("a"));
    assert.deepEqual(
      aws.calls.map(({ input }) => input),
      [{ imageTag: "1" }, { imageDigest: digestOf("a") }].map((image) => ({
        registryId,
        repositoryName: "a/b",
        imageIds: [image],
      })),
    );
  });

  for (const [failureCode, kind, code] of [
    ["ImageNotFound", "notFound", "MANIFEST_UNKNOWN"],
    ["ImageReferencedByManifestList", "denied", "ImageReferencedByManifestList"],
    ["KmsError", "unexpected", "KmsError"],
  ] as const)
    it(`fails when a good answer holds the failure ${failureCode}`, async (t) => {
      const failures = [{ imageId: {}, failureCode, failureReason: "its own words" }];
      const aws = fakeAws({ "ecr.BatchDeleteImage": [{ imageIds: [], failures }] });
      const catalog = await withKeys(t, aws);
      const refused = { name: "RegistryError", kind, code, host, detail: "its own words" };
      await assert.rejects(catalog.untag("a", "1"), refused);
    });

  it("fails when nothing was deleted, whatever else the answer says", async (t) => {
    const aws = fakeAws({ "ecr.BatchDeleteImage": [{}] });
    await assert.rejects((await withKeys(t, aws)).untag("a", "1"), { kind: "unexpected" });
  });

  it("is tried three times at most", async (t) => {
    const aws = fakeAws({ "ecr.BatchDeleteImage": () => ({ error: "ServerException", status: 500 }) });
    await assert.rejects((await withKeys(t, aws)).untag("a", "1"), { kind: "unavailable" });
    assert.equal(aws.calls.length, 3);
  });
});

describe("without AWS's credentials", () => {
  it("the registry itself is asked, and AWS is not", async (t) => {
    await awsEnvironment(t);
    const removed: string[] = [];
    const distribution: Distribution = {
      ...new FakeRegistry({ "tags a": [namePage(["1"])] }).distribution(host),
      repositories: async () => ({ items: ["a"], hidden: 0, cut: false }),
      deleteManifest: async (path, name) => {
        removed.push(`${path} ${name}`);
      },
    };
    const catalog = catalogOf(fakeAws({}), { distribution });
    assert.deepEqual((await catalog.repositories()).items, [{ name: "a" }]);
    assert.deepEqual((await catalog.tags("a")()).items, [{ name: "1" }]);
    await catalog.untag("a", "1");
    await catalog.deleteDigest("a", digestOf("a"));
    assert.deepEqual(removed, ["a 1", `a ${digestOf("a")}`]);
  });
});

describe("the page for people", () => {
  for (const [named, page] of [
    [
      host,
      "https://eu-west-1.console.aws.amazon.com/ecr/repositories/private/123456789012/team/a?region=eu-west-1",
    ],
    [
      "123456789012.dkr-ecr.us-east-2.on.aws",
      "https://us-east-2.console.aws.amazon.com/ecr/repositories/private/123456789012/team/a?region=us-east-2",
    ],
    [
      "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
      "https://cn-north-1.console.amazonaws.cn/ecr/repositories/private/123456789012/team/a?region=cn-north-1",
    ],
    [
      "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
      "https://console.amazonaws-us-gov.com/ecr/repositories/private/123456789012/team/a?region=us-gov-west-1",
    ],
    ["123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", undefined],
    ["mirror.test", undefined],
  ] as const)
    it(`of ${named} is ${page === undefined ? "none" : "the console's"}`, () => {
      assert.equal(catalogOf(fakeAws({}), { host: named }).webPage("team/a")?.href, page);
    });
});
