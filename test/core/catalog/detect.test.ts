import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { detectKind } from "../../../src/core/catalog/detect.ts";
import { endpointOf } from "../../../src/core/connect.ts";
import { NetworkError } from "../../../src/core/errors.ts";
import { connectionsWith } from "../../support/connections.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";
import { startHarbor } from "../../support/harborServer.ts";

const origin = "https://h.test";
const ping = "GET /api/v2.0/ping";
const version = "GET /api/v1/version";
const gone: FakeAnswer = { status: 404 };

async function detect(answers: Readonly<Record<string, FakeAnswer>>, base = `${origin}/`) {
  const { send, asked, calls } = fakeSend(origin, answers);
  return { kind: await detectKind(new URL(base), send), asked, calls };
}

describe("detectKind", () => {
  for (const [host, kind] of [
    ["ghcr.io", "ghcr"],
    ["index.docker.io", "dockerHub"],
    ["public.ecr.aws", "ecrPublic"],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "ecr"],
  ] as const)
    it(`asks nothing of ${host}`, async () => {
      const { send } = fakeSend(origin, {});
      assert.equal(await detectKind(new URL(`https://${host}/`), send), kind);
    });

  it("knows Harbor by one question", async () => {
    const { kind, asked } = await detect({ [ping]: { body: "Pong" } });
    assert.deepEqual([kind, asked], ["harbor", [ping]]);
  });

  for (const text of ["1.25.5", "1.28.0+dev-123-gabcdef", "11.0.1+gitea-1.22.0"])
    it(`knows Gitea ${text} by two`, async () => {
      const { kind, asked } = await detect({ [ping]: gone, [version]: { body: { version: text } } });
      assert.deepEqual([kind, asked], ["gitea", [ping, version]]);
    });

  it("knows one below a path", async () => {
    const below = {
      "GET /git/api/v2.0/ping": gone,
      "GET /git/api/v1/version": { body: { version: "1.25.5" } },
    };
    assert.equal((await detect(below, `${origin}/git/`)).kind, "gitea");
  });

  const page = { headers: { "content-type": "text/html" }, body: "<html>Pong</html>" };
  for (const [what, answers] of Object.entries({
    "nothing at both": { [ping]: gone, [version]: gone },
    "a login page for everything": { [ping]: page, [version]: page },
    "an empty 200 for everything": { [ping]: { body: "" }, [version]: { body: "" } },
    "the same JSON for everything": { [ping]: { body: { ok: true } }, [version]: { body: { ok: true } } },
    "Pong with a refusal": { [ping]: { status: 401, body: "Pong" }, [version]: gone },
    "Pong in more words": { [ping]: { body: "Ping Pong" }, [version]: gone },
    "a version with more beside": {
      [ping]: gone,
      [version]: { body: { version: "3.5.1", buildDate: "2026-01-01", gitCommit: "x" } },
    },
    "a version that is none": { [ping]: gone, [version]: { body: { version: "latest" } } },
    "a version that is a number": { [ping]: gone, [version]: { body: { version: 2.5 } } },
    "an answer without end": { [ping]: { body: `Pong${" ".repeat(5000)}` }, [version]: gone },
  }))
    it(`takes ${what} for any registry`, async () => {
      const { kind, asked, calls } = await detect(answers);
      assert.deepEqual([kind, asked], ["oci", [ping, version]]);
      assert.ok(calls.every(({ headers }) => headers?.["authorization"] === undefined));
    });

  it("takes a server that does not answer for any registry, and asks once", async () => {
    let asked = 0;
    const send = async () => {
      asked++;
      throw new NetworkError("timeout", "h.test");
    };
    assert.deepEqual([await detectKind(new URL(origin), send), asked], ["oci", 1]);
  });

  it("ends with the signal's reason", async () => {
    const reason = new DOMException("no more", "AbortError");
    const { send } = fakeSend(origin, {});
    await assert.rejects(() => detectKind(new URL(origin), send, AbortSignal.abort(reason)), reason);
  });
});

describe("Connections.detect", () => {
  const detectAt = (base: URL) => connectionsWith({ user: "a", password: "b" }).detect(endpointOf(base));

  it("sends no login and no cookie", async (t) => {
    const server = await startHarbor({ projects: {} });
    t.after(() => server.stop());
    assert.equal(await detectAt(server.base), "harbor");
    assert.deepEqual(server.requests, [{ method: "GET", path: "/api/v2.0/ping", scheme: undefined }]);
  });

  it("asks a server in trouble twice at most", async (t) => {
    const asked: (string | undefined)[] = [];
    const base = await startFailing(t, asked);
    assert.equal(await detectAt(base), "oci");
    assert.deepEqual(asked, ["/api/v2.0/ping", "/api/v1/version"]);
  });
});

async function startFailing(t: TestContext, asked: (string | undefined)[]): Promise<URL> {
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}
