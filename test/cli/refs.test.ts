import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Occurrence } from "../../src/core/documents/occurrence.ts";
import { run } from "../support/program.ts";
import { digestOf, mooring } from "./fakes.ts";

let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mooring-refs-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
}

async function refs(...paths: string[]) {
  const { code, stdout, stderr } = await mooring(["refs", "--json", ...paths], { cwd });
  assert.equal(code, 0, stderr);
  const found: (Occurrence & { readonly path: string })[] = JSON.parse(stdout);
  return {
    found: found.map((entry) => ({ ...entry, path: withSlashes(entry.path) })),
    stderr: withSlashes(stderr),
  };
}

/** Paths as every system but Windows writes them. */
function withSlashes(text: string): string {
  return text.replaceAll(sep, "/");
}

async function pathsOf(...paths: string[]): Promise<readonly string[]> {
  const { found } = await refs(...paths);
  return found.map(({ path }) => path);
}

describe("the entries of refs --json", () => {
  it("a Dockerfile's, with stages, arguments and their source", async () => {
    await write({
      Dockerfile: "ARG BASE=debian:12\nFROM $BASE AS Base\nFROM base\nFROM $NONE\nFROM scratch\n",
    });
    const { found } = await refs("Dockerfile");
    const at = { path: "Dockerfile", kind: "dockerfile" };
    assert.deepEqual(found, [
      {
        ...{ ...at, start: 24, end: 29, text: "$BASE", status: "variable", reference: "debian:12" },
        ...{ editAt: { start: 9, end: 18 }, stage: "base" },
      },
      { ...at, start: 43, end: 47, text: "base", status: "stage", reference: null },
      { ...at, start: 53, end: 58, text: "$NONE", status: "variable", reference: null, reason: "noValue" },
      { ...at, start: 64, end: 71, text: "scratch", status: "scratch", reference: null },
    ]);
  });

  it("a compose file's, with services", async () => {
    const pinned = `nginx:1@${digestOf("x")}`;
    await write({
      "compose.yaml": `services:\n  web: {image: "${pinned}", platform: linux/amd64}\n  app:\n    image: app\n    build: .\n`,
    });
    const { found } = await refs("compose.yaml");
    const [web, app] = found;
    const at = { path: "compose.yaml", kind: "compose" };
    const end = 26 + pinned.length;
    assert.deepEqual(web, {
      ...{ ...at, start: 26, end, text: pinned, status: "pinned", reference: pinned, service: "web" },
    });
    assert.deepEqual([app?.text, app?.status, app?.service], ["app", "built", "app"]);
  });

  it("those of every other kind of file in a folder, with the place of a pin that stands elsewhere", async () => {
    await write({
      "deploy/pod.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a:1}]}\n",
      "chart/values.yaml": 'image:\n  repository: b\n  tag: "2"\n  digest: ""\n',
      ".github/workflows/ci.yml": "jobs: {a: {container: c}}\n",
      ".gitlab-ci.yml": "variables: {V: 4}\nd: {image: d:$V}\n",
      ".devcontainer/devcontainer.json": '{"image": "e", "features": {"ghcr.io/f/f:1": {}},}\n',
      "docker-bake.hcl": 'target "g" {\n  contexts = { x = "docker-image://g:1" }\n}\n',
      "other.hcl": 'image = "docker-image://no"\n',
      "other.yaml": "image: no\n",
      ".git/pod.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: no}]}\n",
      "node_modules/x/values.yaml": "image: no:1\n",
    });
    const { found, stderr } = await refs(".");
    assert.equal(stderr, "");
    assert.deepEqual(
      found.map(({ path, kind, status, reference, editAt }) => [path, kind, status, reference, editAt]),
      [
        [".gitlab-ci.yml", "gitlab-ci", "variable", "d:4", { start: 15, end: 16 }],
        ["docker-bake.hcl", "bake", "pinnable", "g:1", undefined],
        [".devcontainer/devcontainer.json", "devcontainer", "pinnable", "e", undefined],
        [".devcontainer/devcontainer.json", "devcontainer", "feature", "ghcr.io/f/f:1", undefined],
        [".github/workflows/ci.yml", "github-actions", "pinnable", "c", undefined],
        ["chart/values.yaml", "helm", "pinnable", "b:2", { start: 45, end: 45 }],
        ["deploy/pod.yaml", "kubernetes", "pinnable", "a:1", undefined],
      ],
    );
  });

  it("E02: offsets are UTF-16 units of the text without its byte order mark", async () => {
    const text = "# \u{1F6A2} \u00E9\r\nFROM nginx:1\r\n";
    await write({ Dockerfile: `\uFEFF${text}` });
    const { found } = await refs(".");
    assert.equal(text.slice(found[0]?.start, found[0]?.end), "nginx:1");
  });
});

it("people get place, status and reference in columns", async () => {
  await write({ Dockerfile: "ARG V=1\nFROM nginx:$V\nCOPY --from=busybox a b\n" });
  const { stdout } = await mooring(["refs", "."], { cwd });
  assert.equal(stdout, "Dockerfile:2:6   variable  nginx:$V = nginx:1\nDockerfile:3:13  pinnable  busybox\n");
});

const dockerfile = "FROM a\n";
const compose = "services:\n  a:\n    image: b\n";

describe("the files that are found", () => {
  it("every folder is searched but .git and node_modules, in a stable order", async () => {
    await write({
      "b/Dockerfile.dev": dockerfile,
      "b/a/compose.yml": compose,
      "a/docker-compose.override.yaml": compose,
      "a/stack.yml": compose,
      "a/other.yaml": "image: x\n",
      "a/README.md": dockerfile,
      ".git/Dockerfile": dockerfile,
      "a/node_modules/x/Dockerfile": dockerfile,
      Containerfile: dockerfile,
    });
    const expected = [
      "Containerfile",
      "a/docker-compose.override.yaml",
      "a/stack.yml",
      "b/Dockerfile.dev",
      "b/a/compose.yml",
    ];
    assert.deepEqual(await pathsOf("."), expected);
    assert.equal((await refs(".")).stderr, "");
    assert.deepEqual(await pathsOf("b", "a"), [...expected.slice(3), ...expected.slice(1, 3)]);
  });

  it("a file that two paths hold is read once", async () => {
    await write({ "a/Dockerfile": dockerfile });
    assert.deepEqual(await pathsOf("a", ".", "a/Dockerfile"), ["a/Dockerfile"]);
  });

  it("paths are given as they were typed", async () => {
    await write({ "a/Dockerfile": dockerfile });
    assert.deepEqual(await pathsOf(`../${basename(cwd)}`), [`../${basename(cwd)}/a/Dockerfile`]);
    assert.deepEqual(await pathsOf(join(cwd, "a")), [withSlashes(join(cwd, "a/Dockerfile"))]);
  });

  it("W08: what is not UTF-8 text is passed over with a line, and the rest is read", async () => {
    await write({
      "Dockerfile.utf16": Buffer.from("\uFEFFFROM a\n", "utf16le"),
      "Dockerfile.latin1": Buffer.from("# \u00E9\nFROM a\n", "latin1"),
      "Dockerfile.ok": dockerfile,
    });
    const { found, stderr } = await refs(".");
    assert.deepEqual(
      found.map(({ path }) => path),
      ["Dockerfile.ok"],
    );
    assert.deepEqual(stderr.split("\n"), [
      "mooring: Dockerfile.latin1: not UTF-8 text; skipped.",
      "mooring: Dockerfile.utf16: not UTF-8 text; skipped.",
      "",
    ]);
  });

  it("W03: a file beyond all limits is not even read", async () => {
    await write({ "compose.yaml": Buffer.alloc(9 * 1024 * 1024, "#") });
    const { found, stderr } = await refs(".");
    assert.deepEqual(found, []);
    assert.equal(stderr, "mooring: compose.yaml: too large; skipped.\n");
  });

  it("a named file that is no container file is said to be none", async () => {
    await write({ "notes.txt": "FROM a\n", "other.yaml": "image: x\n" });
    const { found, stderr } = await refs("notes.txt", "other.yaml");
    assert.deepEqual(found, []);
    assert.equal(stderr.match(/not a kind of file that names images; skipped\.$/gm)?.length, 2);
  });
});

/** Windows has no FIFOs and no permission bits, and links only for those who may make them. */
if (process.platform !== "win32")
  describe("folders without files that name images", () => {
    for (const command of ["refs", "check", "pin"])
      it(`${command} says so, so that a wrong folder is noticed`, async () => {
        await write({ "docs/notes.txt": "nginx", "docs/list.yaml": "- a\n" });
        const { code, stdout, stderr } = await mooring([command, "docs"], { cwd });
        assert.deepEqual([code, stdout], [0, ""]);
        assert.match(stderr, /^mooring: docs: no file in it names images\.\n/);
      });

    it("are remarked each, but not beside those that have some, nor files", async () => {
      await write({ "a/x.txt": "", "b/x.txt": "", "c/Dockerfile": "FROM a\n" });
      const { stderr } = await refs("a", "b", "c", "c/Dockerfile");
      assert.equal(
        stderr,
        "mooring: a: no file in it names images.\nmooring: b: no file in it names images.\n",
      );
    });
  });

describe("links, special files and permissions", () => {
  it("W10: links, loops, FIFOs, devices and folders named as container files are passed over", async () => {
    await write({ "a/Dockerfile": dockerfile, "Dockerfile/inner.txt": "" });
    await symlink("..", join(cwd, "a/loop"));
    await symlink("self", join(cwd, "self"));
    await symlink("/dev/zero", join(cwd, "compose.yaml"));
    await symlink("a/Dockerfile", join(cwd, "Dockerfile.linked"));
    await run("mkfifo", [join(cwd, "docker-compose.yml")]);
    assert.deepEqual(await refs("."), {
      found: (await refs("a/Dockerfile")).found,
      stderr: "",
    });
    for (const path of ["docker-compose.yml", "compose.yaml"]) {
      const { found, stderr } = await refs(path);
      assert.deepEqual(found, []);
      assert.equal(stderr, `mooring: ${path}: not a regular file; skipped.\n`);
    }
  });

  it("a link that is named is followed", async () => {
    await write({ "a/Dockerfile": dockerfile });
    await symlink("a/Dockerfile", join(cwd, "Dockerfile.linked"));
    assert.deepEqual(await pathsOf("Dockerfile.linked"), ["Dockerfile.linked"]);
  });

  it("W10: unreadable files and folders are passed over with a line", async () => {
    await write({ "a/Dockerfile": dockerfile, "b/Dockerfile": dockerfile, "c/Dockerfile": dockerfile });
    await chmod(cwd, 0o755);
    await chmod(join(cwd, "a"), 0);
    await chmod(join(cwd, "b/Dockerfile"), 0);
    const { found, stderr } = await withoutPrivilege(() => refs("."));
    assert.deepEqual(
      found.map(({ path }) => path),
      ["c/Dockerfile"],
    );
    assert.deepEqual(stderr.split("\n"), [
      "mooring: a: permission denied; skipped.",
      "mooring: b/Dockerfile: permission denied; skipped.",
      "",
    ]);
  });
});

/** Does the work as a user that permissions apply to, should this be root. */
async function withoutPrivilege<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.("nobody");
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
