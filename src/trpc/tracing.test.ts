import { expect, test } from "vitest";
import { DomainError } from "@/kernel/errors";
import { useTracer } from "@/testing/tracer";
import { createContext } from "./context";
import { createCallerFactory, publicProcedure, router } from "./init";

const spans = useTracer();
const app = router({
  things: router({
    read: publicProcedure.query(({ ctx }) => ctx.traceId),
    refuse: publicProcedure.mutation(() => {
      throw new DomainError("CONFLICT", "thing.taken", "Somebody wrote canary");
    }),
  }),
});

const call = () => createCallerFactory(app)(createContext({ headers: new Headers() }));

test("each procedure is a span of the trace that its answer names", async () => {
  const traceId = await call().things.read();
  expect(spans).toMatchObject([
    { name: "things.read", traceId, attributes: { "rpc.method": "things.read", "rpc.trpc.type": "query" } },
  ]);
});

test("a refusal is told by its reason, not by its words", async () => {
  await expect(call().things.refuse()).rejects.toThrow();
  expect(spans).toMatchObject([{ name: "things.refuse", failed: "thing.taken" }]);
  expect(JSON.stringify(spans)).not.toContain("canary");
});
