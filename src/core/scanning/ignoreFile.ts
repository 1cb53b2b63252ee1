/** Trivy's list of findings to leave out: https://trivy.dev/latest/docs/configuration/filtering/#trivyignore */
import { stat } from "node:fs/promises";
import { join } from "node:path";

/** What Trivy itself would take when it is run in that folder; absolute if the folder is. */
export async function ignoreFileIn(folder: string): Promise<string | undefined> {
  const path = join(folder, ".trivyignore");
  const isFile = await stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
  return isFile ? path : undefined;
}
