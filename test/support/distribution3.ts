import { goServer } from "../goServers.mjs";
import { type RegistryOptions, startRegistryProgram, type TestRegistry } from "./dockerRegistry.ts";

/** Starts the real distribution 3, built by test/goServers.mjs, as startRegistry starts 2.8. */
export function startDistribution3(options: RegistryOptions = {}): Promise<TestRegistry> {
  return startRegistryProgram(goServer("registry"), options);
}
