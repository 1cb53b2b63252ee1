import { parseObject, toArray, toObject, toText, toTexts } from "../oci/fields.ts";
import type { Chart } from "./model.ts";

/** What the config of a Helm chart's manifest is called. https://helm.sh/docs/topics/registries/#helm-chart-manifest */
export const chartConfigType = "application/vnd.cncf.helm.config.v1+json";

/** Reads the config of a Helm chart, which is its Chart.yaml. Rejects with ContentError `malformed` what is no JSON. */
export function decodeChart(bytes: Uint8Array, subject: string): Chart {
  const fields = parseObject(bytes, subject);
  const text = (name: string) => toText(fields[name]) || undefined;
  return {
    name: text("name") ?? "",
    version: text("version"),
    appVersion: text("appVersion"),
    description: text("description"),
    kind: text("type"),
    home: text("home"),
    sources: (toTexts(fields["sources"]) ?? []).slice(0, 20),
    dependencies: (toArray(fields["dependencies"]) ?? []).slice(0, 100).flatMap((entry) => {
      const { name, version } = toObject(entry) ?? {};
      return typeof name === "string" ? [{ name, version: toText(version) }] : [];
    }),
  };
}
