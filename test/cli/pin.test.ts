import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { readerFor } from "../../src/core/documents/readers.ts";
import { ContentError, NetworkError } from "../../src/core/errors.ts";
import { applyEdits, unpinEdit } from "../../src/core/pinning/edit.ts";
import { run } from "../support/program.ts";
import { digestOf, fakeRegistries, mooring } from "./fakes.ts";

const nginx = digestOf("nginx");
const app = digestOf("app");

function registries() {
  return fakeRegistries({
    "docker.io/library/nginx:1.27": "nginx",
    [`docker.io/library/nginx@${nginx}`]: "nginx",
    "localhost:5000/app:latest": "app",
    [`localhost:5000/app@${app}`]: "app",
    "h.test/down:1": new NetworkError("timeout", "h.test"),
    "h.test/forged:1": "forged",
    [`h.test/forged@${digestOf("forged")}`]: new ContentError("digestMismatch", digestOf("forged"), {
      host: "h.test",
    }),
  });
}

let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mooring-pin-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const pin = (...args: string[]) => mooring(["pin", ...args], { cwd, ...registries() });
const bytes = (path: string) => readFile(join(cwd, path));
const write = (path: string, text: string) => writeFile(join(cwd, path), text);

const lines = [
  "# \u{1F6A2} nginx:1.27",
  "x-a: &a {image: 'nginx:1.27'}\t",
  "services:",
  '  b: {<<: *a, image: "localhost:5000/app" } # app',
  "  e: *a",
  "  c:",
  "    image:   nginx:1.27   ",
  "",
];
const pinnedLines = lines.map((line) =>
  line.startsWith("#")
    ? line
    : line
        .replace("nginx:1.27", `nginx:1.27@${nginx}`)
        .replace('"localhost:5000/app"', `"localhost:5000/app@${app}"`),
);

describe("E02: pin --write changes only the reference's characters, and unpin gives the very bytes back", () => {
  const table: readonly (readonly [name: string, mark: string, end: string, tail: string])[] = [
    ["LF", "", "\n", ""],
    ["CRLF", "", "\r\n", ""],
    ["byte order mark and CRLF", "\uFEFF", "\r\n", ""],
    ["byte order mark", "\uFEFF", "\n", ""],
    ["no final newline", "", "\n", "  d: {image: nginx:1.27}"],
  ];
  for (const [name, mark, end, tail] of table) {
    it(name, async () => {
      const before = mark + lines.join(end) + tail;
      const after = mark + pinnedLines.join(end) + tail.replace("1.27", `1.27@${nginx}`);
      await write("compose.yaml", before);
      const { code } = await pin("--write", ".");
      assert.equal(code, 0);
      assert.equal((await bytes("compose.yaml")).toString(), after);
      assert.equal(mark + unpinned(after.slice(mark.length)), before);
    });
  }
});

/** The text with every digest taken away, as the editor's Unpin does it. */
function unpinned(text: string): string {
  const { occurrences } = readerFor("compose")(text);
  return applyEdits(
    text,
    occurrences.flatMap((occurrence) => unpinEdit(text, occurrence) ?? []),
  );
}

describe("pin", () => {
  it("writes a digest into the key that is there for it, or behind the tag", async () => {
    const before =
      "image:\r\n  repository: nginx\r\n  tag: 1.27\r\n  digest: # c\r\ndind: {repository: nginx, tag: '1.27'}\r\n";
    await write("values.yaml", before);
    const { code, stdout } = await pin("--write", ".", "--json");
    assert.equal(code, 0);
    const after = before.replace("digest:", `digest: ${nginx}`).replace("'1.27'", `'1.27@${nginx}'`);
    assert.equal((await bytes("values.yaml")).toString(), after);
    const sites = JSON.parse(stdout).map(({ editAt }: { editAt: unknown }) => editAt);
    assert.deepEqual(sites, [
      { start: before.indexOf("digest:") + 7, end: before.indexOf("digest:") + 7 },
      { start: before.indexOf("'1.27'") + 1, end: before.indexOf("'1.27'") + 5 },
    ]);
    const again = await pin("--write", ".");
    assert.equal(again.stderr, "mooring: Nothing to pin.\n");
  });

  it("writes nothing unless told to, and says what it would do", async () => {
    await write("Dockerfile", "FROM nginx:1.27\n");
    const { code, stdout, stderr } = await pin(".");
    assert.equal(code, 0);
    assert.equal(stdout, `Dockerfile:1:6  nginx:1.27  ${nginx}\n`);
    assert.equal(stderr, "mooring: Would pin 1 image in 1 file; --write does it.\n");
    assert.equal((await bytes("Dockerfile")).toString(), "FROM nginx:1.27\n");
  });

  it("says that there is nothing to do, but not where something failed", async () => {
    await write("Dockerfile", `FROM nginx:1.27@${nginx}\n`);
    for (const [flags, words] of [
      [[], "Nothing to pin."],
      [["--write"], "Nothing to pin."],
      [["--update"], "Nothing to update."],
      [["--update", "--write"], "Nothing to update."],
    ] as const)
      assert.equal((await pin(...flags, ".")).stderr, `mooring: ${words}\n`);
    await write("Dockerfile", "FROM nginx:none\n");
    assert.match((await pin(".")).stderr, /^mooring: [^\n]* has no nginx:none[^\n]*\n$/);
  });

  it("asks once for each distinct reference of all files, and gets the manifest to verify it", async () => {
    const asked = registries();
    await write("Dockerfile", "FROM nginx:1.27\nFROM docker.io/library/nginx:1.27\n");
    await write("Dockerfile.b", "FROM nginx:1.27\n");
    await mooring(["pin", "--write", "."], { cwd, ...asked });
    assert.deepEqual(asked.requests, [
      "HEAD docker.io/library/nginx 1.27",
      `GET docker.io/library/nginx ${nginx}`,
    ]);
  });

  it("--diff prints what git applies to the same bytes as --write", async () => {
    const text = `\uFEFF${lines.join("\r\n")}`;
    await write("compose.yaml", text);
    const { code, stdout, stderr } = await pin("--diff", ".");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal((await bytes("compose.yaml")).toString(), text);
    await run("git", ["-c", "core.autocrlf=false", "apply", "-"], { cwd, input: stdout });
    const patched = await bytes("compose.yaml");
    await write("compose.yaml", text);
    await pin("--write", ".");
    assert.deepEqual(await bytes("compose.yaml"), patched);
  });

  it("keeps the mode and leaves nothing else behind", async () => {
    await write("Dockerfile", "FROM nginx:1.27\n");
    await chmod(join(cwd, "Dockerfile"), 0o640);
    const { mode } = await stat(join(cwd, "Dockerfile"));
    await pin("--write", ".");
    assert.equal((await stat(join(cwd, "Dockerfile"))).mode, mode);
    assert.deepEqual(await readdir(cwd), ["Dockerfile"]);
  });

  it("E10: a second run has nothing to do and touches no file", async () => {
    await write("Dockerfile", "FROM nginx:1.27\n");
    await pin("--write", ".");
    const { mtimeMs, ino } = await stat(join(cwd, "Dockerfile"));
    const { code, stdout } = await pin("--write", "--json", ".");
    assert.deepEqual([code, JSON.parse(stdout)], [0, []]);
    const now = await stat(join(cwd, "Dockerfile"));
    assert.deepEqual([now.mtimeMs, now.ino], [mtimeMs, ino]);
  });

  it("a variable is pinned at its source, and what has no place for a digest is left alone", async () => {
    const text = "ARG A=nginx:1.27\nARG T=1.27\nFROM $A\nFROM $B\nFROM scratch\n";
    await write("Dockerfile", text);
    await pin("--write", ".");
    const after = (await bytes("Dockerfile")).toString();
    assert.equal(after, text.replace("nginx:1.27", `nginx:1.27@${nginx}`));
  });

  it("E04: what fails is said and does not stop the rest; JSON has both", async () => {
    await write("Dockerfile", "FROM h.test/down:1\nFROM nginx:1.27\nFROM h.test/down:1\n");
    const { code, stdout, stderr } = await pin("--write", "--json", "Dockerfile");
    assert.equal(code, 2);
    const problem = "h.test did not answer in time. Try again, or check the network and the proxy settings.";
    const down = { path: "Dockerfile", text: "h.test/down:1", reference: "h.test/down:1", error: problem };
    assert.deepEqual(JSON.parse(stdout), [
      { ...down, start: 5, end: 18 },
      {
        ...{ path: "Dockerfile", start: 24, end: 34, text: "nginx:1.27", reference: "nginx:1.27" },
        ...{ digest: nginx, written: true },
      },
      { ...down, start: 40, end: 53 },
    ]);
    assert.equal(stderr, `mooring: ${problem}\n`);
    const after = `FROM h.test/down:1\nFROM nginx:1.27@${nginx}\nFROM h.test/down:1\n`;
    assert.equal((await bytes("Dockerfile")).toString(), after);
  });

  it("R01: a digest that the manifest's bytes do not have is not written", async () => {
    await write("Dockerfile", "FROM h.test/forged:1\n");
    const { code, stderr } = await pin("--write", ".");
    assert.equal(code, 2);
    assert.match(stderr, /does not match its digest/);
    assert.equal((await bytes("Dockerfile")).toString(), "FROM h.test/forged:1\n");
  });

  it("E03: a read-only file is refused, and the others are written", async () => {
    await write("Dockerfile", "FROM nginx:1.27\n");
    await write("Dockerfile.b", "FROM nginx:1.27\n");
    await chmod(join(cwd, "Dockerfile"), 0o444);
    const { code, stdout, stderr } = await pin("--write", ".");
    assert.equal(code, 2);
    assert.match(stdout, /^Dockerfile\.b:1:6/m);
    assert.match(stderr, /^mooring: Dockerfile: the file is read-only; not written\.$/m);
    assert.match(stderr, /^mooring: Pinned 1 image in 1 file\.$/m);
    assert.equal((await bytes("Dockerfile")).toString(), "FROM nginx:1.27\n");
    assert.equal((await bytes("Dockerfile.b")).toString(), `FROM nginx:1.27@${nginx}\n`);
  });

  it("E01: a file that changes while registries are asked is not written", async () => {
    await write("Dockerfile", "FROM nginx:1.27\n");
    const slow = registries();
    const distribution = (host: string) => ({
      ...slow.distribution(host),
      resolve: async (path: string, tag: string) => {
        await write("Dockerfile", "FROM nginx:1.27 AS typed\n");
        return slow.distribution(host).resolve(path, tag);
      },
    });
    const world = { cwd, distribution };
    const { code, stderr } = await mooring(["pin", "--write", "."], world);
    assert.equal(code, 2);
    assert.match(stderr, /changed meanwhile; not written/);
    assert.equal((await bytes("Dockerfile")).toString(), "FROM nginx:1.27 AS typed\n");
  });

  it("E04: a cancel writes nothing", async () => {
    await write("Dockerfile", "FROM nginx:1.27\nFROM localhost:5000/app\n");
    const controller = new AbortController();
    const known = registries();
    const distribution = (host: string) => ({
      ...known.distribution(host),
      resolve: (path: string, tag: string) => {
        controller.abort();
        return known.distribution(host).resolve(path, tag);
      },
    });
    const world = { cwd, signal: controller.signal, distribution };
    assert.equal((await mooring(["pin", "--write", "."], world)).code, 130);
    assert.equal((await bytes("Dockerfile")).toString(), "FROM nginx:1.27\nFROM localhost:5000/app\n");
  });
});

describe("pin --update", () => {
  const old = digestOf("old");
  const known = {
    "docker.io/library/nginx:1.27": "nginx",
    [`docker.io/library/nginx@${nginx}`]: "nginx",
    [`docker.io/library/nginx@${old}`]: "old",
    "h.test/down:1": new NetworkError("timeout", "h.test"),
  };
  const update = async (text: string, ...args: string[]) => {
    await write("Dockerfile", text);
    const fakes = fakeRegistries(known);
    const ran = await mooring(["pin", "--update", ".", ...args], { cwd, ...fakes });
    return { ...ran, requests: fakes.requests, after: (await bytes("Dockerfile")).toString() };
  };

  it("writes the digest that the tag names now, and pins nothing new", async () => {
    const text = `FROM nginx:1.27@${old}\r\nFROM nginx:1.27\r\nFROM nginx@${old}\r\nFROM nginx:1.27@${nginx}`;
    const { code, after, stdout, stderr } = await update(text, "--write");
    assert.equal(code, 0);
    assert.equal(after, text.replace(old, nginx));
    assert.equal(stdout, `Dockerfile:1:6  nginx:1.27@${old}  ${nginx}\n`);
    assert.equal(stderr, "mooring: Updated 1 image in 1 file.\n");
    const again = await update(after, "--write");
    assert.deepEqual([again.code, again.after, again.stdout], [0, after, ""]);
  });

  it("W12: asks once for each distinct pin, and says only what it would do without --write", async () => {
    const text = `FROM nginx:1.27@${old}\n`.repeat(20);
    const { requests, after, stderr } = await update(text);
    assert.equal(after, text);
    assert.equal(stderr, "mooring: Would update 20 images in 1 file; --write does it.\n");
    assert.deepEqual(requests, [
      "HEAD docker.io/library/nginx 1.27",
      `GET docker.io/library/nginx ${nginx}`,
      `GET docker.io/library/nginx ${old}`,
    ]);
  });

  it("JSON tells what was written, what is kept and what failed", async () => {
    const text = `FROM nginx:1.27@${old}\nFROM h.test/down:1@${old}\nFROM nginx:1.27@${nginx}\n`;
    const { code, stdout } = await update(text, "--json", "--cooldown", "7");
    assert.equal(code, 2);
    const [kept, failed, ...rest] = JSON.parse(stdout);
    assert.deepEqual(Object.keys(kept), ["path", "start", "end", "text", "reference", "kept"]);
    assert.match(kept.kept, /^nginx:1\.27 moved, but does not say how old it is\.$/);
    assert.match(failed.error, /did not answer in time/);
    assert.deepEqual(rest, []);
  });

  it("ignores what --ignore and comments say, as plain pin does", async () => {
    const text = `FROM nginx:1.27@${old}\n# mooring-ignore\nFROM nginx:1.27@${old} AS b\n`;
    const { after, requests } = await update(text, "--write", "--ignore", "nginx:1.27");
    assert.deepEqual([after, requests], [text, []]);
    await write("Dockerfile", "FROM nginx:1.27 # mooring-ignore\n# mooring-ignore\nFROM nginx:1.27\n");
    const { stdout } = await pin("--ignore", "redis", ".");
    assert.equal(stdout, "");
  });

  const wrong: readonly (readonly [args: readonly string[], message: string])[] = [
    [["--update", "--cooldown", "soon"], '--cooldown takes a number of days, not "soon".'],
    [["--update", "--platform", "linux"], '"linux" is not a platform such as linux/arm64.'],
    [["--cooldown", "3"], "--cooldown and --platform go with --update."],
    [["--platform", "linux/amd64"], "--cooldown and --platform go with --update."],
  ];
  for (const [args, message] of wrong)
    it(args.join(" "), async () => {
      const { code, stderr } = await pin(...args, ".");
      assert.deepEqual([code, stderr], [2, `mooring: ${message}\n`]);
    });
});
