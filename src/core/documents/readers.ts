import { readBake } from "./bake.ts";
import { readCompose } from "./compose.ts";
import { readDevcontainer } from "./devcontainer.ts";
import { readDockerfile } from "./dockerfile.ts";
import { readGithubActions } from "./githubActions.ts";
import { readGitlabCi } from "./gitlabCi.ts";
import { readHelm } from "./helm.ts";
import { readKubernetes } from "./kubernetes.ts";
import type { DocumentKind, Reader } from "./occurrence.ts";

const readers: { readonly [Kind in DocumentKind]: Reader } = {
  dockerfile: (text) => readDockerfile(text),
  compose: readCompose,
  kubernetes: readKubernetes,
  helm: readHelm,
  "github-actions": readGithubActions,
  "gitlab-ci": readGitlabCi,
  devcontainer: readDevcontainer,
  bake: readBake,
};

/** The reader of a kind of document. It loads the YAML library: import this module on first need. */
export function readerFor(kind: DocumentKind): Reader {
  return readers[kind];
}
