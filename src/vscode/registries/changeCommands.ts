import { Disposable } from "vscode";
import type { Connections } from "../../core/connect.ts";
import { isAbort } from "../../core/errors.ts";
import type { Explorer } from "../../core/explorer/explorer.ts";
import {
  type ExplorerNode,
  type PlatformNode,
  type Registry,
  type RepositoryNode,
  registryOf,
  repositoryOf,
  type TagNode,
} from "../../core/explorer/node.ts";
import type { Images } from "../../core/image/images.ts";
import { formatWithinRegistry, type Reference } from "../../core/reference/reference.ts";
import { quickInput } from "../ask.ts";
import { registerCommand, showFailure } from "../commands.ts";
import { log } from "../log.ts";
import type { Changes } from "./changeFlows.ts";
import { rowsOf } from "./copyCommands.ts";
import type { ExplorerView } from "./explorerView.ts";
import type { Registries } from "./registries.ts";
import type { Right } from "./registryChanges.ts";

/** What the commands work with. */
export type ChangeParts = {
  readonly connections: Connections;
  readonly registries: Registries;
  readonly explorer: Explorer;
  readonly view: ExplorerView;
  readonly images: Images;
  readonly claim: (registryId: string, right: Right) => Promise<void>;
};

/** Rows that name an image that can be changed. */
type ImageRow = TagNode | PlatformNode;

/** What a command does with rows of one repository. */
type Act = (changes: Changes, rows: readonly [ImageRow, ...ImageRow[]]) => Promise<unknown>;

/** Loaded when something is to be changed for the first time. */
type Flows = typeof import("./changeFlows.ts");

/** The commands that change what a registry holds. After each, the rows of the repository are read again. */
export function registerChangeCommands(parts: ChangeParts): Disposable {
  const on =
    (choose: (flows: Flows) => Act) => async (node?: ExplorerNode, nodes?: readonly ExplorerNode[]) => {
      const act = choose(await import("./changeFlows.ts"));
      const rows = rowsOf(node, nodes).filter((row) => row.kind === "tag" || row.kind === "platform");
      for (const [first, ...others] of Map.groupBy(rows, repositoryId).values())
        if (first !== undefined) await change(parts, [first, ...others], act);
    };
  return Disposable.from(
    registerCommand(
      "mooring.addTag",
      on(({ addTag }) => oneByOne(addTag)),
    ),
    registerCommand(
      "mooring.deleteTag",
      on(
        ({ deleteTags }) =>
          (changes, rows) =>
            deleteTags(
              changes,
              rows.flatMap((row) => (row.kind === "tag" ? [row.reference] : [])),
            ),
      ),
    ),
    registerCommand(
      "mooring.deleteDigest",
      on(({ deleteDigest }) => oneByOne(deleteDigest)),
    ),
    registerCommand(
      "mooring.copyImageTo",
      on(({ copyImage }) => oneByOne(copyImage)),
    ),
  );
}

/** Takes rows one after the other, until the user leaves; each is told what came of the one before. */
function oneByOne<Outcome>(
  flow: (changes: Changes, reference: Reference, before?: Outcome) => Promise<Outcome | undefined>,
) {
  return async (changes: Changes, rows: readonly ImageRow[]) => {
    let before: Outcome | undefined;
    for (const { reference } of rows) {
      before = await flow(changes, reference, before);
      if (!before) return;
    }
  };
}

async function change(parts: ChangeParts, rows: readonly [ImageRow, ...ImageRow[]], act: Act): Promise<void> {
  const [first] = rows;
  const repository = repositoryOf(first);
  const changed: Reference[] = [];
  const changes = await changesAt(parts, registryOf(first), repository, changed);
  const failure = await act(changes, rows).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await Promise.all(changed.map((reference) => parts.images.forget(reference)));
  if (changed.length > 0) await parts.view.refresh(repository);
  // What a registry refused is not offered any more.
  else if (failure !== undefined) parts.view.update();
  if (failure === undefined || isAbort(failure)) return;
  const { explainChange } = await import("../../core/explainChange.ts");
  await showFailure(failure, formatWithinRegistry(first.reference), explainChange);
}

async function changesAt(
  { connections, registries, explorer, claim }: ChangeParts,
  { id, host: ownHost }: Registry,
  repository: RepositoryNode,
  changed: Reference[],
): Promise<Changes> {
  const { registryChanges } = await import("./registryChanges.ts");
  return registryChanges({
    ask: quickInput,
    open: () => connections.open(registries.endpoint(id)),
    distribution: (host) => connections.distribution(host),
    knownTags: () => explorer.tagsRead(repository),
    claim: (host, right) => claim(host === ownHost ? id : registries.endpoints(host)[0].id, right),
    onChange: (reference) => void changed.push(reference),
    note: (line) => log.info(line),
  });
}

function repositoryId(row: ImageRow): string {
  const { repository } = row.reference;
  return `${registryOf(row).id}/${repository.path}`;
}
