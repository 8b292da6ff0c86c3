import "server-only";
import { publicProcedure, router, workspaceProcedure } from "@/trpc/init";
import { rest } from "@/trpc/openapi";
import { decideApproval } from "./commands/decide";
import { setPolicy } from "./commands/policies";
import { requestApproval, withdrawApproval } from "./commands/request";
import { reviewApproveAll, reviewComment, reviewDecide } from "./commands/review";
import { createReviewLink, resendReviewLink, revokeReviewLink } from "./commands/review-links";
import { getApproval, getPolicies } from "./queries";
import { viewReview, viewReviewPost } from "./queries.client";
import { countReviews, listReviews } from "./queries.lanes";
import {
  approvalOutput,
  approvalPostInput,
  createReviewInput,
  decideApprovalInput,
  listReviewsInput,
  requestApprovalInput,
  reviewApproveAllInput,
  reviewCommentInput,
  reviewDecideInput,
  reviewIdInput,
  reviewPage,
  reviewPostInput,
  reviewTokenInput,
  setPolicyInput,
} from "./schemas";

const ofPost = { path: "/posts/{postId}/approval", tag: "Review" } as const;

/** Who must agree before a post goes out, who did, and the pages on which clients do. */
export const approvalsRouter = router({
  policies: workspaceProcedure.query(({ ctx }) => getPolicies(ctx)),
  setPolicy: workspaceProcedure.input(setPolicyInput).mutation(({ ctx, input }) => setPolicy(ctx, input)),
  get: workspaceProcedure
    .meta(rest({ ...ofPost, method: "GET", summary: "Get the approval of a post", scope: "posts:read" }))
    .input(approvalPostInput)
    .output(approvalOutput)
    .query(({ ctx, input }) => getApproval(ctx, input)),
  request: workspaceProcedure
    .meta(rest({ ...ofPost, method: "POST", summary: "Request approval of a post", scope: "posts:write" }))
    .input(requestApprovalInput)
    .output(approvalOutput)
    .mutation(({ ctx, input }) => requestApproval(ctx, input)),
  withdraw: workspaceProcedure
    .meta(
      rest({ ...ofPost, method: "DELETE", summary: "Withdraw a request for approval", scope: "posts:write" }),
    )
    .input(approvalPostInput)
    .output(approvalOutput)
    .mutation(({ ctx, input }) => withdrawApproval(ctx, input)),
  decide: workspaceProcedure
    .input(decideApprovalInput)
    .mutation(({ ctx, input }) => decideApproval(ctx, input)),
  reviews: workspaceProcedure
    .meta(
      rest({
        method: "GET",
        path: "/reviews",
        tag: "Review",
        summary: "List pending approvals",
        scope: "posts:read",
      }),
    )
    .input(listReviewsInput)
    .output(reviewPage)
    .query(({ ctx, input }) => listReviews(ctx, input)),
  counts: workspaceProcedure.query(({ ctx }) => countReviews(ctx)),
  createLink: workspaceProcedure
    .input(createReviewInput)
    .mutation(({ ctx, input }) => createReviewLink(ctx, input)),
  revokeLink: workspaceProcedure
    .input(reviewIdInput)
    .mutation(({ ctx, input }) => revokeReviewLink(ctx, input)),
  resendLink: workspaceProcedure
    .input(reviewIdInput)
    .mutation(({ ctx, input }) => resendReviewLink(ctx, input)),
  review: publicProcedure.input(reviewTokenInput).query(({ ctx, input }) => viewReview(ctx, input)),
  reviewPost: publicProcedure.input(reviewPostInput).query(({ ctx, input }) => viewReviewPost(ctx, input)),
  reviewDecide: publicProcedure
    .input(reviewDecideInput)
    .mutation(({ ctx, input }) => reviewDecide(ctx, input)),
  reviewApproveAll: publicProcedure
    .input(reviewApproveAllInput)
    .mutation(({ ctx, input }) => reviewApproveAll(ctx, input)),
  reviewComment: publicProcedure
    .input(reviewCommentInput)
    .mutation(({ ctx, input }) => reviewComment(ctx, input)),
});
