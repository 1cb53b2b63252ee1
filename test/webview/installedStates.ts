/** What is installed in an image as the host would post it, and the rows that come beside it. */
import type { PackageCells } from "../../src/protocol/attached.ts";
import type { DetailsInstalled, InstalledLookUp, InstalledView } from "../../src/protocol/installed.ts";

export const unlisted: DetailsInstalled = {
  list: {
    kind: "unread",
    text: "Reads at most 142.8 MB from r.test. Nothing is written to disk but the lists of files.",
  },
};

export const listing: DetailsInstalled = {
  list: { kind: "reading", text: "Listing files: 12.3 MB of 71.4 MB read", share: 0.17 },
};

export const allowed = {
  kind: "idle",
  text: "Tells api.osv.dev the names, versions and ecosystems of 412 packages, and nothing else.",
} as const satisfies InstalledLookUp;

export const off: InstalledLookUp = {
  kind: "off",
  text: "They can be looked up at OSV.dev without a scanner; api.osv.dev then learns their names, versions and ecosystems. That is off.",
  isSettable: true,
};

/** A list, and what may be looked up. */
export function listed(
  lookUp: InstalledLookUp = allowed,
  view: Partial<InstalledView> = {},
): DetailsInstalled {
  const text = "412 packages in Debian GNU/Linux 12 (bookworm), by the files of the image's layers";
  return {
    list: { kind: "read", view: { key: "installed  sha256:abc", text, notices: [], ...view } },
    lookUp,
  };
}

/** The rows of `listed`. */
export function packageRows(count: number, of = "installed  sha256:abc") {
  const rows = Array.from({ length: count }, (_, at): PackageCells => {
    const name = ["adduser", "libssl3", "zlib1g", "lodash"][at % 4] ?? "";
    return name === "lodash"
      ? [`${name}-${at}`, "4.17.20", "npm", "MIT", 3, "/srv/app/node_modules/lodash/package.json"]
      : [`${name}-${at}`, `3.0.${at}-1`, "deb", "", (at % 2) + 1, "/var/lib/dpkg/status"];
  });
  return { type: "packages", of, rows: new TextEncoder().encode(JSON.stringify(rows)) };
}
