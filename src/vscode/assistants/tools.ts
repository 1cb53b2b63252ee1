import {
  type CancellationToken,
  Disposable,
  LanguageModelTextPart,
  type LanguageModelTool,
  type LanguageModelToolInvocationOptions,
  type LanguageModelToolInvocationPrepareOptions,
  LanguageModelToolResult,
  lm,
  MarkdownString,
  type PreparedToolInvocation,
  workspace,
} from "vscode";
import type { TagFacts } from "../../core/catalog/facts.ts";
import type { ReadPage } from "../../core/catalog/listPage.ts";
import { isAbort } from "../../core/errors.ts";
import { explainInOne } from "../../core/explain.ts";
import type { Images } from "../../core/image/images.ts";
import { distance } from "../../core/oci/platform.ts";
import { formatWithinRegistry, type Repository } from "../../core/reference/reference.ts";
import { signalOf } from "../cancellation.ts";
import { workspaceFiles } from "../documents/workspaceImages.ts";
import {
  askText,
  digestsOf,
  InputError,
  imageOf,
  readInspectInput,
  readReferences,
  readState,
  readTagsInput,
  tagsOf,
} from "./toolInput.ts";

/** What the tools work with. */
export type ToolSources = {
  readonly images: Pick<Images, "resolve" | "manifest" | "inspect">;
  /** The list of a repository's tags, through whichever account may. */
  readonly tags: (repository: Repository) => ReadPage<TagFacts>;
};

/** One tool: how its input is read, what is asked of whom, and the work. */
type Tool<Input> = {
  readonly read: (input: unknown) => Input;
  /** Absent for what asks no registry. */
  readonly ask?: (input: Input) => readonly [deed: string, repositories: readonly Repository[]];
  readonly message: string;
  readonly work: (input: Input, signal: AbortSignal) => Promise<unknown>;
};

/** Gives assistants in VS Code what they need to use true tags and digests. */
export function registerTools({ images, tags }: ToolSources): Disposable {
  return Disposable.from(
    register("mooring_resolve_images", {
      read: readReferences,
      ask: (references) => [digestsOf(references), references.map(({ repository }) => repository)],
      message: "Asking for digests",
      work: async (references, signal) => {
        const { resolveImages } = await import("../../core/tools/resolveImages.ts");
        return resolveImages(images, references, signal);
      },
    }),
    register("mooring_list_tags", {
      read: readTagsInput,
      ask: (wanted) => [tagsOf(wanted), [wanted.repository]],
      message: "Listing tags",
      work: async (wanted, signal) => {
        const { listTags } = await import("../../core/tools/listTags.ts");
        return explained(wanted.repository.path, () => listTags(tags(wanted.repository), wanted, signal));
      },
    }),
    register("mooring_inspect_image", {
      read: readInspectInput,
      ask: (wanted) => [imageOf(wanted), [wanted.reference.repository]],
      message: "Inspecting an image",
      work: (wanted, signal) => inspectOne(images, wanted, signal),
    }),
    register("mooring_workspace_images", {
      read: readState,
      message: "Reading the workspace's files",
      work: (state, signal) => findInWorkspace(state, signal),
    }),
  );
}

function register<Input>(name: string, tool: Tool<Input>): Disposable {
  return lm.registerTool<unknown>(name, toolOf(tool));
}

function toolOf<Input>({ read, ask, message, work }: Tool<Input>): LanguageModelTool<unknown> {
  return {
    prepareInvocation({ input }: LanguageModelToolInvocationPrepareOptions<unknown>): PreparedToolInvocation {
      if (ask === undefined) return { invocationMessage: message };
      // Input that is wrong asks nobody: the invocation says what is wrong with it.
      const wanted = readOr(read, input);
      if (wanted === undefined) return { invocationMessage: message };
      const [deed, repositories] = ask(wanted);
      const text = new MarkdownString(askText(deed, repositories, workspace.isTrusted));
      return {
        invocationMessage: message,
        confirmationMessages: { title: "Ask the registry?", message: text },
      };
    },
    async invoke({ input }: LanguageModelToolInvocationOptions<unknown>, token: CancellationToken) {
      const answer = await work(read(input), signalOf(token));
      return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(answer))]);
    },
  };
}

function readOr<Input>(read: (input: unknown) => Input, input: unknown): Input | undefined {
  try {
    return read(input);
  } catch (failure) {
    if (failure instanceof InputError) return undefined;
    throw failure;
  }
}

async function inspectOne(
  images: ToolSources["images"],
  { reference, platform }: ReturnType<typeof readInspectInput>,
  signal: AbortSignal,
) {
  const image = await explained(formatWithinRegistry(reference), () =>
    images.inspect(reference, { platform, signal }),
  );
  // Without the platform asked for, the model is of another one.
  if (platform && (image.platform === undefined || distance(platform, image.platform) === undefined))
    throw new InputError("The image has no such platform; call without one to see which it has.");
  const { describeImage } = await import("../../core/tools/inspectImage.ts");
  return describeImage(image);
}

async function findInWorkspace(state: ReturnType<typeof readState>, signal: AbortSignal) {
  const files = (await workspaceFiles(signal)).map(({ uri, text, reading }) => ({
    path: workspace.asRelativePath(uri),
    text,
    occurrences: reading.occurrences,
  }));
  const { findImages } = await import("../../core/tools/findImages.ts");
  return findImages(files, state);
}

/** Failures in words: the assistant reads them, and tells the user. */
async function explained<T>(subject: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (isAbort(failure)) throw failure;
    throw new Error(explainInOne(failure, subject), { cause: failure });
  }
}
