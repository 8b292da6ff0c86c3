import { router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { getCalendar, listPosts, listTrash } from "./queries";
import { getGrid, listAgenda, listSwatches } from "./queries.grid";
import { getMarks } from "./queries.marks";
import { getToday } from "./queries.today";
import {
  calendarInput,
  calendarOutput,
  listPostsInput,
  postPageOutput,
  todayOutput,
  trashInput,
  trashPageOutput,
} from "./schemas";
import { agendaInput, gridInput, gridOutput, marksInput, marksOutput, swatchesOutput } from "./schemas.grid";

const tag = "Posts";

export const planningRouter = router({
  posts: workspaceProcedure
    .meta(
      rest({ method: "GET", path: "/posts", tag, summary: "List posts, newest first", scope: "posts:read" }),
    )
    .input(listPostsInput)
    .output(postPageOutput)
    .query(({ ctx, input }) => listPosts(ctx, input)),
  trash: workspaceProcedure
    .meta(
      rest({
        ...{ method: "GET", path: "/trash", tag, scope: "posts:read" },
        summary: "List deleted posts, newest first",
      }),
    )
    .input(trashInput)
    .output(trashPageOutput)
    .query(({ ctx, input }) => listTrash(ctx, input)),
  calendar: workspaceProcedure
    .meta(
      rest({
        method: "GET",
        path: "/calendar",
        tag,
        summary: "List the calendar between two instants",
        scope: "posts:read",
      }),
    )
    .input(calendarInput)
    .output(calendarOutput)
    .query(({ ctx, input }) => getCalendar(ctx, input)),
  grid: workspaceProcedure
    .input(gridInput)
    .output(gridOutput)
    .query(({ ctx, input }) => getGrid(ctx, input)),
  agenda: workspaceProcedure
    .input(agendaInput)
    .output(postPageOutput)
    .query(({ ctx, input }) => listAgenda(ctx, input)),
  marks: workspaceProcedure
    .input(marksInput)
    .output(marksOutput)
    .query(({ ctx, input }) => getMarks(ctx, input)),
  swatches: workspaceProcedure.output(swatchesOutput).query(({ ctx }) => listSwatches(ctx)),
  today: workspaceProcedure.output(todayOutput).query(({ ctx }) => getToday(ctx)),
});
