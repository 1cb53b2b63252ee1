/**
 * The container packages of GitHub's user and then of each of their organisations, page by page. What refuses to be
 * listed hides nothing else: it is asked once more at the end, and its refusal told there, after all that was listed.
 */
import { RegistryError } from "../errors.ts";
import type { RepositoryFacts } from "./facts.ts";
import { firstPlace, type GithubApi, type Place, readList } from "./githubApi.ts";
import { type OwnerKind, readOrganisation, readPackage } from "./githubPackages.ts";
import type { Listed, ListPage, ReadPage } from "./listPage.ts";

/** One list on the way, and where in it. */
type Task = {
  readonly kind: "own" | "organisations" | "organisation";
  readonly place: Place;
  /** The organisation's. */
  readonly login?: string;
};

/** What is still to be read. */
type Work = {
  readonly waiting: readonly Task[];
  readonly refused: readonly Task[];
  /** Whether a list was cut. */
  readonly cut: boolean;
};

type Step = {
  readonly items: readonly Listed<RepositoryFacts>[];
  readonly hidden: number;
  readonly work: Work;
};

/** Is told whose a package is, by its owner's login in lower case. */
export type NoteOwner = (owner: string, kind: OwnerKind) => void;

/** How many lists without a package are passed over for one page. */
const mostRequests = 5;

/** The way to read all packages that the token's user may list. */
export function ghcrRepositories(api: GithubApi, noteOwner: NoteOwner): ReadPage<RepositoryFacts> {
  const own: Task = { kind: "own", place: firstPlace(api, "user/packages", containers) };
  const organisations: Task = { kind: "organisations", place: firstPlace(api, "user/orgs") };
  return rest(api, noteOwner, { waiting: [own, organisations], refused: [], cut: false });
}

const containers = { package_type: "container" };

/** One request, and some more only while nothing is found. */
function rest(api: GithubApi, noteOwner: NoteOwner, start: Work): ReadPage<RepositoryFacts> {
  return async (signal) => {
    let step = await advance(api, noteOwner, start, signal);
    for (let asked = 1; asked < mostRequests && isBarren(step); asked++) {
      step = await advance(api, noteOwner, step.work, signal);
    }
    return pageOf(api, noteOwner, step);
  };
}

function isBarren({ items, hidden, work }: Step): boolean {
  return items.length === 0 && hidden === 0 && isLeft(work);
}

function isLeft({ waiting, refused }: Work): boolean {
  return waiting.length > 0 || refused.length > 0;
}

function pageOf(
  api: GithubApi,
  noteOwner: NoteOwner,
  { items, hidden, work }: Step,
): ListPage<RepositoryFacts> {
  if (isLeft(work)) return { items, hidden, cut: false, next: rest(api, noteOwner, work) };
  return { items, hidden, cut: work.cut };
}

async function advance(
  api: GithubApi,
  noteOwner: NoteOwner,
  work: Work,
  signal: AbortSignal | undefined,
): Promise<Step> {
  const [task, ...waiting] = work.waiting;
  if (task === undefined) return again(api, noteOwner, work, signal);
  try {
    const { step, withheld } = await read(api, noteOwner, task, { ...work, waiting }, signal);
    if (!withheld) return step;
    return { ...step, work: { ...step.work, refused: [...step.work.refused, task] } };
  } catch (failure) {
    if (task.kind === "own" || !(failure instanceof RegistryError)) throw failure;
    if (failure.kind === "notFound") return { items: [], hidden: 0, work: { ...work, waiting } };
    if (failure.kind !== "denied") throw failure;
    return { items: [], hidden: 0, work: { ...work, waiting, refused: [...work.refused, task] } };
  }
}

/** The user may have set right meanwhile what was refused; else the refusal is the answer. */
async function again(
  api: GithubApi,
  noteOwner: NoteOwner,
  work: Work,
  signal: AbortSignal | undefined,
): Promise<Step> {
  const [task, ...refused] = work.refused;
  if (task === undefined) return { items: [], hidden: 0, work };
  const reading = read(api, noteOwner, task, { ...work, refused }, signal);
  const { step, withheld } = await reading.catch((failure) => {
    throw naming(failure, task.login);
  });
  if (!withheld) return step;
  const detail = "some of your organisations";
  throw new RegistryError("denied", api.base.host, { status: 403, code: "ssoRequired", detail });
}

/** A bare 403 of an organisation with its name: code `organisationRefused`, and with GitHub's words as detail. */
function naming(failure: unknown, login: string | undefined): unknown {
  if (login === undefined || !(failure instanceof RegistryError)) return failure;
  const { kind, host, status = 403, code, detail } = failure;
  if (kind !== "denied" || code !== undefined) return failure;
  const words = detail === undefined ? login : `${login}: ${detail}`;
  return new RegistryError(kind, host, {
    status,
    code: "organisationRefused",
    detail: words,
    cause: failure,
  });
}

/** Reads one page of a task's list; what it leads to comes before the rest of the work. */
async function read(
  api: GithubApi,
  noteOwner: NoteOwner,
  task: Task,
  work: Work,
  signal: AbortSignal | undefined,
): Promise<{ readonly step: Step; readonly withheld: boolean }> {
  const isOrganisations = task.kind === "organisations";
  const scope = isOrganisations ? "read:org" : "read:packages";
  const { entries, next, cut, withheld } = await readList(api, task.place, scope, signal);
  const following: readonly Task[] = next === undefined ? [] : [{ ...task, place: next }];
  const organisations = isOrganisations ? entries.flatMap((entry) => organisationTasks(api, entry)) : [];
  const left = { ...work, waiting: [...organisations, ...following, ...work.waiting], cut: work.cut || cut };
  if (isOrganisations) return { step: { items: [], hidden: 0, work: left }, withheld };
  const packages = entries.map(readPackage).filter((found) => found !== undefined);
  for (const { name, ofOrganisation } of packages) {
    const isOwn = task.kind === "own" && !ofOrganisation;
    noteOwner(name.slice(0, name.indexOf("/")), isOwn ? "user" : "orgs");
  }
  const items = packages.map(({ name, facts }) => ({ name, ...(facts && { facts }) }));
  return { step: { items, hidden: entries.length - items.length, work: left }, withheld };
}

function organisationTasks(api: GithubApi, entry: unknown): readonly Task[] {
  const login = readOrganisation(entry);
  if (login === undefined) return [];
  return [{ kind: "organisation", login, place: firstPlace(api, `orgs/${login}/packages`, containers) }];
}
