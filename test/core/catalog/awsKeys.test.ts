import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it, type TestContext } from "node:test";
import { findKeys } from "../../../src/core/catalog/awsKeys.ts";
import { NetworkError } from "../../../src/core/errors.ts";
import type { Send } from "../../../src/core/http/call.ts";
import { awsEnvironment, fakeKeys } from "../../support/awsEnvironment.ts";
import { shown } from "../../support/scriptedSend.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const nobody: Send = ({ url }) => assert.fail(`unexpected request to ${url}`);

function find({ send = nobody, profile }: { send?: Send; profile?: string } = {}) {
  return findKeys({ host, send, ...(profile !== undefined && { profile }) }, new AbortController().signal);
}

const inFile = (profile: string, id: string) =>
  `[${profile}]\naws_access_key_id = ${id}\naws_secret_access_key = canary\n`;

describe("AWS's default chain", () => {
  it("knows nothing where nothing is", async (t) => {
    await awsEnvironment(t);
    assert.equal(await find(), undefined);
  });

  it("takes the environment before the default profile, and AWS_PROFILE before both", async (t) => {
    const environment = await awsEnvironment(t, fakeKeys);
    await environment.write(
      ".aws/credentials",
      inFile("default", "AKIADEFAULT") + inFile("work", "AKIAWORK"),
    );
    assert.equal((await find())?.accessKeyId, fakeKeys.AWS_ACCESS_KEY_ID);
    environment.set({ AWS_PROFILE: "work" });
    assert.equal((await find())?.accessKeyId, "AKIAWORK");
    environment.set({ AWS_PROFILE: undefined, AWS_ACCESS_KEY_ID: undefined });
    assert.equal((await find())?.accessKeyId, "AKIADEFAULT");
    assert.equal((await find({ profile: "work" }))?.accessKeyId, "AKIAWORK");
  });

  it("reads files again that changed", async (t) => {
    const { write } = await awsEnvironment(t);
    await write(".aws/credentials", inFile("default", "AKIABEFORE"));
    assert.equal((await find())?.accessKeyId, "AKIABEFORE");
    await write(".aws/credentials", inFile("default", "AKIAAFTER"));
    assert.equal((await find())?.accessKeyId, "AKIAAFTER");
  });

  it("does not go on to other keys when a profile's program fails (V8)", async (t) => {
    const { write } = await awsEnvironment(t);
    await write(".aws/config", "[default]\ncredential_process = echo canary; exit 1\n");
    await assert.rejects(find(), (failure) => {
      assert.doesNotMatch(shown(failure), /canary/);
      return Object(failure).kind === "awsFailed" && Object(failure).source === "default";
    });
  });
});

describe("a profile", () => {
  it("that is not there gives no other keys", async (t) => {
    const { write } = await awsEnvironment(t, fakeKeys);
    await write(".aws/credentials", inFile("default", "AKIADEFAULT"));
    await assert.rejects(find({ profile: "work" }), {
      name: "CredentialError",
      kind: "awsFailed",
      source: "work",
      host,
    });
  });

  it("whose sources go in a circle is a failure", async (t) => {
    const { write } = await awsEnvironment(t);
    const role = (name: string, source: string) =>
      `[profile ${name}]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = ${source}\n`;
    await write(".aws/config", role("a", "b") + role("b", "a"));
    await assert.rejects(find({ profile: "a" }), { kind: "awsFailed", source: "a" });
  });
});

describe("a profile with SSO", () => {
  /** As the AWS CLI leaves it: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html */
  async function signedIn(t: TestContext, expiresAt: Date) {
    const { write } = await awsEnvironment(t);
    const fields = "sso_account_id = 123456789012\nsso_role_name = Reader\n";
    const session = "[sso-session s]\nsso_start_url = https://s.test/start\nsso_region = us-west-2\n";
    await write(".aws/config", `[profile work]\nsso_session = s\n${fields}${session}`);
    const file = createHash("sha1").update("s").digest("hex");
    await write(
      `.aws/sso/cache/${file}.json`,
      JSON.stringify({ accessToken: "canary-token", expiresAt: expiresAt.toISOString() }),
    );
  }
  const tomorrow = () => new Date(Date.now() + 24 * 3600 * 1000);

  it("gets its keys from the region of its sign-in", async (t) => {
    await signedIn(t, tomorrow());
    const expiration = tomorrow().getTime();
    const send: Send = async ({ method, url, headers }) => {
      assert.deepEqual(
        [method, url.href, headers?.["x-amz-sso_bearer_token"]],
        [
          "GET",
          "https://portal.sso.us-west-2.amazonaws.com/federation/credentials?role_name=Reader&account_id=123456789012",
          "canary-token",
        ],
      );
      const roleCredentials = { accessKeyId: "ASIASSO", secretAccessKey: "x", sessionToken: "y", expiration };
      return Response.json({ roleCredentials });
    };
    const keys = await find({ send, profile: "work" });
    assert.deepEqual([keys?.accessKeyId, keys?.expiration?.getTime()], ["ASIASSO", expiration]);
  });

  for (const [what, status, kind] of [
    ["has ended on the other side", 401, "awsSsoEnded"],
    ["has no such role", 403, "awsFailed"],
  ] as const)
    it(`that ${what} is told apart`, async (t) => {
      await signedIn(t, tomorrow());
      const send: Send = async () => Response.json({ message: "canary" }, { status });
      await assert.rejects(find({ send, profile: "work" }), (failure) => {
        assert.doesNotMatch(shown(failure), /canary/);
        return Object(failure).kind === kind && Object(failure).source === "work";
      });
    });

  it("that has ended here asks nobody", async (t) => {
    await signedIn(t, new Date(0));
    await assert.rejects(find({ profile: "work" }), { kind: "awsSsoEnded", source: "work" });
  });

  it("that is not reached says so", async (t) => {
    await signedIn(t, tomorrow());
    const failure = new NetworkError("unknownHost", "portal.sso.us-west-2.amazonaws.com", {
      code: "ENOTFOUND",
    });
    const send: Send = async () => {
      throw failure;
    };
    await assert.rejects(find({ send, profile: "work" }), failure);
  });

  it("is cancelled with the caller's reason", async (t) => {
    await signedIn(t, tomorrow());
    const controller = new AbortController();
    const reason = new DOMException("no more", "AbortError");
    const send: Send = async ({ signal }) => {
      controller.abort(reason);
      throw signal?.reason;
    };
    await assert.rejects(findKeys({ host, send, profile: "work" }, controller.signal), reason);
  });
});
