import type { EntryType } from "./tar.ts";

const letters: Readonly<Record<EntryType, string>> = {
  file: "-",
  hardLink: "h",
  symlink: "l",
  character: "c",
  block: "b",
  directory: "d",
  fifo: "p",
};

const special: readonly (readonly [bit: number, place: number, sign: string])[] = [
  [0o4000, 2, "s"],
  [0o2000, 5, "s"],
  [0o1000, 8, "t"],
];

/** `drwxr-xr-t`, as `ls -l` and `tar -tv` write it; of an unknown mode question marks. */
export function formatMode(type: EntryType, mode: number | undefined): string {
  if (mode === undefined) return `${letters[type]}?????????`;
  const bits = [..."rwxrwxrwx"].map((bit, place) => ((mode >> (8 - place)) & 1 ? bit : "-"));
  for (const [bit, place, sign] of special)
    if (mode & bit) bits[place] = bits[place] === "-" ? sign.toUpperCase() : sign;
  return letters[type] + bits.join("");
}
