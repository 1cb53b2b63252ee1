/** Adding a registry, question by question. */

import { type Step, walk } from "../walk.ts";
import { accountStep, kindStep, plainHttpStep, urlStep } from "./addressSteps.ts";
import { certificateChoices } from "./certificateChoices.ts";
import { loginOf, loginSteps, testStep } from "./loginSteps.ts";
import { addressOf, type Draft, emptyDraft } from "./registryDraft.ts";
import { addAll, type Flows, takeLogin, withKind } from "./registryFlows.ts";
import { addressEndpoint } from "./registryUrl.ts";
import { profileStep, wayStep } from "./waySteps.ts";

const title = "Add Registry";

/** Asks for a registry, tries it, and adds it; gives its id, or undefined when the user left. */
export async function addRegistry(flows: Flows): Promise<string | undefined> {
  const { ask, test } = flows;
  const login = loginSteps<Draft>(ask, title).map(
    (step): Step<Draft> => ({
      ...step,
      applies: (draft) => signsIn(draft) && step.applies?.(draft) !== false,
    }),
  );
  const trial = testStep<Draft>({
    ask,
    title,
    test,
    endpointOf: (draft) => addressEndpoint(addressOf(draft)),
    choices: (failure) => certificateChoices(ask, failure),
  });
  const steps: readonly Step<Draft>[] = [
    kindStep(ask, title),
    urlStep(ask, title),
    accountStep(flows, title),
    plainHttpStep(ask, title),
    wayStep(flows, title),
    profileStep(ask, title),
    ...login,
    { ...trial, applies: needsTrial },
  ];
  const draft = await walk(steps, emptyDraft);
  return draft && save(flows, draft);
}

async function save(flows: Flows, draft: Draft): Promise<string | undefined> {
  const address = await withKind(flows, addressOf(draft));
  if (signsIn(draft)) await takeLogin(flows, addressEndpoint(address).id, loginOf(draft));
  return addAll(flows, [address]);
}

/** Docker Hub as anyone sees it works as well as the network does: nothing to be tried. */
function needsTrial(draft: Draft): boolean {
  return draft.kind !== "dockerHub" || signsIn(draft);
}

/** A further account is only of use with a login of its own. */
function signsIn({ account, way }: Draft): boolean {
  return way === "password" || account !== "";
}
