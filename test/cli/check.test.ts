import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { NetworkError, RegistryError } from "../../src/core/errors.ts";
import { digestOf, fakeRegistries, mooring } from "./fakes.ts";

const nginx = digestOf("nginx");
const known = {
  "docker.io/library/nginx:1": "nginx",
  [`docker.io/library/nginx@${nginx}`]: "nginx",
  "docker.io/library/nginx:stable": "newer",
  [`docker.io/library/nginx@${digestOf("newer")}`]: "newer",
  "h.test/down:1": new NetworkError("timeout", "h.test"),
  "h.test/private:1": new RegistryError("unauthorized", "h.test", { status: 401 }),
  [`h.test/private@${nginx}`]: new RegistryError("denied", "h.test", { status: 403 }),
};

let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mooring-check-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function check(dockerfile: string, ...options: string[]) {
  await writeFile(join(cwd, "Dockerfile"), dockerfile);
  const registries = fakeRegistries(known);
  const ran = await mooring(["check", ".", ...options], { cwd, ...registries });
  return { ...ran, requests: registries.requests };
}

describe("check", () => {
  it("has nothing to say of pins that are there, of stages and of scratch", async () => {
    const { code, stdout, stderr } = await check(
      `FROM nginx:1@${nginx} AS a\nFROM a\nFROM scratch\n`,
      "--json",
    );
    assert.deepEqual([code, JSON.parse(stdout), stderr], [0, [], ""]);
  });

  const message = "nginx:1 names whatever was pushed last. Pin it to a digest to run what you tested.";

  it("unpinned: a hint with the digest", async () => {
    const { code, stdout } = await check("FROM nginx:1\n", "--json");
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), [
      {
        ...{ path: "Dockerfile", start: 5, end: 12, text: "nginx:1", code: "unpinned", severity: "hint" },
        ...{ message, digest: nginx },
      },
    ]);
  });

  it("missing: an error, for tags and digests, and nothing else is said of it", async () => {
    const gone = `nginx:1@${digestOf("gone")}`;
    const { code, stdout } = await check(`FROM nginx:2\nFROM ${gone}\n`, "--json");
    assert.equal(code, 1);
    const finding = { path: "Dockerfile", code: "missing", severity: "error" };
    const message = `docker.io has no ${gone}.`;
    assert.deepEqual(JSON.parse(stdout), [
      { ...finding, start: 5, end: 12, text: "nginx:2", message: "docker.io has no nginx:2." },
      { ...finding, start: 18, end: 18 + gone.length, text: gone, message, digest: nginx },
    ]);
  });

  it("unreachable: a warning, and never missing", async () => {
    const { code, stdout } = await check(
      `FROM h.test/down:1\nFROM h.test/private:1\nFROM h.test/private:1@${nginx}\n`,
      "--json",
    );
    assert.equal(code, 1);
    const codes = JSON.parse(stdout).map(({ text, code, severity }: Record<string, string>) => [
      text,
      code,
      severity,
    ]);
    assert.deepEqual(codes, [
      ["h.test/down:1", "unpinned", "hint"],
      ["h.test/down:1", "unreachable", "warning"],
      ["h.test/private:1", "unpinned", "hint"],
      ["h.test/private:1", "unreachable", "warning"],
      [`h.test/private:1@${nginx}`, "unreachable", "warning"],
    ]);
  });

  it("W12: asks with one HEAD for each distinct reference", async () => {
    const { requests } = await check(
      `FROM nginx:1\n`.repeat(50) + `FROM library/nginx:1@${nginx}\n`.repeat(2),
    );
    assert.deepEqual(requests, ["HEAD docker.io/library/nginx 1"]);
  });

  it("moved: an information with what the tag names now", async () => {
    const moved = `nginx:stable@${nginx}`;
    const { code, stdout } = await check(`FROM ${moved}\n`, "--json");
    assert.equal(code, 1);
    const [{ message, ...finding }] = JSON.parse(stdout);
    assert.match(message, /^nginx:stable moved: it names sha256:\w{12} now, and sha256:\w{12} is pinned\./);
    assert.deepEqual(finding, {
      ...{ path: "Dockerfile", start: 5, end: 5 + moved.length, text: moved },
      ...{ code: "moved", severity: "information", digest: digestOf("newer") },
    });
  });

  it("--offline asks nothing and finds what the files tell", async () => {
    const { code, stdout, requests } = await check(
      `FROM nginx:2\nFROM nginx:1@${nginx}\n`,
      "--offline",
      "--json",
    );
    assert.equal(code, 1);
    assert.deepEqual(requests, []);
    assert.deepEqual(
      JSON.parse(stdout).map(({ code, digest }: Record<string, string>) => [code, digest]),
      [["unpinned", undefined]],
    );
  });

  it("--ignore leaves images alone, and may be given again; so does a comment", async () => {
    const lines = "FROM nginx:2\nFROM h.test/down:1\n# mooring-ignore\nFROM nginx:3\n";
    const { code, stdout, requests } = await check(lines, "--ignore", "nginx:2", "--ignore", "h.test/*");
    assert.deepEqual([code, stdout, requests], [0, "", []]);
  });

  it("--sarif and --json do not go together", async () => {
    const { code, stderr } = await check("FROM nginx:1\n", "--sarif", "--json");
    assert.deepEqual([code, stderr], [2, "mooring: --sarif does not go with --json.\n"]);
  });

  it("--sarif prints a report, with or without findings", async () => {
    const { code, stdout } = await check("FROM nginx:1\nFROM nginx:2\nFROM h.test/down:1\n", "--sarif");
    assert.equal(code, 1);
    const [run] = JSON.parse(stdout).runs;
    assert.deepEqual(
      run.results.map(({ ruleId, level }: Record<string, string>) => `${ruleId} ${level}`),
      ["unpinned note", "missing error", "unpinned note", "unreachable warning"],
    );
    const none = await check("FROM scratch\n", "--sarif");
    assert.deepEqual([none.code, JSON.parse(none.stdout).runs[0].results], [0, []]);
  });

  it("a cancel ends with 130 and prints nothing", async () => {
    await writeFile(join(cwd, "Dockerfile"), "FROM nginx:1\nFROM nginx:2\n");
    const controller = new AbortController();
    const registries = fakeRegistries(known);
    const distribution = (host: string) => ({
      ...registries.distribution(host),
      resolve: async (_path: string, _tag: string, signal?: AbortSignal) => {
        controller.abort();
        signal?.throwIfAborted();
        throw new Error("the signal was not handed on");
      },
    });
    const ran = await mooring(["check", "."], { cwd, signal: controller.signal, distribution });
    assert.deepEqual(ran, { code: 130, stdout: "", stderr: "" });
  });

  it("people and editors get place, severity, message and code in a line", async () => {
    const { stdout } = await check("# x\nFROM nginx:1\n");
    assert.equal(stdout, `Dockerfile:2:6: hint: ${message} [unpinned]\n`);
  });
});
