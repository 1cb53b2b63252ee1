import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AwsAccount, type AwsOptions } from "../../../src/core/catalog/awsAccount.ts";
import { awsEnvironment, fakeKeys } from "../../support/awsEnvironment.ts";
import { type FakeAws, fakeAws } from "../../support/fakeAws.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const hour = 3600_000;
const start = Date.UTC(2026, 0, 1);

function accountOf(aws: FakeAws, rest: Partial<AwsOptions> = {}) {
  return new AwsAccount({ kind: "ecr", host, send: aws.send, mayUse: async () => true, ...rest });
}

/** A login that ends twelve hours after `start`. */
const login = (password: string, text = `AWS:${password}`) => ({
  authorizationToken: Buffer.from(text).toString("base64"),
  expiresAt: (start + 12 * hour) / 1000,
});
const privateLogin = (password: string) => ({ authorizationData: [login(password)] });
const basic = (password: string) => ({ kind: "basic", username: "AWS", password });

describe("the login of a registry", () => {
  it("is asked for in the host's region and kept until shortly before its end", async (t) => {
    await awsEnvironment(t, { ...fakeKeys, AWS_REGION: "us-west-2" });
    let now = start;
    const aws = fakeAws({ "ecr.GetAuthorizationToken": [privateLogin("one"), privateLogin("two")] });
    const account = accountOf(aws, { now: () => now });
    assert.deepEqual(await account.login(), basic("one"));
    now = start + 12 * hour - 5 * 60_000 - 1;
    assert.deepEqual(await account.login(), basic("one"));
    assert.deepEqual(
      aws.calls.map(({ region, input }) => [region, input]),
      [["eu-west-1", {}]],
    );
    now += 1;
    assert.deepEqual(await account.login(), basic("two"));
  });

  it("is asked for once by many at a time (A09)", async (t) => {
    await awsEnvironment(t, fakeKeys);
    const aws = fakeAws({ "ecr.GetAuthorizationToken": [privateLogin("one")] });
    const account = accountOf(aws, { now: () => start });
    const logins = await Promise.all(Array.from({ length: 20 }, () => account.login()));
    assert.deepEqual(new Set(logins.map((given) => JSON.stringify(given))).size, 1);
    assert.equal(aws.calls.length, 1);
  });

  it("may have colons in its password, and must have one", async (t) => {
    await awsEnvironment(t, fakeKeys);
    const answers = ["AWS:a:b", "AWS", "AWS:", ""].map((text) => ({ authorizationData: [login("", text)] }));
    const aws = fakeAws({ "ecr.GetAuthorizationToken": [...answers, { authorizationData: [] }] });
    const account = accountOf(aws);
    assert.deepEqual(await account.login(), basic("a:b"));
    for (let count = 0; count < 4; count++)
      await assert.rejects(account.login(), { name: "ContentError", kind: "malformed" });
  });

  it("of ECR Public is asked for where ECR Public is", async (t) => {
    await awsEnvironment(t, { ...fakeKeys, AWS_REGION: "eu-west-1" });
    const aws = fakeAws({ "ecr-public.GetAuthorizationToken": [{ authorizationData: login("one") }] });
    const account = accountOf(aws, { kind: "ecrPublic", host: "public.ecr.aws" });
    assert.deepEqual(await account.login(), basic("one"));
  });

  it("is refused with the reason; of ECR Public it is then none, for anyone may pull there", async (t) => {
    await awsEnvironment(t, fakeKeys);
    const denied = () => ({ error: "AccessDeniedException" });
    const aws = fakeAws({ "ecr.GetAuthorizationToken": denied, "ecr-public.GetAuthorizationToken": denied });
    await assert.rejects(accountOf(aws).login(), { name: "RegistryError", kind: "denied", host });
    assert.equal(await accountOf(aws, { kind: "ecrPublic", host: "public.ecr.aws" }).login(), undefined);
    const controller = new AbortController();
    const reason = new DOMException("no more", "AbortError");
    controller.abort(reason);
    const cancelled = accountOf(aws, { kind: "ecrPublic", host: "public.ecr.aws" }).login(controller.signal);
    await assert.rejects(cancelled, reason);
  });

  it("is none without keys", async (t) => {
    await awsEnvironment(t);
    assert.equal(await accountOf(fakeAws({})).login(), undefined);
  });
});

describe("keys", () => {
  it("are not looked for where they may not be used (V6), and no login is given that was got before", async (t) => {
    await awsEnvironment(t, fakeKeys);
    let mayUse = true;
    const aws = fakeAws({ "ecr.GetAuthorizationToken": [privateLogin("one")] });
    const account = accountOf(aws, { mayUse: async () => mayUse, now: () => start });
    assert.deepEqual(await account.login(), basic("one"));
    mayUse = false;
    assert.deepEqual([await account.login(), await account.session()], [undefined, undefined]);
    assert.equal(aws.calls.length, 1);
  });

  it("from files, and having none, are believed for a minute", async (t) => {
    const environment = await awsEnvironment(t);
    let now = start;
    const account = accountOf(fakeAws({}), { now: () => now });
    assert.equal(await account.session(), undefined);
    environment.set(fakeKeys);
    now += 59_999;
    assert.equal(await account.session(), undefined);
    now += 1;
    assert.ok((await account.session()) !== undefined);
  });

  it("that end are believed until five minutes before", async (t) => {
    const { write } = await awsEnvironment(t);
    const startNow = Date.now();
    const Expiration = new Date(startNow + 2 * hour).toISOString();
    const program = async (AccessKeyId: string) => {
      const printed = JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey: "x", Expiration });
      await write(".aws/config", `[default]\ncredential_process = echo '${printed}'\n`);
    };
    let now = startNow;
    const aws = fakeAws({ "ecr.DescribeRepositories": () => ({}) });
    const account = accountOf(aws, { now: () => now });
    const ask = async () => {
      const session = await account.session();
      await session?.ecr((client, sdk, sending) =>
        client.send(new sdk.DescribeRepositoriesCommand({}), sending),
      );
      return aws.calls.at(-1)?.accessKeyId;
    };
    await program("AKIAONE");
    assert.equal(await ask(), "AKIAONE");
    await program("AKIATWO");
    now = startNow + 2 * hour - 5 * 60_000 - 1;
    assert.equal(await ask(), "AKIAONE");
    now += 1;
    assert.equal(await ask(), "AKIATWO");
  });

  it("that AWS refused are looked for anew at once", async (t) => {
    const environment = await awsEnvironment(t, fakeKeys);
    const aws = fakeAws({
      "ecr.GetAuthorizationToken": [{ error: "UnrecognizedClientException" }, privateLogin("one")],
    });
    const account = accountOf(aws, { now: () => start });
    await assert.rejects(account.login(), { name: "CredentialError", kind: "awsFailed", source: "default" });
    environment.set({ AWS_ACCESS_KEY_ID: "AKIANEW" });
    assert.deepEqual(await account.login(), basic("one"));
    assert.deepEqual(
      aws.calls.map(({ accessKeyId }) => accessKeyId),
      [fakeKeys.AWS_ACCESS_KEY_ID, "AKIANEW"],
    );
  });

  it("without a region, behind a name that is none of ECR's, are no use", async (t) => {
    await awsEnvironment(t, fakeKeys);
    const account = accountOf(fakeAws({}), { host: "mirror.test" });
    await assert.rejects(account.login(), {
      name: "CredentialError",
      kind: "awsFailed",
      host: "mirror.test",
    });
  });
});
