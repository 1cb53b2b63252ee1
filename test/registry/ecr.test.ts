import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundles } from "../../esbuild.mjs";
import { anonymous, type Credential } from "../../src/core/auth/credential.ts";
import { dockerKeychain } from "../../src/core/auth/dockerConfig.ts";
import type { ListPage, ReadPage } from "../../src/core/catalog/listPage.ts";
import { Connections, endpointOf } from "../../src/core/connect.ts";
import { explain, explainCatalog } from "../../src/core/explain.ts";
import { fetchSend } from "../../src/core/http/fetchSend.ts";
import { isDigest } from "../../src/core/reference/digest.ts";
import { awsEnvironment } from "../support/awsEnvironment.ts";
import { startRegistry } from "../support/dockerRegistry.ts";
import { startEcrFront } from "../support/ecrFront.ts";
import { fakeHelpers, printing } from "../support/fakeHelpers.ts";
import { type ManifestTree, makeImage } from "../support/images.ts";
import { type Moto, startMoto } from "../support/moto.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";
import { scratchFolder } from "../support/scratch.ts";

let moto: Moto;
let registryHost = "";
before(async () => {
  moto = await startMoto();
  registryHost = `${moto.account}.dkr.ecr.eu-west-1.amazonaws.com`;
});
after(() => moto.stop());

type Options = {
  readonly url?: string;
  readonly profile?: string;
  readonly mayUseAws?: boolean;
  /** What the docker configuration knows. */
  readonly outside?: (host: string) => Promise<Credential | undefined>;
};

/** A registry of AWS as the extension opens it for a user who configured it. */
function open({
  url = `https://${registryHost}`,
  profile,
  mayUseAws = true,
  outside = async () => undefined,
}: Options = {}) {
  const endpoint = endpointOf(new URL(url), { kind: "ecr", ...(profile !== undefined && { profile }) });
  const connections = new Connections({
    userAgent: "Mooring/test",
    transport: fetchSend("Mooring/test"),
    proxy: () => undefined,
    endpoints: () => [endpoint],
    credential: async ({ host }, signal, aws) =>
      (await aws?.login(signal)) ?? (await outside(host)) ?? anonymous,
    mayUseAws: async () => mayUseAws,
    allowRealm: async () => false,
    concurrency: 8,
    timeout: 60_000,
  });
  return connections.open(endpoint);
}

/** Keys that moto takes while it checks none. */
const anyKeys = { AWS_ACCESS_KEY_ID: "AKIAANY", AWS_SECRET_ACCESS_KEY: "any" };
const withKeys = (t: TestContext, variables: Readonly<Record<string, string>> = anyKeys) =>
  awsEnvironment(t, { AWS_ENDPOINT_URL: moto.url, ...variables });

/** From now on to the test's end signatures and policies count. */
async function withCheckedKeys(t: TestContext) {
  const front = await startEcrFront(moto.url);
  await moto.checkKeys(true);
  t.after(async () => {
    await moto.checkKeys(false);
    await front.stop();
  });
  return withKeys(t, { AWS_ENDPOINT_URL_ECR: front.url });
}

async function pagesOf<Facts>(read: ReadPage<Facts>): Promise<readonly ListPage<Facts>[]> {
  const pages = [await read()];
  for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) pages.push(await next());
  return pages;
}

const namesOf = (pages: readonly ListPage<unknown>[]) =>
  pages.map(({ items }) => items.map(({ name }) => name));

function imageOf(word: string): ManifestTree {
  return makeImage({ config: { Labels: { word } } });
}

describe("a registry of ECR, as moto plays it", () => {
  it("lists all its repositories, page by page", async (t) => {
    const names = Array.from({ length: 5 }, (_, index) => `pages/r${index}`);
    await moto.createRepositories(...names);
    const front = await startEcrFront(moto.url, 2);
    t.after(front.stop);
    await withKeys(t, { ...anyKeys, AWS_ENDPOINT_URL_ECR: front.url });
    const pages = await pagesOf(open().catalog.repositories);
    const listed = namesOf(pages);
    assert.ok(listed.length >= 3 && listed.every(({ length }) => length <= 2));
    assert.deepEqual(
      listed.flat().filter((name) => name.startsWith("pages/")),
      names,
    );
    assert.deepEqual(pages[0]?.items[0]?.facts, { isPrivate: true });
    // The host's region, whatever AWS's default is.
    assert.deepEqual([...new Set(front.requests)], ["DescribeRepositories AKIAANY eu-west-1"]);
  });

  it("tells the digest, the size and the time of each tag, several tags of one digest too, page by page", async (t) => {
    const [one, two, three] = [imageOf("one"), imageOf("two"), imageOf("three")];
    await moto.createRepositories("team/app");
    await moto.putImage("team/app", one, "1.0", "1", "latest");
    await moto.putImage("team/app", two, "2.0");
    await moto.putImage("team/app", three, "3.0");
    const front = await startEcrFront(moto.url, 2);
    t.after(front.stop);
    await withKeys(t, { ...anyKeys, AWS_ENDPOINT_URL_ECR: front.url });
    const pages = await pagesOf(open().catalog.tags("team/app"));
    assert.deepEqual(namesOf(pages), [["1.0", "1", "latest", "2.0"], ["3.0"]]);
    assert.deepEqual(
      pages.flatMap(({ items }) => items.map(({ facts }) => facts?.digest)),
      [one.digest, one.digest, one.digest, two.digest, three.digest],
    );
    for (const { facts } of pages.flatMap(({ items }) => items)) {
      assert.ok(facts?.size !== undefined && facts.size > 0);
      assert.ok(facts.pushed !== undefined && Math.abs(Date.now() - facts.pushed) < 24 * 3600 * 1000);
    }
    assert.equal(front.requests.length, 2);
  });

  it("deletes a digest with its tags, and takes single tags away, the last one with the image", async (t) => {
    const [one, two] = [imageOf("one"), imageOf("two")];
    await moto.createRepositories("gone");
    await moto.putImage("gone", one, "a", "b");
    await moto.putImage("gone", two, "c", "d");
    await withKeys(t);
    const { catalog } = open();
    assert.ok(isDigest(one.digest));
    await catalog.deleteDigest("gone", one.digest);
    assert.deepEqual(await moto.images("gone"), { [two.digest]: ["c", "d"] });
    await catalog.untag("gone", "c");
    assert.deepEqual(await moto.images("gone"), { [two.digest]: ["d"] });
    assert.equal(catalog.lastTagDeletes?.("gone"), true);
    await catalog.untag("gone", "d");
    assert.deepEqual(await moto.images("gone"), {});
    // Both are failures inside an answer that is otherwise good.
    const missing = { name: "RegistryError", kind: "notFound", code: "MANIFEST_UNKNOWN", status: 200 };
    await assert.rejects(catalog.deleteDigest("gone", one.digest), missing);
    await assert.rejects(catalog.untag("gone", "c"), missing);
  });

  it("scans an image when asked, and tells what it found", async (t) => {
    const image = imageOf("scanned");
    await moto.createRepositories("scanned");
    await moto.putImage("scanned", image, "1");
    await withKeys(t);
    const { scanner } = open().catalog;
    assert.ok(isDigest(image.digest) && scanner?.start !== undefined);
    assert.deepEqual(await scanner.read("scanned", image.digest), { kind: "none" });
    await scanner.start("scanned", image.digest);
    const state = await scanner.read("scanned", image.digest);
    assert.ok(state.kind === "done");
    const { findings } = state.report;
    assert.deepEqual(
      findings.map(({ id, package: name, version, severity, cvss }) => [id, name, version, severity, cvss]),
      [["CVE-9999-9999", "moto_fake", "9.9.9", "high", { score: 7.5, vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P" }]],
    );
    // Once a day.
    await assert.rejects(scanner.start("scanned", image.digest), { code: "scannedToday" });
  });

  it("says that a repository is not there", async (t) => {
    await withKeys(t);
    const { catalog } = open();
    const missing = { kind: "notFound", code: "NAME_UNKNOWN", host: registryHost };
    await assert.rejects(catalog.tags("nowhere")(), missing);
    await assert.rejects(catalog.untag("nowhere", "1"), missing);
  });

  it("is cancelled with the caller's reason", async (t) => {
    await withKeys(t);
    const reason = new DOMException("no more", "AbortError");
    await assert.rejects(open().catalog.repositories(AbortSignal.abort(reason)), reason);
  });
});

describe("keys", () => {
  it("that may not list are told which permission is missing; those that AWS does not know, that they cannot be used", async (t) => {
    const allowed = await moto.createUser("allowed", "ecr:DescribeRepositories");
    const denied = await moto.createUser("denied", "ecr:GetAuthorizationToken");
    const environment = await withCheckedKeys(t);
    const use = (id: string, secret: string) => {
      environment.set({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret });
      return open().catalog.repositories();
    };
    await use(allowed.id, allowed.secret);
    await assert.rejects(use(denied.id, denied.secret), (failure) => {
      assert.match(explainCatalog(failure).problem, /does not allow this login .*ecr:DescribeRepositories/);
      return Object(failure).kind === "denied";
    });
    const unusable = { name: "CredentialError", kind: "awsFailed", source: "default", host: registryHost };
    await assert.rejects(use("AKIANOBODY", "x"), unusable);
    await assert.rejects(use(allowed.id, "canary-wrong"), unusable);
  });

  it("are those of the registry's profile: static, of a program, of a role", async (t) => {
    const front = await startEcrFront(moto.url, 1000);
    t.after(front.stop);
    const environment = await withKeys(t, { ...anyKeys, AWS_ENDPOINT_URL_ECR: front.url });
    await environment.write(".aws/credentials", profileFile("static", { ...keys("AKIASTATIC") }));
    const printed = JSON.stringify({ Version: 1, AccessKeyId: "AKIAPROGRAM", SecretAccessKey: "x" });
    await environment.write("keys.json", printed);
    await environment.write(
      ".aws/config",
      profileFile("profile program", { credential_process: `cat ${join(environment.home, "keys.json")}` }) +
        profileFile("profile role", {
          role_arn: "arn:aws:iam::123456789012:role/reader",
          source_profile: "static",
        }),
    );
    for (const profile of ["static", "program", "role"]) await open({ profile }).catalog.repositories();
    await open().catalog.repositories();
    const used = front.requests.map((request) => request.split(" ")[1] ?? "");
    assert.deepEqual(
      [used[0], used[1], used[2]?.slice(0, 4), used[3]],
      ["AKIASTATIC", "AKIAPROGRAM", "ASIA", "AKIAANY"],
    );
    await assert.rejects(open({ profile: "nobody" }).catalog.repositories(), {
      kind: "awsFailed",
      source: "nobody",
    });
    assert.equal(front.requests.length, 4);
  });

  it("are read anew once they were refused", async (t) => {
    const { id, secret } = await moto.createUser("renewed", "ecr:*");
    const environment = await withCheckedKeys(t);
    const { catalog } = open();
    await environment.write(".aws/credentials", profileFile("default", keys("AKIAOLD")));
    await assert.rejects(catalog.repositories(), { kind: "awsFailed" });
    await environment.write(".aws/credentials", profileFile("default", keys(id, secret)));
    assert.ok((await catalog.repositories()).items.length > 0);
  });

  it("of an SSO sign-in that has ended are asked for by the exact command", async (t) => {
    const environment = await withKeys(t, {});
    await environment.write(".aws/config", ssoConfig);
    for (const profile of ["sso", "legacy", "through"]) {
      await assert.rejects(open({ profile }).catalog.repositories(), (failure) => {
        const source = profile === "through" ? "sso" : profile;
        assert.equal(Object(failure).kind, "awsSsoEnded");
        assert.equal(
          explain(failure).next,
          `Run "aws sso login --profile ${source}" in a terminal, then try again.`,
        );
        return true;
      });
    }
    await assert.rejects(open({ profile: "browser" }).catalog.repositories(), {
      kind: "awsLoginEnded",
      source: "browser",
    });
  });

  it("are not looked for where they may not be used (V6)", async (t) => {
    const front = await startEcrFront(moto.url, 1000);
    t.after(front.stop);
    const registry = await startRegistry();
    t.after(registry.stop);
    await withKeys(t, { ...anyKeys, AWS_ENDPOINT_URL: front.url });
    const { catalog, distribution } = open({ url: registry.url, mayUseAws: false });
    assert.deepEqual((await catalog.repositories()).items, []);
    await distribution.ping();
    assert.deepEqual(front.requests, []);
  });

  it("of a machine are not waited for when nobody answers there", async (t) => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const registry = await startRegistry();
    t.after(async () => {
      silent.closeAllConnections();
      silent.close();
      await registry.stop();
    });
    await awsEnvironment(t, {
      AWS_EC2_METADATA_DISABLED: undefined,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
    });
    assert.deepEqual((await open({ url: registry.url }).catalog.repositories()).items, []);
  });
});

describe("the registry itself", () => {
  const users = () => ({ AWS: `${moto.account}-auth-token` });

  it("takes the login that AWS gives, for pulls", async (t) => {
    const registry = await startRegistry({ auth: { kind: "htpasswd", users: users() } });
    t.after(registry.stop);
    const image = imageOf("pulled");
    const authorization = `Basic ${Buffer.from(`AWS:${users().AWS}`).toString("base64")}`;
    await push({ url: registry.url, repository: "app", authorization }, image, ["1"]);
    // Behind a name that is none of ECR's the region is AWS's default.
    await withKeys(t, { ...anyKeys, AWS_REGION: "eu-west-1" });
    const { distribution } = open({ url: registry.url });
    assert.equal((await distribution.resolve("app", "1")).digest, image.digest);
    assert.ok(isDigest(image.digest));
    assert.deepEqual(
      Buffer.from((await distribution.manifest("app", image.digest)).bytes),
      Buffer.from(image.bytes),
    );
    const [layer] = image.blobs.slice(1);
    assert.ok(layer && isDigest(layer.digest));
    await distribution.blob("app", { ...layer, digest: layer.digest });
  });

  it("is listed with a docker login alone, of the helper ecr-login, and AWS has no say", async (t) => {
    const registry = await startRegistry({ auth: { kind: "htpasswd", users: users() } });
    t.after(registry.stop);
    const authorization = `Basic ${Buffer.from(`AWS:${users().AWS}`).toString("base64")}`;
    for (const repository of ["a", "b"]) {
      await push({ url: registry.url, repository, authorization }, imageOf("x"), ["1", "2"]);
    }
    await awsEnvironment(t);
    const helpers = await fakeHelpers(t);
    await helpers.make("ecr-login", printing("AWS", users().AWS));
    await helpers.write(".docker/config.json", { credHelpers: { [registry.host]: "ecr-login" } });
    const outside = dockerKeychain({ env: { PATH: helpers.path }, home: helpers.home });
    const { catalog, distribution } = open({ url: registry.url, outside });
    const [repositories, tags] = namesOf([await catalog.repositories(), await catalog.tags("b")()]);
    assert.deepEqual(
      [repositories, tags?.toSorted()],
      [
        ["a", "b"],
        ["1", "2"],
      ],
    );
    const { digest } = imageOf("x");
    assert.ok(isDigest(digest));
    await catalog.deleteDigest("b", digest);
    await assert.rejects(distribution.resolve("b", "1"), { kind: "notFound" });
  });

  it("that wants a login where there is none asks for AWS's", async (t) => {
    const registry = await startRegistry({ auth: { kind: "htpasswd", users: users() } });
    t.after(registry.stop);
    await awsEnvironment(t);
    const { catalog } = open({ url: registry.url });
    const missing = { name: "CredentialError", kind: "awsMissing", host: registry.host };
    await assert.rejects(catalog.repositories(), missing);
    await assert.rejects(catalog.tags("app")(), missing);
    const wrong = open({
      url: registry.url,
      outside: async () => ({ kind: "basic", username: "AWS", password: "x" }),
    });
    await assert.rejects(wrong.catalog.repositories(), { name: "RegistryError", kind: "unauthorized" });
  });
});

describe("the bundle", () => {
  it("finds the keys of each kind of profile and lists with them, as the sources do", async (t) => {
    const folder = await scratchFolder(t);
    const [product] = await bundles({ production: true });
    assert.ok(product);
    const probe = fileURLToPath(new URL("../support/ecrProbe.ts", import.meta.url));
    await build({ ...product, entryPoints: { probe }, outdir: folder, metafile: false });
    const environment = await withKeys(t, {});
    await environment.write(".aws/credentials", profileFile("static", keys("AKIASTATIC")));
    await environment.write(
      "keys.json",
      JSON.stringify({ Version: 1, AccessKeyId: "AKIAPROGRAM", SecretAccessKey: "x" }),
    );
    await environment.write(
      ".aws/config",
      profileFile("profile program", { credential_process: `cat ${join(environment.home, "keys.json")}` }) +
        profileFile("profile role", {
          role_arn: "arn:aws:iam::123456789012:role/reader",
          source_profile: "static",
        }) +
        ssoConfig,
    );
    await moto.createRepositories("bundled");
    const profiles = ["static", "program", "role", "sso", "legacy", "browser"];
    const printed = await run(process.execPath, [join(folder, "probe.js"), registryHost, ...profiles]);
    assert.deepEqual(JSON.parse(printed), [
      "listed",
      "listed",
      "listed",
      "awsSsoEnded",
      "awsSsoEnded",
      "awsLoginEnded",
    ]);
  });
});

function profileFile(name: string, fields: Readonly<Record<string, string>>): string {
  return `[${name}]\n${Object.entries(fields)
    .map(([field, value]) => `${field} = ${value}\n`)
    .join("")}\n`;
}

function keys(id: string, secret = "canary-secret") {
  return { aws_access_key_id: id, aws_secret_access_key: secret };
}

const ssoFields = { sso_account_id: "123456789012", sso_role_name: "Reader" };
const ssoPlace = { sso_start_url: "https://mooring.awsapps.test/start", sso_region: "eu-west-1" };
const ssoConfig = [
  profileFile("profile sso", { sso_session: "work", ...ssoFields }),
  profileFile("sso-session work", ssoPlace),
  profileFile("profile legacy", { ...ssoPlace, ...ssoFields }),
  profileFile("profile through", { role_arn: "arn:aws:iam::123456789012:role/r", source_profile: "sso" }),
  profileFile("profile browser", { login_session: "arn:aws:iam::123456789012:user/x" }),
].join("");
