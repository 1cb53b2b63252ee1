/** AWS's settings for a test: never the machine's own. The SDK reads them from this process's environment. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Owner } from "./faultServer.ts";
import { temporaryFolder } from "./folder.ts";

export type AwsEnvironment = {
  /** The home folder, empty at first. */
  readonly home: string;
  /** Writes a file below the home: `.aws/config`, `.aws/credentials`, `.aws/sso/cache/HASH.json`. */
  readonly write: (path: string, text: string) => Promise<void>;
  /** Sets variables, and takes away those that are undefined. */
  readonly set: (variables: Readonly<Record<string, string | undefined>>) => void;
};

/** Keys that no AWS ever gave. */
export const fakeKeys = {
  AWS_ACCESS_KEY_ID: "AKIAMOORINGTEST00001",
  AWS_SECRET_ACCESS_KEY: "canary-secret-key",
};

/** A home of the owner's own, no variable of AWS but `variables`, and no machine that is asked for its role. */
export async function awsEnvironment(
  owner: Owner,
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<AwsEnvironment> {
  const { path: home, remove } = await temporaryFolder("aws");
  const isAws = (name: string) => name.startsWith("AWS_") || name === "HOME" || name === "USERPROFILE";
  const before = Object.entries(process.env).filter(([name]) => isAws(name));
  const clear = () => {
    for (const name of Object.keys(process.env).filter(isAws)) delete process.env[name];
  };
  const set: AwsEnvironment["set"] = (given) => {
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  clear();
  set({ HOME: home, USERPROFILE: home, AWS_EC2_METADATA_DISABLED: "true", ...variables });
  owner.after(async () => {
    clear();
    set(Object.fromEntries(before));
    await remove();
  });
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  };
  return { home, write, set };
}
