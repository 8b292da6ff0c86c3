import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inTransaction } from "@/db/tx";
import type { Tools } from "@/networks/contract";
import { findNetwork } from "@/networks/registry";
import { aWorkspace, TestClock, type WorkspaceCtx } from "@/testing/context";
import { useDatabase } from "@/testing/database";
import { useEnvironment } from "@/testing/environment";
import { type FakeBluesky, startBluesky } from "@/testing/fakes/bluesky";
import { labHttp } from "@/testing/lab-network";
import { setChannelState } from "@/testing/publishing";
import { bluesky } from "@/networks/bluesky";
import { connectChannelInput } from "../schemas";
import { channels } from "../tables";
import { callWithAccount } from "./call";
import { connectChannel } from "./connect";
import type { ChannelTarget } from "./load";

useEnvironment();
useDatabase();

const http = labHttp();
let server: FakeBluesky;
let ctx: WorkspaceCtx;
let target: ChannelTarget;
const clock = new TestClock(new Date());

beforeEach(async () => {
  clock.set(new Date());
  server = await startBluesky({ now: () => clock.now() });
  ctx = await aWorkspace({ clock });
  const { handle: identifier, password } = server.options;
  const values = { service: server.url, identifier, password };
  const input = connectChannelInput.parse({ network: "bluesky", values });
  const { channel } = await connectChannel(ctx, input, { findNetwork, http });
  target = { tenantId: ctx.tenantId, channelId: channel.id };
});
afterEach(() => server.close());

const whoAmI = () => {
  const tools: Tools = { http, now: clock.now(), signal: AbortSignal.timeout(5_000) };
  return callWithAccount(target, bluesky, tools, (account) => bluesky.test(account, tools));
};
const stateOf = async () => {
  const [row] = await inTransaction(ctx, ({ db }) =>
    db.select({ state: channels.state }).from(channels).where(eq(channels.id, target.channelId)),
  );
  return row?.state;
};

describe("a call with an account", () => {
  test("works hours after its session ended", async () => {
    clock.advance(5 * 3_600_000);
    expect(await whoAmI()).toMatchObject({ status: "ok" });
  });

  test("is made once more when the server ended the session early", async () => {
    clock.advance(10 * 60_000);
    server.endSessions();
    expect(await whoAmI()).toMatchObject({ status: "ok" });
  });

  test("is refused for good when the app password is gone, and the channel waits for a person", async () => {
    clock.advance(10 * 60_000);
    server.endSessions();
    server.options.password = "changed";
    expect(await whoAmI()).toMatchObject({ status: "auth" });
    expect(await stateOf()).toBe("broken");
  });

  test("is not made for a channel that is broken, or another workspace's", async () => {
    const before = server.calls.length;
    const other = await aWorkspace();
    target = { ...target, tenantId: other.tenantId };
    expect(await whoAmI()).toMatchObject({ status: "auth" });
    target = { ...target, tenantId: ctx.tenantId };
    await setChannelState(ctx, target.channelId, "broken");
    expect(await whoAmI()).toMatchObject({ status: "auth" });
    expect(server.calls).toHaveLength(before);
  });
});
