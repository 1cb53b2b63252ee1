/** Certificates for tests, made by openssl in a folder of the test's own. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Owner } from "./faultServer.ts";

/** Key and certificate in PEM; a self-signed certificate is its own authority. */
export type Certificate = { readonly key: string; readonly cert: string };

const run = promisify(execFile);

/**
 * A self-signed certificate for the address 127.0.0.1, or for `name` alone (`DNS:other.test`). It ends after `days`;
 * a negative number makes one that has ended.
 */
export async function makeCertificate(
  owner: Owner,
  { name = "IP:127.0.0.1", days = 2 }: { name?: string; days?: number } = {},
): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), "mooring-certificate-"));
  owner.after(() => rm(folder, { recursive: true }));
  const file = (extension: string) => join(folder, `test.${extension}`);
  await writeFile(file("ext"), `subjectAltName=${name}\nbasicConstraints=CA:TRUE\n`);
  const newKey = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    file("key"),
  ];
  await run("openssl", ["req", "-new", ...newKey, "-subj", "/CN=Mooring test", "-out", file("csr")]);
  const signed = [
    "-signkey",
    file("key"),
    "-days",
    String(days),
    "-extfile",
    file("ext"),
    "-out",
    file("crt"),
  ];
  await run("openssl", ["x509", "-req", "-in", file("csr"), ...signed]);
  return { key: await readFile(file("key"), "utf8"), cert: await readFile(file("crt"), "utf8") };
}
