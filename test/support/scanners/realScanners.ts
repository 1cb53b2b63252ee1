/**
 * The real Trivy and Grype, built by test/goServers.mjs, with databases of the advisories in advisories.json: Trivy
 * gets its own from a registry, as it does everywhere; Grype has its own in its cache, where `grype db import` puts it.
 */
import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { goServer } from "../../goServers.mjs";
import type { Owner } from "../faultServer.ts";
import { temporaryFolder } from "../folder.ts";
import { content, jsonContent, makeManifest } from "../images.ts";
import { run } from "../program.ts";
import { push } from "../push.ts";
import { tar } from "../tar.ts";

export type RealScanners = {
  /** Where both programs are. */
  readonly bin: string;
  /** The user's environment: PATH, a home with caches, and where databases are had. */
  readonly env: Readonly<Record<string, string>>;
};

const advisories = fileURLToPath(new URL("advisories.json", import.meta.url));

/** Sets them up in a folder of their own; the registry, which wants no login, gets Trivy's database. */
export async function realScanners(
  owner: Owner,
  registry: { url: string; host: string },
): Promise<RealScanners> {
  const { path: home, remove } = await temporaryFolder("scanners");
  owner.after(remove);
  const bin = join(home, "bin");
  await mkdir(bin);
  for (const name of ["trivy", "grype"] as const) await symlink(goServer(name), join(bin, name));
  const [database, caches] = [join(home, "database"), join(home, ".cache")];
  await run(goServer("trivyDatabase"), [advisories, database]);
  await pushTrivyDatabase(registry.url, database);
  await run(goServer("grypeDatabase"), [advisories, join(caches, "grype", "db", "6")]);
  return {
    bin,
    env: {
      PATH: bin,
      HOME: home,
      TRIVY_DB_REPOSITORY: `${registry.host}/trivy-db:2`,
      GRYPE_DB_AUTO_UPDATE: "false",
    },
  };
}

/** As Trivy's makers publish it. https://github.com/aquasecurity/trivy-db */
async function pushTrivyDatabase(url: string, folder: string): Promise<void> {
  const names = ["trivy.db", "metadata.json"];
  const entries = names.map(async (path) => ({ path, content: await readFile(join(folder, path)) }));
  const bytes = gzipSync(tar(await Promise.all(entries)));
  const layer = {
    ...content("application/vnd.aquasec.trivy.db.layer.v1.tar+gzip", bytes),
    annotations: { "org.opencontainers.image.title": "db.tar.gz" },
  };
  const config = jsonContent("application/vnd.aquasec.trivy.config.v1+json", {});
  await push({ url, repository: "trivy-db" }, makeManifest({ config, layers: [layer] }), ["2"]);
}
