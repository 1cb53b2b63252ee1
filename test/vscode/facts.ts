import { readFileSync } from "node:fs";

/** What the harness got ready for the tests in the extension host; read from the file that MOORING_TEST_FACTS names. */
export type Facts = {
  /** Where the runner leaves its result. */
  readonly resultFile: string;
  /** The open folder, a copy of test/vscode/workspace. */
  readonly workspace: string;
  /** Absent on machines without docker-registry. */
  readonly registries?: {
    /** Named in the settings from the start; holds the demo's images and buildah's. */
    readonly open: RegistryFacts;
    readonly htpasswd: RegistryFacts & LoginFacts;
    readonly token: RegistryFacts & LoginFacts;
    /** Empty, behind a password: for tests that change what a registry holds. */
    readonly spare: RegistryFacts & LoginFacts;
  };
};

export type RegistryFacts = {
  readonly host: string;
  readonly url: string;
  /** By `repository:tag`. */
  readonly digests: Readonly<Record<string, string>>;
};

export type LoginFacts = { readonly user: string; readonly password: string };

export type Result = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
};

export const factsVariable = "MOORING_TEST_FACTS";

export function readFacts(): Facts {
  const file = process.env[factsVariable];
  if (file === undefined) throw new Error(`${factsVariable} does not name a file.`);
  return JSON.parse(readFileSync(file, "utf8")) as Facts;
}
