/**
 * Measures Mooring beside its peers and beside what is possible: `npm run bench`. Aims of time and size are judged
 * and printed; only exact counts of requests decide the exit code. Writes nothing into the repository.
 */
import { join } from "node:path";
import { actions } from "./actions.ts";
import { bundle, makeBundle } from "./bundle.ts";
import { copies } from "./copy.ts";
import { details } from "./details.ts";
import { digests } from "./digests.ts";
import { editor } from "./editor.ts";
import { print } from "./figures.ts";
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

const rig = await startRig();
try {
  const built = await makeBundle(rig.folder);
  const sections = [
    () => digests(rig, join(built.folder, "cli.js")),
    () => tags(rig),
    () => actions(rig),
    () => tree(rig),
    () => workspace(rig),
    () => images(rig),
    () => copies(rig, join(built.folder, "cli.js")),
    () => layers(rig),
    () => scanning(rig),
    findingsPage,
    reading,
    editor,
    () => details(rig),
    () => bundle(built),
    hostile,
  ];
  for (const section of sections) {
    for (const part of [await section()].flat()) if (!print(part)) process.exitCode = 1;
  }
} finally {
  await rig.stop();
}
