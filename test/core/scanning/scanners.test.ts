/** What Trivy and Grype are told: by arguments, by variables, and by the file of logins. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeAuthFile, hostsIn, inlineCredential } from "../../../src/core/auth/authFile.ts";
import type { Credential } from "../../../src/core/auth/credential.ts";
import { cacheFolder, scannerEnvironment } from "../../../src/core/scanning/environment.ts";
import { grype } from "../../../src/core/scanning/grype.ts";
import { formatAuthFile, secretsOf } from "../../../src/core/scanning/logins.ts";
import type { RegistryWay, ScanOrder } from "../../../src/core/scanning/scanner.ts";
import { trivy } from "../../../src/core/scanning/trivy.ts";

const reference = `r.test/app@sha256:${"a".repeat(64)}`;
const plain: RegistryWay = { host: "r.test", plainHttp: false, insecure: false };
const folders = { home: "/run/home", login: "/run/login", temp: "/run/temp" };

describe("arguments and variables", () => {
  const fixed = ["image", "--format", "json", "--scanners", "vuln", "--image-src", "remote"];
  const verbose = ["--verbose", "--output", "json"];
  const table: readonly (readonly [
    what: string,
    order: Omit<ScanOrder, "reference">,
    trivy: readonly string[],
    grype: readonly string[],
    variables: Readonly<Record<string, string>>,
  ])[] = [
    ["an image", { way: plain }, [], [], {}],
    [
      "of an index",
      { way: plain, platform: "linux/arm64/v8" },
      ["--platform", "linux/arm64/v8"],
      ["--platform", "linux/arm64/v8"],
      {},
    ],
    [
      "over plain http",
      { way: { ...plain, plainHttp: true } },
      ["--insecure", "--skip-db-update"],
      [],
      { GRYPE_REGISTRY_INSECURE_USE_HTTP: "true" },
    ],
    [
      "over plain http on this machine",
      { way: { ...plain, host: "127.0.0.1:5000", plainHttp: true } },
      [],
      [],
      { GRYPE_REGISTRY_INSECURE_USE_HTTP: "true" },
    ],
    [
      "without certificates",
      { way: { ...plain, insecure: true } },
      ["--insecure", "--skip-db-update"],
      [],
      { GRYPE_REGISTRY_INSECURE_SKIP_TLS_VERIFY: "true" },
    ],
    [
      "but for what a file names",
      { way: plain, ignoreFile: "/w/.trivyignore" },
      ["--ignorefile", "/w/.trivyignore"],
      [],
      {},
    ],
    [
      "with an authority of its own",
      { way: { ...plain, caFile: "/etc/ca.pem" } },
      ["--cacert", "/etc/ca.pem"],
      [],
      { GRYPE_REGISTRY_CA_CERT: "/etc/ca.pem" },
    ],
  ];
  for (const [what, order, ofTrivy, ofGrype, variables] of table)
    it(what, () => {
      const whole = { ...order, reference };
      assert.deepEqual(trivy.args(whole), [...fixed, ...ofTrivy, "--", reference]);
      assert.deepEqual(grype.args(whole), [...verbose, ...ofGrype, "--", `registry:${reference}`]);
      const first = trivy.preparation?.(whole, {});
      assert.deepEqual(first, ofTrivy.includes("--insecure") ? ["image", "--download-db-only"] : undefined);
      assert.equal(trivy.preparation?.(whole, { TRIVY_SKIP_DB_UPDATE: "true" }), undefined);
      assert.deepEqual(grype.environment(whole), { GRYPE_CHECK_FOR_APP_UPDATE: "false", ...variables });
    });
});

describe("the environment", () => {
  it("is what is named, whatever else the user has", () => {
    const env = {
      PATH: "/bin",
      HOME: "/home/a",
      HTTPS_PROXY: "http://proxy.test",
      TRIVY_DB_REPOSITORY: "mirror.test/db:2",
      TRIVY_PASSWORD: "canary",
      GRYPE_DB_UPDATE_URL: "https://other.test",
      AWS_SECRET_ACCESS_KEY: "canary",
    };
    assert.deepEqual(scannerEnvironment(trivy, folders, env, { SET: "x" }), {
      TRIVY_CACHE_DIR: "/home/a/.cache/trivy",
      HTTPS_PROXY: "http://proxy.test",
      TRIVY_DB_REPOSITORY: "mirror.test/db:2",
      HOME: "/run/home",
      USERPROFILE: "/run/home",
      TMPDIR: "/run/temp",
      TEMP: "/run/temp",
      TMP: "/run/temp",
      DOCKER_CONFIG: "/run/login",
      AWS_EC2_METADATA_DISABLED: "true",
      SET: "x",
    });
  });

  it("has the user's cache, or the one that the user names", () => {
    const cacheOf = (env: Readonly<Record<string, string>>) =>
      scannerEnvironment(grype, folders, env)["GRYPE_DB_CACHE_DIR"];
    assert.equal(cacheOf({ HOME: "/h" }), "/h/.cache/grype/db");
    assert.equal(cacheOf({ HOME: "/h", XDG_CACHE_HOME: "/c" }), "/c/grype/db");
    assert.equal(cacheOf({ HOME: "/h", GRYPE_DB_CACHE_DIR: "/own" }), "/own");
    assert.equal(cacheOf({}), undefined);
  });

  for (const [system, expected] of [
    ["linux", "/h/.cache"],
    ["darwin", "/h/Library/Caches"],
    ["win32", "C:\\caches"],
  ] as const)
    it(`keeps caches where ${system} does`, () =>
      assert.equal(cacheFolder({ HOME: "/h", LOCALAPPDATA: "C:\\caches" }, system), expected));
});

describe("the file of logins", () => {
  const table: readonly (readonly [host: string, credential: Credential])[] = [
    ["r.test", { kind: "basic", username: "alice", password: 'a:b\u00e4"\n$%' }],
    ["r.test:5000", { kind: "identityToken", token: "refresh" }],
    ["docker.io", { kind: "registryToken", token: "ready" }],
  ];
  for (const [host, credential] of table)
    it(`${credential.kind} of ${host} is read back, for that host and no other`, () => {
      const file = decodeAuthFile(Buffer.from(formatAuthFile(host, credential)), "the file");
      assert.deepEqual(hostsIn(file), [host]);
      assert.deepEqual(inlineCredential(file, host), credential);
    });

  it("of nobody is empty", () =>
    assert.equal(formatAuthFile("r.test", { kind: "anonymous" }), '{"auths":{}}'));

  it("a secret is known in every form that it takes", () => {
    assert.deepEqual(secretsOf({ kind: "anonymous" }), []);
    assert.deepEqual(secretsOf({ kind: "registryToken", token: "t" }), ["t"]);
    assert.deepEqual(secretsOf({ kind: "basic", username: "u", password: 'a"/' }), [
      'a"/',
      "a%22%2F",
      'a\\"/',
      "dTphIi8=",
    ]);
  });
});

describe("what they say of themselves", () => {
  const read = (scanner: typeof trivy, text: string) => scanner.decodeVersion(Buffer.from(text), "it");
  it("Trivy, with and without a database", () => {
    const database = '"VulnerabilityDB":{"Version":2,"UpdatedAt":"2026-11-20T06:00:00.5Z"}';
    assert.deepEqual(read(trivy, `{"Version":"0.74.0",${database}}`), {
      version: "0.74.0",
      database: Date.UTC(2026, 10, 20, 6, 0, 0, 500),
    });
    assert.deepEqual(read(trivy, '{"Version":"dev"}'), { version: "dev" });
  });
  it("Grype", () => assert.deepEqual(read(grype, '{"version":"0.121.2"}'), { version: "0.121.2" }));
  it("nonsense", () => {
    for (const scanner of [trivy, grype]) assert.throws(() => read(scanner, "0.74.0"), { kind: "malformed" });
  });
});
