// Runs inside the peers' own folder, on their own Node: the whole official network, with two people.
import { createServer } from "node:net";
import { AtpAgent } from "@atproto/api";
import { TestNetwork } from "@atproto/dev-env";

const [, , postgresUrl] = process.argv;

// Below the ephemeral range: another program's outgoing connection cannot hold one of these.
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise((resolve) => {
      const probe = createServer()
        .once("error", () => resolve(false))
        .listen(port, () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

const port = async () => ({ port: await freePort() });
const network = await TestNetwork.create({
  dbPostgresUrl: postgresUrl,
  dbPostgresSchema: `run_${Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")}`,
  plc: await port(),
  pds: await port(),
  bsky: await port(),
  ozone: await port(),
  introspect: await port(),
});

async function person(name) {
  const agent = new AtpAgent({ service: network.pds.url });
  const password = `password-of-${name}`;
  const handle = `${name}.test`;
  await agent.createAccount({ email: `${name}@example.com`, handle, password });
  const { data } = await agent.com.atproto.server.createAppPassword({ name: "publify" });
  return { handle, did: agent.session.did, password, appPassword: data.password };
}

const people = { ana: await person("ana"), bob: await person("bob") };
process.stdout.write(`\nREADY ${JSON.stringify({ url: network.pds.url, people })}\n`);
process.once("SIGTERM", () => network.close().finally(() => process.exit(0)));
