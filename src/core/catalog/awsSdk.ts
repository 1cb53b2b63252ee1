/** What is used of the AWS SDK, loaded on first need. A module of our own: a bundle gives import() of a CommonJS package no names. */
export {
  BatchDeleteImageCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  StartImageScanCommand,
} from "@aws-sdk/client-ecr";
export {
  BatchDeleteImageCommand as BatchDeletePublicImageCommand,
  DescribeImagesCommand as DescribePublicImagesCommand,
  DescribeRepositoriesCommand as DescribePublicRepositoriesCommand,
  ECRPUBLICClient,
  GetAuthorizationTokenCommand as GetPublicAuthorizationTokenCommand,
} from "@aws-sdk/client-ecr-public";
export {
  createCredentialChain,
  fromEnv,
  fromHttp,
  fromIni,
  fromInstanceMetadata,
  fromTokenFile,
} from "@aws-sdk/credential-providers";
export { parseKnownFiles } from "@smithy/core/config";
export type { HttpHandler } from "@smithy/core/protocols";
