/** Images whose layers are made by changing files in place, as a person's RUN lines do, by buildah. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Format } from "./images.ts";
import { run } from "./program.ts";

export type LayeredImage = {
  /** A shell script for each layer; it runs in the image's root. */
  readonly steps: readonly string[];
  readonly format?: Format;
  readonly compression?: "gzip" | "zstd";
};

/** Makes the image and pushes it to `host/repository:tag`; to each of `early` what it is after so many steps. */
export async function pushLayered(
  { steps, format = "oci", compression = "gzip" }: LayeredImage,
  reference: string,
  early: Readonly<Record<number, string>> = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mooring-layered-"));
  const storage = `--root ${folder}/storage --runroot ${folder}/run --storage-driver vfs`;
  const script = join(folder, "make.sh");
  const pushTo = (name: string) =>
    `buildah ${storage} push --tls-verify=false --compression-format ${compression} localhost/made docker://${name}`;
  const lines = steps.flatMap((step, number) => [
    `container=$(buildah ${storage} from --pull-never ${number === 0 ? "scratch" : "localhost/made"})`,
    `root=$(buildah ${storage} mount "$container")`,
    `(cd "$root" && umask 022 && ${step})`,
    `buildah ${storage} umount "$container" >&2`,
    `buildah ${storage} commit --quiet --rm --format ${format} "$container" localhost/made >&2`,
    ...Object.entries(early).flatMap(([after, name]) => (Number(after) === number + 1 ? [pushTo(name)] : [])),
  ]);
  await writeFile(script, ["set -e", ...lines, pushTo(reference), ""].join("\n"));
  try {
    // Without being root, mounting needs a user namespace.
    const isRoot = process.getuid?.() === 0;
    await run(isRoot ? "sh" : "buildah", isRoot ? [script] : ["unshare", "sh", script]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
