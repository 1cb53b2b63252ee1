/**
 * Measures Mooring beside its peers and beside what is possible: `npm run bench`, or with the names of some sections
 * `npm run bench -- layers details`. Aims of time and size are judged and printed; only exact counts of requests decide the
 * exit code. Writes nothing into the repository.
 */
import { join } from "node:path";
import { actions } from "./actions.ts";
import { bundle, makeBundle } from "./bundle.ts";
import { copies } from "./copy.ts";
import { details } from "./details.ts";
import { digests } from "./digests.ts";
import { editor } from "./editor.ts";
import { print, type Section } from "./figures.ts";
import { findingsPage } from "./findingsPage.ts";
import { hostile } from "./hostile.ts";
import { images } from "./images.ts";
import { layers } from "./layers.ts";
import { reading } from "./reading.ts";
import { startRig } from "./rig.ts";
import { scanning } from "./scanning.ts";
import { tags } from "./tags.ts";
import { tree } from "./tree.ts";
import { workspace } from "./workspace.ts";

type Measured = Section | readonly Section[];

const rig = await startRig();
try {
  const built = await makeBundle(rig.folder);
  const cli = join(built.folder, "cli.js");
  const sections: Readonly<Record<string, () => Measured | Promise<Measured>>> = {
    digests: () => digests(rig, cli),
    tags: () => tags(rig),
    actions: () => actions(rig),
    tree: () => tree(rig),
    workspace: () => workspace(rig),
    images: () => images(rig),
    copies: () => copies(rig, cli),
    layers: () => layers(rig),
    scanning: () => scanning(rig),
    findingsPage,
    reading,
    editor,
    details: () => details(rig),
    bundle: () => bundle(built),
    hostile,
  };
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !(name in sections));
  if (unknown.length > 0)
    throw new Error(`No such section: ${unknown.join(", ")}. There are ${Object.keys(sections).join(", ")}.`);
  for (const [name, section] of Object.entries(sections)) {
    if (named.length > 0 && !named.includes(name)) continue;
    for (const part of [await section()].flat()) if (!print(part)) process.exitCode = 1;
  }
} finally {
  await rig.stop();
}
