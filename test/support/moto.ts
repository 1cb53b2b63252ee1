/** moto's server: ECR, IAM and STS as others wrote them after AWS. It has no /v2/, no pages, and no ECR Public. */
import { motoServer } from "../setup.mjs";
import type { ManifestTree } from "./images.ts";
import { startProgram } from "./program.ts";

export type Moto = {
  /** For AWS_ENDPOINT_URL. */
  readonly url: string;
  /** The account that everything belongs to. */
  readonly account: string;
  readonly createRepositories: (...names: readonly string[]) => Promise<void>;
  /** Puts a manifest under each tag. */
  readonly putImage: (repository: string, image: ManifestTree, ...tags: readonly string[]) => Promise<void>;
  /** The tags of each digest. */
  readonly images: (repository: string) => Promise<Readonly<Record<string, readonly string[]>>>;
  /** Takes an image away by one of its tags, and all its tags with it. */
  readonly removeImage: (repository: string, tag: string) => Promise<void>;
  /** Makes a person with keys and, when actions are named, a policy that allows them. */
  readonly createUser: (
    name: string,
    ...actions: readonly string[]
  ) => Promise<{ id: string; secret: string }>;
  /** From now on signatures and policies count, or no more. */
  readonly checkKeys: (does: boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const region = "eu-west-1";

/** Starts moto on a free loopback port, empty. */
export async function startMoto(): Promise<Moto> {
  const program = await startProgram(motoServer(), ["-p", "0"], {
    ready: /Running on (http:\/\/127\.0\.0\.1:\d+)/,
  });
  const url = program.match[1] ?? "";
  const send = async (service: string, headers: Record<string, string>, body: string) => {
    const credential = `Credential=AKIASEED/20260101/${region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=00`;
    const answer = await fetch(url, { method: "POST", headers: { ...headers, authorization }, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`moto: ${body} ended with ${answer.status}: ${text}`);
    return text;
  };
  const ecr = async (operation: string, input: object) => {
    const target = `AmazonEC2ContainerRegistry_V20150921.${operation}`;
    const headers = { "x-amz-target": target, "content-type": "application/x-amz-json-1.1" };
    return JSON.parse(await send("ecr", headers, JSON.stringify(input)));
  };
  const iam = (fields: Readonly<Record<string, string>>) =>
    send(
      "iam",
      { "content-type": "application/x-www-form-urlencoded" },
      new URLSearchParams({ ...fields, Version: "2010-05-08" }).toString(),
    );
  return {
    url,
    account: "123456789012",
    createRepositories: async (...names) => {
      for (const repositoryName of names) await ecr("CreateRepository", { repositoryName });
    },
    putImage: async (repositoryName, { bytes, digest, mediaType }, ...tags) => {
      const manifest = { imageManifest: Buffer.from(bytes).toString(), imageManifestMediaType: mediaType };
      for (const imageTag of tags)
        await ecr("PutImage", { repositoryName, imageTag, imageDigest: digest, ...manifest });
    },
    images: async (repositoryName) => {
      const { imageDetails }: { imageDetails: { imageDigest: string; imageTags?: string[] }[] } = await ecr(
        "DescribeImages",
        { repositoryName },
      );
      return Object.fromEntries(
        imageDetails.map(({ imageDigest, imageTags = [] }) => [imageDigest, imageTags.sort()]),
      );
    },
    removeImage: async (repositoryName, imageTag) => {
      await ecr("BatchDeleteImage", { repositoryName, imageIds: [{ imageTag }] });
    },
    createUser: async (UserName, ...actions) => {
      await iam({ Action: "CreateUser", UserName });
      const statement = { Effect: "Allow", Action: actions, Resource: "*" };
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      if (actions.length > 0)
        await iam({ Action: "PutUserPolicy", UserName, PolicyName: "p", PolicyDocument });
      const keys = await iam({ Action: "CreateAccessKey", UserName });
      const field = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(keys)?.[1] ?? "";
      return { id: field("AccessKeyId"), secret: field("SecretAccessKey") };
    },
    checkKeys: async (does) => {
      await fetch(`${url}/moto-api/reset-auth`, { method: "POST", body: does ? "0" : "inf" });
    },
    stop: program.stop,
  };
}
