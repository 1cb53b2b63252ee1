/** Real images made by buildah: what a person's own build leaves in a registry. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Format } from "./images.ts";
import { run } from "./program.ts";
import type { Login } from "./push.ts";

export type Build = {
  readonly dockerfile: string;
  /** The build context: contents by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly format?: Format;
  /** More than one makes an index. */
  readonly platforms?: readonly string[];
  /** For a single image; gzip when absent. */
  readonly compression?: "gzip" | "zstd";
  /** A layer for each COPY; else all of them are one. */
  readonly layers?: boolean;
};

/** Registries of tests speak plain HTTP. */
const insecure = "--tls-verify=false";

/** Builds from `FROM scratch`, or a base at a test's registry, without RUN (there is nothing to run in) and pushes to `host/repository:tag`. */
export async function buildAndPush(build: Build, reference: string, login?: Login): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mooring-buildah-"));
  try {
    await writeContext(join(folder, "context"), build);
    await buildInto(folder, build, "built");
    await pushFrom(folder, build, reference, login);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeContext(context: string, build: Build): Promise<void> {
  const files = Object.entries({ ...build.files, Dockerfile: build.dockerfile });
  for (const [path, text] of files) {
    await mkdir(dirname(join(context, path)), { recursive: true });
    await writeFile(join(context, path), text);
  }
}

async function buildInto(
  folder: string,
  { format = "oci", platforms, layers = false }: Build,
  name: string,
): Promise<void> {
  // The cache of layers does not tell platforms apart.
  const own = layers ? ["--layers", "--no-cache"] : [];
  // A base may be at the test's registry.
  const options = [
    "--isolation",
    "chroot",
    "--timestamp",
    "1700000000",
    "--format",
    format,
    insecure,
    ...own,
  ];
  const bud = (...place: string[]) => buildah(folder, ["bud", ...options, ...place, join(folder, "context")]);
  if (platforms === undefined) return bud("--tag", name);
  // One after the other: together, their order in the index is left to chance.
  for (const platform of platforms) await bud("--manifest", name, "--platform", platform);
}

async function pushFrom(
  folder: string,
  build: Build,
  reference: string,
  login: Login | undefined,
): Promise<void> {
  const { format = "oci", platforms, compression = "gzip" } = build;
  const account = login === undefined ? [] : ["--creds", `${login.user}:${login.password}`];
  const options = [insecure, ...account];
  const names = ["built", `docker://${reference}`];
  if (platforms === undefined) {
    await buildah(folder, ["push", "--compression-format", compression, ...options, ...names]);
  } else {
    const listFormat = format === "docker" ? "v2s2" : "oci";
    await buildah(folder, ["manifest", "push", "--all", "--format", listFormat, ...options, ...names]);
  }
}

async function buildah(folder: string, args: readonly string[]): Promise<void> {
  const storage = [
    "--root",
    join(folder, "storage"),
    "--runroot",
    join(folder, "run"),
    "--storage-driver",
    "vfs",
  ];
  await run("buildah", [...storage, ...args]);
}
