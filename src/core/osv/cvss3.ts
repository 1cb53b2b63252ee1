/** The base score of a vector of CVSS 3. https://www.first.org/cvss/v3-1/specification-document#7-1-Base-Metrics-Equations */

const weights: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
/** What privileges weigh depends on whether the scope changes. */
const privileges: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
};

/** From 0 to 10; undefined for a vector of another version, or one that lacks a metric. */
export function scoreOfCvss3(vector: string): number | undefined {
  const [version = "", ...parts] = vector.split("/", 40);
  if (version !== "CVSS:3.0" && version !== "CVSS:3.1") return undefined;
  const metrics = new Map(parts.map((part) => part.split(":", 2) as [string, string | undefined]));
  const weigh = (name: string) => weights[name]?.[metrics.get(name) ?? ""] ?? Number.NaN;
  const scope = metrics.get("S") ?? "";
  const changes = scope === "C";
  const access = privileges[scope]?.[metrics.get("PR") ?? ""] ?? Number.NaN;
  const base = 1 - (1 - weigh("C")) * (1 - weigh("I")) * (1 - weigh("A"));
  const impact = changes ? 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 : 6.42 * base;
  const exploitability = 8.22 * weigh("AV") * weigh("AC") * access * weigh("UI");
  if (Number.isNaN(impact + exploitability)) return undefined;
  if (impact <= 0) return 0;
  return roundUp(Math.min((changes ? 1.08 : 1) * (impact + exploitability), 10));
}

/** To one decimal upwards, as the specification has it for numbers that are not exact. */
function roundUp(score: number): number {
  const whole = Math.round(score * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
