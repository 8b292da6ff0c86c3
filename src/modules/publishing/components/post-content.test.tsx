// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { aChannel, savedPost } from "@/testing/composer";
import { renderIn } from "@/testing/render";
import { serveProcedures, TrpcPage } from "@/testing/trpc-page";
import type { PostPart } from "../schemas";
import { emptyDraft } from "./composer-state";
import { PostContent } from "./post-content";

const part = (kind: PostPart["kind"], body: string, delayMinutes = 0): PostPart => ({
  ...{ kind, body, delayMinutes },
  media: [],
});

test("a post says all of its parts, and what it says otherwise on a channel", async () => {
  const channel = aChannel({ name: "Lab" });
  serveProcedures("content", { "channels.list": () => ({ items: [channel], nextCursor: null }) });
  const post = savedPost(
    { ...emptyDraft("en", [channel.id]), body: "The kiln opens" },
    { parts: [part("thread", "It takes three days"), part("first_comment", "Book here", 10)] },
  );
  const variants = post.variants.map((variant) => ({ ...variant, body: "Kiln!", parts: [] }));
  renderIn(
    "en",
    <TrpcPage workspace="content">
      <PostContent post={{ ...post, variants }} />
    </TrpcPage>,
  );
  const parts = within(screen.getByRole("list", { name: "What follows" })).getAllByRole("listitem");
  expect(parts.map(({ textContent }) => textContent)).toEqual([
    "Part 2It takes three days",
    "First comment10 mins laterBook here",
  ]);
  expect(await screen.findByRole("heading", { name: "On Lab" })).toBeTruthy();
  expect(screen.getByText("Kiln!")).toBeTruthy();
  expect(screen.getByText("Nothing follows the post here.")).toBeTruthy();
});
