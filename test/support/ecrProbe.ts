/** For the test of the bundle: lists a registry of ECR with each profile and prints what came of it. */
import { anonymous } from "../../src/core/auth/credential.ts";
import { Connections, endpointOf } from "../../src/core/connect.ts";
import { fetchSend } from "../../src/core/http/fetchSend.ts";

const [host, ...profiles] = process.argv.slice(2);

async function list(profile: string): Promise<string> {
  const endpoint = endpointOf(new URL(`https://${host}/`), { profile });
  const connections = new Connections({
    userAgent: "Mooring/test",
    transport: fetchSend("Mooring/test"),
    proxy: () => undefined,
    endpoints: () => [endpoint],
    credential: async () => anonymous,
    mayUseAws: async () => true,
    allowRealm: async () => false,
    concurrency: 8,
    timeout: 60_000,
  });
  try {
    const { items } = await connections.open(endpoint).catalog.repositories();
    return items.some(({ name }) => name === "bundled") ? "listed" : "nothing";
  } catch (failure) {
    return String(Object(failure).kind ?? failure);
  }
}

console.log(JSON.stringify(await Promise.all(profiles.map(list))));
