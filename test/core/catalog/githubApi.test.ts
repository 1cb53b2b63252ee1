import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Credential } from "../../../src/core/auth/credential.ts";
import type { CatalogSource } from "../../../src/core/catalog/catalog.ts";
import {
  apiBase,
  firstPlace,
  type GithubPage,
  githubApi,
  readList,
  refusal,
} from "../../../src/core/catalog/githubApi.ts";
import { ContentError, RegistryError } from "../../../src/core/errors.ts";
import type { Call } from "../../../src/core/http/call.ts";
import { FakeRegistry } from "../../support/fakeRegistry.ts";
import { answer, shown } from "../../support/scriptedSend.ts";

const secret = "ghp_canary-77f2";
const login: Credential = { kind: "basic", username: "me", password: secret };

/** The API of ghcr.io, which answers by the given function; every call is noted. */
function api(respond: (call: Call) => Response, credential: Credential = login) {
  const calls: Call[] = [];
  let asked = 0;
  const source: CatalogSource = {
    kind: "ghcr",
    host: "ghcr.io",
    base: new URL("https://ghcr.io/"),
    distribution: new FakeRegistry({}).distribution("ghcr.io"),
    send: async (call) => {
      calls.push(call);
      return respond(call);
    },
    credential: async () => {
      asked++;
      return credential;
    },
  };
  return { api: githubApi(source), calls, lookups: () => asked };
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => assert.fail("it did not fail"),
    (failure) => failure,
  );
}

describe("apiBase", () => {
  for (const [host, base, wanted] of [
    ["ghcr.io", "https://ghcr.io/", "https://api.github.com/"],
    ["ghcr.io", "http://ghcr.io/", "https://api.github.com/"],
    ["containers.git.example.com", "https://containers.git.example.com/", "https://git.example.com/api/v3/"],
    ["containers.acme.ghe.com", "https://containers.acme.ghe.com/", "https://api.acme.ghe.com/"],
    ["127.0.0.1:5000", "http://127.0.0.1:5000/below/", "http://127.0.0.1:5000/api/v3/"],
    ["containers.com", "https://containers.com/", "https://containers.com/api/v3/"],
    ["ghcr.io.evil.test", "https://ghcr.io.evil.test/", "https://ghcr.io.evil.test/api/v3/"],
    ["evilghcr.io", "https://evilghcr.io/", "https://evilghcr.io/api/v3/"],
    ["ghcr.io:8443", "https://ghcr.io:8443/", "https://ghcr.io:8443/api/v3/"],
    ["xcontainers.a.test", "https://xcontainers.a.test/", "https://xcontainers.a.test/api/v3/"],
  ] as const) {
    it(`A14: ${host} has ${wanted}`, () => assert.equal(apiBase(host, new URL(base)).href, wanted));
  }
});

describe("readList", () => {
  const read = (respond: (call: Call) => Response) => {
    const { api: github, calls } = api(respond);
    return { page: readList(github, firstPlace(github, "user/packages"), "read:packages", undefined), calls };
  };

  it("sends the token and the version to GitHub's API", async () => {
    const { page, calls } = read(() => answer(200, "[1]"));
    assert.deepEqual(await page, { entries: [1], cut: false, withheld: false });
    assert.deepEqual(calls, [
      {
        method: "GET",
        url: new URL("https://api.github.com/user/packages?per_page=100"),
        headers: {
          accept: "application/vnd.github+json",
          "x-github-api-version": "2022-11-28",
          authorization: `Bearer ${secret}`,
        },
      },
    ]);
  });

  it("looks the login up once a minute at most", async () => {
    const { api: github, lookups } = api(() => answer(200, "[]"));
    for (let call = 0; call < 3; call++)
      await readList(github, firstPlace(github, "a"), "read:org", undefined);
    assert.equal(lookups(), 1);
  });

  for (const credential of [
    { kind: "anonymous" },
    { kind: "basic", username: "me", password: "" },
    { kind: "basic", username: "me", password: "two\r\nlines" },
    { kind: "identityToken", token: "t" },
    { kind: "registryToken", token: "t" },
  ] as const) {
    it(`asks nothing with ${JSON.stringify(credential)}`, async () => {
      const { api: github, calls } = api(() => answer(200, "[]"), credential);
      const failure = await failureOf(readList(github, firstPlace(github, "a"), "read:org", undefined));
      assert.ok(failure instanceof RegistryError && failure.kind === "unauthorized");
      assert.equal(calls.length, 0);
    });
  }

  for (const [what, link] of [
    ["another host", "https://evil.test/user/packages?page=2"],
    ["plain http", "http://api.github.com/user/packages?page=2"],
    ["itself", "https://api.github.com/user/packages?per_page=100"],
  ] as const) {
    it(`H14: goes nowhere when the link is to ${what}`, async () => {
      const page = await read(() => answer(200, "[1]", { link: `<${link}>; rel="next"` })).page;
      assert.deepEqual(page, { entries: [1], cut: true, withheld: false });
    });
  }

  it("H14: takes nothing but the query of a link", async () => {
    const link = '<https://api.github.com/user/emails?page=2>; rel="next"';
    const page = await read(() => answer(200, "[1]", { link })).page;
    assert.equal(page.next?.url.href, "https://api.github.com/user/packages?page=2");
  });

  it("H14: ends with an empty page, whatever the link says", async () => {
    const page = await read(() => answer(200, "[]", { link: '<?page=2>; rel="next"' })).page;
    assert.deepEqual(page, { entries: [], cut: false, withheld: false });
  });

  it("H14: is cut after a hundred pages", async () => {
    let number = 1;
    const { api: github, calls } = api(() => answer(200, "[1]", { link: `<?page=${++number}>; rel="next"` }));
    let page: GithubPage | undefined;
    for (let place = firstPlace(github, "a"), going = true; going; ) {
      page = await readList(github, place, "read:org", undefined);
      if (page.next === undefined) going = false;
      else place = page.next;
    }
    assert.deepEqual([calls.length, page?.cut], [100, true]);
  });

  it("R08: takes a hundred entries of an answer at most", async () => {
    const page = await read(() => answer(200, JSON.stringify(Array(500).fill(1)))).page;
    assert.equal(page.entries.length, 100);
  });

  for (const [what, body, headers, kind] of [
    ["a web page", "<html>", { "content-type": "text/html" }, "unexpected"],
    ["an object", "{}", {}, "unexpected"],
    ["no JSON", "<html>", {}, "malformed"],
    ["JSON of great depth", "[".repeat(10_000), {}, "malformed"],
    ["larger than 4 MiB", `["${"x".repeat(4 * 1024 * 1024)}"]`, {}, "tooLarge"],
  ] as const) {
    it(`H09, R02: refuses an answer that is ${what}`, async () => {
      const failure = await failureOf(read(() => answer(200, body, headers)).page);
      assert.ok(failure instanceof RegistryError || failure instanceof ContentError);
      assert.equal(failure.kind, kind);
    });
  }

  it("I4: names the token in no failure", async () => {
    const failure = await failureOf(read(() => answer(401, '{"message":"Bad credentials"}')).page);
    assert.doesNotMatch(shown(failure), /canary/);
  });
});

describe("refusal", () => {
  const scopes = { "x-oauth-scopes": "repo, gist", "x-accepted-oauth-scopes": "admin:org, read:org" };
  for (const [what, status, headers, kind, code, detail] of [
    ["a bare 403", 403, {}, "denied", undefined, "words"],
    [
      "single sign-on",
      403,
      { "x-github-sso": "required; url=https://github.com/orgs/acme-1/sso?authorization_request=AZ" },
      "denied",
      "ssoRequired",
      "acme-1",
    ],
    [
      "single sign-on of nobody",
      403,
      { "x-github-sso": "required" },
      "denied",
      "ssoRequired",
      "its organisation",
    ],
    [
      "partial results",
      403,
      { "x-github-sso": "partial-results; organizations=1" },
      "denied",
      undefined,
      "words",
    ],
    ["a scope that lacks", 403, scopes, "denied", "scopeMissing", "read:org"],
    ["scopes that would do", 403, { ...scopes, "x-oauth-scopes": "read:org" }, "denied", undefined, "words"],
    ["a token without scopes", 403, { "x-accepted-oauth-scopes": "read:org" }, "denied", undefined, "words"],
    [
      "an empty list of scopes",
      403,
      { ...scopes, "x-oauth-scopes": "" },
      "denied",
      "scopeMissing",
      "read:org",
    ],
    ["a second limit", 403, { "retry-after": "30" }, "rateLimited", undefined, "words"],
    ["a limit without its end", 403, { "x-ratelimit-remaining": "0" }, "denied", undefined, "words"],
    [
      "a limit not used up",
      403,
      { "x-ratelimit-remaining": "7", "x-ratelimit-reset": "1900000000" },
      "denied",
      undefined,
      "words",
    ],
    ["something missing", 404, scopes, "notFound", undefined, "words"],
  ] as const) {
    it(`tells ${what}`, async () => {
      const failure = await refusal(answer(status, '{"message":"words"}', headers), "api.test", "read:org");
      assert.deepEqual([failure.kind, failure.code, failure.detail], [kind, code, detail]);
      assert.deepEqual([failure.status, failure.host], [status, "api.test"]);
    });
  }

  it("tells when a limit ends", async () => {
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1900000000" };
    const failure = await refusal(answer(403, "", headers), "api.test", "read:org");
    assert.deepEqual([failure.kind, failure.retryAt], ["rateLimited", 1_900_000_000_000]);
  });
});
