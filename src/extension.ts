import { homedir } from "node:os";
import {
  authentication,
  EventEmitter,
  type ExtensionContext,
  ExtensionMode,
  Uri,
  window,
  workspace,
} from "vscode";
import { anonymous, firstOf } from "./core/auth/credential.ts";
import { dockerHosts, dockerKeychain } from "./core/auth/dockerConfig.ts";
import { podmanHosts, podmanKeychain } from "./core/auth/podmanAuth.ts";
import { tolerating } from "./core/auth/tolerating.ts";
import { firstShown } from "./core/catalog/firstShown.ts";
import { Connections, type Endpoint } from "./core/connect.ts";
import { openContent } from "./core/content/store.ts";
import { TagMemory } from "./core/content/tagMemory.ts";
import { explainInOne } from "./core/explain.ts";
import { Explorer } from "./core/explorer/explorer.ts";
import { Suggestions } from "./core/explorer/suggestions.ts";
import { fetchSend } from "./core/http/fetchSend.ts";
import { systemLookup } from "./core/http/targets.ts";
import { Images } from "./core/image/images.ts";
import type { ImageModel } from "./core/image/model.ts";
import { PinAnswers } from "./core/pinning/answers.ts";
import { AnswersFile } from "./core/pinning/answersFile.ts";
import type { Reference, Repository } from "./core/reference/reference.ts";
import { quickInput } from "./vscode/ask.ts";
import { registerTools } from "./vscode/assistants/tools.ts";
import { attachedSource } from "./vscode/attached/attachedSource.ts";
import { registerDocumentCommands } from "./vscode/attached/documentCommands.ts";
import { DocumentFiles, registerDocumentFiles } from "./vscode/attached/documentFiles.ts";
import { registerCommand } from "./vscode/commands.ts";
import { registerCompareCommands } from "./vscode/compare/compareCommands.ts";
import { ComparePanels } from "./vscode/compare/comparePanels.ts";
import { registerImageCommands } from "./vscode/details/imageCommands.ts";
import { ImagePanels } from "./vscode/details/imagePanels.ts";
import { DocumentIndex } from "./vscode/documents/documentIndex.ts";
import { usedRepositories } from "./vscode/documents/workspaceImages.ts";
import { WorkspaceUses } from "./vscode/documents/workspaceUses.ts";
import { registerCodeActions } from "./vscode/editor/codeActions.ts";
import { registerCompletion } from "./vscode/editor/completion.ts";
import { registerDiagnostics, type ScanMarks } from "./vscode/editor/diagnostics.ts";
import { registerExample } from "./vscode/editor/example.ts";
import { registerHover } from "./vscode/editor/hover.ts";
import { registerInlayHints } from "./vscode/editor/inlayHints.ts";
import { registerLinks } from "./vscode/editor/links.ts";
import { registerFileCommands } from "./vscode/files/fileCommands.ts";
import { Layers } from "./vscode/files/layers.ts";
import { Approvals } from "./vscode/findings/approvals.ts";
import { EditorScans } from "./vscode/findings/editorScans.ts";
import { enterpriseHost, hostProxy } from "./vscode/hostSettings.ts";
import { registerImagesView } from "./vscode/images/imagesView.ts";
import { registerUseCommands } from "./vscode/images/useCommands.ts";
import { log, logged } from "./vscode/log.ts";
import { Lookup } from "./vscode/lookup.ts";
import { registerCheckCommand } from "./vscode/pins/checkCommand.ts";
import { registerFilePinCommands } from "./vscode/pins/filePinCommands.ts";
import { KeptPins } from "./vscode/pins/keptPins.ts";
import { PinChecks } from "./vscode/pins/pinChecks.ts";
import { registerPinCommands } from "./vscode/pins/pinCommands.ts";
import { type IsKept, questionsIn } from "./vscode/pins/pinFindings.ts";
import { registerPinOnSave } from "./vscode/pins/pinOnSave.ts";
import { registerSettingActions } from "./vscode/pins/pinSetting.ts";
import { PinStatus } from "./vscode/pins/pinStatus.ts";
import { watchPins } from "./vscode/pins/pinWatch.ts";
import { AllowanceItem } from "./vscode/registries/allowance.ts";
import { registerChangeCommands } from "./vscode/registries/changeCommands.ts";
import { registerCopyCommands } from "./vscode/registries/copyCommands.ts";
import { ExplorerView } from "./vscode/registries/explorerView.ts";
import { GithubSessions } from "./vscode/registries/githubSession.ts";
import { isKnownHost } from "./vscode/registries/knownHosts.ts";
import type { TestRegistry } from "./vscode/registries/loginSteps.ts";
import { Realms } from "./vscode/registries/realms.ts";
import { Registries } from "./vscode/registries/registries.ts";
import { registerRegistryCommands } from "./vscode/registries/registryCommands.ts";
import { RepositoryTags } from "./vscode/registries/repositoryTags.ts";
import { registerRowCommands } from "./vscode/registries/rowCommands.ts";
import { rowDrag } from "./vscode/registries/rowDrag.ts";
import { Secrets } from "./vscode/registries/secrets.ts";
import { registerSortCommand } from "./vscode/registries/sortCommand.ts";
import { setting } from "./vscode/settings.ts";

/** The composition root: makes the objects and registers what they offer. Does no I/O. */
export function activate(context: ExtensionContext): void {
  const userAgent = `Mooring/${String(context.extension.packageJSON.version)}`;
  const docker = {
    env: process.env,
    home: homedir(),
    workspaceFolders: () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
  };
  const warn = (failure: unknown) => log.warn(explainInOne(failure));
  const stored = firstOf(tolerating(dockerKeychain(docker), warn), tolerating(podmanKeychain(docker), warn));
  const outside = async (host: string, signal?: AbortSignal) =>
    setting("dockerConfig") ? stored(host, signal) : anonymous;
  const forget = (id: string) => {
    connections.reset(id);
    allowance.tell(id, undefined);
    suggestions.clear();
    view.forget(id);
  };
  const secrets = new Secrets(context.secrets, forget);
  const github = new GithubSessions({
    authentication,
    memory: context.globalState,
    endpoint: (id) => registries.endpoint(id),
    enterpriseHost,
    isTrusted: () => workspace.isTrusted,
    onChange: forget,
  });
  const registries = new Registries(
    secrets,
    async () => [...new Set([...(await dockerHosts(docker)), ...(await podmanHosts(docker))])],
    (endpoint) => github.account(endpoint),
  );
  const realms = new Realms(context.globalState);
  const allowance = new AllowanceItem();
  const connections = new Connections({
    userAgent,
    transport: logged(fetchSend(userAgent)),
    proxy: hostProxy,
    endpoints: (host) => registries.endpoints(host),
    // Logins are for people who trust the folder they are in: a file in it says which hosts are asked.
    credential: async (endpoint, signal, aws) => {
      const { id, host } = endpoint;
      if (!workspace.isTrusted) return anonymous;
      const typed = await secrets.keychain(id);
      const login = typed ?? (await github.credential(endpoint, signal)) ?? (await aws?.login(signal));
      return login ?? (id === host ? outside(host, signal) : anonymous);
    },
    // Never for a host that only a file names (V6).
    mayUseAws: async ({ id }) =>
      workspace.isTrusted && registries.has(id) && (await secrets.keychain(id)) === undefined,
    allowRealm: realms.allow,
    onAllowance: (id, pulls) => allowance.tell(id, pulls),
    lookup: hostProxy() === undefined ? systemLookup : undefined,
    concurrency: setting("network.concurrency"),
    timeout: setting("network.timeout") * 1000,
  });
  const storage = context.globalStorageUri.fsPath;
  const images = new Images({
    distributionFor: (host) => connections.distribution(host),
    content: openContent(storage, { maxBytes: setting("cache.maxSize") * 1024 * 1024 }),
    tags: new TagMemory(storage),
  });
  const index = new DocumentIndex();
  const answered = new EventEmitter<void>();
  const answers = new PinAnswers(() => answered.fire());
  const lookup = new Lookup(images, (reference, failure) => answers.note(reference, failure));
  const chosenHosts = {
    named: () => registries.named(),
    dockerLogins: () => registries.dockerLogins(),
  };
  const checks = new PinChecks({
    answers,
    onDidChange: answered.event,
    file: new AnswersFile(storage),
    resolver: (options) => lookup.resolver(options),
    questions: () => questionsIn(workspace.textDocuments, index),
    mayAskUnasked: async (host) => lookup.mayAskUnasked && isKnownHost(host, chosenHosts),
    interval: () => setting("check.interval") * 60_000,
    isWatched: () => window.state.focused && window.state.active,
    now: Date.now,
    onFailure: (failure) => log.error(explainInOne(failure)),
  });
  const kept = new KeptPins(context.workspaceState);
  const isKept: IsKept = (reference, now) => kept.isKept(reference, now);
  const explorer = new Explorer({
    registries: () => registries.list(),
    catalog: ({ id }) => connections.open(registries.endpoint(id)).catalog,
    images,
    referrers: ({ id }, path, digest, signal) =>
      connections.open(registries.endpoint(id)).distribution.referrers(path, digest, signal),
    tagOrder: () => setting("tags.sort"),
    now: Date.now,
  });
  const catalogs = (host: string) => {
    const [first, ...others] = registries.endpoints(host);
    const open = (endpoint: Endpoint) => connections.open(endpoint).catalog;
    return [open(first), ...others.map(open)] as const;
  };
  const suggestions = new Suggestions({ catalogs, now: Date.now });
  const readTags = ({ registry, path }: Repository) => {
    const [first, ...others] = catalogs(registry);
    return firstShown([first.tags(path), ...others.map((catalog) => catalog.tags(path))]);
  };
  const pins = { index, lookup, tags: new RepositoryTags(readTags), ask: quickInput };
  const uses = new WorkspaceUses(index);
  const scans = new EditorScans(async () => {
    const { openLocalScans } = await import("./vscode/findings/localScans.ts");
    return openLocalScans(storage, connections);
  });
  const countsOf = async (reference: Reference) => {
    const image = await lookup.recall(reference);
    return image && scans.counts(image.manifest.digest);
  };
  const attachedAt = (host: string) => attachedSource(images, connections.distribution(host));
  const view = new ExplorerView(explorer, uses, rowDrag(lookup), countsOf);
  const findings = {
    scans,
    approvals: new Approvals(context.globalState),
    scanner: () => setting("scan.scanner"),
    scansOnOpen: () => setting("scan.onOpen"),
    mayRun: () => workspace.isTrusted,
    look: async (image: ImageModel, signal: AbortSignal) => {
      const { lookForReports } = await import("./vscode/findings/lookForReports.ts");
      const { registry } = image.reference.repository;
      const [{ scanner }] = catalogs(registry);
      return lookForReports({ attached: attachedAt(registry), scanner }, image, signal);
    },
  };
  const marksOf: ScanMarks["of"] = async (places) => {
    const severity = setting("diagnostics.findings");
    if (severity === "off") return [];
    const { scanMarks } = await import("./vscode/editor/scanMarks.ts");
    return scanMarks(places, countsOf, severity, Date.now());
  };
  const layers = new Layers({
    distributionFor: (host) => connections.distribution(host),
    storage,
    maxBytes: setting("cache.maxSize") * 1024 * 1024,
  });
  const files = onNeed(async () => {
    const { FileDocuments } = await import("./vscode/files/fileDocuments.ts");
    return new FileDocuments({ images, layers });
  });
  const documents = new DocumentFiles(images, files);
  const panels = new ImagePanels({
    context,
    lookup,
    tags: readTags,
    allTags: async (...where) => (await pins.tags.read(...where)).map(({ name }) => name),
    findings,
    lookUp: scans.lookUp,
    attached: { source: attachedAt, documents },
    layers,
    pickOther: async (...who) =>
      (await import("./vscode/details/pickOther.ts")).pickOther(...who, await files(), readTags),
    hasBlob: ({ registry, path }, digest, signal) =>
      connections.distribution(registry).hasBlob(path, digest, signal),
    files: {
      openFile: async (file) => (await import("./vscode/files/fileFlows.ts")).openFile(await files(), file),
      saveFile: async (file) => (await import("./vscode/files/fileFlows.ts")).saveFile(await files(), file),
    },
  });
  const changes = new ComparePanels({
    context,
    index,
    lookup,
    kept,
    layers,
    openDiff: async (old, now) => {
      const { openFileDiff } = await import("./vscode/files/fileFlows.ts");
      await openFileDiff(await files(), old, now);
    },
    showDetails: (reference) => panels.show(reference),
    findings,
  });
  const flows = {
    ask: quickInput,
    registries,
    secrets,
    test: async (...[endpoint, credential, signal]: Parameters<TestRegistry>) =>
      connections
        .trial(
          endpoint,
          async (_, aws) =>
            credential ??
            (await github.credential(endpoint, signal)) ??
            (workspace.isTrusted ? await aws?.login(signal) : undefined) ??
            outside(endpoint.host, signal),
        )
        .distribution.ping(signal),
    github,
    usedRepositories,
    hub: () => registries.dockerHub(),
    search: (id: string, words: string) => connections.open(registries.endpoint(id)).catalog.search?.(words),
    detect: (endpoint: Endpoint, signal: AbortSignal) => connections.detect(endpoint, signal),
    reset: forget,
  };
  context.subscriptions.push(
    secrets,
    github,
    registries,
    registries.onDidChange((ids) => {
      ids.forEach(forget);
      view.update();
    }),
    // What was asked for nobody is asked again for the user, once the folder is trusted.
    workspace.onDidGrantWorkspaceTrust(async () => {
      for (const { id } of await registries.list()) forget(id);
    }),
    allowance,
    uses,
    view,
    lookup,
    scans,
    panels,
    kept,
    // A pin that is kept is no finding any more.
    kept.onDidChange(() => answered.fire()),
    changes,
    documents,
    index,
    answered,
    checks,
    watchPins(checks),
    new PinStatus(index, checks, isKept),
    registerHover(index, lookup, countsOf),
    registerCodeActions(pins),
    registerSettingActions(index, lookup),
    registerDiagnostics(
      index,
      checks,
      isKept,
      { of: marksOf, onDidChange: scans.onDidScan },
      readmeOf(context),
    ),
    registerCompletion(index, lookup, {
      ...chosenHosts,
      suggestions,
      order: () => setting("tags.sort"),
      now: Date.now,
    }),
    registerLinks(index, ({ registry, path }, tag) => {
      const [endpoint] = registries.endpoints(registry);
      const isKnown = registries.has(endpoint.id) || endpoint.kind !== "oci";
      return isKnown ? connections.open(endpoint).catalog.webPage(path, tag) : undefined;
    }),
    registerInlayHints(index, lookup),
    registerTools({ images, tags: readTags }),
    registerPinCommands(pins),
    registerFilePinCommands(pins),
    registerPinOnSave(pins),
    registerImagesView(uses, checks, context.workspaceState),
    registerUseCommands(index, lookup),
    registerCheckCommand(index, checks),
    registerImageCommands(index, panels),
    registerCompareCommands(index, changes),
    registerCopyCommands(lookup),
    registerRowCommands(explorer, lookup),
    registerDocumentFiles(documents),
    registerDocumentCommands({
      documents,
      images,
      distributionFor: (host) => connections.distribution(host),
    }),
    registerFileCommands({
      files,
      images,
      tags: async (repository, signal) => (await readTags(repository)(signal)).items.map(({ name }) => name),
    }),
    registerChangeCommands({
      connections,
      registries,
      explorer,
      view,
      images,
      // VS Code's sign-in to GitHub is asked for more only when it is needed; other logins are what they are.
      claim: async (id, right) => {
        if ((await secrets.keychain(id)) !== undefined) return;
        await github.widen(registries.endpoint(id), `${right}:packages`);
      },
    }),
    registerSortCommand(quickInput),
    registerRegistryCommands(flows, (id, path) => view.show(id, path)),
    registerExample(),
    registerCommand("mooring.showLog", () => log.show()),
    registerCommand("mooring.clearCache", async () => {
      panels.clear();
      (await files()).reader.clear();
      await Promise.all([images.clear(), layers.clear(), checks.clear(), scans.clear()]);
    }),
  );
}

/** Makes something when it is asked for first. */
function onNeed<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The README beside the extension; packing writes its name in lower case. */
function readmeOf({ extensionUri, extensionMode }: ExtensionContext): Uri {
  return Uri.joinPath(extensionUri, extensionMode === ExtensionMode.Production ? "readme.md" : "README.md");
}
