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
    assert.deepEqual(JSON.parse(stdout), [
      { ...finding, start: 5, end: 12, text: "nginx:2", message: "docker.io has no nginx:2." },
      { ...finding, start: 18, end: 18 + gone.length, text: gone, message: `docker.io has no ${gone}.` },
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
    assert.deepEqual(requests, ["HEAD docker.io/library/nginx 1", `HEAD docker.io/library/nginx ${nginx}`]);
  });

  it("people and editors get place, severity, message and code in a line", async () => {
    const { stdout } = await check("# x\nFROM nginx:1\n");
    assert.equal(stdout, `Dockerfile:2:6: hint: ${message} [unpinned]\n`);
  });
});
