/** What a compose file's project knows beside the file itself. */
import type { Elsewhere } from "./occurrence.ts";
import type { Lookup } from "./setting.ts";

/** What the whole project says of one service; absent where no file of the project says anything. */
export type ProjectService = { readonly built?: boolean; readonly platform?: string };

export type ComposeContext = {
  /** What the project's env files set. The shell's own variables, which go before these, cannot be known. */
  readonly lookup: Lookup;
  /** By the service's name in the file that is read. */
  readonly services: ReadonlyMap<string, ProjectService>;
  /** The places in env files, by `siteKey`, that are used for more than one repository or for other things. */
  readonly shared: ReadonlySet<string>;
};

/** Tells the places in env files apart. */
export function siteKey({ path, end }: Elsewhere): string {
  return `${end} ${path}`;
}
