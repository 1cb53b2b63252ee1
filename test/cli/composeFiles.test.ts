// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { run } from "../support/program.ts";
import { digestOf, fakeRegistries, mooring } from "./fakes.ts";

const nginx = digestOf("nginx");
let root = "";
let cwd = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mooring-compose-"));
  cwd = join(root, "work");
  await write({
    "compose.yaml": "services:\n  a:\n    image: nginx:${V:-1.20}\n",
    ".env": "\uFEFFV=1.27 # why\r\n",
  });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
}

const read = (path: string) => readFile(join(cwd, path), "utf8");
const registries = () =>
  fakeRegistries({ "docker.io/library/nginx:1.27": "nginx", [`docker.io/library/nginx@${nginx}`]: "nginx" });
const call = (...argv: string[]) => mooring(argv, { cwd, ...registries() });
const unpinned = async (path = ".") => {
  const { stdout } = await mooring(["check", "--offline", path], { cwd });
  return [...stdout.matchAll(/hint: (\S+)/g)].map(([, name]) => name);
};

describe("pin --env", () => {
  it("writes the value's end into .env and nothing else, byte for byte, and twice is once", async () => {
    const done = await call("pin", "--env", "--write", ".");
    assert.equal(done.code, 0);
    assert.match(done.stderr, /Pinned 1 image in 1 file\./);
    assert.equal(await read(".env"), `\uFEFFV=1.27@${nginx} # why\r\n`);
    assert.equal(await read("compose.yaml"), "services:\n  a:\n    image: nginx:${V:-1.20}\n");
    const again = await call("pin", "--env", "--write", "compose.yaml");
    assert.match(again.stderr, /Nothing to pin\./);
    assert.deepEqual(await unpinned(), []);
  });

  it("is needed for that: without it nothing is asked or written, and the remark says so", async () => {
    const left = await mooring(["pin", "--write", "."], { cwd });
    assert.equal(left.code, 0);
    assert.match(left.stderr, /\.env sets 1 image and is left alone; --env writes it\./);
    assert.equal(await read(".env"), "\uFEFFV=1.27 # why\r\n");
  });

  it("says in JSON and as a diff what it would write, and where", async () => {
    const { stdout } = await call("pin", "--env", "--json", ".");
    assert.deepEqual(JSON.parse(stdout), [
      {
        path: ".env",
        start: 2,
        end: 6,
        text: "1.27",
        reference: "nginx:1.27",
        digest: nginx,
        written: false,
      },
    ]);
    assert.match((await call("pin", "--env", "--diff", ".")).stdout, /\+\uFEFFV=1\.27@sha256/);
  });

  it("updates what is pinned there", async () => {
    await write({ ".env": `V=1.27@${digestOf("old")}\n` });
    const old = { [`docker.io/library/nginx@${digestOf("old")}`]: "old" };
    const known = {
      "docker.io/library/nginx:1.27": "nginx",
      [`docker.io/library/nginx@${nginx}`]: "nginx",
      ...old,
    };
    await mooring(["pin", "--update", "--env", "--write", "."], { cwd, ...fakeRegistries(known) });
    assert.equal(await read(".env"), `V=1.27@${nginx}\n`);
  });

  it("leaves alone what another project has for another repository, and what a comment says to ignore", async () => {
    await write({ "prod.compose.yml": "services: {b: {image: 'app:${V}'}}" });
    const shared = await call("pin", "--env", "--write", ".");
    assert.match(shared.stderr, /V is used for more than one image; left alone\./);
    await write({
      "prod.compose.yml": "",
      "compose.yaml": "services:\n  a:\n    # mooring-ignore\n    image: nginx:${V}\n",
    });
    await call("pin", "--env", "--write", ".");
    assert.equal(await read(".env"), "\uFEFFV=1.27 # why\r\n");
  });
});

describe("check reads compose files in their projects", () => {
  it("the value of .env, an override's build, a base's image", async () => {
    await write({
      "compose.override.yaml": "services: {b: {build: .}}",
      "compose.yaml":
        "services: {a: {image: 'nginx:${V}'}, b: {image: 'b:1'}, c: {extends: {file: x/c.yml, service: c}}}",
      "x/c.yml": "services:\n  c:\n    image: c:${W:-1}\n",
    });
    assert.deepEqual(await unpinned(), ["nginx:1.27", "c:1"]);
    assert.deepEqual(await unpinned("compose.yaml"), ["nginx:1.27"]);
  });

  it("refs --json reads each file alone, as ever", async () => {
    const { stdout } = await mooring(["refs", "--json", "compose.yaml"], { cwd });
    assert.deepEqual(JSON.parse(stdout), [
      {
        path: "compose.yaml",
        kind: "compose",
        start: 26,
        end: 42,
        text: "nginx:${V:-1.20}",
        status: "variable",
        reference: "nginx:1.20",
        editAt: { start: 37, end: 41 },
        service: "a",
      },
    ]);
  });

  it("of a project outside the folder the user is in, too", async () => {
    const other = join(root, "elsewhere");
    await mkdir(other);
    const { stdout } = await mooring(["check", "--offline", cwd], { cwd: other });
    assert.match(stdout, /nginx:1\.27/);
  });

  it("W10, W11: links that lead out, loops, folders and devices are not read", async () => {
    await writeFile(join(root, "secret.env"), "V=6.6.6\n");
    await rm(join(cwd, ".env"));
    const links = [join(root, "secret.env"), ".env", "/dev/zero", "."];
    for (const target of links) {
      await symlink(target, join(cwd, ".env"));
      assert.deepEqual(await unpinned("compose.yaml"), ["nginx:1.20"], target);
      await rm(join(cwd, ".env"));
    }
    await run("mkfifo", [join(cwd, ".env")]);
    assert.deepEqual(await unpinned("compose.yaml"), ["nginx:1.20"]);
  });

  it("a link to a file in the folder is read", async () => {
    await write({ "config/prod.env": "V=1.28\n" });
    await rm(join(cwd, ".env"));
    await symlink("config/prod.env", join(cwd, ".env"));
    assert.deepEqual(await unpinned("compose.yaml"), ["nginx:1.28"]);
  });
});
