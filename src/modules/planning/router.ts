import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { getCalendar, getToday, listPosts } from "./queries";
import { calendarInput, calendarOutput, listPostsInput, postPageOutput, todayOutput } from "./schemas";

const tag = "Posts";

export const planningRouter = router({
  posts: workspaceProcedure
    .meta(
      rest({ method: "GET", path: "/posts", tag, summary: "List posts, newest first", scope: "posts:read" }),
    )
    .input(listPostsInput)
    .output(postPageOutput)
    .query(({ ctx, input }) => listPosts(ctx, input)),
  calendar: workspaceProcedure
    .meta(
      rest({
        method: "GET",
        path: "/calendar",
        tag,
        summary: "Read a window of the calendar",
        scope: "posts:read",
      }),
    )
    .input(calendarInput)
    .output(calendarOutput)
    .query(({ ctx, input }) => getCalendar(ctx, input)),
  today: workspaceProcedure.output(todayOutput).query(({ ctx }) => getToday(ctx)),
});
