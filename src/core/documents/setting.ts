/** Variables that are set outside of the text that uses them. */
import type { Elsewhere } from "./occurrence.ts";

/** What a value ends with, behind a prefix that no variable is in. */
export type SettingTail = {
  readonly prefix: string;
  /** Where that stands; undefined when it is not verbatim in its file. */
  readonly site: Elsewhere | undefined;
  /** The variables that lead there from the one that is set, itself first. */
  readonly names: readonly string[];
};

/** A variable that a file sets. */
export type Setting = {
  readonly name: string;
  readonly path: string;
  /** Undefined when the value depends on what is set nowhere, or is too long to be of use. */
  readonly value: string | undefined;
  /** Undefined when the value is put together, so that no one place holds its end. */
  readonly tail: SettingTail | undefined;
};

/** What is known of a variable by its name. */
export type Lookup = (name: string) => Setting | undefined;
